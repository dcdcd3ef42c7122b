"""Sending an outcome: once both confirmed it, with the feedback as it stands, and whatever follows from it at once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from charter.domain.award_states import HOLDS, AwardEvent, AwardState
from charter.domain.case_workflow import Capacity, CaseEvent, CaseKind, next_case_state
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.outcomes import (
    ANSWER_UNTIL,
    GIVES_AWARD,
    answer_fault,
    appeal_until,
    revise_until,
    usual_answer_until,
)
from charter.domain.tiers import LOWER, MINOR
from charter.domain.wording import list_text
from charter.domain.workflow import Event
from charter.domain.working_days import day_in_england
from charter.services.alpha_gates import alpha_gate
from charter.services.award_access import award_found
from charter.services.award_keeping import move
from charter.services.award_renewals import has_failed, keep_after_failed_renewal
from charter.services.awards import confer_award
from charter.services.cases import Case, begin_case, happen_in, hold_submission
from charter.services.decisions import GIVE_BACK, require_quorum
from charter.services.deeds import Deed, note
from charter.services.feedback import feedback_to_finish
from charter.services.feedback_letters import outcome_title
from charter.services.judged_cases import JudgedCase, judged_case, read_findings
from charter.services.offers import offer_details
from charter.services.outcome_letters import NextDays, outcome_letter, tell_institution
from charter.services.revisions import ask_for_revisions
from charter.services.sent_letters import letter_text
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.cases import CaseRow, case_of_assessment
from charter.store.decisions import DecisionRow, confirmations_of, newest_decision
from charter.store.feedback import SentOutcomeRow, feedback_in, sent_digest
from charter.store.reference_files import bank_holidays

BOTH = frozenset({Capacity.CHAIR, Capacity.OFFICER})
WAITS = (
    "Outcomes of this round wait for a calibration. On the round’s page of agreement you can decide, with a reason, "
    "that they go out all the same."
)
REPLACED = "A new panel decided otherwise on appeal."


def send_outcome(deed: Deed, case_id: str, decision_id: str, answer_until: dt.date | None = None) -> SentOutcomeRow:
    """Send the outcome that both confirmed: frozen, told to lead and approver, and followed at once by what it says.

    An award is conferred, or minor revisions are opened, in the same transaction; the outcome of an appeal replaces the
    first. ``answer_until``: the last day to answer the offer of a lower tier; None = as long as revisions may take.
    The awarding body's office may. Raises as ``cases.case_for``; WrongState where a confirmation is missing,
    another decision was put meanwhile, or the round waits for a calibration; InvalidDecision where feedback is
    missing, or that day cannot be. Commits.
    """
    hold_submission(deed, case_id)
    case, row = begin_case(deed, case_id, CaseEvent.OUTCOME_SENT)
    decision = _confirmed(deed, case, decision_id)
    _require_agreement(deed, case)
    judged = judged_case(deed.session, case)
    require_quorum(deed, case, GIVE_BACK, has_revised=bool(judged.revised))
    texts = {part: one.text for part, one in feedback_in(deed.session, case.id).items()}
    _require_feedback(judged, decision, texts)
    days = _days(deed, judged, decision, answer_until)
    letter = outcome_letter(deed, case, judged, decision, texts=texts, days=days)
    sent = _frozen(deed, case, decision, letter_text(letter))
    details = {"decision": decision.id, "number": decision.number, "digest": decision.digest, "letter": sent.digest}
    happen_in(deed, row, CaseEvent.OUTCOME_SENT, details | offer_details(days.answer_until))
    told = {"outcome": decision.outcome, "tier": decision.tier_id, "digest": decision.digest}
    note(deed, case.assessment_id, Event.OUTCOME_TOLD, told)
    _follow(deed, case, row, decision, days)
    _tell(deed, case, judged, decision)
    deed.session.commit()
    return sent


def _confirmed(deed: Deed, case: Case, decision_id: str) -> DecisionRow:
    decision = newest_decision(deed.session, case.id)
    next_case_state(case.state, CaseEvent.OUTCOME_SENT)
    if decision is None or decision.id != decision_id:
        raise WrongState("Another decision was put since this page was shown. Read it before you send it.")
    if set(confirmations_of(deed.session, decision.id)) != BOTH:
        raise WrongState("The chair and the awarding body’s officer have to confirm the decision first.")
    return decision


def _require_agreement(deed: Deed, case: Case) -> None:
    """Refuse where panels of the round agree too little, until somebody decided that outcomes go out all the same."""
    gate = alpha_gate(deed, case.round_id)
    if gate.is_held:
        raise WrongState(f"{gate.text} {WAITS}")


def _require_feedback(judged: JudgedCase, decision: DecisionRow, texts: dict[str, str]) -> None:
    faults = feedback_to_finish(judged.edition, decision.no_award_reason, texts)
    if faults:
        raise InvalidDecision(f"Feedback is not finished on {list_text(list(faults))}.")


def _days(deed: Deed, judged: JudgedCase, decision: DecisionRow, answer_until: dt.date | None) -> NextDays:
    today, holidays = day_in_england(deed.now), bank_holidays()
    if decision.outcome == LOWER:
        ends = appeal_until(judged.edition, today, holidays)
        fault = answer_fault(answer_until, today, ends, holidays) if answer_until is not None else ""
        if fault:
            raise InvalidDecision(fault, ANSWER_UNTIL)
        return NextDays(answer_until=answer_until or usual_answer_until(judged.edition, today, holidays))
    if decision.outcome != MINOR:
        return NextDays()
    until = revise_until(judged.edition, today, holidays)
    if until is None:
        raise InvalidDecision("The edition does not say how long revisions may take, so none can be asked for.")
    return NextDays(tuple(read_findings(decision.findings)["revise"]), until)


def _frozen(deed: Deed, case: Case, decision: DecisionRow, letter: str) -> SentOutcomeRow:
    sent = SentOutcomeRow(
        decision_id=decision.id, case_id=case.id, letter=letter, person_id=deed.person_id, sent_at=deed.now
    )
    sent.digest = sent_digest(sent)
    deed.session.add(sent)
    return sent


def _follow(deed: Deed, case: Case, row: CaseRow, decision: DecisionRow, days: NextDays) -> None:
    """What follows at once: an award, revisions, the end of what an appeal replaced."""
    if case.kind == CaseKind.APPEAL:
        _replace_first(deed, case, decision)
    if decision.outcome in GIVES_AWARD:
        confer_award(deed, row, decision)
    if has_failed(decision.outcome, decision.no_award_reason):
        keep_after_failed_renewal(deed, row)
    if days.until is not None:
        ask_for_revisions(deed, case, row, days.criteria, days.until)


def _replace_first(deed: Deed, case: Case, decision: DecisionRow) -> None:
    """Withdraw what the first panel's decision conferred, where the new one neither confers, offers nor mends it."""
    first = case_of_assessment(deed.session, case.assessment_id, CaseKind.FIRST)
    if first is None:
        return
    chosen = (
        select(AwardRow)
        .join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id)
        .where(AwardRow.case_id == first.id, AwardStandingRow.state.in_([*HOLDS, AwardState.SUSPENDED]))
    )
    for award in deed.session.scalars(chosen).all():
        keeps = decision.outcome == LOWER and decision.tier_id == award.tier_id
        if decision.outcome not in (*GIVES_AWARD, MINOR) and not keeps:
            move(deed, award_found(deed, award.id, changes=True), AwardEvent.WITHDRAWN, REPLACED)


def _tell(deed: Deed, case: Case, judged: JudgedCase, decision: DecisionRow) -> None:
    title = outcome_title(judged.edition, decision.outcome, decision.tier_id, decision.no_award_reason or "")
    said = (
        f"The outcome of {case.name} in {case.round_title} is there: {title}.",
        "The letter has every step that led to it, the panel’s feedback, and what you can do now.",
    )
    tell_institution(deed, case, f"told:{decision.number}", f"The outcome: {case.round_title}", said)
