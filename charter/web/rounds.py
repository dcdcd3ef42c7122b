"""Rounds of an awarding body: opening one, who takes part, asking an institution to join, a later deadline."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import DomainError, InvalidRound, UnknownOrganisation
from charter.domain.permissions import Action
from charter.domain.wording import count_text, date_text
from charter.services.deeds import require_in
from charter.services.export_tables import csv_parts
from charter.services.institutions import add_institution, asked_institutions, take_back_asking
from charter.services.reference import LONGEST_LIST, search_organisations
from charter.services.round_boards import Board, extensions_of, page_of_board, round_board
from charter.services.rounds import grant_extension, open_round
from charter.web.addresses import invitation_link
from charter.web.board_pages import (
    HEADINGS,
    ROWS_EACH,
    board_page,
    file_rows,
    page_number,
    round_links,
    wanted_rows,
)
from charter.web.downloads import attachment
from charter.web.extensions import database
from charter.web.people import deed
from charter.web.round_forms import NOT_LISTED, ExtensionForm, InstitutionForm, RoundForm, institution_form, round_form
from charter.web.round_words import change_lines, who_text
from charter.web.times import day_text, moment_text

blueprint = Blueprint("rounds", __name__)


@blueprint.get("/organisations/<organisation_id>/rounds/new")
def new(organisation_id: str) -> str:
    """Show the form of a new round."""
    require_in(deed(), organisation_id, Action.OPEN_ROUND)
    return _new_page(organisation_id, round_form(formdata=None))


@blueprint.post("/organisations/<organisation_id>/rounds")
def create(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Open a round."""
    require_in(deed(), organisation_id, Action.OPEN_ROUND)
    form = round_form()
    if not form.validate_on_submit():
        return _new_page(organisation_id, form), 422
    try:
        row = open_round(
            deed(),
            organisation_id,
            form.title.data or "",
            form.edition.data,
            form.dates,
            beside_reference=form.beside_reference,
        )
    except InvalidRound as error:
        form[error.place or "title"].errors = [str(error)]
        return _new_page(organisation_id, form), 422
    flash("The round is there. Now ask institutions to join it.")
    return redirect(url_for("rounds.whole", round_id=row.id), 303)


@blueprint.get("/rounds/<round_id>")
def whole(round_id: str) -> str:
    """Show a round to its awarding body."""
    wanted = wanted_rows()
    found = page_of_board(deed(), round_id, wanted, page_number(), ROWS_EACH)
    board = found.board
    return render_template(
        "rounds/whole.html",
        board=board,
        facts=_facts(board),
        links=round_links(board.round_id),
        changes=[
            {"who": who_text(one), "lines": change_lines(one.changes), "reason": one.reason} for one in board.changes
        ],
        **board_page(found, wanted),
        asked=[
            {"id": item.invitation_id, "name": item.name, "email": item.email, "until": day_text(item.expires_at)}
            for item in asked_institutions(deed(), board.body_id)
        ],
    )


@blueprint.get("/rounds/<round_id>/board.csv")
def board_file(round_id: str) -> Response:
    """Give the rows of the board, as they are narrowed, for a spreadsheet."""
    board = round_board(deed(), round_id)
    content = b"".join(csv_parts(HEADINGS, file_rows(board, wanted_rows())))
    return attachment(content, "board.csv", "text/csv")


@blueprint.get("/rounds/<round_id>/institutions/new")
def new_institution(round_id: str) -> str:
    """Search for an institution and ask its lead to join."""
    return _institution_page(round_board(deed(), round_id), formdata=None)


