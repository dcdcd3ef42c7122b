"""How an awarding body shows itself: the form of its administrator, and what papers would look like."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.award_states import AwardState
from charter.domain.certificates import Badge, TierPlace
from charter.domain.errors import InvalidPanel, StaleAnswer
from charter.domain.palettes import PALETTES, Palette
from charter.services.body_looks import BodyLook, Look, look_to_keep, save_look, tidied
from charter.services.editions import newest_edition
from charter.web import clock
from charter.web.people import deed
from charter.web.sign_in_forms import trimmed
from reports.badge import badge_svg, badge_words
from reports.html import image_url

blueprint = Blueprint("body_looks", __name__)

STALE = (
    "Somebody else saved this while you were writing. What you typed is still here: look at theirs, then save again."
)
SWATCH = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 24"><path fill="{main}" d="M0 0h32v24H0z"/>'
    '<path fill="{second}" d="M32 0h16v24H32z"/></svg>'
)


def _words(palette: Palette) -> Markup:
    """The name of a palette behind its two colours."""
    picture = image_url(SWATCH.format(main=palette.main, second=palette.second).encode())
    return Markup('<img class="charter-swatch" alt="" src="{}">{}').format(picture, palette.name)


class LookForm(FlaskForm):
    """What an awarding body says of itself."""

    shown_name = StringField("Name on papers and pages", filters=[trimmed])
    palette_id = RadioField(
        "Colours",
        choices=[SelectChoice(one.id, _words(one)) for one in PALETTES],
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
def save(organisation_id: str) -> AnyResponse | str | tuple[str, int]:
    """Save it; or show what it would look like, and save nothing."""
    found = look_to_keep(deed(), organisation_id)
    form = LookForm()
    seen = _seen()
    if not form.validate_on_submit():
        return _page(found, form, seen), 422
    wanted = Look(**{name: form[name].data or "" for name in Look.__dataclass_fields__})
    try:
        if "preview" in request.form:
            return _page(found, form, seen, tried=tidied(wanted))
        save_look(deed(), organisation_id, wanted, seen=seen)
    except InvalidPanel as error:
        form[error.place].errors = [str(error)]
        return _page(found, form, seen), 422
    except StaleAnswer as error:
        form.shown_name.errors = [STALE]
        return _page(look_to_keep(deed(), organisation_id), form, error.version, is_stale=True), 409
    flash("Saved. Papers that are made from now on look so; letters that were sent stay as they are.")
    return redirect(url_for("body_looks.look", organisation_id=organisation_id), 303)


def _seen() -> int:
    """The save that the form was shown with."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(found: BodyLook, form: LookForm, seen: int, *, is_stale: bool = False, tried: Look | None = None) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    shown = tried or found.look
    badge = _example_badge(shown.palette)
    return render_template(
        "body_looks/look.html",
        found=found,
        form=form,
        seen=seen,
        shown=shown,
        shown_name=shown.shown_name or found.registered_name,
        is_tried=tried is not None,
        badge=image_url(badge_svg(badge).encode()),
        badge_words=badge_words(badge),
        theirs=_theirs(found.look, form) if is_stale else [],
        errors=errors,
        is_error=bool(errors),
    )


def _theirs(saved: Look, form: LookForm) -> list[tuple[str, str]]:
    told = {name: getattr(saved, name) for name in Look.__dataclass_fields__} | {"palette_id": saved.palette.name}
    return [(form[name].label.text, text) for name, text in told.items()]


def _example_badge(palette: Palette) -> Badge:
    """The badge of an invented institution."""
    today = clock.now().date()
    edition = newest_edition(today)
    tier = TierPlace(edition.tiers[0].name, 1, len(edition.tiers))
    return Badge(palette, edition.title, "Example NHS Trust", tier, today.year, AwardState.CURRENT)
