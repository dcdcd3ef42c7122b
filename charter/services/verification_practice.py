"""Is practice as it was made? What was frozen, and what was revealed, against the chain of its case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState
from charter.store.cases import CaseRow
from charter.store.chains import text_digest
from charter.store.practice import practice_copy
from charter.store.proceedings import Matter, ProceedingRow
from charter.store.ratings import agreed_levels


def practice_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give a sentence for each thing of a practice submission that is not as it was told."""
    row = session.get(CaseRow, matter.id)
    copy = practice_copy(session, matter.id)
    if row is None or (row.kind != CaseKind.PRACTICE and copy is None):
        return
    made = next((one.details for one in events if one.event == CaseEvent.PRACTICE_MADE), {})
    if copy is None:
        yield "what was practised on is gone."
    elif not hashlib.sha256(copy.answers).hexdigest() == copy.digest == made.get("digest"):
        yield "what was practised on is not what was frozen."
    if (text_digest(row.title), row.edition_reference) != (made.get("title"), made.get("edition")):
        yield "its name or edition is not the one that was told."
    revealed = [one.details["levels"] for one in events if one.event == CaseEvent.PRACTICE_REVEALED]
    if (row.state == CaseState.TOLD) != bool(revealed):
        yield "its state is not the one that was told."
    if revealed and {key: one.number for key, one in agreed_levels(session, matter.id).items()} != revealed[-1]:
        yield "its agreed levels are not those that were revealed."
