"""Comments and assignments against what history tells of them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.services.verification_told import Told
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.history import text_digest


def comment_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """Give a sentence for each comment that is not as it was written; one that was redacted may be empty."""
    missing = dict(told.comments)
    chosen = select(CommentRow).where(CommentRow.assessment_id == assessment_id)
    for row in session.scalars(chosen.order_by(CommentRow.id).execution_options(yield_per=500)):
        digest = missing.pop(row.id, None)
        is_emptied = not row.text and ("comments", row.id) in told.emptied
        if digest is None or not (is_emptied or text_digest(row.text) == digest):
            yield f"comment {row.id}: it is not what was written."
        elif (row.resolved_at is not None) != (row.id in told.resolved):
            yield f"comment {row.id}: whether it is resolved is not what history tells."
    yield from (f"comment {comment_id}: it is gone." for comment_id in missing)


def assignment_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """Give a sentence for each criterion that is not assigned as history tells; a redacted reason may be empty."""
    missing = dict(told.assignments)
    for row in session.scalars(select(AssignmentRow).where(AssignmentRow.assessment_id == assessment_id)):
        last = missing.pop(row.criterion_id, {})
        is_emptied = not row.blocked_reason and ("assignments", row.criterion_id) in told.emptied
        now = {
            "criterion": row.criterion_id,
            "version": row.version,
            "owner": row.owner_id,
            "due": row.due_on.isoformat() if row.due_on else None,
            "blocked": row.is_blocked,
        }
        if row.is_blocked:
            now["text"] = last.get("text") if is_emptied else text_digest(row.blocked_reason)
        if now != last:
            yield f"{row.criterion_id}: its owner, day or reason is not what history tells."
    yield from (f"{criterion_id}: who looks after it is gone." for criterion_id in missing)
