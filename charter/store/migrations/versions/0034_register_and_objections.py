"""Create objections to awards, and what makes the register quick."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_awards_awarded_on_id", "awards", ["awarded_on", "id"]),
    ("ix_awards_organisation_name_id", "awards", ["organisation_name", "id"]),
    ("ix_awards_register", "awards", ["body_id", "edition_reference", "tier_id", "tier_name", "region"]),
    ("ix_proceedings_kind_happened_at", "proceedings", ["kind", "happened_at"]),
)


def upgrade() -> None:
    """Create the table and the indexes."""
    _create_objections()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them: that there were objections can be read in the chains of awards alone."""
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_index("ix_objections_award_id", "objections")
    op.drop_table("objections")


def _create_objections() -> None:
    op.create_table(
        "objections",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("award_id", sa.String(22), nullable=False),
        sa.Column("ground", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_id", sa.String(22), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name="fk_objections_award_id_awards"),
        sa.ForeignKeyConstraint(["review_id"], ["award_reviews.id"], name="fk_objections_review_id_award_reviews"),
    )
    op.create_index("ix_objections_award_id", "objections", ["award_id"])
