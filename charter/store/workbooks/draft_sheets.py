"""A workbook of a draft: sheets with headings, ids that stay, and cells to write in; painted, and read back by ids."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from charter.domain.errors import DomainError, Fault, UnreadableWorkbook
from charter.domain.wording import date_text
from charter.store.workbooks.cells import Field, line_count, place_on
from charter.store.workbooks.guard import guard
from charter.store.workbooks.packing import fixed_bytes
from charter.store.workbooks.styles import TABS, named_styles
from charter.store.workbooks.values import Unfit, document_value
from charter.store.workbooks.writer import write_text

COVER, LISTS = "Read me", "Lists"
STAMP_DRAFT, STAMP_VERSION = "CharterDraft", "CharterDraftVersion"
MOST_ROWS = 2_000  # of a sheet; the largest honest one has 300
_HEAD = 1  # the row of the headings
_FRESH = "Download the workbook anew and copy your changes into it."

Key = tuple[str, ...]
_DAY = Field((), "date")


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell to write in: what it is about, and what it holds as a form would show it."""

    name: str  # told back with what was read
    value: str
    choices: tuple[tuple[str, str], ...] = ()  # code and label; () = anything
    is_day: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A row: texts that stay, of which the first tell it from the others, then cells."""

    fixed: tuple[str, ...]
    cells: tuple[DraftCell | None, ...]  # None = nothing can be written there


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """A sheet: headings with the widths of their columns, and its rows."""

    title: str
    about: str  # a line for the cover
    heads: tuple[tuple[str, float], ...]
    key_count: int  # of the fixed columns, how many tell a row
    lines: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True)
class DraftStamp:
    """Which draft and version a workbook was downloaded from."""

    draft_id: str
    version: int


@dataclass(slots=True)
class DraftReading:
    """What was read: values by the names of their cells, where each stands, and every fault at its cell."""

    stamp: DraftStamp | None = None
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


# ---- writing -------------------------------------------------------------------------------------------------------


def write_sheets(title: str, intro: Sequence[str], sheets: Sequence[DraftSheet], stamp: DraftStamp) -> bytes:
    """Give the workbook's bytes: a cover, the sheets in order, hidden lists of choices. Same input, same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for style in named_styles():
        book.add_named_style(style)
    _paint_cover(book.create_sheet(COVER), title, intro, sheets)
    pages = [(book.create_sheet(sheet.title), sheet) for sheet in sheets]
    ranges = _paint_lists(book.create_sheet(LISTS), sheets)
    for page, sheet in pages:
        _paint(page, sheet, ranges)
    book.properties.title, book.properties.creator, book.properties.language = title, "Charter", "en-GB"
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs do not know it
    properties.append(StringProperty(name=STAMP_DRAFT, value=stamp.draft_id))
    properties.append(StringProperty(name=STAMP_VERSION, value=str(stamp.version)))
    saved = io.BytesIO()
    book.save(saved)
    return fixed_bytes(saved.getvalue())


def _paint_cover(page: Worksheet, title: str, intro: Sequence[str], sheets: Sequence[DraftSheet]) -> None:
    lines = [(title, "title"), *((text, "text") for text in intro)]
    for row, (text, style) in enumerate(lines, start=1):
        cell = page.cell(row, 1)
        write_text(cell, text)
        cell.style = f"charter_{style}"
        page.row_dimensions[row].height = 30 if style == "title" else 6 + 14.5 * line_count(text, 70)
    for row, sheet in enumerate(sheets, start=len(lines) + 2):
        name = page.cell(row, 1, f"{sheet.title}: {sheet.about}")
        name.style = "charter_text"
        page.row_dimensions[row].height = 6 + 14.5 * line_count(str(name.value), 70)
    page.column_dimensions["A"].width = 90
    _set_up(page, "cover")


def _paint_lists(page: Worksheet, sheets: Sequence[DraftSheet]) -> dict[tuple[tuple[str, str], ...], str]:
    """Every list of choices in a column of a hidden sheet; give the range of each."""
    page.sheet_state = "hidden"
    ranges: dict[tuple[tuple[str, str], ...], str] = {}
    for choices in dict.fromkeys(cell.choices for sheet in sheets for cell in _cells(sheet) if cell.choices):
        letter = get_column_letter(len(ranges) + 1)
        for row, (_, label) in enumerate(choices, start=1):
            write_text(page.cell(row, len(ranges) + 1), label)
        ranges[choices] = f"{LISTS}!${letter}$1:${letter}${len(choices)}"
    _set_up(page, "lists")
    return ranges


