"""A round in progress: an awarding body, an institution with its team, and somebody else's noise."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from charter.domain.permissions import Role
from charter.services.deeds import Deed
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.store.evidence import Folder
from tests.support.snapshots import once

KEY = b"for tests alone"
NO_FILES = Folder(Path("nowhere"))
REFERENCE = "bme-mentoring/1.0"
OPENS = dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)
CLOSES = dt.datetime(2027, 9, 30, 17, tzinfo=dt.UTC)
JUNE = dt.datetime(2027, 6, 1, 10, tzinfo=dt.UTC)
DATES = Dates(OPENS, CLOSES, dt.date(2027, 3, 31))
TRUST, BODY, OTHER = "trust", "body", "other"
PEOPLE = {
    "lead": (TRUST, Role.LEAD),
    "writer": (TRUST, Role.CONTRIBUTOR),
    "signer": (TRUST, Role.APPROVER),
    "viewer": (TRUST, Role.VIEWER),
    "officer": (BODY, Role.ADMINISTRATOR),
    "stranger": (OTHER, Role.LEAD),
}


def deed(session, who, now=JUNE):
    """Give somebody of the team doing something."""
    return Deed(session, who, now, KEY)


def add_people(session):
    """Add the organisations and their people."""
    for name, kind in ((TRUST, "institution"), (OTHER, "institution"), (BODY, "awarding_body")):
        session.add(OrganisationRow(id=name, ods_code=None, name=f"Example {name}", kind=kind))
    for who in PEOPLE:
        session.add(
            PersonRow(id=who, email=f"{who}@example.org", name=who.capitalize(), added_at=OPENS, redacted_at=None)
        )
    session.flush()
    for who, (where, role) in PEOPLE.items():
        session.add(
            MembershipRow(
                id=f"{who}-role", person_id=who, organisation_id=where, role=role, since_at=OPENS, until_at=None
            )
        )
    session.commit()


def round_in_progress(session):
    """Give the id of an assessment that the team has started; another institution's stands beside it."""
    return once(session, "round in progress", lambda: _new_round(session))


def _new_round(session):
    add_people(session)
    whole = open_round(deed(session, "officer"), BODY, "BME Mentoring Charter 2027", REFERENCE, DATES)
    other = register_assessment(deed(session, "stranger"), whole.id, OTHER, scope="whole_organisation")
    start_assessment(deed(session, "stranger"), other.id)
    ours = register_assessment(deed(session, "lead"), whole.id, TRUST, scope="whole_organisation")
    start_assessment(deed(session, "lead"), ours.id)
    return ours.id


def add_member(session, who, role, where=TRUST):
    """Add somebody to an organisation under a role; known people get the role beside what they hold."""
    if session.get(PersonRow, who) is None:
        session.add(
            PersonRow(id=who, email=f"{who}@example.org", name=who.capitalize(), added_at=OPENS, redacted_at=None)
        )
        session.flush()
    session.add(
        MembershipRow(
            id=f"{who}-{role}", person_id=who, organisation_id=where, role=role, since_at=OPENS, until_at=None
        )
    )
    session.commit()
