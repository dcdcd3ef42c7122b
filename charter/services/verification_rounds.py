"""Is a round as its record tells? Its chain, the reasons beside it, and what the round sets now."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.workflow import RoundEvent
from charter.store.assessments import RoundRow, round_digest
from charter.store.chains import NOTHING_BEFORE, is_signed, text_digest
from charter.store.round_events import RoundEventRow, RoundEventTextRow, round_event_digest, round_events_of

CHANGED_ELSEWHERE = "its dates, title or edition are not those that its record tells."


def round_faults(session: Session, round_id: str, key: bytes) -> Iterator[str]:
    """Give a sentence for each thing that is not as it was written; a round from before records were kept has none."""
    before, digest = NOTHING_BEFORE, ""
    texts, emptied = dict[int, str](), set[int]()
    for number, row in enumerate(round_events_of(session, round_id), 1):
        yield from (f"event {row.number}: {fault}" for fault in _event_faults(row, number, before, key))
        if row.event == RoundEvent.PERSON_REDACTED:
            emptied |= set(row.details["emptied"])
        elif digest and row.details.get("was") != digest:
            yield f"event {row.number}: it does not change what the round was before it."
        digest, before = row.details.get("now", digest), row.digest
        if "text" in row.details:
            texts[row.number] = row.details["text"]
    if digest and round_digest(session.get_one(RoundRow, round_id)) != digest:
        yield CHANGED_ELSEWHERE
    yield from _text_faults(session, round_id, texts, emptied)


def is_succeeded(session: Session, round_id: str, digest: str) -> bool:
    """Tell whether the round's record tells of a change of what had this digest."""
    return digest in {row.details.get("was") for row in round_events_of(session, round_id)}


def _event_faults(row: RoundEventRow, number: int, before: str, key: bytes) -> Iterator[str]:
    if row.number != number:
        yield f"event {number} is missing before it."
    if row.previous_digest != before:
        yield "it does not follow from the event before it."
    if row.digest != round_event_digest(row):
        yield "it is not what was written."
    if not is_signed(row, key):
        yield "the signature is not ours."


def _text_faults(session: Session, round_id: str, texts: dict[int, str], emptied: set[int]) -> Iterator[str]:
    missing = dict(texts)
    for row in session.scalars(select(RoundEventTextRow).where(RoundEventTextRow.round_id == round_id)):
        digest = missing.pop(row.number, None)
        if not row.text and row.number in emptied:
            continue
        if text_digest(row.text) != digest:
            yield f"event {row.number}: its reason is not the one that was written."
    yield from (f"event {number}: its reason is gone." for number in missing)