def _cells(sheet: DraftSheet) -> Iterator[DraftCell]:
    yield from (cell for line in sheet.lines for cell in line.cells if cell is not None)


def _paint(page: Worksheet, sheet: DraftSheet, ranges: Mapping[tuple[tuple[str, str], ...], str]) -> None:
    for column, (head, width) in enumerate(sheet.heads, start=1):
        cell = page.cell(_HEAD, column)
        write_text(cell, head)
        cell.style = "charter_header"
        page.column_dimensions[get_column_letter(column)].width = width
    page.row_dimensions[_HEAD].height = 32
    checks: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for row, line in enumerate(sheet.lines, start=_HEAD + 1):
        _paint_line(page, sheet, row, line)
        for column, asked in enumerate(line.cells, start=len(line.fixed) + 1):
            if asked is not None and asked.choices:
                checks.setdefault(asked.choices, []).append(f"{get_column_letter(column)}{row}")
    for choices, places in checks.items():
        check = DataValidation(type="list", formula1=ranges[choices], allow_blank=True, showErrorMessage=True)
        check.error = "Choose one of the list."
        check.sqref = " ".join(places)
        page.add_data_validation(check)
    page.freeze_panes = f"{get_column_letter(sheet.key_count + 1)}{_HEAD + 1}"
    page.print_title_rows = f"{_HEAD}:{_HEAD}"
    _set_up(page, "table")


def _paint_line(page: Worksheet, sheet: DraftSheet, row: int, line: DraftLine) -> None:
    height = 20.0
    for column, text in enumerate(line.fixed, start=1):
        cell = page.cell(row, column)
        write_text(cell, text)
        cell.style = "charter_label" if column <= sheet.key_count else "charter_text"
        height = max(height, 6 + 14.5 * line_count(text, sheet.heads[column - 1][1]))
    for column, asked in enumerate(line.cells, start=len(line.fixed) + 1):
        cell = page.cell(row, column)
        if asked is None:
            cell.style = "charter_term"
            continue
        _fill(cell, asked)
        height = max(height, 6 + 14.5 * line_count(_shown(asked), sheet.heads[column - 1][1]))
    page.row_dimensions[row].height = min(409.0, height)


def _fill(cell: Any, asked: DraftCell) -> None:
    text = _shown(asked)
    if asked.is_day and text:
        cell.value, cell.style = dt.date.fromisoformat(asked.value), "charter_input_date_top"
    elif asked.is_number and text:
        number = float(text)
        cell.value, cell.style = int(number) if number.is_integer() else number, "charter_input_number"
    else:
        write_text(cell, text)
        cell.style = "charter_input_date_top" if asked.is_day else "charter_input_text"
        if text[:1] in tuple("=+-@'"):
            cell.quotePrefix = True  # a text, never a formula, also when somebody edits it


def _shown(asked: DraftCell) -> str:
    return dict(asked.choices).get(asked.value, asked.value)


def _set_up(page: Worksheet, group: str) -> None:
    page.sheet_properties.tabColor = TABS[group]
    page.sheet_view.showGridLines = False
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.page_setup.paperSize, page.page_setup.orientation = page.PAPERSIZE_A4, "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


# ---- reading -------------------------------------------------------------------------------------------------------


def read_stamp(content: bytes) -> DraftStamp | None:
    """Give which draft and version a workbook was downloaded from; None where it does not say.

    Raises UnreadableWorkbook where the file may not be opened.
    """
    told = {item.name: str(item.value) for item in _open(content).custom_doc_props.props}
    version = told.get(STAMP_VERSION, "")
    is_whole = version.isascii() and version.isdigit() and len(version) < 10
    return DraftStamp(told.get(STAMP_DRAFT, ""), int(version)) if is_whole else None


