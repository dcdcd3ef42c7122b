"""Data tables: the list of them, and one of a year to fill in, by typing, pasting or a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import DomainError, InvalidAnswers, StaleAnswer, UnreadableWorkbook
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.domain.workflow import Event
from charter.services.earlier_figures import figures_before
from charter.services.table_entry import (
    Grid,
    Typed,
    checks_of,
    clashes,
    grid_of,
    merged_texts,
    read_typed,
    save_grid,
    save_not_applicable,
    table_of,
)
from charter.services.table_grids import Path
from charter.services.table_pasting import pasted_text, place_block, uploaded_sheet
from charter.services.workspaces import Workspace
from charter.web.answer_fields import version_number
from charter.web.errors import status_of
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.table_views import CELL, YEAR_WORDS, grid_context, path_name, table_address, table_rows
from charter.web.times import local

blueprint = Blueprint("data_tables", __name__)

CHOICE = "choice:"
BESIDE = "beside"  # in the address: the year before stands beside each count
# Told by the page's script, to know again what of its own was saved.
DRAFT = re.compile(r"[a-z0-9]{1,40}")


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say that it is too much, on a page of its own: what was sent was not read."""
    return render_template("data_tables/too_large.html"), 413


@blueprint.get("/assessments/<assessment_id>/tables")
def tables(assessment_id: str) -> str:
    """Show every table, and whether it is filled in."""
    found = workspace(assessment_id)
    return render_template("data_tables/tables.html", rows=table_rows(deed(), found), **frame(found))


@blueprint.get("/assessments/<assessment_id>/tables/<table_id>")
def table(assessment_id: str, table_id: str) -> str:
    """Show a table of one year to fill in."""
    found = workspace(assessment_id)
    grid = _grid(found, table_id)
    return _page(found, grid, grid.texts)


@blueprint.post("/assessments/<assessment_id>/tables/<table_id>")
def save(assessment_id: str, table_id: str) -> AnyResponse | str | tuple[str, int]:
    """Save a table; or put a pasted block or a file into it, to be looked at and saved then."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    grid = _grid(found, table_id)
    texts = _posted(grid, request.form)
    if "fill" in request.form:
        return _filled(found, grid, texts)
    typed = read_typed(grid, texts)
    if typed.faults:
        return _page(found, grid, texts, faults=typed.faults), 422
    return _saved(found, grid, _chosen(grid, typed))


@blueprint.post("/assessments/<assessment_id>/tables/<table_id>/checks")
def checks(assessment_id: str, table_id: str) -> Response:
    """Say what does not agree in what somebody is typing; nothing is saved."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    grid = _grid(found, table_id)
    told = checks_of(found.edition, grid, _posted(grid, request.form))
    return jsonify(html=render_template("data_tables/_checks.html", checks=told))


