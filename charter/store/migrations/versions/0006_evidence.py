"""Create the table of evidence files, which are written once but for what the scanner says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "evidence_files",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan_state", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_files"),
        sa.UniqueConstraint("assessment_id", "name", "version", name="uq_evidence_files_assessment_id_name_version"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_evidence_files_assessment_id_assessments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_evidence_files_person_id_people"),
    )
    op.create_index("ix_evidence_files_sha256", "evidence_files", ["sha256"])


def downgrade() -> None:
    """Drop the table; the files stay in their folder."""
    op.drop_index("ix_evidence_files_sha256", "evidence_files")
    op.drop_table("evidence_files")
