"""A decision about a case: put by the chair, confirmed by chair and officer apart, or refused by the officer."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from charter.domain.case_workflow import Capacity, CaseEvent, next_case_state
from charter.domain.decision_steps import as_put
from charter.domain.decision_terms import WITH_CONDITIONS, DecisionTerms, decision_terms
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.method import METHOD_VERSION
from charter.domain.metric_figures import months_after
from charter.domain.permissions import Action
from charter.domain.results import Decision
from charter.domain.tiers import CONFERRED, MINOR, NO_AWARD
from charter.domain.wording import count_text, date_text, list_text, plain_text
from charter.domain.working_days import day_in_england
from charter.services.cases import Case, begin_case, case_for, happen_in
from charter.services.decision_letters import (
    tell_chair_of_confirmation,
    tell_chair_of_refusal,
    tell_office_to_send,
    tell_officers_of_decision,
)
from charter.services.deeds import Deed, new_id
from charter.services.judged_cases import JudgedCase, findings_text, judged_case
from charter.services.meeting_members import (
    MEMBER_EVENTS,
    Member,
    answers_missing,
    members_of,
    quorum_lack,
    rulings_missing,
)
from charter.services.panel_leaving import refuse_shut_seats
from charter.services.revision_judging import require_revised_well, revised_criteria
from charter.store.cases import CaseRow
from charter.store.chains import canonical
from charter.store.decisions import ConfirmationRow, DecisionRow, confirmations_of, decision_digest, newest_decision
from charter.store.meetings import seated_in
from charter.store.proceedings import told_proceedings

MOST_CHARACTERS = 6000  # of a reason
LONGEST_CONDITION = 500
ADJOURN = "Adjourn the meeting, so that another reviewer can read and lock alone."
GIVE_BACK = "The office gives the decision back to the panel, so that another reviewer can read and lock alone."
TWO_PEOPLE = "A decision is confirmed by two people: the panel’s chair and somebody of the awarding body’s office."


@dataclass(frozen=True, slots=True)
class Condition:
    """What a chair attaches to an award: what is to be done, and by when."""

    text: str
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What the chair writes; the outcome comes out of the rules."""

    reason: str
    conditions: Sequence[Condition] = ()
    revise: Sequence[str] = ()  # ids of the criteria that may be revised, where the miss is narrow
    no_award: str = ""  # a reason for no award that people found, whatever the levels say; "" = as the rules say
    seen: str = ""  # what the page showed, as ``shown_digest`` gives it; "" = nothing to compare with


