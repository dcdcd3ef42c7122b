"""A move written down: fields as their next versions, comments and owners in their places, and all that undoes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, select

from charter.domain.carrying import Carried, Mark
from charter.domain.holdings import DUE_KEY, OWNER_KEY, Holdings, holdings_document
from charter.domain.workflow import Event
from charter.services.assessments import Saved, write_version
from charter.services.assignments import Assignment, write_assignment
from charter.services.deeds import Deed, happen
from charter.services.holdings import BESIDE, assigned_criterion, assignment_held, pinned
from charter.store.answer_authors import values_at
from charter.store.assessments import AnswerRow, AssessmentRow, answers_of
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.edition_moves import (
    MOVED,
    UNDONE,
    WAITING,
    CarriedMarkRow,
    EditionMoveRow,
    marks_of,
    move_digest,
    moves_of,
)
from charter.store.evidence import EvidenceRow

EVENTS = {MOVED: Event.EDITION_MOVED, UNDONE: Event.MOVE_UNDONE}


@dataclass(frozen=True, slots=True)
class _Work:
    """An assessment while a move of it is written."""

    deed: Deed
    row: AssessmentRow
    number: int  # of the move
    now: Mapping[str, AnswerRow]  # the answers as they stand before it

    def assignment(self, criterion_id: str) -> AssignmentRow | None:
        """Give how a criterion is assigned; None where it never was."""
        return self.deed.session.get(AssignmentRow, (self.row.id, criterion_id))


@dataclass(slots=True)
class _Plan:
    """Everything that is to be written, and what stood there before."""

    fields: dict[str, Any] = field(default_factory=dict)  # pointer -> value; None = nothing
    comments: dict[str, list[str]] = field(default_factory=dict)  # id -> criterion and question
    renamed: dict[str, str] = field(default_factory=dict)  # criterion of an assignment -> the id that its row gets
    given: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # criterion -> owner and day
    was: dict[str, Any] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)  # files that came with the move that is taken back

    @property
    def event_count(self) -> int:
        """How many events follow the move's own."""
        return len(self.fields) + len(self.given)


def write_move(
    deed: Deed,
    row: AssessmentRow,
    kind: str,
    before: Holdings,
    carried: Carried,
    *,
    decisions: Mapping[str, str],
    source_id: str | None = None,
    files: Sequence[str] = (),
) -> EditionMoveRow:
    """Write a move that was worked out; commits nothing.

    Of what is carried out of another assessment (``source_id``), ``before`` and ``carried.holdings`` are what this one
    held and is to hold. ``files``: the names of those that the caller adds right behind it, an event each.
    """
    number = len(moves_of(deed.session, row.id)) + 1
    work = _Work(deed, row, number, answers_of(deed.session, row.id))
    plan = _planned(work, before, carried.holdings)
    plan.was |= {"files": list(files)} if files else {}
    document = holdings_document(carried.holdings)
    move = EditionMoveRow(
        assessment_id=row.id,
        number=number,
        kind=kind,
        from_reference=before.edition_reference,
        to_reference=carried.holdings.edition_reference,
        source_id=source_id,
        undoes=None,
        decisions=dict(decisions),
        was=plan.was,
        beside={part: document[part] for part in BESIDE if part in document},
        person_id=deed.person_id,
        moved_at=deed.now,
    )
    marks = _marks(work, carried.marks, plan)
    _tell(work, move, plan, marks)
    _write(work, plan)
    return move


def undo_move(deed: Deed, row: AssessmentRow, move: EditionMoveRow) -> EditionMoveRow:
    """Write everything as it stood before a move, as the newest version; commits nothing."""
    moves = moves_of(deed.session, row.id)
    earlier = next((one for one in reversed(moves) if one.number < move.number), None)
    number = len(moves) + 1
    for mark in marks_of(deed.session, row.id):
        if mark.move_number == move.number:
            mark.decision, mark.person_id, mark.decided_at = UNDONE, deed.person_id, deed.now
    undone = EditionMoveRow(
        assessment_id=row.id,
        number=number,
        kind=UNDONE,
        from_reference=move.to_reference,
        to_reference=move.from_reference,
        source_id=move.source_id,
        undoes=move.number,
        decisions={},
        was={},
        beside=earlier.beside if earlier is not None else {},
        person_id=deed.person_id,
        moved_at=deed.now,
    )
    work = _Work(deed, row, number, answers_of(deed.session, row.id))
    plan = _taken_back(work, move)
    _tell(work, undone, plan, [])
    _write(work, plan)
    return undone


def _tell(work: _Work, move: EditionMoveRow, plan: _Plan, marks: list[list[Any]]) -> None:
    """The move's row and its event, which goes before those of what it writes: they say where rows stand from then."""
    work.deed.session.add(move)
    work.row.edition_reference = move.to_reference
    details = {
        "move": move.number,
        "digest": move_digest(move),
        "from": move.from_reference,
        "to": move.to_reference,
        "comments": plan.comments,
        "assignments": plan.renamed,
        "marks": marks,
        "follow": plan.event_count + len(plan.was.get("files", ())),
    }
    if move.undoes is not None:
        details |= {"undoes": move.undoes, "removed_files": plan.removed}
    if move.source_id is not None:
        details["source"] = move.source_id
    happen(work.deed, work.row, EVENTS.get(move.kind, Event.YEAR_CARRIED), details)


