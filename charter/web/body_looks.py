"""How an awarding body shows itself: the form of its administrator."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidPanel, StaleAnswer
from charter.domain.palettes import PALETTES
from charter.services.body_looks import BodyLook, Look, look_to_keep, save_look
from charter.web.people import deed
from charter.web.sign_in_forms import trimmed

blueprint = Blueprint("body_looks", __name__)

STALE = (
    "Somebody else saved this while you were writing. What you typed is still here: look at theirs, then save again."
)


class LookForm(FlaskForm):
    """What an awarding body says of itself."""

    shown_name = StringField("Name on papers and pages", filters=[trimmed])
    palette_id = RadioField(
        "Colours",
        choices=[SelectChoice(one.id, one.name) for one in PALETTES],
        validators=[InputRequired("Choose the colours")],
    )
    website = StringField("Web site (optional)", filters=[trimmed])
    contact_email = StringField("E-mail address for questions (optional)", filters=[trimmed])
    letter_opening = TextAreaField("How letters begin (optional)")
    letter_closing = TextAreaField("How letters end (optional)")
    signatory_name = StringField("Who signs (optional)", filters=[trimmed])
    signatory_position = StringField("Their position (optional)", filters=[trimmed])


@blueprint.get("/organisations/<organisation_id>/look")
def look(organisation_id: str) -> str:
    """Show how the body shows itself."""
    found = look_to_keep(deed(), organisation_id)
    return _page(found, LookForm(formdata=None, obj=found.look), found.number)


@blueprint.post("/organisations/<organisation_id>/look")
def save(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Save it."""
    found = look_to_keep(deed(), organisation_id)
    form = LookForm()
    text = request.form.get("seen", "")
    seen = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not form.validate_on_submit():
        return _page(found, form, seen), 422
    values = {name: form[name].data or "" for name in Look.__dataclass_fields__}
    try:
        save_look(deed(), organisation_id, Look(**values), seen=seen)
    except InvalidPanel as error:
        form[error.place].errors = [str(error)]
        return _page(found, form, seen), 422
    except StaleAnswer as error:
        form.shown_name.errors = [STALE]
        return _page(look_to_keep(deed(), organisation_id), form, error.version, is_stale=True), 409
    flash("Saved. Papers that are made from now on look so; those that were sent stay as they are.")
    return redirect(url_for("body_looks.look", organisation_id=organisation_id), 303)


def _page(found: BodyLook, form: LookForm, seen: int, *, is_stale: bool = False) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "body_looks/look.html",
        found=found,
        form=form,
        seen=seen,
        palettes=PALETTES,
        theirs=[(form[name].label.text, getattr(found.look, name)) for name in Look.__dataclass_fields__]
        if is_stale
        else [],
        errors=errors,
        is_error=bool(errors),
    )
