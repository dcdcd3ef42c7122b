"""An appeal as the awarding body's officer sees it: grounds, text, and the ruling whether it is heard."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import list_text
from charter.services.appeals import rule_on_appeal
from charter.services.cases import Case
from charter.services.institution_outcomes import outcomes_of
from charter.web.case_frames import case_frame, case_here
from charter.web.people import deed
from charter.web.times import day_text

blueprint = Blueprint("appeals", __name__)


class RulingForm(FlaskForm):
    """Whether the appeal is heard, and why."""

    is_admitted = RadioField(
        "Is the appeal heard?",
        choices=[
            SelectChoice("yes", "Yes: a new panel judges the same submission"),
            SelectChoice("no", "No: the outcome stands"),
        ],
        validators=[InputRequired("Choose whether the appeal is heard")],
    )
    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason. The institution reads it")])


@blueprint.get("/cases/<case_id>/appeal")
def ruling(case_id: str) -> str:
    """Show the appeal, and the ruling or its form."""
    return _page(case_here(case_id, Action.RULE_ON_APPEAL), RulingForm(formdata=None))


@blueprint.post("/cases/<case_id>/appeal")
def rule(case_id: str) -> AnyResponse | tuple[str, int]:
    """Rule on the appeal."""
    case = case_here(case_id, Action.RULE_ON_APPEAL)
    form = RulingForm()
    if not form.validate_on_submit():
        return _page(case, form), 422
    try:
        heard = rule_on_appeal(
            deed(), case_id, is_admitted=form.is_admitted.data == "yes", reason=form.reason.data or ""
        )
    except InvalidDecision as error:
        form.reason.errors = [str(error)]
        return _page(case, form), 422
    except WrongState as error:
        form.reason.errors = [str(error)]
        return _page(case, form), 409
    if heard is None:
        flash("It is ruled that the appeal is not heard. The institution is told why.")
        return redirect(url_for("appeals.ruling", case_id=case_id), 303)
    flash("The appeal goes to a new panel. Seat its people now: nobody of the first panel can sit on it.")
    return redirect(url_for("panels.panel", case_id=heard.id), 303)


def _page(case: Case, form: RulingForm) -> str:
    doing = deed()
    told = outcomes_of(doing.session, case.assessment_id, doing.now).appeal if case.assessment_id else None
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    words = {True: "Ruled: a new panel hears it.", False: "Ruled: it is not heard."}
    return render_template(
        "appeals/ruling.html",
        appeal=told,
        grounds_text=list_text(told.grounds) if told else "",
        made_text=day_text(told.made_at) if told else "",
        ruling_text=words.get(told.is_admitted, "") if told and told.is_admitted is not None else "",
        form=form,
        errors=errors,
        is_error=bool(errors),
        **case_frame(case),
    )