def put_decision(deed: Deed, case_id: str, new: NewDecision) -> DecisionRow:
    """Put a decision, frozen with all that led to it. The panel's chair may, once every criterion has an agreed level.

    Everybody at the meeting has said again whether they have an interest. Raises as ``cases.case_for``; WrongState,
    also where levels or notes changed since the page was shown; InvalidDecision by the name of the field. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.DECISION_PUT)
    judged = judged_case(deed.session, case)
    if new.seen and new.seen != shown_digest(judged):
        raise WrongState("A level or a note changed since this page was shown. Nothing was put. Read it again.")
    terms = decision_terms(judged.edition)
    decided = _put(judged, terms, new.no_award)
    before = newest_decision(deed.session, case.id)
    require_quorum(deed, case, ADJOURN, has_revised=bool(judged.revised))
    require_asked_again(deed, case)
    if not new.no_award:
        require_revised_well(judged, before)
    reason = _reason(new.reason)
    conditions = _conditions(new.conditions, decided, terms, day_in_england(deed.now))
    decided = replace(decided, outcome=decided_outcome(decided, conditions))
    added = _row(deed, case, judged, decided, reason=reason, conditions=conditions)
    added.number = 1 if before is None else before.number + 1
    steps = as_put(judged.reckoning(), judged.edition, decided, len(conditions))
    added.findings = findings_text(judged, steps, _about_revising(judged, decided, new.revise))
    added.digest = decision_digest(added)
    deed.session.add(added)
    happen_in(deed, row, CaseEvent.DECISION_PUT, {"number": added.number, "digest": added.digest}, text=reason)
    tell_officers_of_decision(deed, case, added.id)
    deed.session.commit()
    return added


def confirm_decision(deed: Deed, case_id: str, capacity: Capacity, decision_id: str) -> None:
    """Confirm a decision as the panel's chair, or as the awarding body's officer; two people, each once.

    Raises as ``cases.case_for``; WrongState, also where another decision was put meanwhile, or somebody left with an
    interest and too few locked reviews are left; InvalidDecision where the same person confirmed in the other capacity.
    Commits.
    """
    action = Action.CHAIR_PANEL if capacity == Capacity.CHAIR else Action.CONFIRM_DECISION
    case = case_for(deed, case_id, action, changes=True)
    decision = _waiting(deed, case, decision_id)
    require_quorum(deed, case, GIVE_BACK, has_revised=bool(revised_criteria(deed, case)))
    held = confirmations_of(deed.session, decision.id)
    if capacity in held:
        raise WrongState("This was confirmed already.")
    if any(one.person_id == deed.person_id for one in held.values()) or _is_own(deed, decision, capacity):
        raise InvalidDecision(TWO_PEOPLE)
    deed.session.add(
        ConfirmationRow(decision_id=decision.id, capacity=capacity, person_id=deed.person_id, confirmed_at=deed.now)
    )
    details = {"number": decision.number, "capacity": capacity, "person": deed.person_id, "digest": decision.digest}
    happen_in(deed, deed.session.get_one(CaseRow, case.id), CaseEvent.DECISION_CONFIRMED, details)
    if held:
        tell_office_to_send(deed, case, decision.id)
    elif capacity == Capacity.OFFICER:
        tell_chair_of_confirmation(deed, case, decision.id)
    deed.session.commit()


def refuse_decision(deed: Deed, case_id: str, decision_id: str, reason: str) -> None:
    """Give a decision back to its panel, with a reason. The awarding body's officer may, until the outcome is sent.

    Raises as ``confirm_decision``; InvalidDecision where no reason is given. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.DECISION_REFUSED)
    decision = _waiting(deed, case, decision_id)
    text = plain_text(reason)
    if not text:
        raise InvalidDecision("Say why the panel should look again. It stays on record.", "refusal")
    if len(text) > MOST_CHARACTERS:
        raise InvalidDecision(f"Shorten the reason to {MOST_CHARACTERS:,} characters.", "refusal")
    happen_in(deed, row, CaseEvent.DECISION_REFUSED, {"number": decision.number}, text=text)
    tell_chair_of_refusal(deed, case, decision.id)
    deed.session.commit()


def decided_outcome(decided: Decision, conditions: Sequence[object]) -> str:
    """Give the outcome as it is put: conferred, where the rules say so, may have conditions."""
    return WITH_CONDITIONS if decided.outcome == CONFERRED and conditions else decided.outcome


def shown_digest(judged: JudgedCase) -> str:
    """Give what tells one set of levels and notes from another."""
    levels = {name: row.number for name, row in judged.agreed.items()}
    return hashlib.sha256(canonical([judged.copy.number, levels, dict(judged.notes)])).hexdigest()


def interests_missing(deed: Deed, case: Case) -> str:
    """Give what is still to be asked or ruled of interests before anything is decided, as a sentence; "" = nothing."""
    members = _members(deed, case)
    return answers_missing(members) or rulings_missing(members)


def require_asked_again(deed: Deed, case: Case) -> None:
    """Refuse while somebody at the meeting has not said again whether they have an interest. Raises WrongState."""
    missing = answers_missing(_members(deed, case))
    if missing:
        raise WrongState(missing)


def require_quorum(deed: Deed, case: Case, what_to_do: str, *, has_revised: bool) -> None:
    """Refuse where too few locked reviews are left, since somebody left with an interest. Raises WrongState.

    Whoever is shut out by now leaves first: ``refuse_shut_seats``; and what waits for a ruling is ruled on first.
    Revisions are judged by the chair and one reviewer.
    """
    refuse_shut_seats(deed, case)
    waiting = rulings_missing(_members(deed, case))
    if waiting:
        raise WrongState(waiting)
    lack = None if has_revised else quorum_lack(case, seated_in(deed.session, case.id, case.body_id))
    if lack is not None:
        raise WrongState(f"{lack.text} {what_to_do}")


def _members(deed: Deed, case: Case) -> tuple[Member, ...]:
    seated = seated_in(deed.session, case.id, case.body_id)
    return members_of(seated, told_proceedings(deed.session, case.matter, MEMBER_EVENTS))


