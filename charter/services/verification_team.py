"""Comments and assignments against what history tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.services.verification_told import Entry, Stamp, Told
from charter.store.assignments import AssignmentRow
from charter.store.chains import text_digest
from charter.store.comments import CommentMentionRow, CommentRow


def comment_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """Give a sentence for each comment that is not as it was written; one that was redacted may be empty."""
    missing = dict(told.comments)
    mentions = _mentions(session, assessment_id)
    chosen = select(CommentRow).where(CommentRow.assessment_id == assessment_id)
    for row in session.scalars(chosen.order_by(CommentRow.id).execution_options(yield_per=500)):
        entry = missing.pop(row.id, None)
        is_emptied = not row.text and ("comments", row.id) in told.emptied
        if entry is None or not _is_as_written(row, entry, mentions.get(row.id, set()), is_emptied=is_emptied):
            yield f"comment {row.id}: it is not what was written."
        elif (row.resolved_by_id, row.resolved_at) != told.resolved.get(row.id, (None, None)):
            yield f"comment {row.id}: whether it is resolved is not what history tells."
    yield from (f"comment {comment_id}: it is gone." for comment_id in missing)


def _is_as_written(row: CommentRow, entry: Entry, mentions: set[str], *, is_emptied: bool) -> bool:
    told = entry.details
    digest = told["digest"] if is_emptied else text_digest(row.text)
    there = (digest, row.criterion_id, row.question_id, mentions, Stamp(row.person_id, row.written_at))
    return there == (told["digest"], told["criterion"], told["question"], set(told["mentions"]), entry.stamp)


def _mentions(session: Session, assessment_id: str) -> dict[str, set[str]]:
    """Whom each comment mentions."""
    chosen = select(CommentMentionRow.comment_id, CommentMentionRow.person_id).join(
        CommentRow, CommentRow.id == CommentMentionRow.comment_id
    )
    found: dict[str, set[str]] = {}
    for comment_id, person_id in session.execute(chosen.where(CommentRow.assessment_id == assessment_id)):
        found.setdefault(comment_id, set()).add(person_id)
    return found


def assignment_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """Give a sentence for each criterion that is not assigned as history tells; a redacted reason may be empty."""
    missing = dict(told.assignments)
    for row in session.scalars(select(AssignmentRow).where(AssignmentRow.assessment_id == assessment_id)):
        last = missing.pop(row.criterion_id, None)
        is_emptied = not row.blocked_reason and ("assignments", row.criterion_id) in told.emptied
        if last is None or last != Entry(
            _assigned(row, last, is_emptied=is_emptied), Stamp(row.person_id, row.saved_at)
        ):
            yield f"{row.criterion_id}: its owner, day or reason is not what history tells."
    yield from (f"{criterion_id}: who looks after it is gone." for criterion_id in missing)


def _assigned(row: AssignmentRow, last: Entry, *, is_emptied: bool) -> dict[str, Any]:
    now = {
        "criterion": row.criterion_id,
        "version": row.version,
        "owner": row.owner_id,
        "due": row.due_on.isoformat() if row.due_on else None,
        "blocked": row.is_blocked,
    }
    if row.is_blocked:
        now["text"] = last.details.get("text") if is_emptied else text_digest(row.blocked_reason)
    return now
