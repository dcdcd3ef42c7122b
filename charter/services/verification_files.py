"""Are the files of evidence those that were added? Each against history, and against its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.workflow import Event
from charter.store.evidence import INFECTED, EvidenceRow, EvidenceStore, digest_of_parts, evidence_of
from charter.store.history import EventRow


def file_faults(session: Session, assessment_id: str, store: EvidenceStore) -> Iterator[str]:
    """Give one sentence for each fault of each file, reading a part of a file at a time."""
    told = {_key(one): one.get("sha256") for one in _told(session, assessment_id, Event.EVIDENCE_ADDED)}
    harmful = {_key(one) for one in _told(session, assessment_id, Event.EVIDENCE_INFECTED)}
    for row in evidence_of(session, assessment_id):
        key = (row.name, row.version)
        if told.pop(key, None) != row.sha256:
            yield f"{_words(key)}: it is not the one that history tells of."
        if (row.scan_state == INFECTED) != (key in harmful):
            yield f"{_words(key)}: history tells something else of what the scanner found."
        yield from _byte_faults(row, store)
    yield from (f"{_words(key)}: it is not in the list of files." for key in told)


def _byte_faults(row: EvidenceRow, store: EvidenceStore) -> Iterator[str]:
    parts = store.parts(row.sha256)
    if parts is None:
        yield f"{_words((row.name, row.version))}: it is gone."
    elif digest_of_parts(parts) != row.sha256:
        yield f"{_words((row.name, row.version))}: it is not the file that was added."


def _told(session: Session, assessment_id: str, event: Event) -> Iterator[dict[str, Any]]:
    chosen = select(EventRow.details).where(EventRow.assessment_id == assessment_id, EventRow.event == event)
    yield from session.scalars(chosen)


def _key(details: dict[str, Any]) -> tuple[str, int]:
    """Which file an event is about; one whose details were changed is about none, which the chain itself shows."""
    return str(details.get("name", "")), int(details.get("version") or 0)


def _words(key: tuple[str, int]) -> str:
    return f"{key[0]}, version {key[1]}"
