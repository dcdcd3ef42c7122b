"""Objections to an award, held against what its chain tells."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.award_states import AwardEvent
from charter.domain.objections import ObjectionState
from charter.store.objections import ObjectionRow
from charter.store.proceedings import Matter, ProceedingRow


def objection_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give a sentence for each objection that is not as the award's chain tells."""
    made = {row.details["objection"]: row for row in events if row.event == AwardEvent.OBJECTION_MADE}
    ruled = {row.details["objection"]: row for row in events if row.event == AwardEvent.OBJECTION_RULED}
    for row in session.scalars(select(ObjectionRow).where(ObjectionRow.award_id == matter.id)):
        told = made.pop(row.id, None)
        if told is None or (row.ground, row.made_at) != (told.details["ground"], told.happened_at):
            yield f"objection {row.id}: it is not what was made."
        if (row.state, row.review_id) != _ruled(ruled.pop(row.id, None)):
            yield f"objection {row.id}: it does not stand as was ruled."
    yield from (f"objection {objection_id}: it is gone." for objection_id in made)


def _ruled(row: ProceedingRow | None) -> tuple[str, str | None]:
    if row is None:
        return ObjectionState.OPEN, None
    state = ObjectionState.UPHELD if row.details["is_upheld"] else ObjectionState.DISMISSED
    return state, row.details["review"]
