"""Keep what an institution is and aims for, and the day of a round's baseline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there already stays without."""
    op.add_column("rounds", sa.Column("baseline_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("assessments", sa.Column("aims_for", sa.String(40), nullable=False, server_default=""))
    for name, length in (("organisation_type", 40), ("region", 60)):
        op.add_column("organisations", sa.Column(name, sa.String(length), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    for name in ("region", "organisation_type"):
        op.drop_column("organisations", name)
    op.drop_column("assessments", "aims_for")
    op.drop_column("rounds", "baseline_at")
