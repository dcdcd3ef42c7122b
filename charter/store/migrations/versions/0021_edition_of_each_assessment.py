"""Give each assessment an edition of its own, a round a second one, and a file the day of its first year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; an assessment that is there answers its round's edition."""
    op.add_column("rounds", sa.Column("beside_reference", sa.String(80), nullable=True))
    op.add_column("assessments", sa.Column("edition_reference", sa.String(80), server_default="", nullable=False))
    op.execute(
        "UPDATE assessments SET edition_reference ="
        " (SELECT rounds.edition_reference FROM rounds WHERE rounds.id = assessments.round_id)"
    )
    op.add_column("evidence_files", sa.Column("first_added_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop the columns: which assessments had moved to another edition is told by their history alone."""
    op.drop_column("evidence_files", "first_added_at")
    op.drop_column("assessments", "edition_reference")
    op.drop_column("rounds", "beside_reference")
