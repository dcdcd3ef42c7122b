"""Create the register of mergers, written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "organisation_mergers"


def upgrade() -> None:
    """Create the table with its guard."""
    op.create_table(
        TABLE,
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("into_id", sa.String(22), nullable=False),
        sa.Column("merged_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisation_mergers"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_organisation_mergers_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["organisations.id"], name="fk_organisation_mergers_into_id_organisations"
        ),
    )
    op.create_index("ix_organisation_mergers_into_id", TABLE, ["into_id"])
    guard(TABLE)


def downgrade() -> None:
    """Drop the table: what became of whom is lost."""
    unguard(TABLE)
    op.drop_index("ix_organisation_mergers_into_id", TABLE)
    op.drop_table(TABLE)
