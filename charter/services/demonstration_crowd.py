"""More institutions in a demonstration’s round of last year, all invented, so that an edition can be tried on many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.permissions import OrganisationKind, Role
from charter.services.deeds import Deed, new_id
from charter.services.demonstration import ADMINISTRATOR, BODY, add_demonstration_person, address_of
from charter.services.demonstration_years import Team, document_of_year, hand_in, unnamed
from charter.services.standings import example_sheet, summary_of
from charter.store.accounts import OrganisationRow, person_of
from charter.store.assessments import RoundRow
from charter.store.editions import load_edition

NAME = "Example NHS Trust {number}"
REGIONS = ("Midlands", "North West", "South East")
WRITER, SIGNER = ("Sam Several", "several"), ("Sasha Signer", "signer")
SHADES = 4  # patterns of levels: the next tier just reached, as the example, and lower in two ways


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
    reference = whole.edition_reference
    session.commit()  # what follows takes a while, and somebody may want to write
    levels = _levels(session, reference)
    document = document_of_year(whole.edition_reference, whole.snapshot_on)
    for number in missing:
        team = _team(session, key, whole, number, officer.id)
        hand_in(team, whole, _shaded(document, levels, whole, number))
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
    region = REGIONS[number % len(REGIONS)]
    row = OrganisationRow(id=new_id(), ods_code=None, name=name, kind=OrganisationKind.INSTITUTION, region=region)
    session.add(row)
    session.flush()
    at = Deed(session, "", whole.opens_at, key)
    writer = add_demonstration_person(at, *WRITER, row.id, Role.LEAD)
    signer = add_demonstration_person(at, *SIGNER, row.id, Role.APPROVER)
    ids = {"lead": writer, "contributor": writer, "approver": signer, "administrator": officer_id}
    return Team(session, key, ids, whole.organisation_id, row.id, name)


@dataclass(frozen=True, slots=True)
class _Levels:
    """The example's own levels, and those with which it just reaches the next tier; and its tiers in both cases."""

    own: Mapping[str, int]
    raised: Mapping[str, int]
    tiers: tuple[str | None, str | None]  # as raised, and as it is


def _levels(session: Session, reference: str) -> _Levels:
    edition, sheet = load_edition(reference), example_sheet(reference)
    tiers = summary_of(session, edition, sheet).tiers
    reached = [tier.tier_id for tier in tiers if tier.is_reached]
    following = next((tier for tier in tiers if not tier.is_reached), None)
    own = {name: said.level for name, said in sheet.criteria.items() if said.level is not None}
    steps = {step.criterion_id: step.to_level for step in following.raises} if following is not None else {}
    now = reached[-1] if reached else None
    return _Levels(own, {**own, **steps}, (following.tier_id if following is not None else now, now))


def _shaded(document: dict[str, Any], levels: _Levels, whole: RoundRow, number: int) -> dict[str, Any]:
    """The same answers with levels of one of the patterns; whoever reached a tier says that they hold it."""
    shade = number % SHADES
    given = levels.raised if shade == 0 else levels.own
    criteria = {
        name: {**said, "level": _lower(given.get(name, said.get("level")), place + number, shade)}
        for place, (name, said) in enumerate(document["criteria"].items())
    }
    tier_id = levels.tiers[shade] if shade < len(levels.tiers) else None
    awarded_on = (whole.snapshot_on - dt.timedelta(days=200)).isoformat()
    held = [{"tier": tier_id, "awarded_on": awarded_on}] if tier_id is not None else []
    return {**document, "institution": unnamed(document), "criteria": criteria, "held_awards": held}


def _lower(level: int | None, turn: int, shade: int) -> int | None:
    """A level as the pattern has it: the third and fourth stand lower in every fourth and every second criterion."""
    lowers = {2: turn % 4 == 0, 3: turn % 2 == 0}
    return max(level - lowers.get(shade, False), 0) if level is not None else None
