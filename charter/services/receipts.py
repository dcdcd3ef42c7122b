"""Receipts of submissions: what proves that this site gave one, and whether what it is of is still as it was."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.wording import date_text
from charter.services.verification import assessment_differences
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.evidence import EvidenceStore
from charter.store.history import signature_of

HOW_TO_CHECK = (
    "Send digest and seal to the awarding body. Whoever runs its site types them behind “flask charter verify "
    "--receipt”, and is told whether the submission is still as it was handed in. The seal proves that the site gave "
    "this receipt, even if the submission were deleted there."
)


def seal_of(digest: str, key: bytes) -> str:
    """Give what nobody can make without the key that signs history: that this site gave a receipt with the digest."""
    return signature_of(f"receipt {digest}", key)


def is_sealed(digest: str, seal: str, key: bytes) -> bool:
    """Tell whether a seal is ours."""
    return hmac.compare_digest(seal.strip().lower().encode(), seal_of(digest, key).encode())


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
    for assessment_id in session.scalars(
        select(FrozenCopyRow.assessment_id).where(FrozenCopyRow.digest == digest).distinct()
    ).all():
        yield from assessment_differences(session, assessment_id, key, store)
