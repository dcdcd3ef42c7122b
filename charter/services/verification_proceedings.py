"""Is what awarding bodies did as it was written? Chains of cases and awards, and what was frozen beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent, CaseState, MatterKind
from charter.services.body_looks import SAVED, look_digest
from charter.services.verification_awards import award_faults
from charter.services.verification_meetings import meeting_faults
from charter.services.verification_objections import objection_faults
from charter.services.verification_outcomes import outcome_faults
from charter.services.verification_panels import (
    interest_faults,
    meeting_day_faults,
    promise_faults,
    seat_faults,
    standing_faults,
)
from charter.services.verification_practice import practice_faults
from charter.services.verification_questions import question_faults
from charter.store.awards import AwardRow
from charter.store.body_looks import BodyLookRow
from charter.store.cases import CaseRow
from charter.store.chains import NOTHING_BEFORE, is_signed, text_digest
from charter.store.decisions import DecisionRow, decision_digest
from charter.store.proceedings import (
    Matter,
    ProceedingRow,
    proceeding_digest,
    proceedings_of,
    texts_of_matter,
)
from charter.store.ratings import LockRow, RatingRow, RatingVersionRow, ratings_digest

GONE = "it is not what was written."
Check = Callable[[Session, Matter, list[ProceedingRow]], Iterator[str]]


def proceeding_faults(session: Session, key: bytes) -> Iterator[str]:
    """Give a sentence for each thing that is not as it was written, one matter at a time."""
    chosen = select(ProceedingRow.kind, ProceedingRow.matter_id).distinct()
    told = {Matter(kind, matter_id) for kind, matter_id in session.execute(chosen).all()}
    cases = {Matter(MatterKind.CASE, case_id) for case_id in session.scalars(select(CaseRow.id)).all()}
    awards = {Matter(MatterKind.AWARD, award_id) for award_id in session.scalars(select(AwardRow.id)).all()}
    for matter in sorted(told | cases | awards, key=lambda one: (one.kind, one.id)):
        name = f"{matter.kind.capitalize()} {matter.id}"
        yield from (f"{name}, {fault}" for fault in matter_faults(session, matter, key))
        session.expunge_all()


def matter_faults(session: Session, matter: Matter, key: bytes) -> Iterator[str]:
    """As ``proceeding_faults``, of one matter."""
    events = list(proceedings_of(session, matter))
    if not events:
        yield "its record is gone."
    before = NOTHING_BEFORE
    for number, row in enumerate(events, 1):
        yield from (f"event {row.number}: {fault}" for fault in _event_faults(row, number, before, key))
        before = row.digest
    yield from _text_faults(session, matter, events)
    for check in CHECKS.get(matter.kind, ()):
        yield from check(session, matter, events)


def _event_faults(row: ProceedingRow, number: int, before: str, key: bytes) -> Iterator[str]:
    if row.number != number:
        yield f"event {number} is missing before it."
    if row.previous_digest != before:
        yield "it does not follow from the event before it."
    if row.digest != proceeding_digest(row):
        yield GONE
    if not is_signed(row, key):
        yield "the signature is not ours."


def _text_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    missing = {row.number: row.details["text"] for row in events if "text" in row.details}
    emptied = {number for row in events if row.event == CaseEvent.PERSON_REDACTED for number in row.details["emptied"]}
    for row in texts_of_matter(session, matter):
        digest = missing.pop(row.number, None)
        if not row.text and row.number in emptied:
            continue
        if text_digest(row.text) != digest:
            yield f"event {row.number}: its text is not the one that was written."
    yield from (f"event {number}: its text is gone." for number in missing)


def _case_state_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """A case whose state no event of its chain could have led to."""
    row = session.get(CaseRow, matter.id)
    if row is None:
        yield "the case is gone."
    elif row.state not in set(CaseState):
        yield "its state is none that there is."


def _review_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Locked reviews against the chain and against what the database holds; ratings against their newest version."""
    told = {row.person_id: row.details["digest"] for row in events if row.event == CaseEvent.REVIEW_LOCKED}
    for lock in session.scalars(select(LockRow).where(LockRow.case_id == matter.id)):
        if told.pop(lock.person_id, None) != lock.digest:
            yield f"the review of {lock.person_id}: its lock is not the one that was told."
        if ratings_digest(_ratings(session, RatingRow, lock)) != lock.digest:
            yield f"the review of {lock.person_id}: it is not what was locked."
        if ratings_digest(_newest(_ratings(session, RatingVersionRow, lock))) != lock.digest:
            yield f"the review of {lock.person_id}: its saves are not what was locked."
    yield from (f"the review of {person_id}: its lock is gone." for person_id in told)


def _ratings(session: Session, table: Any, lock: LockRow) -> list[Any]:
    chosen = select(table).where(table.case_id == lock.case_id, table.person_id == lock.person_id)
    return list(session.scalars(chosen.order_by(table.version)))


def _newest(rows: list[RatingVersionRow]) -> list[RatingVersionRow]:
    return list({row.criterion_id: row for row in rows}.values())


def _decision_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    told = {row.details["number"]: row.details["digest"] for row in events if row.event == CaseEvent.DECISION_PUT}
    for row in session.scalars(select(DecisionRow).where(DecisionRow.case_id == matter.id)):
        if not row.digest == decision_digest(row) == told.pop(row.number, None):
            yield f"decision {row.number}: {GONE}"
    yield from (f"decision {number}: it is gone." for number in told)


def _look_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    told = {row.details["number"]: row.details["digest"] for row in events if row.event == SAVED}
    for row in session.scalars(select(BodyLookRow).where(BodyLookRow.organisation_id == matter.id)):
        if told.pop(row.number, None) != look_digest(row):
            yield f"how it shows itself, save {row.number}: {GONE}"
    yield from (f"how it shows itself, save {number}: it is gone." for number in told)


# What is looked at beside the chain, by what it is about.
CHECKS: dict[str, tuple[Check, ...]] = {
    MatterKind.CASE: (
        _case_state_faults,
        _review_faults,
        _decision_faults,
        meeting_faults,
        question_faults,
        seat_faults,
        interest_faults,
        meeting_day_faults,
        outcome_faults,
        practice_faults,
    ),
    MatterKind.AWARD: (award_faults, objection_faults),
    MatterKind.PANELS: (promise_faults,),
    MatterKind.BODY: (_look_faults, standing_faults),
}
