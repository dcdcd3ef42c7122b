"""Ruling on soft interests in a case, and why an edition's aim for its panel was not reached."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidPanel
from charter.services.declarations import rule_on_interest
from charter.services.panel_changes import note_aim
from charter.services.panel_rulings import rulings_in
from charter.web.addresses import letter_site_url
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("rulings", __name__)

ALLOWED, REFUSED = "allowed", "refused"
CHOICES = [
    SelectChoice(ALLOWED, "It does not keep them from judging fairly"),
    SelectChoice(REFUSED, "They leave the panel"),
]


class RulingForm(FlaskForm):
    """What is ruled on an interest, and why."""

    ruling = RadioField("Your ruling", choices=CHOICES, validators=[InputRequired("Choose what you rule")])
    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason, which stays on record")])


class AimForm(FlaskForm):
    """Why the aim was not reached."""

    aim = TextAreaField("Why it was not reached", validators=[InputRequired("Write why the aim was not reached")])


@blueprint.get("/cases/<case_id>/rulings")
def rulings(case_id: str) -> str:
    """Show what waits for a ruling, and the rulings so far."""
    return _page(case_id)


@blueprint.get("/cases/<case_id>/rulings/new")
def new(case_id: str) -> str:
    """Ask for a ruling on one declaration."""
    return _ruling_page(case_id, RulingForm(formdata=None))


@blueprint.post("/cases/<case_id>/rulings")
def create(case_id: str) -> AnyResponse | tuple[str, int]:
    """Rule on one declaration."""
    form = RulingForm()
    if not form.validate_on_submit():
        return _ruling_page(case_id, form), 422
    person_id, number = _which()
    is_allowed = form.ruling.data == ALLOWED
    try:
        rule_on_interest(
            deed(),
            case_id,
            person_id,
            number,
            is_allowed=is_allowed,
            reason=form.reason.data or "",
            site_url=letter_site_url(),
        )
    except InvalidPanel as error:
        form[error.place or "reason"].errors = [str(error)]
        return _ruling_page(case_id, form), 422
    flash("Your ruling is on record, and they get a letter.")
    return redirect(url_for("rulings.rulings", case_id=case_id), 303)


@blueprint.post("/cases/<case_id>/aim-notes")
def create_aim_note(case_id: str) -> AnyResponse | tuple[str, int]:
    """Put on record why the aim was not reached."""
    form = AimForm()
    if not form.validate_on_submit():
        return _page(case_id, form), 422
    try:
        note_aim(deed(), case_id, form.aim.data or "")
    except InvalidPanel as error:
        form.aim.errors = [str(error)]
        return _page(case_id, form), 422
    flash("It is on record.")
    return redirect(url_for("rulings.rulings", case_id=case_id), 303)


def _page(case_id: str, form: AimForm | None = None) -> str:
    found = rulings_in(deed(), case_id)
    form = form or AimForm(formdata=None)
    errors = [(text, "#aim") for text in form.aim.errors]
    rows = [(one, moment_text(one.declared_at)) for one in found.declarations]
    return render_template(
        "rulings/rulings.html",
        found=found,
        waiting=[row for row in rows if row[0].is_allowed is None],
        ruled=[row for row in rows if row[0].is_allowed is not None],
        aim_notes=[(name, moment_text(when), text) for name, when, text in found.aim_notes],
        form=form,
        errors=errors,
        is_error=bool(errors),
    )


def _ruling_page(case_id: str, form: RulingForm) -> str:
    found, which = rulings_in(deed(), case_id), _which()
    one = next((row for row in found.declarations if (row.person_id, row.number) == which), None)
    if one is None:
        abort(404)
    errors = [(text, f"#{field.id}") for field in (form.ruling, form.reason) for text in field.errors]
    return render_template(
        "rulings/new.html",
        case=found.case,
        one=one,
        when=moment_text(one.declared_at),
        form=form,
        errors=errors,
        is_error=bool(errors),
    )


def _which() -> tuple[str, int]:
    """Whose declaration, and which of theirs."""
    number = request.values.get("number", "")
    return request.values.get("person", ""), int(number) if number.isdecimal() and len(number) < 6 else 0
