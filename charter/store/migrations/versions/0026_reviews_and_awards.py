"""Create ratings with every version and their locks, agreed levels, decisions and awards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("rating_versions", "review_locks", "agreed_levels", "decisions", "confirmations", "awards")
INDEXES = (
    ("ix_award_standings_state_ends_on", "award_standings"),
    ("ix_awards_body_id", "awards"),
    ("ix_awards_organisation_id", "awards"),
)
NEWEST_FIRST = (
    "award_standings",
    "awards",
    "confirmations",
    "decisions",
    "agreed_levels",
    "review_locks",
    "rating_versions",
    "ratings",
)
LOCKED = "a locked review never changes"
DEEDS = ("INSERT", "UPDATE", "DELETE")


def upgrade() -> None:
    """Create the tables, the guards of what is written once, and that of reviews that are locked."""
    _create_ratings()
    _create_rating_versions()
    _create_review_locks()
    _create_agreed_levels()
    _create_decisions()
    _create_confirmations()
    _create_awards()
    _create_award_standings()
    for table in WRITTEN_ONCE:
        guard(table)
    _guard_locked("ratings")
    _guard_locked("rating_versions")


def downgrade() -> None:
    """Drop the tables: what was judged, decided and conferred here is lost."""
    _unguard_locked("rating_versions")
    _unguard_locked("ratings")
    for table in WRITTEN_ONCE:
        unguard(table)
    for index, table in INDEXES:
        op.drop_index(index, table)
    for table in NEWEST_FIRST:
        op.drop_table(table)


def _guard_locked(table: str) -> None:
    """Make the database refuse any change of ratings of somebody who has locked their review of the case."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in DEEDS:
            row = "OLD" if deed == "DELETE" else "NEW"
            op.execute(
                f"CREATE TRIGGER {table}_locked_{deed.lower()} BEFORE {deed} ON {table} WHEN EXISTS "  # noqa: S608
                f"(SELECT 1 FROM review_locks WHERE case_id = {row}.case_id AND person_id = {row}.person_id) "
                f"BEGIN SELECT RAISE(ABORT, '{LOCKED}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_locked() RETURNS trigger LANGUAGE plpgsql AS $$ "  # noqa: S608 - our own names
        "DECLARE told record; BEGIN IF TG_OP = 'DELETE' THEN told := OLD; ELSE told := NEW; END IF; "
        "IF EXISTS (SELECT 1 FROM review_locks WHERE case_id = told.case_id AND person_id = told.person_id) "
        f"THEN RAISE EXCEPTION '{LOCKED}'; END IF; RETURN told; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_locked BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_locked()"
    )


def _unguard_locked(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in DEEDS:
            op.execute(f"DROP TRIGGER {table}_locked_{deed.lower()}")
        return
    op.execute(f"DROP TRIGGER {table}_locked ON {table}")
    op.execute(f"DROP FUNCTION {table}_locked()")


def _create_ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("criterion_id", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("is_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", "criterion_id", name="pk_ratings"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_ratings_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_ratings_person_id_people"),
    )


def _create_rating_versions() -> None:
    op.create_table(
        "rating_versions",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("criterion_id", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("is_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", "criterion_id", "version", name="pk_rating_versions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_rating_versions_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_rating_versions_person_id_people"),
    )


def _create_review_locks() -> None:
    op.create_table(
        "review_locks",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", name="pk_review_locks"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_review_locks_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_review_locks_person_id_people"),
    )


def _create_agreed_levels() -> None:
    op.create_table(
        "agreed_levels",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("criterion_id", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("is_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "criterion_id", "number", name="pk_agreed_levels"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_agreed_levels_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_agreed_levels_person_id_people"),
    )


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("edition_reference", sa.String(80), nullable=False),
        sa.Column("edition_checksum", sa.String(64), nullable=False),
        sa.Column("method_version", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("tier_id", sa.String(40), nullable=False),
        sa.Column("reached", sa.String(40), nullable=True),
        sa.Column("no_award_reason", sa.String(40), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_decisions_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_decisions_person_id_people"),
        sa.UniqueConstraint("case_id", "number", name="uq_decisions_case_id_number"),
    )


def _create_confirmations() -> None:
    op.create_table(
        "confirmations",
        sa.Column("decision_id", sa.String(22), nullable=False),
        sa.Column("capacity", sa.String(10), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", "capacity", name="pk_confirmations"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_confirmations_decision_id_decisions"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_confirmations_person_id_people"),
    )


def _create_awards() -> None:
    op.create_table(
        "awards",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("body_id", sa.String(22), nullable=False),
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("organisation_name", sa.String(300), nullable=False),
        sa.Column("organisation_type", sa.String(40), nullable=False),
        sa.Column("region", sa.String(60), nullable=False),
        sa.Column("case_id", sa.String(22), nullable=True),
        sa.Column("decision_id", sa.String(22), nullable=True),
        sa.Column("edition_reference", sa.String(80), nullable=False),
        sa.Column("edition_checksum", sa.String(64), nullable=False),
        sa.Column("tier_id", sa.String(40), nullable=False),
        sa.Column("tier_name", sa.String(80), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("scope_name", sa.String(200), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("conferred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_awards"),
        sa.ForeignKeyConstraint(["body_id"], ["organisations.id"], name="fk_awards_body_id_organisations"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_awards_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_awards_case_id_cases"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_awards_decision_id_decisions"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_awards_person_id_people"),
        sa.UniqueConstraint("decision_id", name="uq_awards_decision_id"),
        sa.UniqueConstraint("digest", name="uq_awards_digest"),
    )
    op.create_index("ix_awards_body_id", "awards", ["body_id"])
    op.create_index("ix_awards_organisation_id", "awards", ["organisation_id"])


def _create_award_standings() -> None:
    op.create_table(
        "award_standings",
        sa.Column("award_id", sa.String(22), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("has_had_grace", sa.Boolean(), nullable=False),
        sa.Column("shows_themes", sa.Boolean(), nullable=False),
        sa.Column("shows_plan", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("award_id", name="pk_award_standings"),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name="fk_award_standings_award_id_awards"),
    )
    op.create_index("ix_award_standings_state_ends_on", "award_standings", ["state", "ends_on"])
