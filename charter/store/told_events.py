"""Events of history as people read them: what happened, when, by whom, and what they wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from charter.domain.workflow import Event
from charter.store.accounts import PersonRow
from charter.store.history import EventRow, EventTextRow


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event with the name of who did it and the text that goes with it; both empty once redacted."""

    number: int
    event: str
    happened_at: dt.datetime
    person_id: str
    person_name: str
    details: Mapping[str, Any]
    text: str


def first_versions_since(session: Session, assessment_id: str, number: int) -> dict[str, int]:
    """Give the fields that were saved after the event of that number, each with the first version saved since."""
    found = session.scalars(
        select(EventRow.details)
        .where(
            EventRow.assessment_id == assessment_id,
            EventRow.event == Event.ANSWER_RECORDED,
            EventRow.number > number,
        )
        .order_by(EventRow.number)
    )
    first: dict[str, int] = {}
    for details in found:
        first.setdefault(str(details["field"]), int(details["version"]))
    return first


def told_events(session: Session, assessment_id: str, kinds: Collection[str], after: int = 0) -> list[ToldEvent]:
    """Give the events of these kinds, oldest first; those up to the number ``after`` are left out."""
    beside = and_(EventTextRow.assessment_id == EventRow.assessment_id, EventTextRow.number == EventRow.number)
    found = session.execute(
        select(EventRow, PersonRow.name, EventTextRow.text)
        .outerjoin(PersonRow, PersonRow.id == EventRow.person_id)
        .outerjoin(EventTextRow, beside)
        .where(EventRow.assessment_id == assessment_id, EventRow.event.in_(kinds), EventRow.number > after)
        .order_by(EventRow.number)
    )
    return [
        ToldEvent(row.number, row.event, row.happened_at, row.person_id, name or "", row.details, text or "")
        for row, name, text in found
    ]
