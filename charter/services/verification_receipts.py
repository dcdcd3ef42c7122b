"""Is what a receipt is of still as it was frozen? For whoever runs the installation, by the receipt's digest."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.wording import date_text
from charter.services.verification import assessment_differences
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.evidence import EvidenceStore


def receipt_title(session: Session, digest: str) -> str:
    """Give, as a sentence, what a receipt's digest is of; empty where nothing here has it."""
    chosen = (
        select(FrozenCopyRow, OrganisationRow.name, RoundRow.title)
        .join(AssessmentRow, AssessmentRow.id == FrozenCopyRow.assessment_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(FrozenCopyRow.digest == digest)
    )
    found = session.execute(chosen).first()
    if found is None:
        return ""
    copy, name, title = found
    return f"{copy.kind.capitalize()} {copy.number} of {name}, {title}, frozen on {date_text(copy.frozen_at.date())}."


def receipt_differences(session: Session, digest: str, key: bytes, store: EvidenceStore) -> Iterator[str]:
    """Give one sentence for each thing about the receipt's assessment that is not as it was written."""
    chosen = select(FrozenCopyRow.assessment_id).where(FrozenCopyRow.digest == digest).distinct()
    for assessment_id in session.scalars(chosen).all():
        yield from assessment_differences(session, assessment_id, key, store)
