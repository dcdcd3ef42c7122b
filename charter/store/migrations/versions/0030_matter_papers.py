"""Keep the papers that the worker makes of cases, awards and rounds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "matter_papers",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("matter_id", sa.String(22), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "matter_id", "name", name="pk_matter_papers"),
    )


def downgrade() -> None:
    """Drop the table; papers can be made again."""
    op.drop_table("matter_papers")
