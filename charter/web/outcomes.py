"""An institution's outcome: the letter, every step, and what its lead can do now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired

from charter.domain.case_workflow import CaseState
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.outcomes import ACCEPTED, REVISE
from charter.domain.permissions import Action
from charter.domain.wording import date_text, list_text
from charter.domain.working_days import day_in_england
from charter.services.appeals import answer_offer, appeal
from charter.services.feedback_letters import outcome_title
from charter.services.institution_outcomes import Outcomes, OutcomeTold, outcome_numbered, outcomes_of
from charter.services.outcome_letters import next_window_texts
from charter.services.workspaces import Workspace
from charter.web.frames import frame, workspace
from charter.web.letter_papers import ask_for_letter, letter_file, letter_progress
from charter.web.messages import tell_refusal
from charter.web.people import deed
from charter.web.times import day_text

blueprint = Blueprint("outcomes", __name__)
LETTER = "/assessments/<assessment_id>/outcomes/<int:number>/letter"
OFFER_WAITS = "Until then the offer waits: you need not answer it."
REPLACES = "Its outcome takes the place of this one, so nothing has to be answered now."
ANSWERS = {
    ACCEPTED: "The lead accepted the tier that was offered. The award is conferred.",
    REVISE: "The lead chose to revise, so no award is conferred now.",
}


class AppealForm(FlaskForm):
    """On which grounds, and what happened."""

    grounds = SelectMultipleField(
        "Grounds", validators=[InputRequired("Choose at least one ground")], validate_choice=False
    )
    text = TextAreaField("What happened", validators=[InputRequired("Say what happened")])


@blueprint.get("/assessments/<assessment_id>/outcome")
def outcome(assessment_id: str) -> str:
    """Show the outcome, or that there is none yet."""
    return _page(workspace(assessment_id, Action.SEE_OUTCOME))


@blueprint.post("/assessments/<assessment_id>/offer-answers")
def answer(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Take the lower tier, or choose to revise."""
    found = workspace(assessment_id, Action.APPEAL)
    chosen = request.form.get("answer", "")
    try:
        answer_offer(deed(), assessment_id, chosen)
    except InvalidDecision:
        return _page(found, "Choose one of the two"), 422
    except WrongState as error:
        tell_refusal(str(error))
        return _back(assessment_id)
    flash(ANSWERS[chosen])
    return _back(assessment_id)


@blueprint.get("/assessments/<assessment_id>/appeals/new")
def new_appeal(assessment_id: str) -> str:
    """Show the form of an appeal."""
    found = workspace(assessment_id, Action.APPEAL)
    return _appeal_page(found, AppealForm(formdata=None))


