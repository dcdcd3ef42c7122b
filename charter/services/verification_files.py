"""Are the files of evidence those that were added? Each against history, and against its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from charter.services.verification_told import Entry, Stamp, Told
from charter.store.evidence import INFECTED, EvidenceRow, EvidenceStore, digest_of_parts, evidence_of


def file_faults(session: Session, assessment_id: str, told: Told, store: EvidenceStore) -> Iterator[str]:
    """Give one sentence for each fault of each file, reading a part of a file at a time."""
    missing = dict(told.files)
    for row in evidence_of(session, assessment_id):
        key = (row.name, row.version)
        entry = missing.pop(key, None)
        if entry is None or not _is_as_added(row, entry):
            yield f"{_words(key)}: it is not the one that history tells of."
        if _found(row) != _told_of(told.harmful.get(key)):
            yield f"{_words(key)}: history tells something else of what the scanner found."
        yield from _byte_faults(row, store)
    yield from (f"{_words(key)}: it is not in the list of files." for key in missing)


def _is_as_added(row: EvidenceRow, entry: Entry) -> bool:
    """Whether the row says what history tells; an older event tells less, and is compared in what it tells."""
    there = {"file": row.id, "kind": row.kind, "size_bytes": row.size_bytes, "sha256": row.sha256}
    first = row.first_added_at.isoformat() if row.first_added_at is not None else None
    if first != entry.details.get("first_added_at"):
        return False
    told = {**there, **{name: entry.details[name] for name in there if name in entry.details}}
    return (there, Stamp(row.person_id, row.added_at)) == (told, entry.stamp) and "sha256" in entry.details


def _found(row: EvidenceRow) -> str | None:
    return row.scan_finding if row.scan_state == INFECTED else None


def _told_of(entry: Entry | None) -> str | None:
    return None if entry is None else str(entry.details.get("finding"))


def _byte_faults(row: EvidenceRow, store: EvidenceStore) -> Iterator[str]:
    parts = store.parts(row.sha256)
    if parts is None:
        yield f"{_words((row.name, row.version))}: it is gone."
    elif digest_of_parts(parts) != row.sha256:
        yield f"{_words((row.name, row.version))}: it is not the file that was added."


def _words(key: tuple[str, int]) -> str:
    return f"{key[0]}, version {key[1]}"
