"""Where a decision stands, for the panel and the office: what the rules say, and who did what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.case_workflow import Capacity, CaseState, Seat
from charter.domain.decision_steps import Reckoning
from charter.domain.decision_terms import DecisionTerms, decision_terms
from charter.domain.errors import InvalidDecision
from charter.domain.outcomes import usual_answer_until
from charter.domain.permissions import Action, may
from charter.domain.tiers import CONFERRED, LOWER, MINOR
from charter.domain.working_days import day_in_england
from charter.services.cases import Case
from charter.services.decisions import interests_missing, shown_digest
from charter.services.deeds import Deed
from charter.services.feedback import feedback_to_finish
from charter.services.institution_outcomes import kept_reckoning
from charter.services.judged_cases import JudgedCase, judged_case, read_findings
from charter.services.revision_judging import has_reviewer_agreed
from charter.store.accounts import PersonRow
from charter.store.decisions import ConfirmationRow, DecisionRow, newest_decision
from charter.store.feedback import feedback_in
from charter.store.reference_files import bank_holidays

PUT_WHILE = frozenset({CaseState.AGREEING, CaseState.REVISED})


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who confirmed, and when."""

    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ToPut:
    """What the chair is about to decide on: live, before a decision is put."""

    missing: str  # why nothing can be put yet, as a sentence; "" = nothing is in the way
    outcome: str = ""
    tier_name: str = ""
    allows_conditions: bool = False
    short: tuple[str, ...] = ()  # ids of criteria whose levels are short, of a narrow miss
    criteria: tuple[tuple[str, str], ...] = ()  # that may be named for revising: id and title
    seen: str = ""
    refusal: str = ""  # why the officer gave the last one back
    is_revised: bool = False


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A decision as the person who asks may see and change it."""

    case: Case
    terms: DecisionTerms
    reckoning: tuple[Reckoning, ...]
    to_put: ToPut | None  # None = one is put already
    decision: DecisionRow | None  # the newest, while it waits or was told
    confirmed: Mapping[str, Confirmed]  # by capacity
    unfinished: tuple[str, ...]  # parts of the feedback that cannot be sent yet
    may_put: bool
    may_confirm_as: tuple[Capacity, ...]
    may_refuse: bool
    may_send: bool
    answer_until: dt.date | None  # where an offer of a lower tier can be sent: the last day to answer it, proposed


def decision_page(deed: Deed, case: Case) -> DecisionPage:
    """Give where the decision about a case stands, to whoever was let in: at most six statements more.

    Before the meeting was opened there is nothing to tell: nobody sees what another thinks.
    """
    terms = decision_terms(case.edition)
    if case.copy_number is None:
        return _page(case, terms, to_put=ToPut("This is a practice submission: nothing is decided about it."))
    if not case.is_open:
        nothing = ToPut("The panel has not met yet. Levels are agreed at its meeting.")
        return _page(case, terms, to_put=nothing)
    if case.state in PUT_WHILE:
        judged = judged_case(deed.session, case)
        reckoning = judged.reckoning() if judged.result is not None else ()
        return _page(case, terms, reckoning=reckoning, to_put=_to_put(judged, terms, interests_missing(deed, case)))
    decision = newest_decision(deed.session, case.id)
    if decision is None:
        return _page(case, terms, to_put=ToPut("No decision was put."))
    return _put(deed, case, terms, decision)


def _put(deed: Deed, case: Case, terms: DecisionTerms, decision: DecisionRow) -> DecisionPage:
    confirmed = _confirmed(deed, decision)
    texts = {part: one.text for part, one in feedback_in(deed.session, case.id).items()}
    waits = case.state == CaseState.DECIDING
    is_new = deed.person_id not in {person_id for person_id, _ in confirmed.values()}
    is_officer = may(case.roles, Action.CONFIRM_DECISION) and decision.person_id != deed.person_id
    mine = [
        *([Capacity.CHAIR] if case.seat == Seat.CHAIR else []),
        *([Capacity.OFFICER] if is_officer else []),
    ]
    unfinished = tuple(feedback_to_finish(case.edition, decision.no_award_reason, texts)) if waits else ()
    may_send = waits and len(confirmed) == len(Capacity) and not unfinished and may(case.roles, Action.SEND_OUTCOME)
    is_offer = may_send and decision.outcome == LOWER
    return _page(
        case,
        terms,
        reckoning=kept_reckoning(read_findings(decision.findings)["steps"]),
        decision=decision,
        confirmed={capacity: one for capacity, (_, one) in confirmed.items()},
        unfinished=unfinished,
        may_confirm_as=tuple(one for one in mine if waits and one not in confirmed and is_new),
        may_refuse=waits and is_officer,
        may_send=may_send,
        answer_until=usual_answer_until(case.edition, day_in_england(deed.now), bank_holidays()) if is_offer else None,
    )


def _page(case: Case, terms: DecisionTerms, **told: object) -> DecisionPage:
    nothing: dict[str, object] = {
        "reckoning": (),
        "to_put": None,
        "decision": None,
        "confirmed": {},
        "unfinished": (),
        "may_confirm_as": (),
        "may_refuse": False,
        "may_send": False,
        "answer_until": None,
    }
    to_put = told.get("to_put")
    may_put = isinstance(to_put, ToPut) and not to_put.missing and case.seat == Seat.CHAIR
    return DecisionPage(case=case, terms=terms, may_put=may_put, **(nothing | told))  # type: ignore[arg-type]


def _to_put(judged: JudgedCase, terms: DecisionTerms, missing: str) -> ToPut:
    try:
        decided = judged.decision
    except InvalidDecision as error:
        return ToPut(str(error), refusal=judged.refusal, is_revised=bool(judged.revised))
    if judged.revised and not has_reviewer_agreed(judged):
        missing = "The revisions wait to be judged by the chair and a reviewer."
    return ToPut(
        missing=missing,
        outcome=decided.outcome,
        tier_name=judged.edition.tier(decided.tier_id).name if decided.tier_id else "",
        allows_conditions=decided.outcome == CONFERRED and terms.allows_conditions,
        short=tuple(decided.shortfalls.criteria) if decided.outcome == MINOR else (),
        criteria=tuple((one.id, one.title) for one in judged.edition.criteria) if decided.outcome == MINOR else (),
        seen=shown_digest(judged),
        refusal=judged.refusal,
        is_revised=bool(judged.revised),
    )


def _confirmed(deed: Deed, decision: DecisionRow) -> dict[str, tuple[str, Confirmed]]:
    chosen = (
        select(ConfirmationRow.capacity, ConfirmationRow.person_id, PersonRow.name, ConfirmationRow.confirmed_at)
        .join(PersonRow, PersonRow.id == ConfirmationRow.person_id)
        .where(ConfirmationRow.decision_id == decision.id)
    )
    return {capacity: (who, Confirmed(name, at)) for capacity, who, name, at in deed.session.execute(chosen)}
