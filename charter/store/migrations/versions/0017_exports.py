"""Create the list of exports that were asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "exports",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name="fk_exports_assessment_id_assessments"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_exports_person_id_people"),
    )
    op.create_index("ix_exports_assessment_id_person_id", "exports", ["assessment_id", "person_id"])
    op.create_index("ix_exports_asked_at", "exports", ["asked_at"])


def downgrade() -> None:
    """Drop the table; the files stay in their folder for a day."""
    op.drop_index("ix_exports_asked_at", "exports")
    op.drop_index("ix_exports_assessment_id_person_id", "exports")
    op.drop_table("exports")