@blueprint.post("/assessments/<assessment_id>/tables/<table_id>/applies")
def save_applies(assessment_id: str, table_id: str) -> AnyResponse:
    """Say whether the table applies."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    version = version_number(request.form.get("version", "")) or 0
    applies = request.form.get("applies") == "yes"
    save_not_applicable(deed(), found, table_id, version, applies=applies)
    flash(f"{table_id} applies." if applies else f"{table_id} does not apply. Its counts stay, and are not used.")
    return redirect(url_for("data_tables.table", assessment_id=assessment_id, table_id=table_id), 303)


def _grid(found: Workspace, table_id: str) -> Grid:
    table_of(found.edition, table_id)
    years = {word: year for year, (word, _) in YEAR_WORDS.items()}
    year = years.get(request.values.get("year", ""), 0)
    today = local(found.now)
    day_starts_at = dt.datetime.combine(today.date(), dt.time(), today.tzinfo).astimezone(dt.UTC)
    return grid_of(deed(), found, table_id, year, day_starts_at)


def _posted(grid: Grid, form: Mapping[str, str]) -> dict[Path, str]:
    cells = (cell for block in grid.blocks for cell in block.cells())
    texts = {cell.path: form.get(f"{CELL}{path_name(cell.path)}", "").strip() for cell in cells}
    return {path: text for path, text in texts.items() if text}


def _filled(found: Workspace, grid: Grid, texts: dict[Path, str]) -> str | tuple[str, int]:
    """The table with a block put into it: nothing is saved yet."""
    wanted = request.form.get("block", "")
    block = next((item for item in grid.blocks if item.id == wanted), grid.blocks[0])
    line, column = (_number(request.form.get(name, "")) for name in ("line", "column"))
    upload = request.files.get("file")
    try:
        if upload is not None and upload.filename:
            matrix = uploaded_sheet(upload.stream.read(), upload.filename)
        else:
            matrix = pasted_text(request.form.get("block_text", ""))
    except UnreadableWorkbook as error:
        return _page(found, grid, texts, paste_error=str(error)), 422
    pasted = place_block(block, matrix, line, column)
    said = f"{count_text(len(pasted.texts), 'cell')} filled in, found by {'name' if pasted.by_label else 'place'}."
    if pasted.left_over:
        said += f" {count_text(pasted.left_over, 'cell')} had no place in the table and were left out."
    return _page(found, grid, texts | pasted.texts, pasted=said)


def _chosen(grid: Grid, typed: Typed) -> Typed:
    """What was typed, with the saved value wherever the person chose it on the page of a conflict."""
    theirs = {
        cell.path
        for block in grid.blocks
        for cell in block.cells()
        if request.form.get(f"{CHOICE}{path_name(cell.path)}") == "theirs"
    }
    if not theirs:
        return typed
    texts = {path: text for path, text in typed.texts.items() if path not in theirs}
    return read_typed(grid, texts | {path: grid.texts[path] for path in theirs if path in grid.texts})


def _saved(found: Workspace, grid: Grid, typed: Typed) -> AnyResponse | tuple[str, int]:
    version = _number(request.form.get("version", ""))
    is_none = request.form.get("none") == "yes"
    try:
        save_grid(deed(), found, grid, typed, version, none_held=is_none)
    except StaleAnswer:
        return _conflict(found, _grid(found, grid.definition.id), typed, version), 409
    except InvalidAnswers as error:
        return _page(found, grid, typed.texts, paste_error=" ".join(fault.message for fault in error.faults)), 422
    except DomainError as error:
        return _page(found, grid, typed.texts, paste_error=str(error)), status_of(error)
    flash(f"{grid.definition.id} is saved.")
    return redirect(table_address(found, grid, is_beside=_is_beside(), saved=_draft()), 303)


def _conflict(found: Workspace, grid: Grid, typed: Typed, version: int) -> str:
    cells = [
        {"name": path_name(item.path), "label": item.label, "theirs": item.theirs, "mine": item.mine}
        for item in clashes(deed(), found, grid, typed, version)
    ]
    return render_template(
        "data_tables/conflict.html",
        cells=cells,
        texts={
            f"{CELL}{path_name(path)}": text for path, text in merged_texts(deed(), found, grid, typed, version).items()
        },
        draft=_draft(),
        is_beside=_is_beside(),
        leave_href=table_address(found, grid, is_beside=_is_beside(), saved=_draft()),
        **grid_context(found, grid, typed.texts),
        **frame(found),
    )


def _page(
    found: Workspace,
    grid: Grid,
    texts: Mapping[Path, str],
    *,
    faults: Mapping[Path, str] | None = None,
    paste_error: str = "",
    pasted: str = "",
) -> str:
    faults = faults or {}
    errors = [(message, f"#{CELL}{path_name(path)}") for path, message in faults.items()]
    errors += [(paste_error, "#block_text")] if paste_error else []
    is_beside = _is_beside()
    before = figures_before(deed(), found, grid) if is_beside else {}
    context: dict[str, Any] = grid_context(found, grid, texts, faults, before)
    return render_template(
        "data_tables/table.html",
        errors=errors,
        is_error=bool(errors),
        paste_error=paste_error,
        pasted=pasted,
        checks=[text for text in checks_of(found.edition, grid, texts) if text not in faults.values()],
        # what was sent rests on the version that its sender saw, however often it comes back to be mended
        version=_number(request.form.get("version", "")) if request.method == "POST" else grid.version,
        checks_url=url_for("data_tables.checks", assessment_id=found.assessment_id, table_id=grid.definition.id),
        is_beside=is_beside,
        has_before=bool(before),
        beside_href=table_address(found, grid, is_beside=not is_beside),
        draft=_draft(),
        is_writing=found.can(Event.ANSWER_RECORDED),
        **context,
        **frame(found),
    )


def _is_beside() -> bool:
    return request.values.get(BESIDE) == "yes"


def _draft() -> str:
    told = request.form.get("draft", "")
    return told if DRAFT.fullmatch(told) else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