@blueprint.post("/rounds/<round_id>/institutions")
def create_institution(round_id: str) -> AnyResponse | tuple[str, int]:
    """Ask an institution's lead to join."""
    board = round_board(deed(), round_id)
    form = institution_form(_found()[:LONGEST_LIST])
    if not form.validate_on_submit():
        return _institution_page(board, form), 422
    chosen, name = form.organisation.data, form.name.data or ""
    try:
        row = add_institution(
            deed(),
            board.body_id,
            ods_code="" if chosen == NOT_LISTED else chosen,
            name=name,
            email=form.email.data,
            link=invitation_link(),
        )
    except DomainError as error:
        is_nameless = chosen == NOT_LISTED and not name.strip()
        field = (
            form.name if is_nameless else form.organisation if isinstance(error, UnknownOrganisation) else form.email
        )
        field.errors = [str(error)]
        return _institution_page(board, form), 422
    flash(f"{form.email.data.strip()} is invited to lead the team of {row.name}.")
    return redirect(url_for("rounds.whole", round_id=round_id), 303)


@blueprint.post("/rounds/<round_id>/invitations/<invitation_id>/delete")
def delete_invitation(round_id: str, invitation_id: str) -> AnyResponse:
    """Take back what an institution's lead was asked."""
    take_back_asking(deed(), round_board(deed(), round_id).body_id, invitation_id)
    flash("The invitation is taken back. Its link does not work any more.")
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
        grant_extension(deed(), assessment_id, form.until_at, form.reason.data)
    except DomainError as error:
        place = error.place if isinstance(error, InvalidRound) else ""
        form[place or "until_on"].errors = [str(error)]
        return _extension_page(round_id, assessment_id, form), 422
    flash("The institution has a later deadline. It stands in its history, with the reason.")
    return redirect(url_for("rounds.whole", round_id=round_id), 303)


def _new_page(organisation_id: str, form: RoundForm) -> str:
    errors = _errors(form)
    return render_template(
        "rounds/new.html", organisation_id=organisation_id, form=form, errors=errors, is_error=bool(errors)
    )


def _search() -> str:
    return request.values.get("search", "")


def _found() -> list[Any]:
    """What was searched for and has not closed, one more than is shown where there is more."""
    return list(search_organisations(database(), _search(), LONGEST_LIST + 1, is_open=True))


def _institution_page(board: Board, form: InstitutionForm | None = None, **options: Any) -> str:
    found = _found()
    form = form or institution_form(found[:LONGEST_LIST], **options)
    errors = _errors(form)
    return render_template(
        "rounds/new_institution.html",
        board=board,
        form=form,
        search=_search(),
        found_text=_found_text(len(found)),
        errors=errors,
        is_error=bool(errors),
    )


def _found_text(count: int) -> str:
    search = " ".join(_search().split())
    if not search:
        return ""
    if count > LONGEST_LIST:
        return f"There are more than {LONGEST_LIST} with “{search}”: here are the first. Write more of the name."
    return f"{count_text(count, 'institution')} found for “{search}”."


def _extension_page(round_id: str, assessment_id: str, form: ExtensionForm) -> str:
    board = round_board(deed(), round_id)
    row = next((item for item in board.rows if item.assessment_id == assessment_id), None)
    if row is None:
        abort(404)
    errors = _errors(form)
    return render_template(
        "rounds/extension.html",
        board=board,
        row=row,
        closes_text=moment_text(row.closes_at),
        given=[
            {
                "text": f"Until {moment_text(one.until)}",
                "who": f"Given by {one.name or 'somebody who was forgotten'} on {day_text(one.granted_at)}",
                "reason": one.reason,
            }
            for one in extensions_of(database(), assessment_id)
        ],
        form=form,
        errors=errors,
        is_error=bool(errors),
    )


def _errors(form: FlaskForm) -> list[tuple[str, str]]:
    return [(text, f"#{field.id}") for field in form for text in field.errors]


def _facts(board: Board) -> list[tuple[str, str]]:
    facts = [
        (
            "Charter and edition" if len(board.editions) == 1 else "Charter and editions, side by side",
            "; ".join(f"{edition.title}, edition {edition.version}" for edition in board.editions),
        ),
        ("Opens", moment_text(board.opens_at)),
        ("Data snapshot", date_text(board.snapshot_on)),
        ("Submission", f"until {moment_text(board.closes_at)}"),
    ]
    if board.baseline_at:
        facts.insert(3, ("Baseline save", f"until {moment_text(board.baseline_at)}"))
    return facts
