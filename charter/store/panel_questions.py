"""What a panel asked an institution about one answer, and what it replied; the submission never changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, and_, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from charter.domain.case_workflow import MatterKind
from charter.store.base import Base
from charter.store.proceedings import ProceedingTextRow


class PanelQuestionRow(Base):
    """A question of a panel on one answer. Written once; its words stand in the case's chain."""

    __tablename__ = "panel_questions"
    __table_args__ = (Index("ix_panel_questions_case_id", "case_id"),)

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    # id of the criterion, and of the question of the edition whose answer may be given anew
    criterion_id: Mapped[str] = mapped_column(String(40))
    question_id: Mapped[str] = mapped_column(String(60))
    # who asked, and when
    asked_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[dt.datetime]
    # until when the institution may reply
    until_at: Mapped[dt.datetime]
    # number of the event in the case's chain, beside which the words stand
    event_number: Mapped[int]


class PanelReplyRow(Base):
    """One save of an institution's reply. Written once; the newest before the question closes holds."""

    __tablename__ = "panel_replies"

    panel_question_id: Mapped[str] = mapped_column(ForeignKey("panel_questions.id"), primary_key=True)
    # counts from 1
    number: Mapped[int] = mapped_column(primary_key=True)
    # the answer as it is now, a JSON value; null = it stays as it was handed in
    value: Mapped[Any] = mapped_column(JSON(none_as_null=False))
    # who replied, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    replied_at: Mapped[dt.datetime]
    # number of the event in the case's chain, beside which what they wrote stands
    event_number: Mapped[int]


def panel_questions_of(session: Session, case_id: str) -> list[PanelQuestionRow]:
    """Give the questions of a case, oldest first."""
    chosen = select(PanelQuestionRow).where(PanelQuestionRow.case_id == case_id)
    return list(session.scalars(chosen.order_by(PanelQuestionRow.asked_at, PanelQuestionRow.id)))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a panel and the newest reply to it, with the words of both."""

    question: PanelQuestionRow
    reply: PanelReplyRow | None  # None = there is none
    text: str
    reply_text: str


def exchanges_in(session: Session, case_id: str) -> list[Exchange]:
    """Give what was asked and replied in a case, oldest question first: one statement."""
    return [Exchange(row[0], row[1], row[2] or "", row[3] or "") for row in session.execute(_exchanges(case_id))]


def _exchanges(case_id: str) -> Select[PanelQuestionRow, PanelReplyRow, str, str]:
    of_question = PanelReplyRow.panel_question_id == PanelQuestionRow.id
    newest = select(func.max(PanelReplyRow.number)).where(of_question).correlate(PanelQuestionRow).scalar_subquery()
    is_newest = and_(of_question, PanelReplyRow.number == newest)
    asked, replied = aliased(ProceedingTextRow), aliased(ProceedingTextRow)
    of_case = [
        and_(text.kind == MatterKind.CASE, text.matter_id == PanelQuestionRow.case_id) for text in (asked, replied)
    ]
    return (
        select(PanelQuestionRow, PanelReplyRow, asked.text, replied.text)
        .outerjoin(PanelReplyRow, is_newest)
        .outerjoin(asked, and_(of_case[0], asked.number == PanelQuestionRow.event_number))
        .outerjoin(replied, and_(of_case[1], replied.number == PanelReplyRow.event_number))
        .where(PanelQuestionRow.case_id == case_id)
        .order_by(PanelQuestionRow.asked_at, PanelQuestionRow.id)
    )
