"""Create comments, assignments, what was seen, declined notices and reminders; let mail become useless."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the column of the outbox."""
    _create_comments()
    _create_assignments()
    _create_notices()
    op.add_column("mails", sa.Column("useful_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop them; comments and assignments are lost."""
    op.drop_column("mails", "useful_until")
    for table in ("reminders", "declined_notices", "criteria_seen", "assignments"):
        op.drop_table(table)
    op.drop_index("ix_comment_mentions_person_id", "comment_mentions")
    op.drop_table("comment_mentions")
    op.drop_index("ix_comments_assessment_id_criterion_id", "comments")
    op.drop_table("comments")


def _create_comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("criterion_id", sa.String(120), nullable=False),
        sa.Column("question_id", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by_id", sa.String(22), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        _points_to("comments", "assessment_id", "assessments"),
        _points_to("comments", "person_id", "people"),
        _points_to("comments", "resolved_by_id", "people"),
    )
    op.create_index("ix_comments_assessment_id_criterion_id", "comments", ["assessment_id", "criterion_id"])
    op.create_table(
        "comment_mentions",
        sa.Column("comment_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name="pk_comment_mentions"),
        _points_to("comment_mentions", "comment_id", "comments"),
        _points_to("comment_mentions", "person_id", "people"),
    )
    op.create_index("ix_comment_mentions_person_id", "comment_mentions", ["person_id"])


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("criterion_id", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(22), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("blocked_reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "criterion_id", name="pk_assignments"),
        _points_to("assignments", "assessment_id", "assessments"),
        _points_to("assignments", "owner_id", "people"),
        _points_to("assignments", "person_id", "people"),
    )


def _create_notices() -> None:
    op.create_table(
        "criteria_seen",
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("criterion_id", sa.String(120), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "assessment_id", "criterion_id", name="pk_criteria_seen"),
        _points_to("criteria_seen", "person_id", "people"),
        _points_to("criteria_seen", "assessment_id", "assessments"),
    )
    op.create_table(
        "declined_notices",
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("notice", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "notice", name="pk_declined_notices"),
        _points_to("declined_notices", "person_id", "people"),
    )
    op.create_table(
        "reminders",
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "name", name="pk_reminders"),
        _points_to("reminders", "assessment_id", "assessments"),
    )


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
