"""An empty database, so that "0001" can be named as the state before every table."""

from __future__ import annotations

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to make."""


def downgrade() -> None:
    """Nothing to take back."""
