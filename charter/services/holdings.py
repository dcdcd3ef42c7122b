"""Everything that an assessment holds, out of the database: what a move to another edition works on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.holdings import DUE_KEY, OWNER_KEY, Holdings, holdings_from
from charter.services.assessments import answered_edition
from charter.store.assessments import AssessmentRow, answers_of
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.edition_moves import newest_move
from charter.store.evidence import EvidenceRow

BESIDE = ("offers", "pins", "archive")  # parts that stand with the newest move
PINNED = "#"  # in the id of a criterion: one of an edition that was left, with its edition before and the move behind


def holdings_of(session: Session, row: AssessmentRow) -> Holdings:
    """Give what an assessment holds now, for services that have let somebody in: five statements."""
    newest = newest_move(session, row.id)
    beside: Mapping[str, Any] = newest.beside if newest is not None else {}
    told = holdings_from({"edition_reference": answered_edition(session, row), **beside})
    return Holdings(
        edition_reference=told.edition_reference,
        fields={field: one.value for field, one in answers_of(session, row.id).items() if one.value is not None},
        files=_files(session, row.id),
        comments=_comments(session, row.id),
        assignments=_assignments(session, row.id),
        offers=told.offers,
        pins=told.pins,
        archive=told.archive,
    )


def pinned(reference: str, criterion_id: str, move_number: int) -> str:
    """Give the id under which a row stands that belongs to a criterion of an edition that was left."""
    return PINNED.join((reference, criterion_id, str(move_number)))


def is_pinned(criterion_id: str) -> bool:
    """Tell whether a row belongs to a criterion of an edition that was left."""
    return PINNED in criterion_id


def _files(session: Session, assessment_id: str) -> dict[str, Any]:
    """The day of each file's newest version; of one from an earlier year, when it was first added."""
    chosen = select(EvidenceRow.name, EvidenceRow.added_at, EvidenceRow.first_added_at).where(
        EvidenceRow.assessment_id == assessment_id
    )
    return {
        name: (first_added_at or added_at).date()
        for name, added_at, first_added_at in session.execute(chosen.order_by(EvidenceRow.name, EvidenceRow.version))
    }


def _comments(session: Session, assessment_id: str) -> dict[str, tuple[str, str]]:
    chosen = select(CommentRow.id, CommentRow.criterion_id, CommentRow.question_id).where(
        CommentRow.assessment_id == assessment_id
    )
    found = session.execute(chosen.order_by(CommentRow.id))
    return {
        comment_id: (criterion_id, question_id)
        for comment_id, criterion_id, question_id in found
        if not is_pinned(criterion_id)
    }


def _assignments(session: Session, assessment_id: str) -> dict[str, dict[str, Any]]:
    """Who looks after what, and by when; what stands in the way stays with the row."""
    found = session.scalars(select(AssignmentRow).where(AssignmentRow.assessment_id == assessment_id))
    held = {row.criterion_id: assignment_held(row) for row in found if not is_pinned(row.criterion_id)}
    return {criterion_id: told for criterion_id, told in sorted(held.items()) if told}


def assignment_held(row: AssignmentRow) -> dict[str, Any]:
    """Give an assignment as holdings have it."""
    told = {OWNER_KEY: row.owner_id, DUE_KEY: row.due_on.isoformat() if row.due_on else None}
    return {name: value for name, value in told.items() if value is not None}
