"""Create what practice submissions are about, written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table with its guard."""
    _create_practice_copies()
    guard("practice_copies")


def downgrade() -> None:
    """Drop the table: practice submissions cannot be read any more."""
    unguard("practice_copies")
    op.drop_table("practice_copies")


def _create_practice_copies() -> None:
    op.create_table(
        "practice_copies",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_practice_copies"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_practice_copies_case_id_cases"),
    )
