"""The page of a decision: every step, what the chair puts, who confirms, and sending the outcome."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.case_workflow import Capacity, CaseKind, CaseState
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.outcomes import ANSWER_UNTIL
from charter.domain.permissions import Action, may
from charter.domain.tiers import LOWER
from charter.domain.wording import count_text, date_text, list_text
from charter.services.decision_pages import Confirmed, DecisionPage, ToPut, decision_page
from charter.services.decisions import confirm_decision, put_decision, refuse_decision
from charter.services.feedback_letters import outcome_title
from charter.services.judged_cases import read_findings
from charter.services.outcome_sending import send_outcome
from charter.web.case_frames import case_frame, case_here
from charter.web.decision_forms import DecisionForm, RefusalForm, SendingForm, decision_form
from charter.web.messages import tell_refusal
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("decisions", __name__)

DISCLOSURE = "It can be disclosed (freedom of information, subject access)."
LISTED = 5  # parts that are named one by one
CAPACITIES = {Capacity.CHAIR: "The panel’s chair", Capacity.OFFICER: "The awarding body’s officer"}
CONFIRM_TEXTS = {Capacity.CHAIR: "Confirm as the chair", Capacity.OFFICER: "Confirm for the awarding body"}


@blueprint.get("/cases/<case_id>/decision")
def decision(case_id: str) -> str:
    """Show where the decision stands."""
    return _page(_found(case_id))


@blueprint.post("/cases/<case_id>/decisions")
def create(case_id: str) -> AnyResponse | tuple[str, int]:
    """Put a decision."""
    found = _found(case_id, Action.CHAIR_PANEL)
    form = _form(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        put_decision(deed(), case_id, form.new)
    except InvalidDecision as error:
        _tell(form, error)
        return _page(_found(case_id), form, "" if error.place else str(error)), 422
    except WrongState as error:
        return _page(_found(case_id), form, str(error)), 409
    flash("The decision is put. You and the awarding body’s officer confirm it now, each alone.")
    return _back(case_id)


@blueprint.post("/cases/<case_id>/confirmations")
def confirm(case_id: str) -> AnyResponse:
    """Confirm a decision, as chair or as officer."""
    capacity = Capacity.CHAIR if request.form.get("capacity") == Capacity.CHAIR else Capacity.OFFICER
    action = Action.CHAIR_PANEL if capacity == Capacity.CHAIR else Action.CONFIRM_DECISION
    case_here(case_id, action)
    try:
        confirm_decision(deed(), case_id, capacity, request.form.get("decision", ""))
    except (InvalidDecision, WrongState) as error:
        return _refused(case_id, error)
    flash("You confirmed the decision.")
    return _back(case_id)


@blueprint.post("/cases/<case_id>/refusals")
def refuse(case_id: str) -> AnyResponse | tuple[str, int]:
    """Give a decision back to its panel."""
    found = _found(case_id, Action.CONFIRM_DECISION)
    form = RefusalForm()
    if not form.validate_on_submit():
        return _page(found, refusal=form), 422
    try:
        refuse_decision(deed(), case_id, form.decision.data or "", form.refusal.data or "")
    except InvalidDecision as error:
        form.refusal.errors = [str(error)]
        return _page(_found(case_id), refusal=form), 422
    except WrongState as error:
        return _page(_found(case_id), refusal=form, problem=str(error)), 409
    flash("The decision is with the panel again, with your reason.")
    return _back(case_id)


@blueprint.post("/cases/<case_id>/outcome")
def send(case_id: str) -> AnyResponse | tuple[str, int]:
    """Send the outcome."""
    case_here(case_id, Action.SEND_OUTCOME)
    form = SendingForm()
    if not form.validate_on_submit():
        return _page(_found(case_id), sending=form), 422
    try:
        send_outcome(deed(), case_id, form.decision.data or "", form.answer_until.data)
    except InvalidDecision as error:
        if error.place != ANSWER_UNTIL:
            return _refused(case_id, error)
        form.answer_until.errors = [str(error)]
        return _page(_found(case_id), sending=form), 422
    except WrongState as error:
        return _refused(case_id, error)
    flash("The outcome is sent. The institution reads it now, and its lead and approver get an e-mail.")
    return _back(case_id)


def _found(case_id: str, action: Action = Action.SEE_CASE) -> DecisionPage:
    return decision_page(deed(), case_here(case_id, action))


def _form(found: DecisionPage, **options: object) -> DecisionForm:
    return decision_form(found.to_put or ToPut(""), found.terms, **options)


def _refused(case_id: str, error: Exception) -> AnyResponse:
    tell_refusal(str(error))
    return _back(case_id)


def _back(case_id: str) -> AnyResponse:
    return redirect(url_for("decisions.decision", case_id=case_id), 303)


def _page(
    found: DecisionPage,
    form: DecisionForm | None = None,
    problem: str = "",
    refusal: RefusalForm | None = None,
    sending: SendingForm | None = None,
) -> str:
    to_put = found.to_put or ToPut("")
    form = form or _form(found, formdata=None, seen=to_put.seen, revise=list(to_put.short))
    refusal = refusal or RefusalForm(formdata=None, decision=found.decision.id if found.decision else "")
    sending = sending or SendingForm(formdata=None, decision=refusal.decision.data, answer_until=found.answer_until)
    errors = [*([(problem, "#problem")] if problem else []), *_errors(form), *_errors(refusal), *_errors(sending)]
    return render_template(
        "decisions/decision.html",
        found=found,
        reckoning=found.reckoning,
        title=_title(found),
        conditions=_conditions(found),
        confirmations=[(CAPACITIES[one], _confirmed_text(found.confirmed.get(one))) for one in Capacity],
        confirm_texts=[(one.value, CONFIRM_TEXTS[one]) for one in found.may_confirm_as],
        unfinished_text=_unfinished(found),
        revise_text=_revise(found),
        condition_hint=_condition_hint(found),
        disclosure=DISCLOSURE,
        to_put=to_put,
        unsaved=_unsaved(found, form, refusal) if problem else "",
        is_waiting=found.case.state == CaseState.DECIDING,
        is_told=found.case.state in (CaseState.TOLD, CaseState.REVISING),
        waits_for_chair=found.to_put is not None and not to_put.missing and not found.may_put,
        may_hear_appeals=may(found.case.roles, Action.RULE_ON_APPEAL) and found.case.kind == CaseKind.FIRST,
        form=form,
        refusal=refusal,
        sending=sending,
        is_offer=found.decision is not None and found.decision.outcome == LOWER,
        problem=problem,
        errors=errors,
        is_error=bool(errors),
        **case_frame(found.case),
    )


def _title(found: DecisionPage) -> str:
    """The outcome in few words: as the rules say it, or as it was put."""
    row = found.decision
    if row is not None:
        return outcome_title(found.case.edition, row.outcome, row.tier_id, row.no_award_reason or "")
    if found.to_put is None or not found.to_put.outcome:
        return ""
    return f"{found.to_put.tier_name}: {found.to_put.outcome.replace('_', ' ')}".removeprefix(": ")


def _conditions(found: DecisionPage) -> list[tuple[str, str]]:
    rows = found.decision.conditions if found.decision is not None else []
    return [(one["text"], date_text(dt.date.fromisoformat(one["due_on"]))) for one in rows]


def _confirmed_text(one: Confirmed | None) -> str:
    return f"Confirmed by {one.name or 'somebody who was forgotten'} on {moment_text(one.at)}" if one else "Not yet"


def _unfinished(found: DecisionPage) -> str:
    if not found.unfinished:
        return ""
    which = f": {list_text(found.unfinished)}" if len(found.unfinished) <= LISTED else ""
    return f"{count_text(len(found.unfinished), 'part')} of the feedback to finish{which}."


def _revise(found: DecisionPage) -> str:
    """Which criteria may be revised, as the decision says."""
    named = read_findings(found.decision.findings).get("revise", ()) if found.decision is not None else ()
    return list_text(list(named))


def _condition_hint(found: DecisionPage) -> str:
    terms = found.terms
    most = f"At most {count_text(terms.condition_count, 'condition')}" if terms.condition_count else ""
    longest = f"due within {count_text(terms.condition_months, 'month')}" if terms.condition_months else ""
    said = ", ".join(part for part in (most, longest) if part)
    return f"{said}, as the edition says. Leave them empty where there are none." if said else "Leave empty if none."


def _unsaved(found: DecisionPage, form: DecisionForm, refusal: RefusalForm) -> str:
    """What somebody typed where there is no field any more to show it in."""
    texts = ["" if found.may_put else form.reason.data, "" if found.may_refuse else refusal.refusal.data]
    return "\n\n".join(text for text in texts if text)


def _tell(form: DecisionForm, error: InvalidDecision) -> None:
    if error.place and error.place in form:
        form[error.place].errors = [str(error)]


def _errors(form: FlaskForm) -> list[tuple[str, str]]:
    return [(text, f"#{field.id}") for field in form for text in field.errors]
