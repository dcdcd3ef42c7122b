"""Create what panels ask institutions, and what these reply; both written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables with their guards."""
    _create_panel_questions()
    _create_panel_replies()
    guard("panel_questions")
    guard("panel_replies")


def downgrade() -> None:
    """Drop the tables: the words stay in the chains of cases."""
    unguard("panel_replies")
    unguard("panel_questions")
    op.drop_index("ix_panel_questions_case_id", "panel_questions")
    op.drop_table("panel_replies")
    op.drop_table("panel_questions")


def _create_panel_questions() -> None:
    op.create_table(
        "panel_questions",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("criterion_id", sa.String(40), nullable=False),
        sa.Column("question_id", sa.String(60), nullable=False),
        sa.Column("asked_by", sa.String(22), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_questions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_panel_questions_case_id_cases"),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_panel_questions_asked_by_people"),
    )
    op.create_index("ix_panel_questions_case_id", "panel_questions", ["case_id"])


def _create_panel_replies() -> None:
    op.create_table(
        "panel_replies",
        sa.Column("panel_question_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("panel_question_id", "number", name="pk_panel_replies"),
        sa.ForeignKeyConstraint(
            ["panel_question_id"], ["panel_questions.id"], name="fk_panel_replies_panel_question_id_panel_questions"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_panel_replies_person_id_people"),
    )
