"""Create cases and what an awarding body did in them, its reviewers, their seats, interests and presence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

HELD = sa.text("left_at IS NULL")
WRITTEN_ONCE = ("proceedings", "confidentialities", "declarations", "rulings", "presences")
INDEXES = (
    ("uq_seats_held", "seats"),
    ("ix_seats_person_id", "seats"),
    ("ix_employments_person_id", "employments"),
    ("ix_employments_organisation_id", "employments"),
    ("ix_cases_round_id_state", "cases"),
)
NEWEST_FIRST = (
    "presences",
    "rulings",
    "declarations",
    "seats",
    "confidentialities",
    "employments",
    "reviewers",
    "cases",
    "proceeding_texts",
    "proceedings",
)


def upgrade() -> None:
    """Create the tables, and the guards of what is written once."""
    _create_proceedings()
    _create_proceeding_texts()
    _create_cases()
    _create_reviewers()
    _create_employments()
    _create_confidentialities()
    _create_seats()
    _create_declarations()
    _create_rulings()
    _create_presences()
    for table in WRITTEN_ONCE:
        guard(table)


def downgrade() -> None:
    """Drop the tables: what panels did is lost."""
    for table in WRITTEN_ONCE:
        unguard(table)
    for index, table in INDEXES:
        op.drop_index(index, table)
    for table in NEWEST_FIRST:
        op.drop_table(table)


def _create_proceedings() -> None:
    op.create_table(
        "proceedings",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("matter_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_digest", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("kind", "matter_id", "number", name="pk_proceedings"),
    )


def _create_proceeding_texts() -> None:
    op.create_table(
        "proceeding_texts",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("matter_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "matter_id", "number", name="pk_proceeding_texts"),
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("round_id", sa.String(22), nullable=False),
        sa.Column("assessment_id", sa.String(22), nullable=True),
        sa.Column("copy_number", sa.Integer(), nullable=True),
        sa.Column("edition_reference", sa.String(80), nullable=False),
        sa.Column("title", sa.String(200), nullable=False, server_default=""),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revisions_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revisions_received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_cases_round_id_rounds"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name="fk_cases_assessment_id_assessments"),
        sa.UniqueConstraint("assessment_id", "kind", name="uq_cases_assessment_id_kind"),
    )
    op.create_index("ix_cases_round_id_state", "cases", ["round_id", "state"])


def _create_reviewers() -> None:
    op.create_table(
        "reviewers",
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("expertise", sa.JSON(), nullable=False),
        sa.Column("profession", sa.String(120), nullable=False, server_default=""),
        sa.Column("lived_experience", sa.Boolean(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("standardised_on", sa.Date(), nullable=True),
        sa.Column("load_limit", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.String(22), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_reviewers"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_reviewers_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_reviewers_person_id_people"),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name="fk_reviewers_saved_by_people"),
    )


def _create_employments() -> None:
    op.create_table(
        "employments",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("organisation_id", sa.String(22), nullable=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_employments"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_employments_person_id_people"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_employments_organisation_id_organisations"
        ),
    )
    op.create_index("ix_employments_organisation_id", "employments", ["organisation_id"])
    op.create_index("ix_employments_person_id", "employments", ["person_id"])


def _create_confidentialities() -> None:
    op.create_table(
        "confidentialities",
        sa.Column("round_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "person_id", name="pk_confidentialities"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_confidentialities_round_id_rounds"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_confidentialities_person_id_people"),
    )


def _create_seats() -> None:
    op.create_table(
        "seats",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("seat", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("seated_by", sa.String(22), nullable=False),
        sa.Column("seated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_seats_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_seats_person_id_people"),
        sa.ForeignKeyConstraint(["seated_by"], ["people.id"], name="fk_seats_seated_by_people"),
    )
    op.create_index("ix_seats_person_id", "seats", ["person_id"])
    op.create_index(
        "uq_seats_held", "seats", ["case_id", "person_id"], unique=True, sqlite_where=HELD, postgresql_where=HELD
    )


def _create_declarations() -> None:
    op.create_table(
        "declarations",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", "number", name="pk_declarations"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_declarations_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_declarations_person_id_people"),
    )


def _create_rulings() -> None:
    op.create_table(
        "rulings",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.Column("ruled_by", sa.String(22), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", "number", name="pk_rulings"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_rulings_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_rulings_person_id_people"),
        sa.ForeignKeyConstraint(["ruled_by"], ["people.id"], name="fk_rulings_ruled_by_people"),
    )


def _create_presences() -> None:
    op.create_table(
        "presences",
        sa.Column("case_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("noted_by", sa.String(22), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", "number", name="pk_presences"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_presences_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_presences_person_id_people"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_presences_noted_by_people"),
    )
