"""Offers answered and appeals: what an institution's lead does about an outcome, and what the officer rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.outcomes import ACCEPTED, REVISE, usual_answer_until
from charter.domain.permissions import Action
from charter.domain.tiers import MINOR
from charter.domain.wording import date_text, plain_text
from charter.domain.workflow import Event
from charter.domain.working_days import day_in_england
from charter.services.award_renewals import keep_after_failed_renewal
from charter.services.awards import confer_award
from charter.services.cases import Case, begin_case, happen_in, hold_submission, note_in
from charter.services.decision_letters import tell_officers_of_appeal
from charter.services.deeds import Deed, assessment_for, new_id, note
from charter.services.frozen import frozen_copy
from charter.services.institution_outcomes import Outcomes, outcomes_of
from charter.services.offers import offer_details
from charter.services.outcome_letters import about_row, tell_institution
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.decisions import newest_decision
from charter.store.reference_files import bank_holidays

MOST_CHARACTERS = 10_000
OFFER_OVER = "The last day to answer has passed, so the offer has lapsed."


def answer_offer(deed: Deed, assessment_id: str, answer: str) -> None:
    """Take the lower tier that is offered, which confers it, or choose to revise for the next window.

    The lead may. Raises UnknownAssessment, NotAllowed; WrongState where nothing waits to be answered; InvalidDecision
    where the edition does not let an institution choose so. Commits.
    """
    row, outcomes = _outcomes(deed, assessment_id)
    if not outcomes.may_answer or outcomes.standing is None or outcomes.terms is None:
        raise WrongState(OFFER_OVER if outcomes.is_offer_over else "No offer waits for an answer.")
    if answer not in (ACCEPTED, REVISE) or (answer == REVISE and not outcomes.terms.may_revise_offer):
        raise InvalidDecision("Choose one of the two.", "answer")
    case = deed.session.get_one(CaseRow, outcomes.told[0].case_id)
    details = {"answer": answer, "tier": outcomes.standing.tier_id}
    happen_in(deed, case, CaseEvent.OFFER_ANSWERED, details)
    note(deed, row.id, Event.OFFER_ANSWERED, details)
    decision = newest_decision(deed.session, case.id)
    if answer == ACCEPTED and decision is not None:
        confer_award(deed, case, decision, outcomes.standing.tier_id or "")
    if answer == REVISE:
        keep_after_failed_renewal(deed, case)
    deed.session.commit()


def appeal(deed: Deed, assessment_id: str, grounds: Sequence[str], text: str) -> None:
    """Appeal against an outcome, on grounds of the edition. The lead may, once, within the edition's days.

    Raises UnknownAssessment, NotAllowed, WrongState; InvalidDecision by the name of the field. Commits.
    """
    row, outcomes = _outcomes(deed, assessment_id)
    if not outcomes.may_appeal or outcomes.terms is None:
        raise WrongState(_why_no_appeal(outcomes))
    chosen = [one for one in outcomes.terms.appeal_grounds if one in grounds]
    if not chosen:
        raise InvalidDecision("Choose at least one ground.", "grounds")
    words = plain_text(text)
    if not words:
        raise InvalidDecision("Say what happened, and how it bears on the ground that you chose.", "text")
    if len(words) > MOST_CHARACTERS:
        raise InvalidDecision(f"Shorten the text to {MOST_CHARACTERS:,} characters.", "text")
    case = deed.session.get_one(CaseRow, outcomes.told[0].case_id)
    happen_in(deed, case, CaseEvent.APPEALED, {"grounds": chosen}, text=words)
    note(deed, row.id, Event.APPEALED, {"grounds": chosen})
    tell_officers_of_appeal(deed, about_row(deed, case))
    deed.session.commit()


def rule_on_appeal(deed: Deed, case_id: str, *, is_admitted: bool, reason: str) -> CaseRow | None:
    """Rule whether an appeal is heard, with a reason; one that is goes to a new panel as a case of its own.

    The same submission, with nothing of what the first panel thought. The awarding body's officer may. Raises as
    ``cases.case_for``; WrongState where there is no appeal, or it was ruled on; InvalidDecision. Commits.
    """
    hold_submission(deed, case_id)
    case, row = begin_case(deed, case_id, CaseEvent.APPEAL_RULED)
    outcomes = outcomes_of(deed.session, case.assessment_id, deed.now)
    told = outcomes.appeal
    if told is None or case.kind != CaseKind.FIRST:
        raise WrongState("The institution has not appealed.")
    if told.is_admitted is not None:
        raise WrongState("The appeal was ruled on already.")
    text = plain_text(reason)
    if not text:
        raise InvalidDecision("Write the reason. The institution reads it.", "reason")
    if len(text) > MOST_CHARACTERS:
        raise InvalidDecision(f"Shorten the reason to {MOST_CHARACTERS:,} characters.", "reason")
    heard = _new_case(deed, row) if is_admitted else None
    details = {"is_admitted": is_admitted, "case": heard.id if heard is not None else None}
    if heard is None and outcomes.answer_until is not None and not outcomes.answer:
        details |= offer_details(_answer_again(deed, case, outcomes.answer_until))
    happen_in(deed, row, CaseEvent.APPEAL_RULED, details, text=text)
    note(deed, case.assessment_id, Event.APPEAL_RULED, {"is_admitted": is_admitted})
    said = "It is heard by a new panel, which does not see what the first one thought." if heard else "It is not heard."
    tell_institution(deed, case, "appeal", f"Your appeal: {case.round_title}", [said, "Why stands on the page."])
    deed.session.commit()
    return heard


def _answer_again(deed: Deed, case: Case, before: dt.date) -> dt.date:
    """The last day to answer an offer that waited for an appeal: time for it counts anew."""
    return max(before, usual_answer_until(case.edition, day_in_england(deed.now), bank_holidays()) or before)


def _new_case(deed: Deed, first: CaseRow) -> CaseRow:
    """The same submission before a new panel. Its weeks count from the appeal."""
    copy = frozen_copy(deed.session, first.assessment_id or "", first.copy_number or 0)
    row = CaseRow(
        id=new_id(),
        kind=CaseKind.APPEAL,
        round_id=first.round_id,
        assessment_id=first.assessment_id,
        copy_number=first.copy_number,
        edition_reference=first.edition_reference,
        title="",
        state=CaseState.COMPLETE,
        submitted_at=first.appealed_at or deed.now,
        screened_at=deed.now,
        since_at=deed.now,
    )
    deed.session.add(row)
    deed.session.flush()
    details = {"assessment": first.assessment_id, "copy": copy.number, "digest": copy.digest, "appeals": first.id}
    note_in(deed, row.id, CaseEvent.HANDED_IN, details)
    return row


def _outcomes(deed: Deed, assessment_id: str) -> tuple[AssessmentRow, Outcomes]:
    """The assessment, locked, with its outcomes, for its lead."""
    row = assessment_for(deed, assessment_id, Action.APPEAL, changes=True)
    found = outcomes_of(deed.session, assessment_id, deed.now)
    if found.told:
        deed.session.get(CaseRow, found.told[0].case_id, with_for_update=True, populate_existing=True)
        found = outcomes_of(deed.session, assessment_id, deed.now)
    return row, found


def _why_no_appeal(outcomes: Outcomes) -> str:
    if not outcomes.told:
        return "There is no outcome yet that could be appealed against."
    if outcomes.appeal is not None:
        return "You have appealed already."
    if outcomes.standing is not None and outcomes.standing.outcome == MINOR:
        return "An appeal is possible once the revisions were judged, or their time is over."
    if outcomes.appeal_until is not None:
        return f"An appeal was possible until {date_text(outcomes.appeal_until)}."
    return "This outcome cannot be appealed against."
