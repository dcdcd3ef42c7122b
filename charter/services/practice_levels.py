"""The levels that an office agrees for a practice submission beforehand, and the moment at which all see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from charter.domain.agreed_levels import AgreedLevel
from charter.domain.case_workflow import CaseEvent, CaseKind, next_case_state
from charter.domain.errors import Incomplete, InvalidAnswers, NotAllowed, StaleLevels, UnknownCase
from charter.domain.permissions import Action
from charter.domain.practice import agreed_faults
from charter.domain.wording import count_text, list_text, plain_text
from charter.services.cases import NO_CASE, Case, begin_case, case_for, happen_in
from charter.services.deeds import Deed
from charter.services.practice_letters import tell_revealed
from charter.services.reviews import Locks, locks_of
from charter.store.cases import CaseRow
from charter.store.ratings import AgreedLevelRow, agreed_details, agreed_levels

LOCK_FIRST = "You review this practice submission yourself. Lock your review before you see or record agreed levels."


@dataclass(frozen=True, slots=True)
class PracticeLevels:
    """What the office has agreed so far."""

    case: Case
    agreed: Mapping[str, AgreedLevelRow]  # by criterion
    locks: Locks  # reviews that are missing
    may_see: bool  # False for whoever reviews it too and has not locked: they stay blind

    @property
    def missing(self) -> tuple[str, ...]:
        """The criteria without an agreed level."""
        return tuple(item.id for item in self.case.edition.criteria if item.id not in self.agreed)


def levels_to_agree(deed: Deed, case_id: str) -> PracticeLevels:
    """Give what was agreed for a practice submission, to its office. Raises as ``cases.case_for``."""
    case = case_for(deed, case_id, Action.KEEP_CALIBRATION)
    may_see = case.seat is None or case.is_locked
    agreed = agreed_levels(deed.session, case_id) if may_see else {}
    locks = locks_of(deed, replace(case, seat=None))
    return PracticeLevels(case, agreed, locks or Locks(0, 0), may_see)


def record_practice_levels(
    deed: Deed, case_id: str, wanted: Sequence[AgreedLevel], seen: Mapping[str, int]
) -> tuple[str, ...]:
    """Record agreed levels, all or none of them; give the criteria that changed. The office may, before they are told.

    ``seen``: the number of the record that was shown, by criterion; 0 = none. What stands already is left alone.
    Raises as ``cases.case_for``; WrongState; NotAllowed for whoever reviews it and has not locked; UnknownCriterion;
    InvalidAnswers by the place of the field; StaleLevels where another window recorded some first. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.PRACTICE_AGREED)
    next_case_state(case.state, CaseEvent.PRACTICE_AGREED)
    _require_blind(case)
    there = agreed_levels(deed.session, case_id)
    told = [_tidied(one) for one in wanted]
    changed = [one for one in told if one.criterion_id not in there or _recorded(there[one.criterion_id]) != one]
    faults = agreed_faults(case.edition, changed)
    if faults:
        raise InvalidAnswers(faults)
    numbers = {one.criterion_id: there[one.criterion_id].number for one in changed if one.criterion_id in there}
    stale = [one.criterion_id for one in changed if seen.get(one.criterion_id, 0) != numbers.get(one.criterion_id, 0)]
    if stale:
        raise StaleLevels({key: numbers.get(key, 0) for key in stale})
    for one in changed:
        _record(deed, row, one, numbers.get(one.criterion_id, 0) + 1)
    deed.session.commit()
    return tuple(one.criterion_id for one in changed)


def reveal_practice(deed: Deed, case_id: str) -> None:
    """Let everybody who took part see the agreed levels and how they compare; no review can be locked any more.

    The office may, once each criterion has an agreed level. Raises as ``cases.case_for``; WrongState; NotAllowed for
    whoever reviews it and has not locked; Incomplete. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.PRACTICE_REVEALED)
    next_case_state(case.state, CaseEvent.PRACTICE_REVEALED)
    _require_blind(case)
    there = agreed_levels(deed.session, case_id)
    missing = [item.id for item in case.edition.criteria if item.id not in there]
    if missing:
        raise Incomplete(
            (f"{count_text(len(missing), 'criterion', 'criteria')} without a level: {list_text(missing)}.",)
        )
    levels = {key: one.number for key, one in sorted(there.items())}
    happen_in(deed, row, CaseEvent.PRACTICE_REVEALED, {"levels": levels})
    tell_revealed(deed, row, case.round_title)
    deed.session.commit()


def practice_for(deed: Deed, case_id: str) -> Case:
    """Give a practice case to whoever may see it. Raises as ``cases.case_for``; UnknownCase where it is another."""
    case = case_for(deed, case_id, Action.SEE_CASE)
    if case.kind != CaseKind.PRACTICE:
        raise UnknownCase(NO_CASE)
    return case


def _require_blind(case: Case) -> None:
    if case.seat is not None and not case.is_locked:
        raise NotAllowed(LOCK_FIRST)


def _tidied(one: AgreedLevel) -> AgreedLevel:
    level = None if one.is_not_applicable else one.level
    return AgreedLevel(one.criterion_id, level, one.is_not_applicable, plain_text(one.reason))


def _recorded(row: AgreedLevelRow) -> AgreedLevel:
    return AgreedLevel(row.criterion_id, row.level, row.is_not_applicable, row.reason)


def _record(deed: Deed, row: CaseRow, level: AgreedLevel, number: int) -> None:
    added = AgreedLevelRow(
        case_id=row.id,
        criterion_id=level.criterion_id,
        number=number,
        level=level.level,
        is_not_applicable=level.is_not_applicable,
        reason=level.reason,
        dissent="",
        person_id=deed.person_id,
        agreed_at=deed.now,
    )
    deed.session.add(added)
    happen_in(deed, row, CaseEvent.PRACTICE_AGREED, agreed_details(added))
