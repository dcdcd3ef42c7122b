"""What waits for a ruling in a case: soft interests, for its chair; the chair's own, for the body's administrator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from charter.domain.case_workflow import CaseEvent, Seat
from charter.domain.conflicts import KINDS, SOFT, interest_rules
from charter.domain.panels import panel_rules
from charter.domain.permissions import Action, may, require
from charter.services.case_interests import LOOK_BACK_YEARS
from charter.services.cases import Case, case_for
from charter.services.deeds import Deed
from charter.services.panel_changes import ETHNICITY_AIM
from charter.store.accounts import PersonRow
from charter.store.panels import DeclarationRow, SeatRow
from charter.store.proceedings import told_proceedings

_WORDS = {kind.id: kind.reason for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Declaration:
    """A soft interest that somebody on the panel declared, and what was ruled."""

    person_id: str
    name: str
    number: int
    declared_at: dt.datetime
    kinds: tuple[str, ...]  # as on record: what follows after a name
    note: str
    is_allowed: bool | None  # None = it waits
    ruling: str  # with its reason; "" while it waits


@dataclass(frozen=True, slots=True)
class Rulings:
    """What somebody may rule on in a case."""

    case: Case
    declarations: tuple[Declaration, ...]  # oldest first
    aim: str  # of the edition, in its words; "" = none, or not the asker's to answer
    aim_notes: tuple[tuple[str, dt.datetime, str], ...]  # who, when, what


def rulings_in(deed: Deed, case_id: str) -> Rulings:
    """Give what the asker rules on: the chair on what reviewers declared, the administrator on what the chair did.

    Raises as ``cases.case_for``.
    """
    case = case_for(deed, case_id, Action.SEE_CASE)
    is_chair = case.seat == Seat.CHAIR and may(case.roles, Action.CHAIR_PANEL)
    if not is_chair:
        require(case.roles, Action.CONFIRM_DECISION)
    asked = Seat.REVIEWER if is_chair else Seat.CHAIR
    names = _names(deed, case_id, asked)
    told = told_proceedings(deed.session, case.matter, (CaseEvent.DECLARED, CaseEvent.RULED, CaseEvent.NOTED))
    ruled = {
        (row.details["person"], row.details["number"]): (bool(row.details["is_allowed"]), f"{name}: {text}")
        for row, name, text in told
        if row.event == CaseEvent.RULED
    }
    weigh = interest_rules(case.edition, LOOK_BACK_YEARS).weight
    declarations = []
    for row, _, text in told:
        if row.event != CaseEvent.DECLARED or row.details["person"] not in names:
            continue
        soft = tuple(kind for kind in row.details["kinds"] if weigh(kind) == SOFT)
        key = (row.details["person"], row.details["number"])
        is_allowed, ruling = ruled.get(key, (None, ""))
        if soft and key[0] != deed.person_id:
            words = tuple(_WORDS[kind] for kind in soft)
            declarations.append(
                Declaration(key[0], names[key[0]], key[1], row.happened_at, words, text, is_allowed, ruling)
            )
    return Rulings(
        case=case,
        declarations=tuple(declarations),
        aim=panel_rules(case.edition).aim if is_chair else "",
        aim_notes=tuple(
            (name, row.happened_at, text)
            for row, name, text in told
            if row.event == CaseEvent.NOTED and row.details.get("about") == ETHNICITY_AIM
        ),
    )


def _names(deed: Deed, case_id: str, place: Seat) -> dict[str, str]:
    """Who holds such a seat; beside reviewers, whoever of the office declared an interest and never sat there."""
    sat = select(SeatRow.person_id).where(SeatRow.case_id == case_id)
    who: ColumnElement[bool] = PersonRow.id.in_(sat.where(SeatRow.seat == place, SeatRow.left_at.is_(None)))
    if place == Seat.REVIEWER:
        said = select(DeclarationRow.person_id).where(DeclarationRow.case_id == case_id)
        who = or_(who, and_(PersonRow.id.in_(said), PersonRow.id.not_in(sat)))
    found = deed.session.execute(select(PersonRow.id, PersonRow.name).where(who))
    return {person_id: name or "Somebody who was forgotten" for person_id, name in found}
