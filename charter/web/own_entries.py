"""What somebody who sits on panels says of themselves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidPanel, StaleEntry
from charter.domain.wording import count_text, date_text
from charter.services.own_entries import (
    LONGEST_NAME,
    Own,
    OwnPage,
    add_employment,
    delete_employment,
    end_employment,
    own_entry,
    save_own_entry,
    search_institutions,
)
from charter.services.reviewer_employers import Post
from charter.web.addresses import letter_site_url
from charter.web.day_fields import DayField
from charter.web.people import deed
from charter.web.sign_in_forms import trimmed

blueprint = Blueprint("own_entries", __name__)

WHAT_YOU_BRING, WHERE_YOU_WORK = "What you bring to panels", "Where you work and worked"
ANOTHER, NOT_LISTED = "another", "not-listed"
YES, NO, UNSAID = "yes", "no", "unsaid"
LIVED = {YES: True, NO: False, UNSAID: None}
LIVED_CHOICES = [
    SelectChoice(YES, "Yes"),
    SelectChoice(NO, "No"),
    SelectChoice(UNSAID, "I would rather not say"),
]
MOST_FOUND = 20


class OwnForm(FlaskForm):
    """Profession, expertise, and lived experience where they choose to say."""

    profession = SelectField("Your profession")
    other = StringField("Another profession", filters=[trimmed])
    expertise = SelectMultipleField("What you bring", validate_choice=False)
    lived = RadioField("Do you have lived experience of racism?", choices=LIVED_CHOICES)
    seen = HiddenField()

    @property
    def own(self) -> Own:
        """What was typed."""
        chosen = self.profession.data or ""
        return Own(
            tuple(self.expertise.data or ()),
            (self.other.data or "") if chosen == ANOTHER else chosen,
            LIVED.get(self.lived.data or UNSAID),
        )


class EmployerForm(FlaskForm):
    """Where somebody works or worked."""

    organisation = RadioField("The employer", validators=[InputRequired("Choose the employer")])
    name = StringField("Its name, where it is not listed", filters=[trimmed])
    from_on = DayField("First day (optional)")
    until_on = DayField("Last day (blank = you work there)")


class EndForm(FlaskForm):
    """The last day somewhere."""

    until_on = DayField("Last day", validators=[InputRequired("Give the last day")])


@blueprint.get("/organisations/<organisation_id>/own-entry")
def own(organisation_id: str) -> str:
    """Show what somebody said of themselves, to change it."""
    found = own_entry(deed(), organisation_id)
    return _page(found, own_form(found, is_sent=False))


@blueprint.post("/organisations/<organisation_id>/own-entry")
def save(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Save it."""
    found = own_entry(deed(), organisation_id)
    form = own_form(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        save_own_entry(deed(), organisation_id, form.own, form.seen.data or "")
    except InvalidPanel as error:
        field = form.other if error.place == "profession" else form[error.place or "expertise"]
        field.errors = [str(error)]
        return _page(found, form), 422
    except StaleEntry as error:
        form.seen.data = found.own.digest
        return _page(found, form, str(error)), 409
    flash("What you said of yourself is saved.")
    return redirect(url_for("own_entries.own", organisation_id=organisation_id), 303)


@blueprint.get("/organisations/<organisation_id>/own-employers/new")
def new_employer(organisation_id: str) -> str:
    """Search for an employer, and add it."""
    return _employer_page(organisation_id, formdata=None)


@blueprint.post("/organisations/<organisation_id>/own-employers")
def create_employer(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Add an employer."""
    form = employer_form()
    if not form.validate_on_submit():
        return _employer_page(organisation_id, form), 422
    chosen = form.organisation.data
    post = Post("", form.name.data or "", chosen != NOT_LISTED, form.from_on.data, form.until_on.data)
    try:
        known = "" if chosen == NOT_LISTED else chosen
        left = add_employment(deed(), organisation_id, post, known, letter_site_url())
    except InvalidPanel as error:
        form[error.place or "name"].errors = [str(error)]
        return _employer_page(organisation_id, form), 422
    flash("The employer is added.")
    _tell_left(left)
    return redirect(url_for("own_entries.own", organisation_id=organisation_id), 303)


@blueprint.get("/organisations/<organisation_id>/own-employers/<employment_id>")
def employer(organisation_id: str, employment_id: str) -> str:
    """Show an employer, to end or to delete it."""
    return _end_page(organisation_id, employment_id, EndForm(formdata=None))


@blueprint.post("/organisations/<organisation_id>/own-employers/<employment_id>")
def end(organisation_id: str, employment_id: str) -> AnyResponse | tuple[str, int]:
    """Say when it ended."""
    form = EndForm()
    if not form.validate_on_submit():
        return _end_page(organisation_id, employment_id, form), 422
    try:
        left = end_employment(deed(), organisation_id, employment_id, form.until_on.given, letter_site_url())
    except InvalidPanel as error:
        form.until_on.errors = [str(error)]
        return _end_page(organisation_id, employment_id, form), 422
    flash("The last day is saved.")
    _tell_left(left)
    return redirect(url_for("own_entries.own", organisation_id=organisation_id), 303)


@blueprint.post("/organisations/<organisation_id>/own-employers/<employment_id>/delete")
def delete(organisation_id: str, employment_id: str) -> AnyResponse:
    """Delete what was put in by mistake."""
    delete_employment(deed(), organisation_id, employment_id)
    flash("The employer is deleted. That it was there stays on record.")
    return redirect(url_for("own_entries.own", organisation_id=organisation_id), 303)


def own_form(found: OwnPage, *, is_sent: bool = True) -> OwnForm:
    """Give the form with the body's own professions and the expertise that editions ask for."""
    own = found.own
    is_other = bool(own.profession) and own.profession not in found.professions
    data = {
        "profession": ANOTHER if is_other else own.profession,
        "other": own.profession if is_other else "",
        "expertise": list(own.expertise),
        "lived": next(key for key, value in LIVED.items() if value is own.lived_experience),
        "seen": own.digest,
    }
    form = OwnForm() if is_sent else OwnForm(formdata=None, data=data)
    own_ones = [SelectChoice(name, name) for name in found.professions]
    form.profession.choices = [SelectChoice("", "Not said"), *own_ones, SelectChoice(ANOTHER, "Another")]
    offered = dict.fromkeys([*found.expertise, *own.expertise])
    form.expertise.choices = [(one, one.replace("_", " ").capitalize()) for one in offered]
    return form


def employer_form(**options: Any) -> EmployerForm:
    """Give the form with the institutions that were searched for."""
    form = EmployerForm(**options)
    found = search_institutions(deed(), _search(), MOST_FOUND)
    form.organisation.choices = [
        *(SelectChoice(one_id, name) for one_id, name in found),
        SelectChoice(NOT_LISTED, "Another employer"),
    ]
    if not found and not options.get("formdata", True):
        form.organisation.data = NOT_LISTED if _search() else None
    return form


def _tell_left(count: int) -> None:
    """Say how many seats they gave up because of an employer."""
    if count:
        flash(
            f"You gave up {count_text(count, 'seat')} on panels whose submission it shuts you out of. "
            "The office was told."
        )


def _search() -> str:
    return request.values.get("search", "")[:LONGEST_NAME]


def _page(found: OwnPage, form: OwnForm, stale: str = "") -> str:
    fields = (form.profession, form.other, form.expertise, form.lived)
    errors = [(text, f"#{field.id}") for field in fields for text in field.errors]
    errors += [(stale, "#saved-now")] if stale else []
    own = found.own
    return render_template(
        "own_entries/own.html",
        found=found,
        heading=WHAT_YOU_BRING if found.sits_on_panels else WHERE_YOU_WORK,
        form=form,
        posts=[post_row(one) for one in found.posts],
        years=count_text(found.look_back_years, "year"),
        now=[
            ("Profession", own.profession or "Not said"),
            ("What you bring", ", ".join(one.replace("_", " ") for one in own.expertise) or "Nothing said"),
        ],
        is_stale=bool(stale),
        errors=errors,
        is_error=bool(errors),
    )


def post_row(one: Post) -> dict[str, Any]:
    """Give an employer as its pages show it."""
    began = f"From {date_text(one.from_on)}" if one.from_on else "From a day not given"
    return {
        "id": one.id,
        "name": one.name,
        "days": f"{began} until {date_text(one.until_on)}" if one.until_on else began,
        "kind": "Takes part here" if one.is_known else "In your own words",
        "is_open": one.until_on is None,
    }


def _employer_page(organisation_id: str, form: EmployerForm | None = None, **options: Any) -> str:
    found = own_entry(deed(), organisation_id)
    form = form or employer_form(**options)
    fields = (form.organisation, form.name, form.from_on, form.until_on)
    errors = [(text, f"#{field.id}") for field in fields for text in field.errors]
    count = len(form.organisation.choices) - 1
    return render_template(
        "own_entries/new_employer.html",
        found=found,
        form=form,
        search=_search(),
        found_text=f"{count_text(count, 'institution')} found for “{_search()}”." if _search() else "",
        years=count_text(found.look_back_years, "year"),
        errors=errors,
        is_error=bool(errors),
    )


def _end_page(organisation_id: str, employment_id: str, form: EndForm) -> str:
    found = own_entry(deed(), organisation_id)
    one = next((post for post in found.posts if post.id and post.id == employment_id), None)
    if one is None:
        abort(404)
    errors = [(text, "#until_on") for text in form.until_on.errors]
    return render_template(
        "own_entries/employer.html", found=found, one=post_row(one), form=form, errors=errors, is_error=bool(errors)
    )
