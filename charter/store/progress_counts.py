"""How far teams are, as the worker counted last: so that a board of many need not count."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.assessments import AssessmentRow
from charter.store.base import Base
from charter.store.history import EventRow


class ProgressCountRow(Base):
    """How many criteria of an assessment were complete when the worker looked last."""

    __tablename__ = "progress_counts"

    # which assessment
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # number of the newest event then: nothing has changed while it is the newest
    event_number: Mapped[int]
    # criteria that were complete or not applicable, and all of them
    done_count: Mapped[int]
    criterion_count: Mapped[int]
    # when
    counted_at: Mapped[dt.datetime]


def changed_since_counted(session: Session, states: tuple[str, ...]) -> list[tuple[str, int]]:
    """Give assessments in these states that have changed since they were counted, with their newest event's number."""
    newest = (
        select(EventRow.assessment_id, func.max(EventRow.number).label("number"))
        .group_by(EventRow.assessment_id)
        .subquery()
    )
    chosen = (
        select(AssessmentRow.id, newest.c.number)
        .join(newest, newest.c.assessment_id == AssessmentRow.id)
        .outerjoin(ProgressCountRow, ProgressCountRow.assessment_id == AssessmentRow.id)
        .where(
            AssessmentRow.state.in_(states),
            or_(ProgressCountRow.assessment_id.is_(None), ProgressCountRow.event_number < newest.c.number),
        )
        .order_by(AssessmentRow.id)
    )
    return [(assessment_id, number) for assessment_id, number in session.execute(chosen)]
