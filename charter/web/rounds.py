"""Rounds of an awarding body: opening one, who takes part, asking an institution to join, a later deadline."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import DomainError
from charter.domain.permissions import Action
from charter.domain.wording import date_text
from charter.services.deeds import require_in
from charter.services.editions import published_references
from charter.services.institutions import add_institution
from charter.services.reference import search_organisations
from charter.services.round_boards import Board, round_board
from charter.services.rounds import Dates, grant_extension, open_round
from charter.web.addresses import invitation_link
from charter.web.day_fields import DayField
from charter.web.extensions import database
from charter.web.frames import STATE_WORDS
from charter.web.people import deed
from charter.web.times import CLOCK, moment_text

blueprint = Blueprint("rounds", __name__)

OPENING, CLOSING = dt.time(9), dt.time(17)
NOT_LISTED = "not-listed"


class RoundForm(FlaskForm):
    """A round's title, edition and dates."""

    title = StringField("Title", validators=[InputRequired("Give the round a title")])
    edition = RadioField("Edition of the criteria", validators=[InputRequired("Choose an edition")])
    opens_on = DayField("Opening", validators=[InputRequired("Give the day on which it opens")])
    snapshot_on = DayField("Data snapshot", validators=[InputRequired("Give the day that counts refer to")])
    baseline_on = DayField("Baseline save (optional)")
    closes_on = DayField("Submission", validators=[InputRequired("Give the last day for submissions")])


class InstitutionForm(FlaskForm):
    """Which institution, and who is to lead its team."""

    organisation = RadioField("The institution", validators=[InputRequired("Choose the institution")])
    name = StringField("Its name, where it is not listed")
    email = StringField("E-mail address of its lead", validators=[InputRequired("Write the address of its lead")])


class ExtensionForm(FlaskForm):
    """Until when, and why."""

    until_on = DayField("New deadline", validators=[InputRequired("Give the new last day")])
    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason, which stays on record")])


@blueprint.get("/organisations/<organisation_id>/rounds/new")
def new(organisation_id: str) -> str:
    """Show the form of a new round."""
    require_in(deed(), organisation_id, Action.OPEN_ROUND)
    return _new_page(organisation_id, _round_form(formdata=None))


