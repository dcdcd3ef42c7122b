"""What a panel writes to an institution, with every save; and each outcome that was sent, frozen as it was told."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.cases import CaseRow
from charter.store.chains import canonical
from charter.store.decisions import DecisionRow


class FeedbackRow(Base):
    """A part of the feedback as it stands now."""

    __tablename__ = "feedback_texts"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # id of a criterion of the case's edition; or a part of services.feedback that is about the whole
    part: Mapped[str] = mapped_column(String(40), primary_key=True)
    # counts from 1; raised by one with each save
    version: Mapped[int]
    # in the panel's words
    text: Mapped[str] = mapped_column(Text)


class FeedbackVersionRow(Base):
    """One save of one part, kept for ever: the database refuses to change or delete it."""

    __tablename__ = "feedback_versions"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(40), primary_key=True)
    # as in feedback_texts
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    # who saved it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime]


class SentOutcomeRow(Base):
    """An outcome that was sent: the letter as the institution reads it. Written once for each decision."""

    __tablename__ = "sent_outcomes"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    # all that the letter says, canonical JSON of domain.feedback.FeedbackLetter
    letter: Mapped[str] = mapped_column(Text)
    # who sent it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[dt.datetime]
    # SHA-256 over everything above, hexadecimal; the chain tells it too
    digest: Mapped[str] = mapped_column(String(64))


def sent_digest(row: SentOutcomeRow) -> str:
    """Give what the digest of a sent outcome must be."""
    moment = row.sent_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    told = [row.decision_id, row.case_id, row.letter, row.person_id, moment]
    return hashlib.sha256(canonical(told)).hexdigest()


def feedback_in(session: Session, case_id: str) -> dict[str, FeedbackRow]:
    """Give the feedback on a case as it stands, by part."""
    return {row.part: row for row in session.scalars(select(FeedbackRow).where(FeedbackRow.case_id == case_id))}


def sent_outcomes_of(session: Session, assessment_id: str) -> list[tuple[SentOutcomeRow, DecisionRow, CaseRow]]:
    """Give every outcome that was sent about an assessment, with its decision and case, newest first; one statement."""
    chosen = (
        select(SentOutcomeRow, DecisionRow, CaseRow)
        .join(DecisionRow, DecisionRow.id == SentOutcomeRow.decision_id)
        .join(CaseRow, CaseRow.id == SentOutcomeRow.case_id)
        .where(CaseRow.assessment_id == assessment_id)
        .order_by(SentOutcomeRow.sent_at.desc(), DecisionRow.number.desc())
    )
    return [(sent, decision, case) for sent, decision, case in session.execute(chosen)]
