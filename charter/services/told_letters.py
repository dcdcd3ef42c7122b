"""The letter with an outcome as a PDF: asked for by whoever may read it, made by the worker, kept."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import MatterKind
from charter.domain.errors import UnknownReport
from charter.domain.feedback import FeedbackLetter
from charter.services.matter_papers import FEEDBACK_LETTER, MatterPaper
from charter.services.sent_letters import read_letter
from charter.store.feedback import SentOutcomeRow
from charter.store.proceedings import Matter


def letter_paper(case_id: str, digest: str) -> MatterPaper:
    """Give which paper the letter is that was sent about a case, by the digest of what was sent."""
    return MatterPaper(Matter(MatterKind.CASE, case_id), f"{FEEDBACK_LETTER}-{digest[:12]}", digest)


def newest_letter(session: Session, case_id: str) -> SentOutcomeRow | None:
    """Give what was sent last about a case, for whoever was let in; None where nothing was."""
    chosen = select(SentOutcomeRow).where(SentOutcomeRow.case_id == case_id).order_by(SentOutcomeRow.sent_at.desc())
    return session.scalars(chosen.limit(1)).one_or_none()


def letter_of(session: Session, case_id: str, digest: str) -> FeedbackLetter:
    """For the worker: give the letter that was sent under a digest. Raises UnknownReport."""
    chosen = select(SentOutcomeRow).where(SentOutcomeRow.case_id == case_id, SentOutcomeRow.digest == digest)
    row = session.scalars(chosen).one_or_none()
    if row is None:
        raise UnknownReport("No such letter was sent.")
    return read_letter(row.letter)
