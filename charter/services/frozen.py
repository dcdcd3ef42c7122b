"""Frozen copies as people read them: which there are, the receipt of one, and what it says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from charter.domain.errors import UnknownReport
from charter.domain.receipts import Receipt
from charter.domain.summaries import Summary
from charter.domain.wording import date_text
from charter.domain.workflow import Event
from charter.services.deeds import Deed
from charter.services.receipts import receipt_of
from charter.services.standings import summary_of
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.answer_files import read_answers
from charter.store.assessments import FrozenCopyRow
from charter.store.editions import load_edition
from charter.store.history import EventRow, EventTextRow

DIGEST_SHOWN = 12  # signs that tell one copy from another; the whole digest stands on the receipt


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What a list and a receipt say of a frozen copy."""

    number: int
    kind: str  # baseline or submission
    frozen_by: str
    frozen_at: dt.datetime
    digest: str
    edition_reference: str
    edition_checksum: str
    method_version: str
    network_statement: str | None  # the digest of the one that went in with it; what it says is the network's


@dataclass(frozen=True, slots=True)
class Signature:
    """The newest signature: who, when, and the statement with the name and position that they typed."""

    signed_by: str
    signed_at: dt.datetime
    statement: str


def copies_of(deed: Deed, workspace: Workspace) -> list[CopyFacts]:
    """Give every frozen copy of an assessment that the person may see, newest first: one statement."""
    found = deed.session.execute(
        select(
            FrozenCopyRow.number,
            FrozenCopyRow.kind,
            PersonRow.name,
            FrozenCopyRow.frozen_at,
            FrozenCopyRow.digest,
            FrozenCopyRow.edition_reference,
            FrozenCopyRow.edition_checksum,
            FrozenCopyRow.method_version,
            FrozenCopyRow.network_statement,
        )
        .join(PersonRow, PersonRow.id == FrozenCopyRow.person_id)
        .where(FrozenCopyRow.assessment_id == workspace.assessment_id)
        .order_by(FrozenCopyRow.number.desc())
    )
    return [CopyFacts(*row) for row in found]


def receipt_for(deed: Deed, workspace: Workspace, number: int) -> Receipt:
    """Give the receipt of a frozen copy of an assessment that the person may see. Raises UnknownReport."""
    return receipt_of(deed.session, frozen_copy(deed.session, workspace.assessment_id, number), deed.key)


def signature_of(deed: Deed, workspace: Workspace) -> Signature | None:
    """Give the newest signature of an assessment that the person may see; None where nobody has signed."""
    found = deed.session.execute(
        select(PersonRow.name, EventRow.happened_at, EventTextRow.text)
        .join(PersonRow, PersonRow.id == EventRow.person_id)
        .join(
            EventTextRow,
            (EventTextRow.assessment_id == EventRow.assessment_id) & (EventTextRow.number == EventRow.number),
        )
        .where(EventRow.assessment_id == workspace.assessment_id, EventRow.event == Event.SIGNED_OFF)
        .order_by(EventRow.number.desc())
        .limit(1)
    ).one_or_none()
    return Signature(*found) if found is not None else None


def frozen_copy(session: Session, assessment_id: str, number: int, *, with_answers: bool = False) -> FrozenCopyRow:
    """Give a frozen copy, for whoever was let in already; with its answers at once, or when asked. UnknownReport."""
    chosen = select(FrozenCopyRow).where(FrozenCopyRow.assessment_id == assessment_id, FrozenCopyRow.number == number)
    if with_answers:
        chosen = chosen.options(undefer(FrozenCopyRow.answers))
    row = session.scalars(chosen).one_or_none()
    if row is None:
        raise UnknownReport("There is no such submission. Choose one from the list.")
    return row


def frozen_summary(session: Session, copy: FrozenCopyRow, audience: str) -> Summary:
    """Give what a frozen copy says, for an audience, in its own edition; and which copy it is."""
    edition = load_edition(copy.edition_reference)
    summary = summary_of(session, edition, read_answers(copy.answers, edition).sheet, audience)
    day = date_text(copy.frozen_at.astimezone(dt.UTC).date())
    which = f"{copy.kind.capitalize()} {copy.number}, frozen on {day}; its digest begins {copy.digest[:DIGEST_SHOWN]}."
    return replace(summary, basis_text=f"{which} {summary.basis_text}")