def _put(judged: JudgedCase, terms: DecisionTerms, no_award: str) -> Decision:
    """What the rules say, or no award for a reason that people found."""
    if not no_award:
        return judged.decision
    if no_award not in terms.no_award_reasons:
        raise InvalidDecision("Choose one of the reasons that the edition knows.", "no_award")
    return replace(judged.decision, outcome=NO_AWARD, tier_id=judged.found.applied_for, reason=no_award)


def _row(
    deed: Deed, case: Case, judged: JudgedCase, decided: Decision, *, reason: str, conditions: list[dict[str, str]]
) -> DecisionRow:
    return DecisionRow(
        id=new_id(),
        case_id=case.id,
        copy_number=judged.copy.number,
        edition_reference=judged.edition.reference,
        edition_checksum=judged.edition.checksum,
        method_version=METHOD_VERSION,
        outcome=decided.outcome,
        tier_id=decided.tier_id or judged.found.applied_for,
        reached=decided.reached,
        no_award_reason=decided.reason,
        findings="",
        conditions=conditions,
        reason=reason,
        person_id=deed.person_id,
        decided_at=deed.now,
    )


def _about_revising(judged: JudgedCase, decided: Decision, chosen: Sequence[str]) -> dict[str, object]:
    """Where the miss is narrow: which criteria may be revised, and what follows where they are not, in time."""
    if decided.outcome != MINOR:
        return {}
    known = [item.id for item in judged.edition.criteria]
    wanted = [name for name in known if name in chosen]
    short = [name for name in decided.shortfalls.criteria if name not in wanted]
    if not wanted:
        raise InvalidDecision("Name at least one criterion that the institution may revise.", "revise")
    if short:
        raise InvalidDecision(f"The levels of {list_text(short)} are short. Name them too.", "revise")
    last = judged.fallback
    return {"revise": wanted, "fallback": {"outcome": last.outcome, "tier": last.tier_id, "reason": last.reason}}


def _reason(text: str) -> str:
    reason = plain_text(text)
    if not reason:
        raise InvalidDecision("Write the reason. The institution reads it, and it stays on record.", "reason")
    if len(reason) > MOST_CHARACTERS:
        raise InvalidDecision(f"Shorten the reason to {MOST_CHARACTERS:,} characters.", "reason")
    return reason


def _conditions(
    wanted: Sequence[Condition], decided: Decision, terms: DecisionTerms, today: dt.date
) -> list[dict[str, str]]:
    if not wanted:
        return []
    if decided.outcome != CONFERRED or not terms.allows_conditions:
        raise InvalidDecision("Conditions can be attached only where every rule is met and the edition knows them.")
    if terms.condition_count is not None and len(wanted) > terms.condition_count:
        most = count_text(terms.condition_count, "condition")
        raise InvalidDecision(f"The edition allows at most {most}. Take some out.", f"condition_{len(wanted)}")
    return [_condition(one, number, terms, today) for number, one in enumerate(wanted, 1)]


def _condition(one: Condition, number: int, terms: DecisionTerms, today: dt.date) -> dict[str, str]:
    text = plain_text(one.text)
    if not text:
        raise InvalidDecision("Say what is to be done.", f"condition_{number}")
    if len(text) > LONGEST_CONDITION:
        raise InvalidDecision(f"Shorten the condition to {LONGEST_CONDITION} characters.", f"condition_{number}")
    if one.due_on is None:
        raise InvalidDecision("Give the day by which it is to be done.", f"due_{number}")
    if one.due_on <= today:
        raise InvalidDecision("Give a day after today.", f"due_{number}")
    if terms.condition_months is not None and one.due_on > (last := months_after(today, terms.condition_months)):
        within = count_text(terms.condition_months, "month")
        raise InvalidDecision(f"The edition allows {within}: give a day up to {date_text(last)}.", f"due_{number}")
    return {"text": text, "due_on": one.due_on.isoformat()}


def _waiting(deed: Deed, case: Case, decision_id: str) -> DecisionRow:
    """The decision that waits to be confirmed, where it is the one that the page showed."""
    decision = newest_decision(deed.session, case.id)
    next_case_state(case.state, CaseEvent.DECISION_CONFIRMED)
    if decision is None or decision.id != decision_id:
        raise WrongState("Another decision was put since this page was shown. Read it before you confirm.")
    return decision


def _is_own(deed: Deed, decision: DecisionRow, capacity: Capacity) -> bool:
    """Whether the officer put the decision themselves, as chair."""
    return capacity == Capacity.OFFICER and decision.person_id == deed.person_id
