"""Whether drafts of editions, and the editions published from them, are as they were saved."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import DomainError, InvalidBundle
from charter.store.edition_drafts import (
    EditionDraftRow,
    EditionDraftVersionRow,
    EditionPublicationRow,
    publication_fault,
    publications,
    sound_files,
)
from charter.store.editions import load_edition


def draft_faults(session: Session, key: bytes) -> Iterator[str]:
    """Give a sentence for each version and each published edition that is not as it was saved; one at a time."""
    draft = EditionDraftRow
    chosen = select(draft.id, draft.reference, draft.base_reference, draft.base_checksum).order_by(draft.id)
    for draft_id, reference, base_reference, base_checksum in session.execute(chosen).all():
        found = [*_base_faults(base_reference, base_checksum), *_version_faults(session, draft_id)]
        yield from (f"Draft {draft_id} of {reference}, {fault}" for fault in found)
        session.expunge_all()
    for reference in [row.reference for row in publications(session)]:
        row = session.get_one(EditionPublicationRow, reference)
        fault = publication_fault(row, key)
        if fault:
            yield fault
        session.expunge_all()


def _base_faults(reference: str, checksum: str) -> Iterator[str]:
    """Whether the edition before is the one from which the draft was begun."""
    try:
        if load_edition(reference).checksum != checksum:
            yield f"its edition before, {reference}, is not the one from which it was begun."
    except DomainError:
        yield f"its edition before, {reference}, cannot be read any more."


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
