"""Questions of a panel to an institution, and its replies: the panel's page, and the team's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from charter.domain.case_workflow import CaseState
from charter.domain.errors import InvalidPanel, StaleAnswer
from charter.domain.permissions import Action
from charter.domain.progress import field_of
from charter.services.cases import Case, case_for
from charter.services.criterion_work import criterion_of
from charter.services.panel_questions import (
    Asked,
    NewQuestion,
    ask_institution,
    question_to,
    questions_in,
    questions_that_can_be_asked,
    questions_to,
    reply_to_panel,
)
from charter.services.workspaces import Workspace
from charter.web.answer_fields import VERSION, Field, about_field, html_id, posted_text, text_of, version_number
from charter.web.case_frames import case_frame
from charter.web.day_fields import DayField
from charter.web.frames import frame, workspace
from charter.web.panel_exchanges import exchange_line
from charter.web.people import deed

blueprint = Blueprint("panel_questions", __name__)


class QuestionForm(FlaskForm):
    """What the panel asks."""

    answer = SelectField("Which answer it is about", validators=[InputRequired("Choose the answer it is about")])
    text = TextAreaField("What you want to know", validators=[InputRequired("Write what you want to know")])
    until_on = DayField("Until when they can reply", validators=[InputRequired("Give the last day for a reply")])


class ReplyForm(FlaskForm):
    """What the institution writes to the panel."""

    note = TextAreaField("What the panel should know")


@blueprint.get("/cases/<case_id>/questions")
def questions(case_id: str) -> str:
    """Show what was asked about a case, and the form that asks."""
    case = case_for(deed(), case_id, Action.SEE_CASE)
    return _panel_page(case, _form(case, formdata=None))


@blueprint.post("/cases/<case_id>/questions")
def ask(case_id: str) -> AnyResponse | tuple[str, int]:
    """Ask the institution."""
    case = case_for(deed(), case_id, Action.ASK_INSTITUTION)
    form = _form(case)
    if not form.validate_on_submit():
        return _panel_page(case, form), 422
    criterion_id, _, question_id = form.answer.data.partition("/")
    new = NewQuestion(criterion_id, question_id, form.text.data or "", form.until_on.given)
    try:
        ask_institution(deed(), case_id, new)
    except InvalidPanel as error:
        _put(form, error)
        return _panel_page(case, form), 422
    flash("The institution is asked. You and the rest of the panel get a letter when it replies.")
    return redirect(url_for("panel_questions.questions", case_id=case_id), 303)


@blueprint.get("/assessments/<assessment_id>/panel-questions")
def asked(assessment_id: str) -> str:
    """Show the team what the panel asked."""
    found = workspace(assessment_id, Action.SEE_OUTCOME)
    lines = [_line(one, found) for one in questions_to(deed(), assessment_id)]
    return render_template("panel_questions/asked.html", lines=lines, **frame(found))


@blueprint.get("/assessments/<assessment_id>/panel-questions/<asked_id>")
def question(assessment_id: str, asked_id: str) -> str:
    """Show one question, and the form that replies."""
    found = workspace(assessment_id, Action.SEE_OUTCOME)
    one = question_to(deed(), assessment_id, asked_id)
    return _reply_page(found, one, ReplyForm(formdata=None, note=one.reply), text_of(one.after))


@blueprint.post("/assessments/<assessment_id>/panel-questions/<asked_id>")
def reply(assessment_id: str, asked_id: str) -> AnyResponse | tuple[str, int]:
    """Reply to the panel."""
    found = workspace(assessment_id, Action.ANSWER_PANEL)
    one = question_to(deed(), assessment_id, asked_id)
    form = ReplyForm()
    name = _field_name(found, one)
    raw = posted_text(name, request.form) or ""
    seen = version_number(request.form.get(f"{VERSION}{name}", "")) or 0
    try:
        reply_to_panel(deed(), assessment_id, asked_id, raw=raw, note=form.note.data or "", seen=seen)
    except InvalidPanel as error:
        form.note.errors = [str(error)] if error.place != "answer" else []
        wrong = (str(error),) if error.place == "answer" else ()
        return _reply_page(found, one, form, raw, wrong), 422
    except StaleAnswer:
        one = question_to(deed(), assessment_id, asked_id)
        form.note.errors = ["Somebody else replied while you were writing. Their reply stands above yours: join both."]
        return _reply_page(found, one, form, raw), 409
    flash("The panel has your reply. You can change it until the day has passed.")
    return redirect(url_for("panel_questions.asked", assessment_id=assessment_id), 303)


def _form(case: Case, **options: Any) -> QuestionForm:
    form = QuestionForm(**options)
    criteria = [item for item in case.edition.criteria if _chosen(case) in ("", item.id)]
    form.answer.choices = [
        ("", "Choose an answer"),
        *(
            (f"{criterion.id}/{item.id}", f"{item.id} {item.text}")
            for criterion in criteria
            for item in questions_that_can_be_asked(case, criterion.id)
        ),
    ]
    return form


def _chosen(case: Case) -> str:
    """The criterion whose answers alone the form offers; "" = those of all."""
    name = request.args.get("criterion", "")
    return name if name in {item.id for item in case.edition.criteria} else ""


def _put(form: QuestionForm, error: InvalidPanel) -> None:
    """Put a message beside the field that it is about."""
    names = {"question": "answer", "until_on": "until_on"}
    form[names.get(error.place, "text")].errors = [str(error)]


def _panel_page(case: Case, form: QuestionForm) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    may_ask = case.seat is not None and case.state == CaseState.COMPLETE and bool(case.assessment_id)
    return render_template(
        "panel_questions/questions.html",
        lines=[_panel_line(case, one) for one in questions_in(deed(), case)],
        chosen=_chosen(case),
        form=form if may_ask else None,
        errors=errors,
        is_error=bool(errors),
        **case_frame(case),
    )


def _panel_line(case: Case, one: Asked) -> dict[str, Any]:
    where = url_for("case_criteria.criterion", case_id=case.id, criterion_id=one.criterion_id)
    return exchange_line(one) | {"criterion_href": where}


def _line(one: Asked, found: Workspace) -> dict[str, Any]:
    can_reply = one.is_open and found.may(Action.ANSWER_PANEL)
    return exchange_line(one) | {
        "href": url_for("panel_questions.question", assessment_id=found.assessment_id, asked_id=one.id)
        if can_reply
        else ""
    }


def _field_name(found: Workspace, one: Asked) -> str:
    return field_of(found.edition, criterion_of(found.edition, one.criterion_id), one.question)


def _reply_page(found: Workspace, one: Asked, form: ReplyForm, raw: str, wrong: tuple[str, ...] = ()) -> str:
    name = _field_name(found, one)
    criterion = criterion_of(found.edition, one.criterion_id)
    field = Field(
        name=name,
        id=html_id(name),
        value=raw,
        version=one.number,
        saved_text="",
        errors=wrong,
        **about_field(found, criterion, name, one.question, raw),
    )
    errors = [(text, f"#{field.id}") for text in wrong] + [(text, "#note") for text in form.note.errors]
    return render_template(
        "panel_questions/question.html",
        line=exchange_line(one),
        field=field,
        form=form,
        can_reply=one.is_open and found.may(Action.ANSWER_PANEL),
        errors=errors,
        is_error=bool(errors),
        **frame(found),
    )
