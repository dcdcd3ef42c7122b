"""Practice of a round: the office makes it and writes down who is standardised; reviewers find theirs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import InvalidAnswers, InvalidPanel, UnknownEdition, UnreadableWorkbook
from charter.domain.wording import count_text, list_text
from charter.services.practice_cases import (
    FROM_FILE,
    Practices,
    editions_with_example,
    join_practice,
    make_practice,
    practices_of,
    practices_to_keep,
)
from charter.services.practice_results import practice_agreement
from charter.services.standardisation import Standardisation, record_standardisation, standardisation_in
from charter.web.answer_fields import version_number
from charter.web.people import deed
from charter.web.practice_forms import MEGABYTE, Label, PracticeForm, Shown, practice_form
from charter.web.practice_rows import day_text, practice_rows, severity_lines

blueprint = Blueprint("practices", __name__)

ADDRESS = "/rounds/<round_id>/practice"
FAULTS_SHOWN = 20
LEAST = "least"


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Ask for a smaller file on the page where it is chosen."""
    found = practices_to_keep(deed(), (request.view_args or {})["round_id"])
    form = practice_form(editions_with_example(found.whole), formdata=None, source=FROM_FILE)
    form.file.errors = [f"The file is bigger than {_limit() // MEGABYTE} MB. Take pictures and other sheets out of it"]
    return _page(found, form), 413


@blueprint.get(ADDRESS)
def index(round_id: str) -> str:
    """Show the practice of a round."""
    found = practices_of(deed(), round_id)
    return _page(found, practice_form(editions_with_example(found.whole), formdata=None), _least())


@blueprint.post(ADDRESS)
def create(round_id: str) -> AnyResponse | tuple[str, int]:
    """Make a practice submission."""
    found = practices_to_keep(deed(), round_id)
    form = practice_form(editions_with_example(found.whole))
    new = form.wanted()
    try:
        row = make_practice(deed(), round_id, new) if new is not None else None
    except InvalidPanel as error:
        form[error.place].errors = [str(error)]
        row = None
    except InvalidAnswers as error:
        form.file.errors = _fault_texts(error)
        row = None
    except (UnreadableWorkbook, UnknownEdition) as error:
        form.file.errors = [str(error)]
        row = None
    if row is None:
        return _page(practices_to_keep(deed(), round_id), form), 422
    flash(f"“{row.title}” is made, and everybody who sits on panels has a seat. Record the agreed levels next.")
    return redirect(url_for("practice_levels.practice", case_id=row.id), 303)


@blueprint.post(f"{ADDRESS}/standardisation")
def standardise(round_id: str) -> AnyResponse | tuple[str, int]:
    """Write down who took part in the standardisation."""
    least = _least(request.form.get(LEAST, ""))
    try:
        names = record_standardisation(deed(), round_id, least)
    except InvalidPanel as error:
        found = practices_to_keep(deed(), round_id)
        form = practice_form(editions_with_example(found.whole), formdata=None)
        return _page(found, form, least, str(error)), 422
    told = (
        f"Today is written down for {list_text(names)}." if names else "Today is written down for all of them already."
    )
    flash(told)
    return redirect(url_for("practices.index", round_id=round_id, least=least, _anchor="standardisation"), 303)


@blueprint.post("/cases/<case_id>/practice/seat")
def join(case_id: str) -> AnyResponse:
    """Take a seat in practice that was opened before one sat on panels."""
    join_practice(deed(), case_id)
    return redirect(url_for("case_criteria.criteria", case_id=case_id), 303)


def _page(found: Practices, form: PracticeForm, least: int | None = None, least_error: str = "") -> str:
    named = ("title", "source", "file")
    errors = [(text, f"#{form[name].id}") for name in named for text in form[name].errors]
    errors += [(least_error, "#least")] if least_error else []
    return render_template(
        "practices/index.html",
        whole=found.whole,
        is_office=found.is_office,
        rows=practice_rows(found),
        form=form,
        limit_mb=_limit() // MEGABYTE,
        limit_bytes=_limit(),
        **_after(found, least, least_error),
        errors=errors,
        is_error=bool(errors),
    )


def _after(found: Practices, least: int | None, error: str) -> dict[str, Any]:
    """What the office sees once something was revealed: how far reviewers agree, and who practised enough."""
    if not found.is_office:
        return {"standard": None, "parts": []}
    standard = standardisation_in(deed(), found, least)
    parts = practice_agreement(deed(), found) if standard is not None else ()
    return {
        "standard": standard,
        "people": _people(standard),
        "due_text": _due_text(standard),
        "done_text": _done_text(standard),
        "least_hint": _least_hint(standard),
        "least_field": _least_field(standard, error),
        "parts": [
            {
                "title": one.edition_title,
                "text": f"{one.alpha_text} {one.calibration_text}",
                "rows": severity_lines(one),
            }
            for one in parts
        ],
    }


def _people(standard: Standardisation | None) -> list[tuple[str, str, str, bool]]:
    if standard is None:
        return []
    return [
        (one.name, f"{one.count} of {standard.most}", day_text(one.standardised_on), one.count >= standard.least)
        for one in standard.people
    ]


def _due_text(standard: Standardisation | None) -> str:
    if standard is None:
        return ""
    return f"Write down today for {count_text(len(standard.new), 'person', 'people')}" if standard.new else ""


def _done_text(standard: Standardisation | None) -> str:
    if standard is None or not standard.due:
        return "Nobody has practised so much."
    return "Today is written down for everybody who has practised so much."


def _least_hint(standard: Standardisation | None) -> str:
    most = standard.most if standard is not None else 0
    was = "was" if most == 1 else "were"
    return f"{count_text(most, 'practice submission')} {was} revealed in this round."


def _least_field(standard: Standardisation | None, error: str) -> Shown:
    value = str(standard.least) if standard is not None else ""
    return Shown(LEAST, LEAST, Label("At least how many"), value, (error,) if error else ())


def _fault_texts(error: InvalidAnswers) -> list[str]:
    texts = [str(fault) for fault in error.faults[:FAULTS_SHOWN]]
    rest = len(error.faults) - FAULTS_SHOWN
    return [*texts, *([f"and {count_text(rest, 'other')}"] if rest > 0 else [])]


def _least(text: str | None = None) -> int | None:
    return version_number(request.args.get(LEAST, "") if text is None else text)


def _limit() -> int:
    return int(current_app.config["CHARTER"].upload_limit_bytes)
