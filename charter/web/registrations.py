"""An institution says that it takes part in a round: its scope, and the tier that it aims for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.edition import Edition
from charter.domain.errors import DomainError, InvalidRound
from charter.domain.permissions import Action, Role
from charter.domain.wording import date_text, list_text, sentence
from charter.services.editions import edition_of_reference
from charter.services.memberships import Team, members_of
from charter.services.rounds import found_round, register_assessment
from charter.web import clock
from charter.web.criteria_entries import place
from charter.web.hours import hours_by_role
from charter.web.people import deed
from charter.web.sign_in_forms import trimmed
from charter.web.times import moment_text

blueprint = Blueprint("registrations", __name__)


class RegistrationForm(FlaskForm):
    """What the assessment is for, and which tier it aims for."""

    edition = RadioField("Which edition do you answer?", validators=[InputRequired("Choose an edition")])
    scope = RadioField("What is the assessment for?", validators=[InputRequired("Choose what it is for")])
    scope_name = StringField("Name of the directorate or profession", filters=[trimmed])
    aims_for = RadioField("Which tier do you aim for?", validators=[InputRequired("Choose a tier")])


@blueprint.get("/rounds/<round_id>/registrations/new")
def new(round_id: str) -> str:
    """Show the form."""
    team, editions = _of(round_id)
    return _page(round_id, team, editions, _form(editions, formdata=None))


@blueprint.post("/rounds/<round_id>/registrations")
def create(round_id: str) -> AnyResponse | tuple[str, int]:
    """Register."""
    team, editions = _of(round_id)
    form = _form(editions)
    if not form.validate_on_submit():
        return _page(round_id, team, editions, form), 422
    named = {item["id"] for item in _scopes(editions) if item.get("name_required")}
    name = form.scope_name.data or "" if form.scope.data in named else ""
    try:
        row = register_assessment(
            deed(),
            round_id,
            team.organisation_id,
            scope=form.scope.data,
            scope_name=name,
            aims_for=form.aims_for.data,
            edition_reference=form.edition.data if "edition" in form else "",
        )
    except DomainError as error:
        about = error.place if isinstance(error, InvalidRound) else ""
        form[about if about in form else "scope"].errors = [str(error)]
        return _page(round_id, team, editions, form), 422
    flash("Your organisation is registered.")
    return redirect(url_for("assessments.assessment", assessment_id=row.id), 303)


def _of(round_id: str) -> tuple[Team, list[Edition]]:
    """The team, and the editions that the round holds: its own first."""
    team = members_of(deed(), request.values.get("organisation_id", ""), Action.REGISTER_ASSESSMENT)
    return team, [edition_of_reference(item) for item in found_round(deed(), round_id).edition_references]


def _form(editions: list[Edition], **options: Any) -> RegistrationForm:
    form = RegistrationForm(**options)
    form.scope.choices = [SelectChoice(item["id"], item["label"]) for item in _scopes(editions)]
    tiers = {tier.id: tier.name for edition in editions for tier in edition.tiers}
    form.aims_for.choices = [SelectChoice(tier_id, name) for tier_id, name in tiers.items()]
    if len(editions) == 1:
        del form.edition
    else:
        form.edition.choices = [SelectChoice(item.reference, f"Edition {item.version}") for item in editions]
    return form


def _scopes(editions: list[Edition]) -> list[dict[str, Any]]:
    """What an assessment may be for, in any of the editions; the service looks at the one that is chosen."""
    return list({item["id"]: item for edition in editions for item in edition.facts["application"]["scopes"]}.values())


def _page(round_id: str, team: Team, editions: list[Edition], form: RegistrationForm) -> str:
    edition, whole = editions[0], found_round(deed(), round_id)
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "registrations/new.html",
        round_id=round_id,
        round_title=whole.title,
        dates=[
            ("Counts are of", date_text(whole.snapshot_on)),
            *([("Save a baseline", f"until {moment_text(whole.baseline_at)}")] if whole.baseline_at else []),
            ("Answers lock", moment_text(whole.closes_at)),
        ],
        closed_text=_closed_text(whole.opens_at, whole.closes_at),
        lead_names=list_text([member.name for member in team.members if Role.LEAD in member.roles]),
        editions=[{"text": f"{item.title}, edition {item.version}", "place": place(item)} for item in editions],
        team=team,
        form=form,
        hours=hours_by_role(edition),
        scope_rule=sentence(edition.facts["application"].get("scope_rule", "")),
        errors=errors,
        is_error=bool(errors),
    )


def _closed_text(opens_at: dt.datetime, closes_at: dt.datetime) -> str:
    """Why nobody can register now; "" while they can."""
    if clock.now() < opens_at:
        return f"The round opens on {moment_text(opens_at)}. Come back then to register."
    return "The round is closed, so nobody can register for it any more." if clock.now() >= closes_at else ""