@blueprint.post("/organisations/<organisation_id>/rounds")
def create(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Open a round."""
    require_in(deed(), organisation_id, Action.OPEN_ROUND)
    form = _round_form()
    if not form.validate_on_submit():
        return _new_page(organisation_id, form), 422
    try:
        row = open_round(deed(), organisation_id, form.title.data or "", form.edition.data, _dates(form))
    except DomainError as error:
        return _new_page(organisation_id, form, str(error)), 422
    flash("The round is there.")
    return redirect(url_for("rounds.whole", round_id=row.id), 303)


@blueprint.get("/rounds/<round_id>")
def whole(round_id: str) -> str:
    """Show a round to its awarding body."""
    board = round_board(deed(), round_id)
    return render_template("rounds/whole.html", board=board, facts=_facts(board), rows=_rows(board))


@blueprint.get("/rounds/<round_id>/institutions/new")
def new_institution(round_id: str) -> str:
    """Search for an institution and ask its lead to join."""
    return _institution_page(round_board(deed(), round_id), formdata=None)


@blueprint.post("/rounds/<round_id>/institutions")
def create_institution(round_id: str) -> AnyResponse | tuple[str, int]:
    """Ask an institution's lead to join."""
    board = round_board(deed(), round_id)
    form, _ = _institution_form(request.form.get("search", ""))
    if not form.validate_on_submit():
        return _institution_page(board, form), 422
    chosen = form.organisation.data
    try:
        row = add_institution(
            deed(),
            board.body_id,
            ods_code="" if chosen == NOT_LISTED else chosen,
            name=form.name.data or "",
            email=form.email.data,
            link=invitation_link(),
        )
    except DomainError as error:
        field = form.name if chosen == NOT_LISTED and not (form.name.data or "").strip() else form.email
        field.errors = [str(error)]
        return _institution_page(board, form), 422
    flash(f"{form.email.data.strip()} is invited to lead the team of {row.name}.")
    return redirect(url_for("rounds.whole", round_id=round_id), 303)


@blueprint.get("/rounds/<round_id>/extensions/<assessment_id>")
def new_extension(round_id: str, assessment_id: str) -> str:
    """Show the form of a later deadline."""
    return _extension_page(round_id, assessment_id, ExtensionForm(formdata=None))


@blueprint.post("/rounds/<round_id>/extensions/<assessment_id>")
def extend(round_id: str, assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Give one institution a later deadline."""
    form = ExtensionForm()
    if not form.validate_on_submit():
        return _extension_page(round_id, assessment_id, form), 422
    try:
        grant_extension(deed(), assessment_id, _at(form.until_on.given, CLOSING), form.reason.data)
    except DomainError as error:
        form.until_on.errors = [str(error)]
        return _extension_page(round_id, assessment_id, form), 422
    flash("The institution has a later deadline. It stands in its history, with the reason.")
    return redirect(url_for("rounds.whole", round_id=round_id), 303)


def _dates(form: RoundForm) -> Dates:
    baseline = form.baseline_on.data
    return Dates(
        opens_at=_at(form.opens_on.given, OPENING),
        closes_at=_at(form.closes_on.given, CLOSING),
        snapshot_on=form.snapshot_on.given,
        baseline_at=_at(baseline, CLOSING) if baseline else None,
    )


def _round_form(**options: Any) -> RoundForm:
    form = RoundForm(**options)
    form.edition.choices = [SelectChoice(item, item.replace("/", " ")) for item in published_references()]
    return form


def _new_page(organisation_id: str, form: RoundForm, message: str = "") -> str:
    errors = [(message, "#closes_on")] if message else []
    errors += [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "rounds/new.html", organisation_id=organisation_id, form=form, errors=errors, is_error=bool(errors)
    )


def _institution_form(search: str, **options: Any) -> tuple[InstitutionForm, str]:
    form = InstitutionForm(**options)
    found = [item for item in search_organisations(database(), search) if not item.closed_text]
    form.organisation.choices = [SelectChoice(item.code, f"{item.name} ({item.code})") for item in found]
    form.organisation.choices.append(SelectChoice(NOT_LISTED, "Not listed"))
    return form, search


def _institution_page(board: Board, form: InstitutionForm | None = None, **options: Any) -> str:
    search = request.values.get("search", "")
    form = form or _institution_form(search, **options)[0]
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "rounds/new_institution.html",
        board=board,
        form=form,
        search=search,
        found_count=len(form.organisation.choices) - 1,
        errors=errors,
        is_error=bool(errors),
    )


def _extension_page(round_id: str, assessment_id: str, form: ExtensionForm) -> str:
    board = round_board(deed(), round_id)
    row = next((item for item in board.rows if item.assessment_id == assessment_id), None)
    if row is None:
        abort(404)
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "rounds/extension.html",
        board=board,
        row=row,
        closes_text=moment_text(row.closes_at),
        form=form,
        errors=errors,
        is_error=bool(errors),
    )


def _facts(board: Board) -> list[tuple[str, str]]:
    facts = [
        ("Edition", board.edition_reference.replace("/", " ")),
        ("Opens", moment_text(board.opens_at)),
        ("Data snapshot", date_text(board.snapshot_on)),
        ("Submission", f"until {moment_text(board.closes_at)}"),
    ]
    if board.baseline_at:
        facts.insert(3, ("Baseline save", f"until {moment_text(board.baseline_at)}"))
    return facts


def _rows(board: Board) -> list[dict[str, str]]:
    return [
        {
            "id": row.assessment_id,
            "name": f"{row.name}: {row.scope_name}" if row.scope_name else row.name,
            "state_text": STATE_WORDS[row.state][0],
            "state_class": STATE_WORDS[row.state][1],
            "closes_text": moment_text(row.closes_at) + (" (extended)" if row.is_extended else ""),
        }
        for row in board.rows
    ]


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, ZoneInfo(CLOCK)).astimezone(dt.UTC)