@blueprint.post("/assessments/<assessment_id>/appeals")
def create_appeal(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Appeal."""
    found = workspace(assessment_id, Action.APPEAL)
    form = AppealForm()
    if not form.validate_on_submit():
        return _appeal_page(found, form), 422
    try:
        appeal(deed(), assessment_id, form.grounds.data or [], form.text.data or "")
    except InvalidDecision as error:
        form[error.place or "text"].errors = [str(error)]
        return _appeal_page(found, form), 422
    except WrongState as error:
        form.text.errors = [str(error)]
        return _appeal_page(found, form), 409
    flash("The appeal is with the awarding body. Its officer rules whether it is heard, with a reason.")
    return _back(assessment_id)


@blueprint.post(LETTER)
def create_letter(assessment_id: str, number: int) -> AnyResponse:
    """Ask for the letter as a PDF."""
    _, one = _numbered(assessment_id, number)
    ask_for_letter(one.case_id, one.digest)
    return redirect(url_for("outcomes.letter", assessment_id=assessment_id, number=number), 303)


@blueprint.get(LETTER)
def letter(assessment_id: str, number: int) -> str:
    """Show how far the letter's PDF is."""
    found, one = _numbered(assessment_id, number)
    progress = letter_progress(one.case_id, one.digest)
    return render_template("outcomes/letter.html", number=number, progress=progress, **frame(found))


@blueprint.get(f"{LETTER}/progress")
def progress(assessment_id: str, number: int) -> Response:
    """Give how far the letter's PDF is, for the page's script."""
    _, one = _numbered(assessment_id, number)
    return jsonify(letter_progress(one.case_id, one.digest))


@blueprint.get(f"{LETTER}/file")
def download(assessment_id: str, number: int) -> AnyResponse:
    """Give the letter's PDF; before it is made, the page that says how far it is."""
    found, one = _numbered(assessment_id, number)
    content = letter_file(
        one.case_id, one.digest, f"{found.organisation_name} - {found.round_title} - outcome {number}"
    )
    return content or redirect(url_for("outcomes.letter", assessment_id=assessment_id, number=number))


def _outcomes(found: Workspace) -> Outcomes:
    doing = deed()
    return outcomes_of(doing.session, found.assessment_id, doing.now)


def _numbered(assessment_id: str, number: int) -> tuple[Workspace, OutcomeTold]:
    found = workspace(assessment_id, Action.SEE_OUTCOME)
    return found, outcome_numbered(_outcomes(found), number)


def _page(found: Workspace, problem: str = "") -> str:
    outcomes = _outcomes(found)
    newest = outcomes.told[0] if outcomes.told else None
    may_act = found.may(Action.APPEAL)
    return render_template(
        "outcomes/outcome.html",
        outcomes=outcomes,
        newest=newest,
        letter=newest.letter if newest else None,
        sent_text=day_text(newest.sent_at) if newest else "",
        earlier=[_earlier(one) for one in outcomes.told[1:]],
        standing_text=_standing_text(found, outcomes),
        answer_text=_answer_text(found, outcomes),
        answer_until=date_text(outcomes.answer_until),
        appeal=_appeal(outcomes),
        revising_text=_revising_text(found),
        is_answering=outcomes.may_answer and may_act,
        is_appealing=outcomes.may_appeal and may_act,
        may_revise=bool(outcomes.terms and outcomes.terms.may_revise_offer),
        appeal_until=date_text(outcomes.appeal_until),
        problem=problem,
        is_error=bool(problem),
        **frame(found),
    )


def _standing_text(found: Workspace, outcomes: Outcomes) -> str:
    """What holds instead of what was told, where time has passed; "" where the letter says it."""
    if outcomes.standing is None or not outcomes.has_lapsed:
        return ""
    standing = outcomes.standing
    title = outcome_title(found.edition, standing.outcome, standing.tier_id, standing.reason or "")
    window = next_window_texts(found.edition, day_in_england(found.now)) if standing.waits_for_next_window else ()
    return " ".join([f"No revised submission came in time, so the decision falls back, as it says: {title}.", *window])


def _answer_text(found: Workspace, outcomes: Outcomes) -> str:
    """What became of the offer of a lower tier; "" where there is none, or it waits."""
    again = next_window_texts(found.edition, day_in_england(found.now))
    if not outcomes.is_offer_over:
        said = ANSWERS.get(outcomes.answer, "")
        return " ".join([said, *again]) if outcomes.answer == REVISE else said
    over = f"Nobody answered the offer by {date_text(outcomes.answer_until)}, so it has lapsed. No award is conferred."
    return " ".join([over, "A new submission in a later window is a new start.", *again])


def _revising_text(found: Workspace) -> str:
    """What the team can change now, where minor revisions are with it."""
    if found.case_state == CaseState.REVISED:
        return "Your revised submission came in. The panel’s chair judges it with a reviewer."
    if found.only_criteria is None:
        return ""
    until = date_text(day_in_england(found.window.closes_at))
    return (
        f"You can revise {list_text(found.only_criteria)} now, have it signed and submit it again by {until}. A level "
        "may rise only on facts that existed at the snapshot. There is one chance; the rest stays as it was submitted."
    )


def _earlier(one: OutcomeTold) -> dict[str, Any]:
    what = "Outcome of the appeal" if one.is_appeal else "Outcome"
    return {"number": one.number, "title": one.letter.outcome_title, "text": f"{what}, {day_text(one.sent_at)}"}


def _appeal(outcomes: Outcomes) -> dict[str, str] | None:
    told = outcomes.appeal
    if told is None:
        return None
    is_decided = outcomes.told[0].is_appeal
    waits = told.is_admitted is None and outcomes.standing is not None and outcomes.standing.is_offer
    words = {
        None: "The awarding body’s officer has not ruled yet." + (f" {OFFER_WAITS}" if waits else ""),
        True: "A new panel heard it: its outcome stands above." if is_decided else f"A new panel hears it. {REPLACES}",
        False: "It is not heard.",
    }
    return {
        "made": f"Made on {day_text(told.made_at)}: {list_text(told.grounds)}.",
        "text": told.text or "The text was taken out.",
        "state": words[told.is_admitted],
        "reason": told.reason,
    }


def _appeal_page(found: Workspace, form: AppealForm) -> str:
    outcomes = _outcomes(found)
    grounds = outcomes.terms.appeal_grounds if outcomes.terms else ()
    form.grounds.choices = [(one, one[:1].upper() + one[1:]) for one in grounds]
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "appeals/new.html",
        form=form,
        may_appeal=outcomes.may_appeal,
        until_text=date_text(outcomes.appeal_until),
        errors=errors,
        is_error=bool(errors),
        **frame(found),
    )


def _back(assessment_id: str) -> AnyResponse:
    return redirect(url_for("outcomes.outcome", assessment_id=assessment_id), 303)