def read_sheets(content: bytes, sheets: Sequence[DraftSheet]) -> DraftReading:
    """Give what the cells hold, told by the ids beside them, wherever their rows stand; every fault at its cell.

    Raises UnreadableWorkbook where the file may not be opened.
    """
    book = _open(content)
    reading = DraftReading()
    for sheet in sheets:
        if sheet.title not in book.sheetnames:
            message = f"The sheet is missing or renamed, so nothing on it was read. {_FRESH}"
            reading.faults.append(Fault(f"'{sheet.title}'", message))
            continue
        try:
            _read(book[sheet.title], sheet, reading)
        except DomainError:
            raise
        except Exception as error:  # openpyxl raises whatever a broken part happens to cause
            raise UnreadableWorkbook(f"The sheet “{sheet.title}” is damaged and cannot be read. {_FRESH}") from error
    return reading


def _open(content: bytes) -> Any:
    if not openpyxl.DEFUSEDXML:
        raise UnreadableWorkbook("Workbooks cannot be read safely on this server. Tell its administrator: defusedxml.")
    guard(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are left out; none of them matters here
            return load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # as above
        raise UnreadableWorkbook(
            "A part of the workbook is damaged and cannot be read. Open it in your spreadsheet program and save it "
            "again as .xlsx."
        ) from error


def _read(page: Any, sheet: DraftSheet, reading: DraftReading) -> None:
    rows = list(page.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=len(sheet.heads)))
    heads = [_plain(cell) for cell in rows[0]] if rows else []
    for column, (head, _) in enumerate(sheet.heads):
        found = heads[column] if column < len(heads) else ""
        if found != head:
            message = f"The heading here should be “{head}” and is “{found[:40]}”: columns have moved. {_FRESH}"
            reading.faults.append(Fault(place_on(sheet.title, f"{get_column_letter(column + 1)}1"), message))
            return
    known = {line.fixed[: sheet.key_count]: line for line in sheet.lines}
    seen: set[Key] = set()
    for number, cells in enumerate(rows[1:], start=2):
        key = tuple(_plain(cell) for cell in cells[: sheet.key_count])
        if not any(_plain(cell) for cell in cells):
            continue
        where = place_on(sheet.title, f"A{number}")
        if key not in known:
            named = " ".join(filter(None, key))[:60]
            message = f"There is no “{named}” in the draft. Ids stay as they are; add and retire by the forms."
            reading.faults.append(Fault(where, message))
        elif key in seen:
            reading.faults.append(Fault(where, f"“{' '.join(key)}” stands here a second time. Delete one of the rows."))
        else:
            seen.add(key)
            _read_line(sheet, known[key], number, cells, reading)


def _read_line(sheet: DraftSheet, line: DraftLine, number: int, cells: Sequence[Any], reading: DraftReading) -> None:
    for place, asked in enumerate(line.cells, start=len(line.fixed)):
        if asked is None:
            continue
        where = place_on(sheet.title, f"{get_column_letter(place + 1)}{number}")
        cell = cells[place] if place < len(cells) else None
        kind = getattr(cell, "data_type", "n")
        if kind in ("f", "e"):
            what = "a formula" if kind == "f" else "an error"
            reading.faults.append(Fault(where, f"The cell holds {what}. Write the text or the number itself."))
            continue
        try:
            text = _chosen(asked, _day(cell) if asked.is_day else _plain(cell))
        except Unfit as error:
            reading.faults.append(Fault(where, str(error)))
            continue
        if text is None:
            offered = ", ".join(f"“{label}”" for _, label in asked.choices)
            reading.faults.append(Fault(where, f"“{_plain(cell)[:40]}” is not in the list. Choose {offered}."))
            continue
        reading.values[asked.name] = text
        reading.places[asked.name] = where


def _chosen(asked: DraftCell, text: str) -> str | None:
    """The code of what was chosen; the text itself where nothing is to choose; None where it is no choice."""
    if not asked.choices:
        return text
    wanted = " ".join(text.casefold().split())
    for code, label in asked.choices:
        if wanted in (code.casefold(), " ".join(label.casefold().split())):
            return code
    return None


def _plain(cell: Any) -> str:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return date_text(value.date())
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _day(cell: Any) -> str:
    """A day as files write it, from a day or from a text that is one. Raises Unfit."""
    return document_value(_DAY, getattr(cell, "value", None)) or ""
