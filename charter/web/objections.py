"""Objecting to an award: a form for anybody, without sign-in. Who was signed in all the same is not noted."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from charter.domain.errors import InvalidDecision
from charter.domain.wording import count_text
from charter.services.objections import LONGEST_TEXT, Grounds, Objection, grounds_of, object_to
from charter.web.attempts import attempt, refusal
from charter.web.credential_offices import public_deed
from charter.web.sign_in_forms import trimmed

blueprint = Blueprint("objections", __name__)


class ObjectionForm(FlaskForm):
    """What somebody says against an award. Nothing is asked that is not needed."""

    ground = RadioField("What the objection rests on", validate_choice=False)
    text = TextAreaField("What you know, and how you know it")
    name = StringField("Your name (optional)", filters=[trimmed])
    email = StringField("Your e-mail address (optional)", filters=[trimmed])


@blueprint.get("/register/<award_id>/objections/new")
def new(award_id: str) -> str:
    """Show the form."""
    found = grounds_of(public_deed(), award_id)
    return _page(found, _form(found, formdata=None))


@blueprint.post("/register/<award_id>/objections")
def create(award_id: str) -> str | tuple[str, int]:
    """Take an objection in, and say what happens next."""
    found = grounds_of(public_deed(), award_id)
    form = _form(found)
    too_often = refusal(None, "objection")
    if too_often:
        form.text.errors = [too_often]
        return _page(found, form), 429
    objection = Objection(form.ground.data or "", form.text.data or "", form.name.data or "", form.email.data or "")
    try:
        number = object_to(public_deed(), award_id, objection, attempt(None))
    except InvalidDecision as error:
        form[error.place or "text"].errors = [str(error)]
        return _page(found, form), 422
    return render_template(
        "objections/made.html", award=found.held.row, number=number, gets_letters=bool(objection.email)
    )


def _form(found: Grounds, **more: None) -> ObjectionForm:
    form = ObjectionForm(**more)
    form.ground.choices = [SelectChoice(one, f"{one[:1].upper()}{one[1:]}") for one in found.grounds]
    return form


def _page(found: Grounds, form: ObjectionForm) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "objections/new.html",
        award=found.held.row,
        grounds=found.grounds,
        form=form,
        longest=LONGEST_TEXT,
        kept_text=count_text(current_app.config["CHARTER"].objector_months, "month"),
        errors=errors,
        is_error=bool(errors),
    )
