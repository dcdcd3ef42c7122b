"""Everything that assessments hold, out of the database, as plain values: what a move to another edition works on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.domain.carrying_routes import DUE_DATES, OWNERS
from charter.domain.errors import UnknownAssessment
from charter.domain.holdings import DUE_KEY, EDITION, OWNER_KEY, Holdings, holdings_from
from charter.services.workspaces import UNKNOWN
from charter.store.assessments import AnswerRow, AssessmentRow, RoundRow, edition_answered
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.edition_moves import EditionMoveRow
from charter.store.evidence import EvidenceRow

Json = Any
BESIDE = ("offers", "pins", "archive")  # parts that stand with the newest move
PINNED = "#"  # in the id of a criterion: one of an edition that was left, with its edition before and the move behind


def holdings_of(session: Session, assessment_id: str) -> Holdings:
    """Give what an assessment holds, for whoever was let in already. Raises UnknownAssessment."""
    chosen = select(AssessmentRow, RoundRow).join(RoundRow, AssessmentRow.round_id == RoundRow.id)
    found = session.execute(chosen.where(AssessmentRow.id == assessment_id)).one_or_none()
    if found is None:
        raise UnknownAssessment(UNKNOWN)
    return holdings_of_many(session, {assessment_id: edition_answered(*found)})[assessment_id]


def holdings_of_many(session: Session, editions: Mapping[str, str]) -> dict[str, Holdings]:
    """Give what assessments hold; ``editions``: id -> the edition that it answers. Five statements, however many."""
    ids = list(editions)
    fields = _fields(session, ids)
    files = _files(session, ids)
    comments = _comments(session, ids)
    assignments = _assignments(session, ids)
    beside = _beside(session, ids)
    found = {}
    for key, reference in editions.items():
        told = holdings_from({**beside.get(key, {}), EDITION: reference})
        found[key] = Holdings(
            edition_reference=reference,
            fields=fields[key],
            files=files[key],
            comments=comments[key],
            assignments=assignments[key],
            offers=told.offers,
            pins=told.pins,
            archive=told.archive,
        )
    return found


def pinned(reference: str, criterion_id: str, move_number: int) -> str:
    """Give the id under which a row stands that belongs to a criterion of an edition that was left."""
    return PINNED.join((reference, criterion_id, str(move_number)))


def is_pinned(criterion_id: str) -> bool:
    """Tell whether a row belongs to a criterion of an edition that was left."""
    return PINNED in criterion_id


def assigned_criterion(place: str) -> str:
    """Give the criterion whose owner or day a place names; "" where it names neither."""
    return place.split("/")[2] if place.startswith((OWNERS, DUE_DATES)) else ""


def assignment_held(row: Any) -> dict[str, Json]:
    """Give an assignment as holdings have it; what stands in the way stays with its row."""
    told = {OWNER_KEY: row.owner_id, DUE_KEY: row.due_on.isoformat() if row.due_on else None}
    return {name: value for name, value in told.items() if value is not None}


def _fields(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, Json]]:
    chosen = select(AnswerRow.assessment_id, AnswerRow.field, AnswerRow.value).where(AnswerRow.assessment_id.in_(ids))
    found: defaultdict[str, dict[str, Json]] = defaultdict(dict)
    for assessment_id, field, value in session.execute(chosen.order_by(AnswerRow.assessment_id, AnswerRow.field)):
        if value is not None:
            found[assessment_id][field] = value
    return found


def _files(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, dt.date]]:
    """The day of each file's newest version; of one from an earlier year, when it was first added."""
    columns = (EvidenceRow.assessment_id, EvidenceRow.name, EvidenceRow.added_at, EvidenceRow.first_added_at)
    chosen = select(*columns).where(EvidenceRow.assessment_id.in_(ids))
    found: defaultdict[str, dict[str, dt.date]] = defaultdict(dict)
    rows = session.execute(chosen.order_by(EvidenceRow.name, EvidenceRow.version))
    for assessment_id, name, added_at, first_added_at in rows:
        found[assessment_id][name] = (first_added_at or added_at).astimezone(dt.UTC).date()
    return found


def _comments(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, tuple[str, str]]]:
    chosen = select(CommentRow.assessment_id, CommentRow.id, CommentRow.criterion_id, CommentRow.question_id)
    rows = session.execute(
        chosen.where(CommentRow.assessment_id.in_(ids)).order_by(CommentRow.written_at, CommentRow.id)
    )
    found: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for assessment_id, comment_id, criterion_id, question_id in rows:
        if not is_pinned(criterion_id):
            found[assessment_id][comment_id] = (criterion_id, question_id)
    return found


def _assignments(session: Session, ids: Iterable[str]) -> defaultdict[str, dict[str, dict[str, Json]]]:
    chosen = select(
        AssignmentRow.assessment_id, AssignmentRow.criterion_id, AssignmentRow.owner_id, AssignmentRow.due_on
    )
    found: defaultdict[str, dict[str, dict[str, Json]]] = defaultdict(dict)
    for row in session.execute(chosen.where(AssignmentRow.assessment_id.in_(ids)).order_by(AssignmentRow.criterion_id)):
        told = assignment_held(row)
        if told and not is_pinned(row.criterion_id):
            found[row.assessment_id][row.criterion_id] = told
    return found


def _beside(session: Session, ids: Iterable[str]) -> dict[str, Mapping[str, Json]]:
    """What stands with the newest move of each."""
    newest = (
        select(EditionMoveRow.assessment_id, func.max(EditionMoveRow.number).label("number"))
        .where(EditionMoveRow.assessment_id.in_(ids))
        .group_by(EditionMoveRow.assessment_id)
        .subquery()
    )
    is_newest = (EditionMoveRow.assessment_id == newest.c.assessment_id) & (EditionMoveRow.number == newest.c.number)
    found = session.execute(select(EditionMoveRow.assessment_id, EditionMoveRow.beside).join(newest, is_newest))
    return {assessment_id: beside for assessment_id, beside in found}  # noqa: C416 - rows are no pairs to the checker
