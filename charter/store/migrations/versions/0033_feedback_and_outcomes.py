"""Create feedback with every version and outcomes as sent; let an assessment be open in some criteria only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("feedback_versions", "sent_outcomes")


def upgrade() -> None:
    """Create the tables and the guards of what is written once; add the column."""
    _create_feedback_texts()
    _create_feedback_versions()
    _create_sent_outcomes()
    for table in WRITTEN_ONCE:
        guard(table)
    op.add_column("assessments", sa.Column("only_criteria", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Drop them: what was written and sent to institutions is lost."""
    with op.batch_alter_table("assessments") as batch:
        batch.drop_column("only_criteria")
    for table in WRITTEN_ONCE:
        unguard(table)
    op.drop_index("ix_sent_outcomes_case_id", "sent_outcomes")
    for table in ("sent_outcomes", "feedback_versions", "feedback_texts"):
        op.drop_table(table)


def _create_feedback_texts() -> None:
    op.create_table(
        "feedback_texts",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "part", name="pk_feedback_texts"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_feedback_texts_case_id_cases"),
    )


def _create_feedback_versions() -> None:
    op.create_table(
        "feedback_versions",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "part", "version", name="pk_feedback_versions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_feedback_versions_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_feedback_versions_person_id_people"),
    )


def _create_sent_outcomes() -> None:
    op.create_table(
        "sent_outcomes",
        sa.Column("decision_id", sa.String(22), nullable=False),
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_sent_outcomes"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_sent_outcomes_decision_id_decisions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_sent_outcomes_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sent_outcomes_person_id_people"),
    )
    op.create_index("ix_sent_outcomes_case_id", "sent_outcomes", ["case_id"])
