"""Everything that assessments hold, out of the database, as plain values: what a move to another edition works on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import UnknownAssessment
from charter.domain.holdings import DUE_KEY, OWNER_KEY, Holdings
from charter.services.workspaces import UNKNOWN
from charter.store.assessments import AnswerRow, AssessmentRow, RoundRow
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.evidence import EvidenceRow

Json = Any


def holdings_of(session: Session, assessment_id: str) -> Holdings:
    """Give what an assessment holds, for whoever was let in already. Raises UnknownAssessment."""
    chosen = select(RoundRow.edition_reference).join(AssessmentRow, AssessmentRow.round_id == RoundRow.id)
    reference = session.scalar(chosen.where(AssessmentRow.id == assessment_id))
    if reference is None:
        raise UnknownAssessment(UNKNOWN)
    return holdings_of_many(session, {assessment_id: reference})[assessment_id]


def holdings_of_many(session: Session, editions: Mapping[str, str]) -> dict[str, Holdings]:
    """Give what assessments hold; ``editions``: id -> the edition that it answers. Four statements, however many."""
    ids = list(editions)
    fields = _fields(session, ids)
    files = _files(session, ids)
    comments = _comments(session, ids)
    assignments = _assignments(session, ids)
    return {
        key: Holdings(
            edition_reference=reference,
            fields=fields[key],
            files=files[key],
            comments=comments[key],
            assignments=assignments[key],
        )
        for key, reference in editions.items()
    }


def _fields(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, Json]]:
    chosen = select(AnswerRow.assessment_id, AnswerRow.field, AnswerRow.value).where(AnswerRow.assessment_id.in_(ids))
    found: defaultdict[str, dict[str, Json]] = defaultdict(dict)
    for assessment_id, field, value in session.execute(chosen.order_by(AnswerRow.assessment_id, AnswerRow.field)):
        if value is not None:
            found[assessment_id][field] = value
    return found


def _files(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, dt.date]]:
    """The day of each file's newest version: versions come oldest first."""
    chosen = select(EvidenceRow.assessment_id, EvidenceRow.name, EvidenceRow.added_at)
    rows = session.execute(
        chosen.where(EvidenceRow.assessment_id.in_(ids)).order_by(EvidenceRow.name, EvidenceRow.version)
    )
    found: defaultdict[str, dict[str, dt.date]] = defaultdict(dict)
    for assessment_id, name, added_at in rows:
        found[assessment_id][name] = added_at.astimezone(dt.UTC).date()
    return found


def _comments(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, tuple[str, str]]]:
    chosen = select(CommentRow.assessment_id, CommentRow.id, CommentRow.criterion_id, CommentRow.question_id)
    rows = session.execute(
        chosen.where(CommentRow.assessment_id.in_(ids)).order_by(CommentRow.written_at, CommentRow.id)
    )
    found: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for assessment_id, comment_id, criterion_id, question_id in rows:
        found[assessment_id][comment_id] = (criterion_id, question_id)
    return found


def _assignments(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, dict[str, Json]]]:
    chosen = select(
        AssignmentRow.assessment_id,
        AssignmentRow.criterion_id,
        AssignmentRow.owner_id,
        AssignmentRow.due_on,
        AssignmentRow.is_blocked,
        AssignmentRow.blocked_reason,
    )
    found: defaultdict[str, dict[str, dict[str, Json]]] = defaultdict(dict)
    for row in session.execute(chosen.where(AssignmentRow.assessment_id.in_(ids)).order_by(AssignmentRow.criterion_id)):
        told = {
            OWNER_KEY: row.owner_id,
            DUE_KEY: row.due_on.isoformat() if row.due_on else None,
            "is_blocked": row.is_blocked,
            "blocked_reason": row.blocked_reason,
        }
        kept = {name: value for name, value in told.items() if value}
        if kept:
            found[row.assessment_id][row.criterion_id] = kept
    return found
