"""Reads a filled-in workbook back into answers: every cell by the layout, every fault at its cell."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl import load_workbook

from charter.domain.answers import Reading, Stamp
from charter.domain.edition import Edition
from charter.domain.errors import DomainError, Fault, UnreadableWorkbook
from charter.store.answer_facts import MOST_ROWS
from charter.store.answer_files import read_document
from charter.store.workbooks.cells import Field, Place, SheetPlan, WorkbookPlan, place_on
from charter.store.workbooks.document import Gathered
from charter.store.workbooks.guard import guard
from charter.store.workbooks.layout import LISTS, lay_out
from charter.store.workbooks.layout_cover import (
    CHECKSUM_CELL,
    EDITION_CELL,
    STAMP_ASSESSMENT,
    STAMP_EVENT,
    TEMPLATE_CELL,
    TEMPLATE_VERSION,
    TITLE,
)
from charter.store.workbooks.values import Unfit, document_value

Grid = dict[Place, tuple[Any, str]]  # value and the type that the file gives it
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,60}/[0-9][0-9.]{0,20}")
_FRESH = "Download a fresh workbook and copy your answers into it."
MOST_DIGITS = 10
_BEYOND = 20  # rows looked at below the last, to notice what would not be read


def read_workbook(content: bytes, find_edition: Callable[[str], Edition]) -> Reading:
    """Give the answers of a workbook as far as they can be read, with every fault at its sheet and cell.

    Raises UnreadableWorkbook where the file may not be opened or is no workbook of this template, and UnknownEdition
    where ``find_edition`` does.
    """
    if not openpyxl.DEFUSEDXML:
        raise UnreadableWorkbook("Workbooks cannot be read safely on this server. Tell its administrator: defusedxml.")
    guard(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts that it leaves out; none of them matters here
            return _read(content, find_edition)
    except DomainError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part happens to cause
        raise UnreadableWorkbook(
            "A part of the workbook is damaged and cannot be read. Open it in your spreadsheet program and save it "
            "again as .xlsx."
        ) from error


def _read(content: bytes, find_edition: Callable[[str], Edition]) -> Reading:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    edition = _edition_of(book, find_edition)
    plan = lay_out(edition, MOST_ROWS)
    gathered = Gathered()
    _check_sheets(book, plan, gathered)
    formulas: dict[str, list[tuple[Place, Field]]] = {}
    for sheet in plan.sheets:
        if sheet.title in book.sheetnames:
            grid = _grid(book[sheet.title], sheet)
            formulas[sheet.title] = _read_sheet(sheet, grid, gathered, book.epoch)
    _read_formulas(content, plan, {title: found for title, found in formulas.items() if found}, gathered)
    reading = read_document(gathered.document(edition.reference), edition)
    faults = (*gathered.faults, *(gathered.at_cell(fault) for fault in reading.faults))
    return Reading(reading.sheet, faults, gathered.places, _stamp_of(book))


def _stamp_of(book: Any) -> Stamp | None:
    """Where it was downloaded; None where it never was, or a program on its way has lost the mark."""
    told = {item.name: str(item.value) for item in book.custom_doc_props.props}
    assessment_id, number = told.get(STAMP_ASSESSMENT, ""), told.get(STAMP_EVENT, "")
    is_whole = assessment_id and number.isascii() and number.isdigit() and len(number) < MOST_DIGITS
    return Stamp(assessment_id, int(number)) if is_whole else None


def _edition_of(book: Any, find_edition: Callable[[str], Edition]) -> Edition:
    if TITLE not in book.sheetnames or not hasattr(book[TITLE], "iter_rows"):
        raise UnreadableWorkbook(
            f"The workbook has no sheet “{TITLE}”, so it is none of this charter or the sheet was renamed. {_FRESH}"
        )
    rows = list(book[TITLE].iter_rows(min_row=1, max_row=5, min_col=1, max_col=2, values_only=True))
    found = {f"{'AB'[column]}{row}": value for row, line in enumerate(rows, 1) for column, value in enumerate(line)}
    reference, template = str(found.get(EDITION_CELL) or ""), str(found.get(TEMPLATE_CELL) or "").removesuffix(".0")
    if not _REFERENCE.fullmatch(reference) or not template:
        raise UnreadableWorkbook(f"The cover does not say which edition the workbook is for. {_FRESH}")
    edition = find_edition(reference)
    if template != TEMPLATE_VERSION:
        raise UnreadableWorkbook(
            f"The workbook is of template version {template[:20]}; version {TEMPLATE_VERSION} is needed. {_FRESH}"
        )
    if str(found.get(CHECKSUM_CELL) or "").strip() != edition.checksum:
        raise UnreadableWorkbook(
            f"The workbook was made for another text of edition {reference} than the one in use now. {_FRESH}"
        )
    return edition


def _check_sheets(book: Any, plan: WorkbookPlan, gathered: Gathered) -> None:
    known = {sheet.title for sheet in plan.sheets}
    for sheet in plan.sheets:
        if sheet.title not in book.sheetnames and not sheet.is_optional:
            gathered.faults.append(
                Fault(
                    f"'{sheet.title}'",
                    "The sheet is missing or renamed, so nothing on it was read. Put it back or rename it.",
                )
            )
    for title in book.sheetnames:
        if title not in known and title != LISTS:
            gathered.faults.append(
                Fault(f"'{title[:31]}'", "The sheet is none of the workbook's, so it was not read. Delete it.")
            )


def _grid(page: Any, sheet: SheetPlan) -> Grid:
    """Every cell that holds something, no further than the layout goes."""
    if not hasattr(page, "iter_rows"):
        return {}
    grid: Grid = {}
    last_row, last_column = sheet.last_row + _BEYOND, sheet.last_column
    for row, line in enumerate(page.iter_rows(min_row=1, max_row=last_row, min_col=1, max_col=last_column), start=1):
        for column, cell in enumerate(line, start=1):
            if cell.value is not None:
                grid[Place(row, column)] = (cell.value, cell.data_type)
    return grid


def _read_sheet(sheet: SheetPlan, grid: Grid, gathered: Gathered, epoch: Any) -> list[tuple[Place, Field]]:
    """Gather the sheet's values; give the fields that hold a formula, whose values stand elsewhere."""
    moved = {
        place for place, label in sheet.labels.items() if label.is_anchor and _words(grid.get(place)) != label.value
    }
    formulas = []
    for place, field in sheet.fields.items():
        if moved.intersection(field.anchors):
            continue
        value, kind = grid.get(place, (None, "n"))
        if kind == "f":
            formulas.append((place, field))
        else:
            _gather(gathered, field, (value, kind), place_on(sheet.title, place.address), epoch)
    if moved:
        gathered.faults.append(_moved_fault(sheet, grid, min(moved), len(moved)))
    _notice_beyond(sheet, grid, gathered)
    return formulas


