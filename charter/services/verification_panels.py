"""Are panels as their record tells? Seats, declarations, rulings and meeting days; promises; what the office set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent
from charter.services.declarations import PROMISED
from charter.services.reviewer_lists import STANDING_SET
from charter.store.cases import CaseRow
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.proceedings import Matter, ProceedingRow
from charter.store.reviewers import ConfidentialityRow, ReviewerRow


def seat_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give what is wrong with the seats of a case: who holds which now, and how many there ever were."""
    told: dict[str, str] = {}
    count = 0
    for row in events:
        if row.event == CaseEvent.SEATED:
            told[row.details["person"]] = row.details["seat"]
            count += 1
        elif row.event == CaseEvent.UNSEATED:
            told.pop(row.details["person"], None)
    rows = session.scalars(select(SeatRow).where(SeatRow.case_id == matter.id)).all()
    held = {row.person_id: row.seat for row in rows if row.left_at is None}
    if held != told or len(rows) != count:
        yield "its seats are not those that were told."


def interest_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give what is wrong with what was declared in a case, and with what was ruled on it."""
    declared = _told(events, CaseEvent.DECLARED, "kinds")
    found = {
        (row.person_id, row.number): row.kinds
        for row in session.scalars(select(DeclarationRow).where(DeclarationRow.case_id == matter.id))
    }
    if found != declared:
        yield "its declarations are not those that were told."
    ruled = {
        (row.person_id, row.number): row.is_allowed
        for row in session.scalars(select(RulingRow).where(RulingRow.case_id == matter.id))
    }
    if ruled != _told(events, CaseEvent.RULED, "is_allowed"):
        yield "its rulings are not those that were told."


def meeting_day_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give what is wrong with the day on which a panel meets, once one was set."""
    days = [row.details["meets_on"] for row in events if row.event == CaseEvent.MEETING_SET]
    row = session.get(CaseRow, matter.id)
    if days and row is not None and row.meets_on != dt.date.fromisoformat(days[-1]):
        yield "the day of its meeting is not the one that was told."


def promise_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give what is wrong with the promises of confidence for a round."""
    told = {row.person_id: row.details["words"] for row in events if row.event == PROMISED}
    rows = session.scalars(select(ConfidentialityRow).where(ConfidentialityRow.round_id == matter.id))
    if {row.person_id: row.words for row in rows} != told:
        yield "its promises of confidence are not those that were told."


def standing_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give what is wrong with training and load of a body's reviewers; whoever was forgotten has none any more."""
    told = {row.details["person"]: row.details for row in events if row.event == STANDING_SET}
    for row in session.scalars(select(ReviewerRow).where(ReviewerRow.organisation_id == matter.id)):
        said = told.get(row.person_id)
        days = {"trained_on": _iso(row.trained_on), "standardised_on": _iso(row.standardised_on)}
        now = {**days, "load_limit": row.load_limit}
        if said is not None and {name: said[name] for name in now} != now:
            yield f"the entry of {row.person_id}: training and load are not what was told."


def _told(events: list[ProceedingRow], event: str, what: str) -> dict[tuple[str, int], Any]:
    return {(row.details["person"], row.details["number"]): row.details[what] for row in events if row.event == event}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
