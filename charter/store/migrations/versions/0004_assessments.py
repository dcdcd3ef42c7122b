"""Create people, organisations, rounds, assessments with every version of an answer, frozen copies and history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "people",
    "organisations",
    "memberships",
    "rounds",
    "assessments",
    "answers",
    "answer_versions",
    "frozen_copies",
    "events",
    "event_texts",
)
# What is written once: the database itself refuses to change or delete it, whoever asks.
WRITTEN_ONCE = ("answer_versions", "frozen_copies", "events")


def upgrade() -> None:
    """Create the tables, then the triggers that keep what is written once."""
    _create_accounts()
    _create_assessments()
    _create_answers()
    _create_frozen_copies()
    _create_events()
    for table in WRITTEN_ONCE:
        _guard(table)


def downgrade() -> None:
    """Drop everything; what was written once is lost with its tables."""
    for table in WRITTEN_ONCE:
        _unguard(table)
    for table in (
        "event_texts",
        "events",
        "frozen_copies",
        "answer_versions",
        "answers",
        "assessments",
        "rounds",
        "memberships",
    ):
        op.drop_table(table)
    op.drop_table("organisations")
    op.drop_table("people")


def _create_accounts() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("email", sa.String(320), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("ods_code", sa.String(12), nullable=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("ods_code", name="uq_organisations_ods_code"),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.String(22), nullable=False),
        _reference("person_id", 22),
        _reference("organisation_id", 22),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
        _foreign("memberships", "person_id", "people"),
        _foreign("memberships", "organisation_id", "organisations"),
    )
    op.create_index("ix_memberships_organisation_id", "memberships", ["organisation_id"])
    op.create_index("ix_memberships_person_id_organisation_id", "memberships", ["person_id", "organisation_id"])


def _create_assessments() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(22), nullable=False),
        _reference("organisation_id", 22),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("edition_reference", sa.String(80), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        _foreign("rounds", "organisation_id", "organisations"),
    )
    op.create_index("ix_rounds_organisation_id", "rounds", ["organisation_id"])
    op.create_table(
        "assessments",
        sa.Column("id", sa.String(22), nullable=False),
        _reference("round_id", 22),
        _reference("organisation_id", 22),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("scope_name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        _foreign("assessments", "round_id", "rounds"),
        _foreign("assessments", "organisation_id", "organisations"),
        sa.UniqueConstraint(
            "round_id", "organisation_id", "scope_name", name="uq_assessments_round_id_organisation_id_scope_name"
        ),
    )
    op.create_index("ix_assessments_organisation_id", "assessments", ["organisation_id"])


def _create_answers() -> None:
    op.create_table(
        "answers",
        _reference("assessment_id", 22),
        sa.Column("field", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "field", name="pk_answers"),
        _foreign("answers", "assessment_id", "assessments"),
    )
    op.create_table(
        "answer_versions",
        _reference("assessment_id", 22),
        sa.Column("field", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        _reference("person_id", 22),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "field", "version", name="pk_answer_versions"),
        _foreign("answer_versions", "assessment_id", "assessments"),
        _foreign("answer_versions", "person_id", "people"),
    )


def _create_frozen_copies() -> None:
    op.create_table(
        "frozen_copies",
        sa.Column("id", sa.String(22), nullable=False),
        _reference("assessment_id", 22),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        _reference("person_id", 22),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition_reference", sa.String(80), nullable=False),
        sa.Column("edition_checksum", sa.String(64), nullable=False),
        sa.Column("method_version", sa.String(20), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("scorecard", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_frozen_copies"),
        _foreign("frozen_copies", "assessment_id", "assessments"),
        _foreign("frozen_copies", "person_id", "people"),
        sa.UniqueConstraint("assessment_id", "number", name="uq_frozen_copies_assessment_id_number"),
    )


def _create_events() -> None:
    op.create_table(
        "events",
        _reference("assessment_id", 22),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_digest", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "number", name="pk_events"),
        _foreign("events", "assessment_id", "assessments"),
    )
    op.create_table(
        "event_texts",
        _reference("assessment_id", 22),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "number", name="pk_event_texts"),
        _foreign("event_texts", "assessment_id", "assessments"),
    )


def _reference(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _guard(table: str) -> None:
    """Make the database refuse to change or delete a row of the table."""
    words = f"{table} is written once: add to it instead"
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_written_once()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_written_once()"
    )


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{deed}")
        return
    op.execute(f"DROP TRIGGER {table}_whole ON {table}")
    op.execute(f"DROP TRIGGER {table}_rows ON {table}")
    op.execute(f"DROP FUNCTION {table}_is_written_once()")
