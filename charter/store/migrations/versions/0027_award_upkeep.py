"""Create the conditions of awards, annual returns, and reviews of whether an award still stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, that of returns with its guard."""
    _create_award_conditions()
    _create_annual_returns()
    _create_award_reviews()
    guard("annual_returns")


def downgrade() -> None:
    """Drop the tables: what became of awards can be read in their chains alone."""
    unguard("annual_returns")
    op.drop_index("ix_award_reviews_award_id", "award_reviews")
    op.drop_index("ix_award_conditions_state_due_on", "award_conditions")
    for table in ("award_reviews", "annual_returns", "award_conditions"):
        op.drop_table(table)


def _create_award_conditions() -> None:
    op.create_table(
        "award_conditions",
        sa.Column("award_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("award_id", "number", name="pk_award_conditions"),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name="fk_award_conditions_award_id_awards"),
    )
    op.create_index("ix_award_conditions_state_due_on", "award_conditions", ["state", "due_on"])


def _create_annual_returns() -> None:
    op.create_table(
        "annual_returns",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("award_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("copy_digest", sa.String(64), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annual_returns"),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name="fk_annual_returns_award_id_awards"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_annual_returns_assessment_id_assessments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_annual_returns_person_id_people"),
        sa.UniqueConstraint("award_id", "number", name="uq_annual_returns_award_id_number"),
    )


def _create_award_reviews() -> None:
    op.create_table(
        "award_reviews",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("award_id", sa.String(22), nullable=False),
        sa.Column("cause", sa.String(12), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_by", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_award_reviews"),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name="fk_award_reviews_award_id_awards"),
    )
    op.create_index("ix_award_reviews_award_id", "award_reviews", ["award_id"])
