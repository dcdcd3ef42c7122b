"""More institutions in a demonstration’s round of last year, all invented, so that an edition can be tried on many."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.permissions import OrganisationKind, Role
from charter.services.deeds import Deed, new_id
from charter.services.demonstration import ADMINISTRATOR, BODY, add_demonstration_person, address_of
from charter.services.demonstration_years import Team, document_of_year, hand_in
from charter.store.accounts import OrganisationRow, person_of
from charter.store.assessments import RoundRow
from charter.store.editions import load_edition

NAME = "Example NHS Trust {number}"
WRITER, SIGNER = ("Sam Several", "several"), ("Sasha Signer", "signer")
SHADES = 4  # how many patterns of lower levels there are
EVERY = 3  # of so many institutions one says that it holds the lowest tier


def add_institutions(session: Session, key: bytes, count: int) -> int:
    """Add institutions that handed in to the newest round before the demonstration’s own, until there are so many.

    Whoever runs a demonstration may; give how many were added. Commits each by itself, so that it can be stopped and
    gone on with. None where there is no demonstration.
    """
    officer = person_of(session, address_of(ADMINISTRATOR))
    whole = _round(session)
    if officer is None or whole is None:
        return 0
    there = set(session.scalars(select(OrganisationRow.name)))
    missing = [number for number in range(2, count + 2) if NAME.format(number=number) not in there]
    document = document_of_year(whole.edition_reference, whole.snapshot_on)
    for number in missing:
        team = _team(session, key, whole, number, officer.id)
        hand_in(team, whole, _shaded(document, whole, number))
    return len(missing)


def _round(session: Session) -> RoundRow | None:
    """The last round but the newest one of the demonstration’s awarding body."""
    chosen = (
        select(RoundRow)
        .join(OrganisationRow, OrganisationRow.id == RoundRow.organisation_id)
        .where(OrganisationRow.name == BODY)
        .order_by(RoundRow.closes_at.desc())
    )
    return next(iter(session.scalars(chosen).all()[1:]), None)


def _team(session: Session, key: bytes, whole: RoundRow, number: int, officer_id: str) -> Team:
    name = NAME.format(number=number)
    row = OrganisationRow(id=new_id(), ods_code=None, name=name, kind=OrganisationKind.INSTITUTION)
    session.add(row)
    session.flush()
    at = Deed(session, "", whole.opens_at, key)
    writer = add_demonstration_person(at, *WRITER, row.id, Role.LEAD)
    signer = add_demonstration_person(at, *SIGNER, row.id, Role.APPROVER)
    ids = {"lead": writer, "contributor": writer, "approver": signer, "administrator": officer_id}
    return Team(session, key, ids, whole.organisation_id, row.id, name)


def _shaded(document: dict[str, Any], whole: RoundRow, number: int) -> dict[str, Any]:
    """The same answers with some levels lower, otherwise for each institution; some say that they hold an award."""
    criteria = {
        name: {**said, "level": _lower(said["level"], place, number)} if said.get("level") else said
        for place, (name, said) in enumerate(document["criteria"].items())
    }
    held: list[dict[str, str]] = []
    if number % EVERY == 0:
        tier = load_edition(whole.edition_reference).tiers[0]
        held = [{"tier": tier.id, "awarded_on": (whole.snapshot_on - dt.timedelta(days=200)).isoformat()}]
    return {**document, "institution": _unnamed(document), "criteria": criteria, "held_awards": held}


def _lower(level: int, place: int, number: int) -> int:
    return max(level - ((place + number) % (number % SHADES + 2) == 0), 0)


def _unnamed(document: dict[str, Any]) -> dict[str, Any]:
    """What the example says of who applies, without its name and code: those are as registered."""
    return {name: said for name, said in document["institution"].items() if name not in ("name", "ods_code")}
