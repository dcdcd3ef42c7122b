"""Keep the names of awards as the register looks for them, the same on every database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.domain.register import LONGEST_SEARCH_NAME, search_name
from charter.store.write_once import guard, unguard

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column with its index, and fold the names that are there."""
    op.add_column("awards", sa.Column("search_name", sa.String(LONGEST_SEARCH_NAME), nullable=False, server_default=""))
    unguard("awards")
    _fold_names()
    guard("awards")
    op.drop_index("ix_awards_organisation_name_id", "awards")
    op.create_index("ix_awards_search_name_id", "awards", ["search_name", "id"])


def downgrade() -> None:
    """Take both away: names are then searched as they are written."""
    op.drop_index("ix_awards_search_name_id", "awards")
    op.create_index("ix_awards_organisation_name_id", "awards", ["organisation_name", "id"])
    op.drop_column("awards", "search_name")


def _fold_names() -> None:
    awards = sa.table("awards", sa.column("organisation_name"), sa.column("search_name"))
    bind = op.get_bind()
    for name in bind.scalars(sa.select(awards.c.organisation_name).distinct()).all():
        mine = sa.update(awards).where(awards.c.organisation_name == name)
        bind.execute(mine.values(search_name=search_name(name)))
