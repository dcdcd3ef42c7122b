"""Create the tables of attempts to sign in, and of forms that came after a session had ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_subject_made_at", "attempts", ["subject", "made_at"])
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_forms"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_kept_forms_person_id_people"),
    )
    op.create_index("ix_kept_forms_person_id", "kept_forms", ["person_id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_kept_forms_person_id", "kept_forms")
    op.drop_table("kept_forms")
    op.drop_index("ix_attempts_subject_made_at", "attempts")
    op.drop_table("attempts")
