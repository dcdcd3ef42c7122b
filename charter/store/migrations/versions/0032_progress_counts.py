"""Create the worker's counts of how far each team is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

COUNTS = "progress_counts"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        COUNTS,
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("criterion_count", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", name="pk_progress_counts"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_progress_counts_assessment_id_assessments"
        ),
    )


def downgrade() -> None:
    """Drop the table: the worker counts anew."""
    op.drop_table(COUNTS)
