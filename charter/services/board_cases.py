"""What boards, calendars and letters read of every case of a round, in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, false, select, true

from charter.domain.case_attention import DueDecision, Situation, decisions_due
from charter.domain.case_workflow import Capacity, CaseEvent, CaseKind, CaseState, MatterKind
from charter.domain.panels import PanelRules
from charter.domain.promises import DueDay
from charter.domain.working_days import day_in_england
from charter.services.board_beside import Beside
from charter.services.case_courses import course_of, promised_days
from charter.store.cases import CaseRow
from charter.store.decisions import ConfirmationRow, DecisionRow
from charter.store.proceedings import ProceedingRow


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
    chair_confirmed: bool
    officer_confirmed: bool
    appeal_waits: bool

    def due_days(self, today: dt.date) -> tuple[DueDay, ...]:
        """Give the promises of its edition; none once the institution took it back."""
        if self.state == CaseState.CLOSED:
            return ()
        return promised_days(self.edition_reference, course_of(self), today)


def case_columns() -> list[Any]:
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


def attention_of(
    facts: CaseFacts, beside: Beside, rules: PanelRules, back_by: dt.datetime, today: dt.date
) -> tuple[DueDecision, ...]:
    """Give what of a case waits for a decision. ``back_by``: until when its institution may write."""
    situation = Situation(
        state=facts.state,
        rules=rules,
        today=today,
        reviewers=beside.seats.reviewers,
        chairs=beside.seats.chairs,
        since_on=day_in_england(facts.since_at),
        ruling_asked_on=_day(beside.ruling_asked_at),
        meets_on=facts.meets_on,
        back_by=day_in_england(back_by) if facts.state == CaseState.RETURNED else None,
        chair_confirmed=facts.chair_confirmed,
        officer_confirmed=facts.officer_confirmed,
        appealed_on=_day(facts.appealed_at) if facts.appeal_waits else None,
        objected_on=_day(beside.objected_at),
    )
    return decisions_due(situation)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else day_in_england(moment)


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
