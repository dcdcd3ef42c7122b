"""Create the list of the checksums that published editions had when they were first used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; the next start fills it."""
    op.create_table(
        "published_editions",
        sa.Column("reference", sa.String(90), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_published_editions"),
    )
    guard("published_editions")


def downgrade() -> None:
    """Drop the table; the checksums in criteria/published.sha256 stay."""
    unguard("published_editions")
    op.drop_table("published_editions")
