"""Create the worker's notes of what an edition to come would mean for each submission."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

OUTLOOKS = "future_outlooks"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        OUTLOOKS,
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("edition_reference", sa.String(80), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("is_below", sa.Boolean(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "edition_reference", name="pk_future_outlooks"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_future_outlooks_assessment_id_assessments"
        ),
    )


def downgrade() -> None:
    """Drop the table: the worker looks at everything again, and tells again."""
    op.drop_table(OUTLOOKS)
