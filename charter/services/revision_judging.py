"""Minor revisions judged: the chair records levels of the criteria that were named, and an original reviewer agrees."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from charter.domain.answers import AnswerSheet, CriterionAnswers
from charter.domain.case_workflow import CaseEvent, CaseState, Seat
from charter.domain.edition import Criterion
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import list_text, plain_text
from charter.domain.written_texts import length_fault
from charter.services.cases import Case, begin_case, case_for, happen_in, note_in
from charter.services.deeds import Deed
from charter.services.judged_cases import JUDGED_WITH, JudgedCase, judged_case, read_findings, revised_in
from charter.store.answer_files import read_answers
from charter.store.assessments import FrozenCopyRow
from charter.store.chains import canonical
from charter.store.decisions import DecisionRow
from charter.store.proceedings import told_proceedings
from charter.store.ratings import AgreedLevelRow, agreed_details, agreed_levels

_JUDGED_WHILE = frozenset({CaseState.REVISED, CaseState.AGREEING})  # the latter after the officer gave it back


@dataclass(frozen=True, slots=True)
class NewLevel:
    """The level of a revised criterion, with the reason; ``seen``: the number of the record that the person saw."""

    criterion_id: str
    level: int | None
    reason: str
    seen: int


def record_revised_level(deed: Deed, case_id: str, new: NewLevel) -> None:
    """Record the level of a criterion that was revised. The chair may, for those that were named alone.

    Raises as ``cases.case_for``; WrongState; InvalidDecision by the name of the field. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.LEVEL_AGREED)
    named = revised_criteria(deed, case)
    if new.criterion_id not in named:
        raise WrongState(f"Only the criteria that were to be revised are judged again: {list_text(named)}.")
    top = case.edition.criterion(new.criterion_id).top_level
    if new.level is None or not 0 <= new.level <= top:
        raise InvalidDecision(f"Choose a level from 0 to {top}.", "level")
    reason = plain_text(new.reason)
    if not reason:
        raise InvalidDecision("Write why: which fact of the snapshot’s time shows it.", "reason")
    if fault := length_fault(reason):
        raise InvalidDecision(fault, "reason")
    before = agreed_levels(deed.session, case.id)[new.criterion_id]
    if before.number != new.seen:
        raise WrongState("Another window recorded a level here meanwhile. Nothing was saved. Read it first.")
    added = AgreedLevelRow(
        case_id=case.id,
        criterion_id=new.criterion_id,
        number=before.number + 1,
        level=new.level,
        is_not_applicable=False,
        reason=reason,
        dissent="",
        person_id=deed.person_id,
        agreed_at=deed.now,
    )
    deed.session.add(added)
    happen_in(deed, row, CaseEvent.LEVEL_AGREED, agreed_details(added))
    deed.session.commit()


def agree_as_reviewer(deed: Deed, case_id: str) -> None:
    """Say, as a reviewer of the panel, that one judged the revisions with the chair and agrees with the levels.

    Raises as ``cases.case_for``; WrongState; InvalidDecision where a level of a named criterion was not looked at.
    Commits.
    """
    case = case_for(deed, case_id, Action.RATE, changes=True)
    named = revised_criteria(deed, case)
    if case.state not in _JUDGED_WHILE or not named:
        raise WrongState("There are no revisions to judge now.")
    if not case.is_locked:
        raise WrongState("A reviewer who judged the submission at first judges its revisions.")
    levels = _named_levels(named, agreed_levels(deed.session, case.id))
    note_in(deed, case_id, CaseEvent.NOTED, {JUDGED_WITH: _digest(levels), "person": deed.person_id})
    deed.session.commit()


def revised_criteria(deed: Deed, case: Case) -> tuple[str, ...]:
    """Give the criteria that the institution was asked to revise; () where it never was."""
    return revised_in(told_proceedings(deed.session, case.matter, [CaseEvent.REVISIONS_ASKED]))


def has_reviewer_agreed(judged: JudgedCase) -> bool:
    """Tell whether an original reviewer agreed with the levels of the named criteria as they stand."""
    return _digest(_named_levels(judged.revised, judged.agreed)) in judged.agreed_with