def _planned(work: _Work, before: Holdings, after: Holdings) -> _Plan:
    plan, number, now = _Plan(), work.number, work.now
    changed = sorted({*before.fields, *after.fields})
    plan.fields = {
        name: after.fields.get(name)
        for name in changed
        if not _is_same(before.fields.get(name), after.fields.get(name))
    }
    for comment_id, place in before.comments.items():
        new = after.comments.get(comment_id) or (pinned(before.edition_reference, place[0], number), place[1])
        if new != place:
            plan.comments[comment_id] = list(new)
    for criterion_id in sorted({*before.assignments} - {*after.assignments}):
        plan.renamed[criterion_id] = pinned(before.edition_reference, criterion_id, number)
    for criterion_id, told in after.assignments.items():
        if told != before.assignments.get(criterion_id):
            plan.given[criterion_id] = told
    plan.was = {
        "fields": {name: now[name].version if name in now else 0 for name in plan.fields},
        "comments": {one: list(before.comments[one]) for one in plan.comments},
        "renamed": dict(plan.renamed),
        "given": {one: _held(work, one, plan) for one in plan.given},
    }
    return plan


def _held(work: _Work, criterion_id: str, plan: _Plan) -> dict[str, Any] | None:
    """What the row of a criterion says that is given others; None where there is none, or it gets another id first."""
    there = None if criterion_id in plan.renamed else work.assignment(criterion_id)
    return assignment_held(there) if there is not None else None


def _taken_back(work: _Work, move: EditionMoveRow) -> _Plan:
    was = move.was
    values = values_at(work.deed.session, work.row.id, was["fields"])
    plan = _Plan({name: values.get(name) for name in was["fields"]}, was["comments"], removed=was.get("files", []))
    for criterion_id, told in was["given"].items():
        if told is None:
            plan.renamed[criterion_id] = pinned(move.to_reference, criterion_id, work.number)
        else:
            plan.given[criterion_id] = told
    plan.renamed |= {name: criterion_id for criterion_id, name in was["renamed"].items()}
    return plan


def _write(work: _Work, plan: _Plan) -> None:
    session = work.deed.session
    for name, value in plan.fields.items():
        there = work.now.get(name)
        write_version(work.deed, work.row, Saved(name, value, there.version if there is not None else 0), there)
    for comment_id, (criterion_id, question_id) in plan.comments.items():
        comment = session.get_one(CommentRow, comment_id)
        comment.criterion_id, comment.question_id = criterion_id, question_id
    for criterion_id, name in plan.renamed.items():
        session.get_one(AssignmentRow, (work.row.id, criterion_id)).criterion_id = name
        session.flush()
    for criterion_id, told in plan.given.items():
        _give(work, criterion_id, told)
    is_removed = (EvidenceRow.assessment_id == work.row.id) & EvidenceRow.name.in_(plan.removed)
    if plan.removed:  # their bytes stay where they lie
        session.execute(delete(EvidenceRow).where(is_removed))


def _give(work: _Work, criterion_id: str, told: Mapping[str, Any]) -> None:
    there = work.assignment(criterion_id)
    due = told.get(DUE_KEY)
    wanted = Assignment(
        owner_id=told.get(OWNER_KEY),
        due_on=dt.date.fromisoformat(due) if due else None,
        blocked_reason=there.blocked_reason if there is not None else "",
        version=there.version if there is not None else 0,
    )
    write_assignment(work.deed, work.row, criterion_id, wanted, there)


def _marks(work: _Work, marks: Iterable[Mark], plan: _Plan) -> list[list[Any]]:
    """What waits to be confirmed from now on; gives it as history tells it."""
    chosen = select(func.max(CarriedMarkRow.number)).where(CarriedMarkRow.assessment_id == work.row.id)
    highest = work.deed.session.scalar(chosen) or 0
    told = []
    for place, mark in enumerate(marks, highest + 1):
        version = _version_after(work, mark.place, plan)
        work.deed.session.add(
            CarriedMarkRow(
                assessment_id=work.row.id,
                number=place,
                move_number=work.number,
                kind=mark.kind,
                place=mark.place,
                reason=mark.reason,
                version=version,
                decision=WAITING,
                person_id=None,
                decided_at=None,
            )
        )
        told.append([place, mark.kind, mark.place, mark.reason, version])
    return told


def _version_after(work: _Work, place: str, plan: _Plan) -> int:
    """The version of a field, or of an assignment, that the move leaves; 0 where the place is neither."""
    criterion_id = assigned_criterion(place)
    if criterion_id:
        row = work.assignment(criterion_id) if criterion_id not in plan.renamed else None
        return (row.version if row is not None else 0) + (criterion_id in plan.given)
    there = work.now.get(place)
    return (there.version if there is not None else 0) + (place in plan.fields)


def _is_same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same: to Python, true is one."""
    return bool(one == other) and str(one) == str(other)
