"""Whether drafts of editions, and the editions published from them, are as they were saved."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import InvalidBundle
from charter.store.edition_drafts import (
    EditionDraftRow,
    EditionDraftVersionRow,
    EditionPublicationRow,
    publication_fault,
    publications,
    sound_files,
)


def draft_faults(session: Session, key: bytes) -> Iterator[str]:
    """Give a sentence for each version and each published edition that is not as it was saved; one at a time."""
    for draft_id, reference in session.execute(
        select(EditionDraftRow.id, EditionDraftRow.reference).order_by(EditionDraftRow.id)
    ).all():
        yield from (f"Draft {draft_id} of {reference}, {fault}" for fault in _version_faults(session, draft_id))
        session.expunge_all()
    for reference in [row.reference for row in publications(session)]:
        row = session.get_one(EditionPublicationRow, reference)
        fault = publication_fault(row, key)
        if fault:
            yield fault
        session.expunge_all()


def _version_faults(session: Session, draft_id: str) -> Iterator[str]:
    version = EditionDraftVersionRow
    numbers = session.scalars(select(version.number).where(version.draft_id == draft_id).order_by(version.number)).all()
    for wanted, number in enumerate(numbers, start=1):
        if number != wanted:
            yield f"version {wanted} is missing."
            return
        try:
            sound_files(session.get_one(version, (draft_id, number)))
        except InvalidBundle:
            yield f"version {number}: it is not what was saved."
        session.expunge_all()
    if not numbers:
        yield "its versions are gone."
