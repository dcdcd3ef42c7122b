"""Minor revisions judged: the chair records levels of the criteria that were named, and an original reviewer agrees."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from charter.domain.case_workflow import CaseEvent, CaseState, Seat
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import list_text, plain_text
from charter.services.cases import Case, begin_case, case_for, happen_in, note_in
from charter.services.deeds import Deed
from charter.services.judged_cases import JudgedCase, judged_case, read_findings
from charter.store.chains import canonical
from charter.store.decisions import newest_decision
from charter.store.proceedings import told_proceedings
from charter.store.ratings import AgreedLevelRow, agreed_details, agreed_levels

JUDGED_WITH = "revision_judged"  # in the details of a note: the digest of the levels that a reviewer agrees with

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
    if case.state not in _JUDGED_WHILE or not revised_criteria(deed, case):
        raise WrongState("There are no revisions to judge now.")
    if not case.is_locked:
        raise WrongState("A reviewer who judged the submission at first judges its revisions.")
    levels = _named_levels(deed, case, agreed_levels(deed.session, case.id))
    note_in(deed, case_id, CaseEvent.NOTED, {JUDGED_WITH: _digest(levels), "person": deed.person_id})
    deed.session.commit()


def revised_criteria(deed: Deed, case: Case) -> tuple[str, ...]:
    """Give the criteria that the institution was asked to revise; () where it never was."""
    told = told_proceedings(deed.session, case.matter, [CaseEvent.REVISIONS_ASKED])
    return tuple(told[-1][0].details["criteria"]) if told else ()


def has_reviewer_agreed(deed: Deed, case: Case, agreed: Mapping[str, AgreedLevelRow]) -> bool:
    """Tell whether an original reviewer agreed with the levels of the named criteria as they stand."""
    digest = _digest(_named_levels(deed, case, agreed))
    told = told_proceedings(deed.session, case.matter, [CaseEvent.NOTED])
    return any(row.details.get(JUDGED_WITH) == digest for row, _, _ in told)


def require_revised_well(deed: Deed, case: Case, judged: JudgedCase) -> None:
    """Refuse a decision after revisions where another level changed, or no original reviewer judged with the chair.

    Raises InvalidDecision.
    """
    named = revised_criteria(deed, case)
    before = newest_decision(deed.session, case.id)
    if not named or before is None:
        return
    then = read_findings(before.findings)["levels"]
    changed = [name for name, row in judged.agreed.items() if name not in named and row.level != then.get(name)]
    if changed:
        raise InvalidDecision(
            f"Only {list_text(named)} may be judged again. Put back the levels of {list_text(changed)}."
        )
    if not has_reviewer_agreed(deed, case, judged.agreed):
        raise InvalidDecision("A reviewer of the panel has to judge the revisions with you, and to say so.")


def judged_revision(deed: Deed, case_id: str) -> tuple[Case, JudgedCase, tuple[str, ...], bool]:
    """Give a revised case to chair and reviewers: what the rules make of it, what was named, whether one agreed.

    Raises as ``cases.case_for``; WrongState where there are no revisions.
    """
    case = case_for(deed, case_id, Action.SEE_CASE)
    named = revised_criteria(deed, case)
    if not named or case.state == CaseState.REVISING:
        raise WrongState("No revisions came in.")
    judged = judged_case(deed.session, case)
    return case, judged, named, has_reviewer_agreed(deed, case, judged.agreed)


def may_agree(case: Case) -> bool:
    """Tell whether somebody may say that they judged the revisions with the chair."""
    return case.state in _JUDGED_WHILE and case.seat == Seat.REVIEWER and case.is_locked


def _named_levels(deed: Deed, case: Case, agreed: Mapping[str, AgreedLevelRow]) -> list[list[object]]:
    return [[name, agreed[name].number, agreed[name].level] for name in revised_criteria(deed, case) if name in agreed]


def _digest(levels: list[list[object]]) -> str:
    return hashlib.sha256(canonical(levels)).hexdigest()
