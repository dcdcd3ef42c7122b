"""Is what a panel's meeting recorded as it was written? Agreed levels, and who was there, against the chain."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent
from charter.store.panels import PresenceRow
from charter.store.proceedings import Matter, ProceedingRow
from charter.store.ratings import AgreedLevelRow, agreed_details

GONE = "it is not what was written."


def meeting_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Agreed levels, and who was there, against the chain."""
    told = {
        (row.details["criterion"], row.details["number"]): row.details
        for row in events
        if row.event in (CaseEvent.LEVEL_AGREED, CaseEvent.PRACTICE_AGREED)
    }
    for level in session.scalars(select(AgreedLevelRow).where(AgreedLevelRow.case_id == matter.id)):
        if told.pop((level.criterion_id, level.number), None) != agreed_details(level):
            yield f"level {level.number} agreed on {level.criterion_id}: {GONE}"
    yield from (f"level {number} agreed on {criterion_id}: it is gone." for criterion_id, number in told)
    noted = {
        (row.details["person"], row.details["number"]): row.details["is_present"]
        for row in events
        if row.event == CaseEvent.PRESENCE_NOTED
    }
    for one in session.scalars(select(PresenceRow).where(PresenceRow.case_id == matter.id)):
        if noted.pop((one.person_id, one.number), None) is not one.is_present:
            yield f"note {one.number} of the presence of {one.person_id}: {GONE}"
    yield from (f"note {number} of the presence of {person_id}: it is gone." for person_id, number in noted)
