"""A round in progress to look around in: invented people of an invented trust, with the worked example's answers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import InvalidRound
from charter.domain.permissions import Role
from charter.services.assessments import Saved, record_answers
from charter.services.deeds import Deed, new_id
from charter.services.demonstration_talk import let_them_talk
from charter.services.demonstration_years import Team, add_years_before
from charter.services.document_fields import fields_of
from charter.services.memberships import add_person
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.services.standings import example_sheet
from charter.store.accounts import MembershipRow, OrganisationRow, person_of
from charter.store.answer_files import answers_document
from charter.store.assessments import RoundRow
from charter.store.editions import load_edition

DOMAIN = "demonstration.example"
ADMINISTRATOR = "administrator"  # of the body, by what stands before the sign of their address
BODY, TRUST, TRUST_REGION = "Example Awarding Body", "Example Acute NHS Trust", "London"
# Their name, what stands before the sign of their address, where they are, and their role. All invented.
PEOPLE = (
    ("Ada Lead", "lead", TRUST, Role.LEAD),
    ("Kofi Contributor", "contributor", TRUST, Role.CONTRIBUTOR),
    ("Mei Approver", "approver", TRUST, Role.APPROVER),
    ("Vera Viewer", "viewer", TRUST, Role.VIEWER),
    ("Nadia Network", "network", TRUST, Role.NETWORK),
    ("Anil Administrator", ADMINISTRATOR, BODY, Role.ADMINISTRATOR),
    ("Rosa Round Manager", "round-manager", BODY, Role.ROUND_MANAGER),
)
LENGTH_BEFORE, LENGTH_AFTER = dt.timedelta(days=60), dt.timedelta(days=87)
AFTER_SNAPSHOT = dt.timedelta(days=96)
OPEN_THEMES = 2  # the last themes, whose first criteria the team has not written yet: so there is something to do


def demonstration_day(reference: str) -> dt.date:
    """Give a day in the middle of a round for which the worked example's figures are due."""
    snapshot_on = example_sheet(reference).snapshot_on
    if snapshot_on is None:
        raise InvalidRound("The worked example has no day for its figures, so no round can be shown with it.")
    return snapshot_on + AFTER_SNAPSHOT


def make_demonstration(session: Session, reference: str, now: dt.datetime, key: bytes) -> bool:
    """Make the demonstration's people and their round unless they are there; give whether they were made.

    Whoever runs a demonstration may; ``now`` lies in the round. Commits.
    """
    if person_of(session, address_of("lead")) is not None:
        return False
    places = {name: _organisation(session, name) for name in (BODY, TRUST)}
    opens_at = now - LENGTH_BEFORE
    ids = {
        address: add_demonstration_person(Deed(session, "", opens_at, key), name, address, places[where], role)
        for name, address, where, role in PEOPLE
    }
    session.commit()
    sheet = example_sheet(reference)
    dates = Dates(opens_at, now + LENGTH_AFTER, sheet.snapshot_on or opens_at.date(), now - dt.timedelta(days=1))
    lead = Deed(session, ids["lead"], opens_at, key)
    whole = open_round(
        Deed(session, ids["administrator"], opens_at, key), places[BODY], "Demonstration round", reference, dates
    )
    row = register_assessment(
        lead, whole.id, places[TRUST], scope=sheet.institution.scope, aims_for=sheet.applied_for or ""
    )
    start_assessment(lead, row.id)
    edition = load_edition(reference)
    document = answers_document(sheet, edition)
    open_ids = [edition.criteria_of(theme.id)[0].id for theme in edition.themes[-OPEN_THEMES:]]
    writer = Deed(session, ids["contributor"], now - dt.timedelta(days=2), key)
    record_answers(writer, row.id, [Saved(field, value, 0) for field, value in fields_of(document, now, open_ids)])
    let_them_talk(row.id, edition, ids, open_ids, Deed(session, "", now - dt.timedelta(days=1), key))
    add_years_before(Team(session, key, ids, places[BODY], places[TRUST], TRUST), reference, dates.snapshot_on)
    return True


def newest_round(session: Session) -> RoundRow | None:
    """Give the demonstration's own round; None where there is no demonstration."""
    chosen = (
        select(RoundRow)
        .join(OrganisationRow, OrganisationRow.id == RoundRow.organisation_id)
        .where(OrganisationRow.name == BODY)
        .order_by(RoundRow.closes_at.desc())
    )
    return session.scalars(chosen.limit(1)).one_or_none()


def _organisation(session: Session, name: str) -> str:
    kind = "awarding_body" if name == BODY else "institution"
    row = OrganisationRow(id=new_id(), ods_code=None, name=name, kind=kind, region="" if name == BODY else TRUST_REGION)
    session.add(row)
    session.flush()
    return row.id


def add_demonstration_person(deed: Deed, name: str, address: str, organisation_id: str, role: Role) -> str:
    """Give the id of somebody invented, with a role in an organisation; for what makes a demonstration alone."""
    person = add_person(deed, address_of(address), name)
    deed.session.add(
        MembershipRow(
            id=new_id(),
            person_id=person.id,
            organisation_id=organisation_id,
            role=role,
            since_at=deed.now,
            until_at=None,
        )
    )
    deed.session.flush()
    return person.id


def address_of(local: str) -> str:
    """Give the address of somebody invented."""
    return f"{local}@{DOMAIN}"