def require_revised_well(judged: JudgedCase, before: DecisionRow | None) -> None:
    """Refuse a decision after revisions where another level changed, or no original reviewer judged with the chair.

    ``before``: the decision that asked for them. Raises InvalidDecision.
    """
    if not judged.revised or before is None:
        return
    then = read_findings(before.findings)["levels"]
    changed = [
        name for name, row in judged.agreed.items() if name not in judged.revised and row.level != then.get(name)
    ]
    if changed:
        raise InvalidDecision(
            f"Only {list_text(judged.revised)} may be judged again. Put back the levels of {list_text(changed)}."
        )
    if not has_reviewer_agreed(judged):
        raise InvalidDecision("A reviewer of the panel has to judge the revisions with you, and to say so.")


@dataclass(frozen=True, slots=True)
class RevisedCriterion:
    """A criterion that was revised: the level that stands, and each answer that changed, before and after."""

    criterion: Criterion
    agreed: AgreedLevelRow
    changes: tuple[tuple[str, str, str], ...]  # question, text before, text after


@dataclass(frozen=True, slots=True)
class Revision:
    """What came in as revised, for chair and reviewers."""

    case: Case
    criteria: tuple[RevisedCriterion, ...]
    has_reviewer_agreed: bool
    may_record: bool
    may_agree: bool


def revision_of(deed: Deed, case: Case) -> Revision:
    """Give a revised case to whoever was let in: four statements. Raises WrongState where no revisions came in."""
    judged = judged_case(deed.session, case)
    before = _copy_before(deed, judged)
    if not judged.revised or case.state == CaseState.REVISING or before is None:
        raise WrongState("No revisions came in.")
    old = read_answers(before.answers, case.edition).sheet
    criteria = [judged.edition.criterion(name) for name in judged.revised]
    is_open = case.state in _JUDGED_WHILE
    return Revision(
        case=case,
        criteria=tuple(
            RevisedCriterion(one, judged.agreed[one.id], _changes(one, old, judged.sheet)) for one in criteria
        ),
        has_reviewer_agreed=has_reviewer_agreed(judged),
        may_record=is_open and case.seat == Seat.CHAIR,
        may_agree=is_open and case.seat == Seat.REVIEWER and case.is_locked,
    )


def _copy_before(deed: Deed, judged: JudgedCase) -> FrozenCopyRow | None:
    """The submission that was judged first."""
    chosen = (
        select(FrozenCopyRow)
        .where(
            FrozenCopyRow.assessment_id == judged.copy.assessment_id,
            FrozenCopyRow.kind == judged.copy.kind,
            FrozenCopyRow.number < judged.copy.number,
        )
        .order_by(FrozenCopyRow.number.desc())
        .limit(1)
    )
    return deed.session.scalars(chosen.options(undefer(FrozenCopyRow.answers))).one_or_none()


def _changes(criterion: Criterion, old: AnswerSheet, new: AnswerSheet) -> tuple[tuple[str, str, str], ...]:
    was, now = old.criteria.get(criterion.id), new.criteria.get(criterion.id)
    found = []
    for question in criterion.questions:
        before, after = (_said(one, question.id) for one in (was, now))
        if before != after:
            found.append((f"{question.id} {question.text}", before, after))
    levels = [str(one.level) if one is not None and one.level is not None else "" for one in (was, now)]
    if levels[0] != levels[1]:
        found.append(("Self-assessed level", levels[0], levels[1]))
    return tuple(found)


def _said(given: CriterionAnswers | None, question_id: str) -> str:
    """What was answered to a question; its files by name."""
    if given is None:
        return ""
    return given.answers.get(question_id, "") or "\n".join(given.files.get(question_id, ()))


def _named_levels(named: Sequence[str], agreed: Mapping[str, AgreedLevelRow]) -> list[list[object]]:
    return [[name, agreed[name].number, agreed[name].level] for name in named if name in agreed]


def _digest(levels: list[list[object]]) -> str:
    return hashlib.sha256(canonical(levels)).hexdigest()
