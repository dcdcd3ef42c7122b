"""Counting how far teams are, for boards: by the worker, and only what has changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.errors import DomainError
from charter.domain.progress import Progress, criterion_progress
from charter.domain.workflow import State
from charter.services.deeds import Deed, round_of
from charter.services.task_lists import given_values
from charter.store.assessments import AssessmentRow, edition_answered
from charter.store.editions import load_edition
from charter.store.progress_counts import ProgressCountRow, changed_since_counted

DONE = (Progress.COMPLETE, Progress.NOT_APPLICABLE)
WRITING = (State.STARTED, State.SIGNED, State.WITHDRAWN)
MOST_AT_ONCE = 200  # a few seconds of work; the rest waits for the next turn


def count_progress(session: Session, now: dt.datetime) -> int:
    """For the worker: count how far each team is that has changed something since; give how many were counted.

    Commits each by itself.
    """
    changed = changed_since_counted(session, WRITING)[:MOST_AT_ONCE]
    return sum(_count(session, assessment_id, number, now) for assessment_id, number in changed)


def _count(session: Session, assessment_id: str, number: int, now: dt.datetime) -> bool:
    row = session.get_one(AssessmentRow, assessment_id)
    try:
        edition = load_edition(edition_answered(row, round_of(session, row)))
    except DomainError:  # an edition that is not installed: tried again, and nobody else waits
        return False
    values = given_values(Deed(session, "", now, b""), assessment_id)
    progress = [criterion_progress(edition, one, values).progress for one in edition.criteria]
    session.merge(
        ProgressCountRow(
            assessment_id=assessment_id,
            event_number=number,
            done_count=sum(one in DONE for one in progress),
            criterion_count=len(progress),
            counted_at=now,
        )
    )
    try:
        session.commit()
    except IntegrityError:  # another worker counted it
        session.rollback()
        return False
    return True
