"""Note when a file of evidence may be scanned, how often that was tried, and what was found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "evidence_files"
INDEX = "ix_evidence_files_scan_state_next_scan_at"


def upgrade() -> None:
    """Add the columns; what is there already waits for the scanner."""
    op.add_column(TABLE, sa.Column("next_scan_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("scan_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(TABLE, sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("scan_finding", sa.String(200), nullable=False, server_default=""))
    op.create_index(INDEX, TABLE, ["scan_state", "next_scan_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index(INDEX, TABLE)
    for name in ("scan_finding", "scanned_at", "scan_tries", "next_scan_at"):
        op.drop_column(TABLE, name)
