"""Cases: what an awarding body does with one submission, from the day it came in to the outcome, and after."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class CaseRow(Base):
    """One submission before a panel. Its days are told by its chain too; they stand here so that boards are quick."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("assessment_id", "kind"),
        Index("ix_cases_round_id_state", "round_id", "state"),
    )

    # random; cannot be guessed
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # a value of domain.case_workflow.CaseKind: first, appeal (the same submission before a new panel) or practice
    kind: Mapped[str] = mapped_column(String(12))
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"))
    # whose submission; None = practice, which is nobody's
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("assessments.id"))
    # number of the frozen copy that is judged: the newest that was handed in; None = practice
    copy_number: Mapped[int | None]
    # charter/version by which it is judged
    edition_reference: Mapped[str] = mapped_column(String(80))
    # of practice: what it is called; empty = told by its institution
    title: Mapped[str] = mapped_column(String(200), server_default="")
    # a value of domain.case_workflow.CaseState
    state: Mapped[str] = mapped_column(String(20))
    # when the submission came in, for the first time
    submitted_at: Mapped[dt.datetime]
    # when it was sent back once as incomplete, and came back; None = not
    returned_at: Mapped[dt.datetime | None]
    completed_at: Mapped[dt.datetime | None]
    # when it was found complete; None = not yet
    screened_at: Mapped[dt.datetime | None]
    # the day on which its panel meets or met; None = none is set
    meets_on: Mapped[dt.date | None] = mapped_column(Date)
    # when the outcome was sent; None = not yet
    outcome_at: Mapped[dt.datetime | None]
    # when revisions were asked for, and came in; None = not
    revisions_asked_at: Mapped[dt.datetime | None]
    revisions_received_at: Mapped[dt.datetime | None]
    # when the institution appealed; None = it did not
    appealed_at: Mapped[dt.datetime | None]
    # since when it is in its state
    since_at: Mapped[dt.datetime]


def case_of_assessment(session: Session, assessment_id: str, kind: str) -> CaseRow | None:
    """Give the case of that kind about an assessment; None where there is none."""
    chosen = select(CaseRow).where(CaseRow.assessment_id == assessment_id, CaseRow.kind == kind)
    return session.scalars(chosen).one_or_none()


def submitted_cases(session: Session, assessment_id: str) -> list[CaseRow]:
    """Give the cases about an assessment, an appeal's too: one statement."""
    chosen = select(CaseRow).where(CaseRow.assessment_id == assessment_id)
    return list(session.scalars(chosen.order_by(CaseRow.submitted_at, CaseRow.id)))
