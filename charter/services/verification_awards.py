"""Is an award as its chain tells? Its facts, standing, conditions, returns and reviews."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.award_states import AwardEvent, AwardState
from charter.domain.register import search_name
from charter.store.award_upkeep import MET, MISSED, OPEN, AwardReviewRow, conditions_of, returns_of
from charter.store.awards import AwardRow, AwardStandingRow, award_digest
from charter.store.decisions import DecisionRow
from charter.store.proceedings import Matter, ProceedingRow

_STATE_AFTER = {
    AwardEvent.SUSPENDED: AwardState.SUSPENDED,
    AwardEvent.WITHDRAWN: AwardState.WITHDRAWN,
    AwardEvent.EXPIRED: AwardState.EXPIRED,
    AwardEvent.SUPERSEDED: AwardState.SUPERSEDED,
}
_CONDITION_AFTER = {AwardEvent.CONDITION_MET: MET, AwardEvent.CONDITION_MISSED: MISSED}
_HOLDS_AFTER = frozenset({AwardEvent.REINSTATED, AwardEvent.GRACE_GIVEN})
RESTING = frozenset({AwardState.CURRENT, AwardState.GRACE})


def award_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give a sentence for each thing about an award that is not as its chain tells."""
    row = session.get(AwardRow, matter.id)
    if row is None:
        yield "the award is gone."
        return
    if row.digest != award_digest(row) or not events or events[0].details.get("digest") != row.digest:
        yield "the award: it is not what was written."
    if row.search_name != search_name(row.organisation_name):
        yield "the register does not find it by its name."
    yield from _standing_faults(session, row, events)
    yield from _condition_faults(session, row, events)
    yield from _return_faults(session, row, events)
    yield from _review_faults(session, row, events)


def _standing_faults(session: Session, row: AwardRow, events: list[ProceedingRow]) -> Iterator[str]:
    standing = session.get(AwardStandingRow, row.id)
    if standing is None:
        yield "its standing is gone."
        return
    told = [event for event in events if event.event in _STATE_AFTER or event.event in _HOLDS_AFTER]
    last = told[-1].event if told else AwardEvent.REINSTATED
    expected = _STATE_AFTER.get(AwardEvent(last))
    if standing.state != expected if expected is not None else standing.state not in RESTING:
        yield "it does not stand as its record tells."
    ends = [event.details["until"] for event in events if event.event == AwardEvent.GRACE_GIVEN]
    if standing.ends_on.isoformat() != (ends[-1] if ends else row.valid_until.isoformat()):
        yield "it does not end when its record tells."
    if standing.has_had_grace != bool(ends):
        yield "whether it was kept for longer is not what its record tells."


def _condition_faults(session: Session, row: AwardRow, events: list[ProceedingRow]) -> Iterator[str]:
    told = {
        event.details["number"]: _CONDITION_AFTER[AwardEvent(event.event)]
        for event in events
        if event.event in _CONDITION_AFTER
    }
    decision = session.get(DecisionRow, row.decision_id) if row.decision_id is not None else None
    attached = decision.conditions if decision is not None else ()
    wanted = [(number, str(one["text"]), one["due_on"]) for number, one in enumerate(attached, 1)]
    found = conditions_of(session, row.id)
    if [(one.number, one.text, one.due_on.isoformat()) for one in found] != wanted:
        yield "its conditions are not those that the decision attached."
    for condition in found:
        if condition.state != told.get(condition.number, OPEN):
            yield f"condition {condition.number}: whether it was met is not what its record tells."


def _return_faults(session: Session, row: AwardRow, events: list[ProceedingRow]) -> Iterator[str]:
    told = {
        event.details["return"]: (event.details["number"], event.details["copy"], event.details["findings"])
        for event in events
        if event.event == AwardEvent.RETURN_RECEIVED
    }
    for one in returns_of(session, row.id):
        if told.pop(one.id, None) != (one.number, one.copy_digest, len(one.findings)):
            yield f"annual return {one.number}: it is not what was made."
    yield from (f"annual return {number}: it is gone." for number, _, _ in told.values())


def _review_faults(session: Session, row: AwardRow, events: list[ProceedingRow]) -> Iterator[str]:
    opened = {
        event.details["review"]: (event.details["cause"], event.details["closes_by"])
        for event in events
        if event.event == AwardEvent.REVIEW_OPENED
    }
    closed = {event.details["review"] for event in events if event.event == AwardEvent.REVIEW_CLOSED}
    for review in session.scalars(select(AwardReviewRow).where(AwardReviewRow.award_id == row.id)):
        by = review.closes_by.isoformat() if review.closes_by is not None else None
        if opened.pop(review.id, None) != (review.cause, by) or (review.closed_at is not None) != (review.id in closed):
            yield f"review {review.id}: it is not what was opened."
    yield from (f"review {review_id}: it is gone." for review_id in opened)
