"""Create the network's statements, written once, and let a frozen copy name the one that went in with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table with its guard, and add the column."""
    op.create_table(
        "network_statements",
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(22), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "version", name="pk_network_statements"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_network_statements_assessment_id_assessments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_network_statements_person_id_people"),
    )
    guard("network_statements")
    op.add_column("frozen_copies", sa.Column("network_statement", sa.String(64), nullable=True))


def downgrade() -> None:
    """Drop the column and the table; what networks wrote is lost."""
    op.drop_column("frozen_copies", "network_statement")
    unguard("network_statements")
    op.drop_table("network_statements")
