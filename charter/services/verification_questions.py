"""Whether the questions of a panel, and the replies to them, are those that the chain of the case tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent
from charter.services.assessments import value_digest
from charter.store.panel_questions import PanelQuestionRow, PanelReplyRow, panel_questions_of
from charter.store.proceedings import Matter, ProceedingRow


def question_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give a sentence for each question or reply that is not as it was told."""
    asked = {row.number: row for row in events if row.event == CaseEvent.QUESTION_ASKED}
    for row in panel_questions_of(session, matter.id):
        told = asked.pop(row.event_number, None)
        if told is None or _told_of(told) != (row.criterion_id, row.question_id, row.asked_by, row.until_at.date()):
            yield f"question {row.id}: it is not what was asked."
    yield from (f"event {number}: the question that it tells of is gone." for number in asked)
    yield from _reply_faults(session, matter, events)


def _reply_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    answered = {row.number: row.details for row in events if row.event == CaseEvent.QUESTION_ANSWERED}
    chosen = (
        select(PanelReplyRow)
        .join(PanelQuestionRow, PanelQuestionRow.id == PanelReplyRow.panel_question_id)
        .where(PanelQuestionRow.case_id == matter.id)
    )
    for row in session.scalars(chosen):
        told = answered.pop(row.event_number, {})
        found = (row.panel_question_id, row.number, value_digest(row.value))
        if (told.get("asked"), told.get("number"), told.get("value")) != found:
            yield f"question {row.panel_question_id}, reply {row.number}: it is not what was replied."
    yield from (f"event {number}: the reply that it tells of is gone." for number in answered)


def _told_of(row: ProceedingRow) -> tuple[object, ...]:
    told = row.details
    return told["criterion"], told["question"], told["by"], dt.date.fromisoformat(told["until"])
