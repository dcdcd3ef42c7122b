"""What an institution's team sees of its outcomes: letters as they were sent, every step, and what can be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState, MatterKind
from charter.domain.decision_steps import DecisionStep, Reckoning
from charter.domain.decision_terms import DecisionTerms, decision_terms
from charter.domain.errors import UnknownReport
from charter.domain.feedback import FeedbackLetter
from charter.domain.outcomes import ANSWER_UNTIL, Standing, appeal_until, standing_of
from charter.domain.tiers import MINOR
from charter.domain.working_days import day_in_england
from charter.services.judged_cases import read_findings
from charter.services.sent_letters import read_letter
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow
from charter.store.editions import load_edition
from charter.store.feedback import SentOutcomeRow, sent_outcomes_of
from charter.store.proceedings import ProceedingRow, told_in_matters
from charter.store.reference_files import bank_holidays

TOLD = (
    CaseEvent.OUTCOME_SENT,
    CaseEvent.REVISIONS_ASKED,
    CaseEvent.REVISIONS_LAPSED,
    CaseEvent.OFFER_ANSWERED,
    CaseEvent.OFFER_LAPSED,
    CaseEvent.APPEALED,
    CaseEvent.APPEAL_RULED,
)


@dataclass(frozen=True, slots=True)
class AppealTold:
    """An appeal as its institution sees it."""

    grounds: tuple[str, ...]
    text: str
    made_at: dt.datetime
    is_admitted: bool | None  # None = nobody ruled yet
    reason: str  # of the ruling


@dataclass(frozen=True, slots=True)
class OutcomeTold:
    """One outcome that was sent, newest first on its page."""

    case_id: str
    number: int  # of the outcomes of this assessment, from 1
    is_appeal: bool
    sent_at: dt.datetime
    letter: FeedbackLetter
    reckoning: tuple[Reckoning, ...]
    digest: str  # of what was sent


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Every outcome of an assessment, and what holds and can be done now; ``told`` is empty before the first."""

    told: tuple[OutcomeTold, ...]
    standing: Standing | None
    terms: DecisionTerms | None
    has_lapsed: bool  # minor revisions did not come in time
    answer: str  # how the offer was answered; "" = not, or there was none
    answer_until: dt.date | None  # the last day to answer it; None = there is none
    is_offer_over: bool  # nobody answered it in time
    appeal: AppealTold | None
    appeal_until: dt.date | None
    may_answer: bool  # the offer of a lower tier
    may_appeal: bool


NOTHING = Outcomes((), None, None, False, "", None, False, None, None, may_answer=False, may_appeal=False)


def outcomes_of(session: Session, assessment_id: str, now: dt.datetime) -> Outcomes:
    """Give the outcomes of an assessment, for whoever was let in: two statements."""
    sent = sent_outcomes_of(session, assessment_id)
    if not sent:
        return NOTHING
    _, decision, case = sent[0]
    told = told_in_matters(session, MatterKind.CASE, {row.id for _, _, row in sent}, TOLD)
    own = {event.event: event for event, _ in told if event.matter_id == case.id and _is_after(event, sent[0][0])}
    lapsed, today = own.get(CaseEvent.REVISIONS_LAPSED), day_in_england(now)
    fallback = read_findings(decision.findings).get("fallback")
    standing = standing_of(decision.outcome, decision.tier_id, fallback, has_lapsed=lapsed is not None)
    answered = own.get(CaseEvent.OFFER_ANSWERED)
    appeal = _appeal(told)
    last = _last_day_of_appeal(case, sent[0][0], decision, lapsed)
    answer_last = _last_day_to_answer(own.values())
    is_open = answered is None and CaseEvent.OFFER_LAPSED not in own and (answer_last is None or today <= answer_last)
    is_told = case.state == CaseState.TOLD
    waits = appeal is not None and appeal.is_admitted is not False and case.kind == CaseKind.FIRST
    return Outcomes(
        told=tuple(_outcome(row, len(sent) - place) for place, row in enumerate(sent)),
        standing=standing,
        terms=decision_terms(load_edition(decision.edition_reference)),
        has_lapsed=lapsed is not None,
        answer="" if answered is None else str(answered.details["answer"]),
        answer_until=answer_last if standing.is_offer else None,
        is_offer_over=CaseEvent.OFFER_LAPSED in own,
        appeal=appeal,
        appeal_until=last,
        may_answer=is_told and standing.is_offer and is_open and not waits,
        may_appeal=is_told and appeal is None and last is not None and today <= last,
    )


def outcome_numbered(outcomes: Outcomes, number: int) -> OutcomeTold:
    """Give the outcome of that number. Raises UnknownReport."""
    for one in outcomes.told:
        if one.number == number:
            return one
    raise UnknownReport("There is no such outcome. Choose one from the list.")


def _outcome(row: tuple[SentOutcomeRow, DecisionRow, CaseRow], number: int) -> OutcomeTold:
    sent, decision, case = row
    return OutcomeTold(
        case_id=case.id,
        number=number,
        is_appeal=case.kind == CaseKind.APPEAL,
        sent_at=sent.sent_at,
        letter=read_letter(sent.letter),
        reckoning=kept_reckoning(read_findings(decision.findings)["steps"]),
        digest=sent.digest,
    )


def kept_reckoning(steps: Sequence[dict[str, Any]]) -> tuple[Reckoning, ...]:
    """Give the steps of a decision as they were frozen."""
    return tuple(
        Reckoning(part["title"], tuple(DecisionStep(rule, found, is_met) for rule, found, is_met in part["steps"]))
        for part in steps
    )


def _is_after(event: ProceedingRow, sent: SentOutcomeRow) -> bool:
    return event.happened_at >= sent.sent_at


def _appeal(told: Sequence[tuple[ProceedingRow, str]]) -> AppealTold | None:
    made = next(((row, text) for row, text in told if row.event == CaseEvent.APPEALED), None)
    if made is None:
        return None
    ruled = next(((row, text) for row, text in told if row.event == CaseEvent.APPEAL_RULED), None)
    return AppealTold(
        grounds=tuple(made[0].details["grounds"]),
        text=made[1],
        made_at=made[0].happened_at,
        is_admitted=None if ruled is None else bool(ruled[0].details["is_admitted"]),
        reason="" if ruled is None else ruled[1],
    )


def _last_day_of_appeal(
    case: CaseRow, sent: SentOutcomeRow, decision: DecisionRow, lapsed: ProceedingRow | None
) -> dt.date | None:
    """The last day for an appeal; none against the outcome of an appeal, or while there is time to revise."""
    if case.kind != CaseKind.FIRST or (decision.outcome == MINOR and lapsed is None):
        return None
    counted_from = sent.sent_at if lapsed is None else lapsed.happened_at
    return appeal_until(load_edition(case.edition_reference), day_in_england(counted_from), bank_holidays())


def _last_day_to_answer(events: Iterable[ProceedingRow]) -> dt.date | None:
    """The newest that was named for an offer: with the outcome, where revisions lapsed, or where an appeal failed."""
    named = [str(event.details[ANSWER_UNTIL]) for event in events if event.details.get(ANSWER_UNTIL)]
    return dt.date.fromisoformat(named[-1]) if named else None