def _words(entry: tuple[Any, str] | None) -> str:
    if entry is None:
        return ""
    value = entry[0]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _moved_fault(sheet: SheetPlan, grid: Grid, place: Place, count: int) -> Fault:
    wanted, read = sheet.labels[place].value, _words(grid.get(place))[:40]
    more = f" The same holds for {count - 1} more labels on this sheet." if count > 1 else ""
    return Fault(
        place_on(sheet.title, place.address),
        f"The label here should be “{wanted}” and is “{read}”, so what belongs to it was not read: rows or columns "
        f"have moved.{more} Undo that, or copy the figures into a fresh workbook.",
    )


def _notice_beyond(sheet: SheetPlan, grid: Grid, gathered: Gathered) -> None:
    last_row = sheet.last_row
    below = [place for place in grid if place.row > last_row]
    if below:
        place = min(below)
        gathered.faults.append(
            Fault(
                place_on(sheet.title, place.address),
                "Nothing below the form is read. Move it into the form's cells, or delete it.",
            )
        )


def _gather(gathered: Gathered, field: Field, entry: tuple[Any, str], where: str, epoch: Any) -> None:
    value, kind = entry
    if kind == "e":
        gathered.faults.append(Fault(where, f"The cell shows the error {value}. Type the value itself."))
        return
    try:
        gathered.add(field, document_value(field, value, epoch), where)
    except Unfit as error:
        gathered.faults.append(Fault(where, str(error)))


def _read_formulas(
    content: bytes, plan: WorkbookPlan, formulas: dict[str, list[tuple[Place, Field]]], gathered: Gathered
) -> None:
    """What a formula in an input cell came to when the workbook was last saved by a spreadsheet program."""
    if not formulas:
        return
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for title, found in formulas.items():
        sheet = plan.sheet(title)
        grid = _grid(book[title], sheet)
        for place, field in found:
            if place in grid:
                _gather(gathered, field, grid[place], place_on(title, place.address), book.epoch)
            else:
                message = "The cell holds a formula without a value. Copy it and paste it as a value, then save."
                gathered.faults.append(Fault(place_on(title, place.address), message))
