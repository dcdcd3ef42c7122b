"""Create the tables of visits and of files made once for everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "visits",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("upload_digest", sa.String(64), nullable=False),
        sa.Column("edition_reference", sa.String(80), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
        sa.UniqueConstraint("holder", "upload_digest", name="uq_visits_holder_upload_digest"),
    )
    op.create_index("ix_visits_expires_at", "visits", ["expires_at"])
    op.create_table(
        "visit_files",
        sa.Column("visit_id", sa.String(43), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("visit_id", "name", name="pk_visit_files"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_files_visit_id_visits", ondelete="CASCADE"),
    )
    op.create_table(
        "made_files",
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_made_files"),
    )


def downgrade() -> None:
    """Drop the tables; what visitors uploaded lives an hour at most anyway."""
    op.drop_table("made_files")
    op.drop_table("visit_files")
    op.drop_index("ix_visits_expires_at", "visits")
    op.drop_table("visits")
