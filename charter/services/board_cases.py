"""What boards, calendars and letters read of every case of a round: one statement, and one for the seats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, case, cast, false, func, or_, select, true
from sqlalchemy.orm import Session

from charter.domain.case_attention import Situation, decisions_due
from charter.domain.case_workflow import Capacity, CaseEvent, CaseKind, CaseState, MatterKind, Seat
from charter.domain.conflicts import SOFT, interest_choices, interest_rules
from charter.domain.edition import Edition
from charter.domain.panels import PanelRules
from charter.domain.promises import DueDay
from charter.domain.working_days import day_in_england
from charter.services.case_courses import course_of, promised_days
from charter.services.case_interests import LOOK_BACK_YEARS
from charter.store.cases import CaseRow
from charter.store.decisions import ConfirmationRow, DecisionRow
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.proceedings import ProceedingRow
from charter.store.ratings import LockRow


@dataclass(frozen=True, slots=True)
class Seats:
    """How many sit on a panel, and how many of them have locked their review."""

    reviewers: int = 0
    chairs: int = 0
    locked: int = 0


class CaseFacts(NamedTuple):  # quicker to make than a dataclass, and there are a thousand
    """A case as its row and what stands beside it tell."""

    id: str
    kind: CaseKind
    state: CaseState
    edition_reference: str
    submitted_at: dt.datetime
    returned_at: dt.datetime | None
    completed_at: dt.datetime | None
    screened_at: dt.datetime | None
    meets_on: dt.date | None
    outcome_at: dt.datetime | None
    revisions_asked_at: dt.datetime | None
    revisions_received_at: dt.datetime | None
    appealed_at: dt.datetime | None
    since_at: dt.datetime
    waits_for_ruling: bool
    chair_confirmed: bool
    officer_confirmed: bool
    appeal_waits: bool

    def due_days(self, today: dt.date) -> tuple[DueDay, ...]:
        """Give the promises of its edition; none once the institution took it back."""
        if self.state == CaseState.CLOSED:
            return ()
        return promised_days(self.edition_reference, course_of(self), today)


def case_columns(editions: Iterable[Edition]) -> list[Any]:
    """Give the columns that ``case_facts`` reads, for a statement that joins cases.

    What is asked beside the row is asked of few: each stands behind the state in which it can matter.
    """
    row = CaseRow
    return [
        row.id,
        row.kind,
        row.state,
        row.edition_reference,
        row.submitted_at,
        row.returned_at,
        row.completed_at,
        row.screened_at,
        row.meets_on,
        row.outcome_at,
        row.revisions_asked_at,
        row.revisions_received_at,
        row.appealed_at,
        row.since_at,
        _waits_for_ruling(editions),
        case((row.state == CaseState.DECIDING, _is_confirmed(Capacity.CHAIR)), else_=false()),
        case((row.state == CaseState.DECIDING, _is_confirmed(Capacity.OFFICER)), else_=false()),
        case((row.appealed_at.is_not(None), ~_is_ruled_on()), else_=false()),
    ]


def case_facts(values: Iterable[Any]) -> CaseFacts | None:
    """Give a case from what those columns hold; None where there is none."""
    found = tuple(values)
    if found[0] is None:
        return None
    case_id, kind, state, *rest = found
    return CaseFacts(case_id, CaseKind(kind), CaseState(state), *rest)


def seats_in(session: Session, round_id: str, among: Sequence[str] | None = None) -> dict[str, Seats]:
    """Give the seats of every panel of a round, or of those cases of it: one statement."""
    locks = and_(LockRow.case_id == SeatRow.case_id, LockRow.person_id == SeatRow.person_id)
    is_reviewer = SeatRow.seat == Seat.REVIEWER
    found = session.connection().execute(
        select(
            SeatRow.case_id,
            func.sum(case((is_reviewer, 1), else_=0)),
            func.sum(case((is_reviewer, 0), else_=1)),
            func.sum(case((and_(is_reviewer, LockRow.person_id.is_not(None)), 1), else_=0)),
        )
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .outerjoin(LockRow, locks)
        .where(
            CaseRow.round_id == round_id,
            SeatRow.left_at.is_(None),
            SeatRow.case_id.in_(among) if among is not None else true(),
        )
        .group_by(SeatRow.case_id)
    )
    return {case_id: Seats(reviewers, chairs, locked) for case_id, reviewers, chairs, locked in found}


def attention_of(
    facts: CaseFacts, seats: Seats, rules: PanelRules, back_by: dt.datetime, today: dt.date
) -> tuple[str, ...]:
    """Give what of a case waits for a decision. ``back_by``: until when its institution may write."""
    situation = Situation(
        state=facts.state,
        rules=rules,
        today=today,
        reviewers=seats.reviewers,
        chairs=seats.chairs,
        waits_for_ruling=facts.waits_for_ruling,
        meets_on=facts.meets_on,
        back_by=day_in_england(back_by) if facts.state == CaseState.RETURNED else None,
        chair_confirmed=facts.chair_confirmed,
        officer_confirmed=facts.officer_confirmed,
        appeal_waits=facts.appeal_waits,
    )
    return decisions_due(situation)


def _waits_for_ruling(editions: Iterable[Edition]) -> ColumnElement[bool]:
    """Whether somebody on the panel declared an interest that its chair may allow, and the chair has not ruled."""
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    held = and_(
        SeatRow.case_id == DeclarationRow.case_id,
        SeatRow.person_id == DeclarationRow.person_id,
        SeatRow.left_at.is_(None),
    )
    kinds = cast(DeclarationRow.kinds, Text)
    soft = {
        choice.id
        for edition in editions
        for choice in interest_choices(interest_rules(edition, LOOK_BACK_YEARS))
        if choice.weight == SOFT
    }
    waiting = (
        select(DeclarationRow.case_id)
        .join(SeatRow, held)
        .outerjoin(RulingRow, ruled)
        .where(
            kinds != "[]",
            or_(false(), *(kinds.contains(f'"{kind}"', autoescape=True) for kind in sorted(soft))),
            RulingRow.case_id.is_(None),
        )
    )
    return CaseRow.id.in_(waiting)  # looked for once, not once a case


def _is_confirmed(capacity: Capacity) -> ColumnElement[bool]:
    """Whether somebody confirmed the newest decision in that capacity."""
    newest = (
        select(DecisionRow.id)
        .where(DecisionRow.case_id == CaseRow.id)
        .order_by(DecisionRow.number.desc())
        .limit(1)
        .correlate(CaseRow)  # two statements further out, where it is not found without being named
        .scalar_subquery()
    )
    chosen = select(true()).select_from(ConfirmationRow)
    return chosen.where(ConfirmationRow.decision_id == newest, ConfirmationRow.capacity == capacity).exists()


def _is_ruled_on() -> ColumnElement[bool]:
    """Whether an appeal was ruled on since it was made."""
    chosen = select(true()).select_from(ProceedingRow)
    return chosen.where(
        ProceedingRow.kind == MatterKind.CASE,
        ProceedingRow.matter_id == CaseRow.id,
        ProceedingRow.event == CaseEvent.APPEAL_RULED,
    ).exists()
