"""Moves and the marks of what came over, against what history tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from charter.services.verification_told import Stamp, Told, Written
from charter.store.edition_moves import CarriedMarkRow, marks_of, move_digest, moves_of


def move_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """Give a sentence for each move, and each mark of one, that is not as it was written."""
    missing = dict(told.moves)
    for row in moves_of(session, assessment_id):
        if missing.pop(row.number, None) != Written(move_digest(row), Stamp(row.person_id, row.moved_at)):
            yield f"move {row.number}: it is not what was written."
    yield from (f"move {number}: it is gone." for number in missing)
    marks = dict(told.marks)
    for mark in marks_of(session, assessment_id):
        if marks.pop(mark.number, None) != _shown(mark):
            yield f"what came over, {mark.number}: it is not what history tells."
    yield from (f"what came over, {number}: it is gone." for number in marks)


def _shown(mark: CarriedMarkRow) -> tuple[Any, ...]:
    by = (mark.person_id, mark.decided_at)
    decided = None if by == (None, None) else by
    return mark.move_number, mark.kind, mark.place, mark.reason, mark.version, mark.decision, decided
