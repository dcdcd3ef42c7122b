"""An awarding body enters an award that it conferred before this register."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidDecision
from charter.services.earlier_awards import AwardEntryDesk, EarlierAward, enter_award, entry_desk, institution_meant
from charter.web.day_fields import DayField
from charter.web.people import deed
from charter.web.sign_in_forms import trimmed

blueprint = Blueprint("earlier_awards", __name__)

OTHER = "other"
OTHER_TIER = "A tier of another charter, or of an edition that is not here"
NAME_THE_TIER = "Write what the tier was called, as the certificate names it"
NAME_THE_PART = "Name the part of the institution that the award is for"
FIELDS = {"tier_id": "tier", "organisation_id": "institution"}  # of the service -> of the form


class EarlierAwardForm(FlaskForm):
    """What was conferred, on whom and for how long."""

    institution = StringField(
        "Institution", filters=[trimmed], validators=[InputRequired("Write the institution’s code or name")]
    )
    tier = SelectField("Tier", validators=[InputRequired("Choose the tier")])
    tier_name = StringField("What the tier was called (only where it is not in the list)", filters=[trimmed])
    scope = SelectField("What the award is for", validators=[InputRequired("Choose what the award is for")])
    scope_name = StringField("Name of the part (only where it is not the whole)", filters=[trimmed])
    awarded_on = DayField("Awarded on", validators=[InputRequired("Write the day from which it holds")])
    valid_until = DayField("Valid until", validators=[InputRequired("Write the last day on which it holds")])


@blueprint.get("/organisations/<organisation_id>/awards/new")
def new(organisation_id: str) -> str:
    """Show the form."""
    desk = entry_desk(deed(), organisation_id)
    return _page(desk, _form(desk, formdata=None))


@blueprint.post("/organisations/<organisation_id>/awards")
def create(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Enter the award."""
    desk = entry_desk(deed(), organisation_id)
    form = _form(desk)
    if not form.validate_on_submit():
        return _page(desk, form), 422
    try:
        row = enter_award(deed(), organisation_id, _award(desk, form))
    except InvalidDecision as error:
        place = FIELDS.get(error.place, error.place)
        form[place if place in form else "institution"].errors = [str(error)]
        return _page(desk, form), 422
    flash("The award is on the register. Its institution gets a letter.")
    return redirect(url_for("awards.award", award_id=row.id), 303)


def _award(desk: AwardEntryDesk, form: EarlierAwardForm) -> EarlierAward:
    """What was typed. Raises InvalidDecision by field."""
    is_other = form.tier.data == OTHER
    name, scope_name = form.tier_name.data or "", form.scope_name.data or ""
    if is_other and not name:
        raise InvalidDecision(NAME_THE_TIER, "tier_name")
    is_part = form.scope.data in {one["id"] for one in _scopes(desk) if one.get("name_required")}
    if is_part and not scope_name:
        raise InvalidDecision(NAME_THE_PART, "scope_name")
    reference, _, tier_id = form.tier.data.rpartition(":")
    return EarlierAward(
        organisation_id=institution_meant(deed(), desk.body_id, form.institution.data or ""),
        tier_id=_code(name) if is_other else tier_id,
        tier_name=name if is_other else "",
        scope=form.scope.data,
        awarded_on=form.awarded_on.given,
        valid_until=form.valid_until.given,
        edition_reference=reference,
        scope_name=scope_name if is_part else "",
    )


def _code(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "tier"


def _form(desk: AwardEntryDesk, **options: Any) -> EarlierAwardForm:
    form = EarlierAwardForm(**options)
    tiers = [
        (f"{edition.reference}:{tier.id}", f"{tier.name}: {edition.title}, edition {edition.version}")
        for edition in desk.editions
        for tier in edition.tiers
    ]
    form.tier.choices = [SelectChoice(*one) for one in [("", "Choose"), *tiers, (OTHER, OTHER_TIER)]]
    form.scope.choices = [SelectChoice(one["id"], one["label"]) for one in _scopes(desk)]
    return form


def _scopes(desk: AwardEntryDesk) -> list[dict[str, Any]]:
    """What an award can be for, in any of the editions."""
    return list(
        {one["id"]: one for edition in desk.editions for one in edition.facts["application"]["scopes"]}.values()
    )


def _page(desk: AwardEntryDesk, form: EarlierAwardForm) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template("earlier_awards/new.html", desk=desk, form=form, errors=errors, is_error=bool(errors))
