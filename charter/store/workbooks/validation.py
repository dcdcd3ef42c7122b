"""Drop-downs, number and date checks, and the prompts that tell what a cell wants when it is entered."""

from __future__ import annotations

import datetime as dt

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from charter.store.answer_facts import EARLIEST, LATEST, MOST_COUNT, MOST_TEXT
from charter.store.workbooks.cells import Choices, Field, Place, SheetPlan, WorkbookPlan


def add_lists(book: Workbook, plan: WorkbookPlan, title: str) -> dict[str, str]:
    """Write every drop-down's labels to a hidden sheet; give each one's range, by the id of its choices."""
    wanted: dict[str, Choices] = {}
    for sheet in plan.sheets:
        for field in sheet.fields.values():
            if field.choices is not None:
                wanted.setdefault(field.choices.id, field.choices)
    page = book.create_sheet(title)
    page.sheet_state = "hidden"
    page.protection.sheet = True
    ranges = {}
    for column, choices in enumerate(wanted.values(), start=1):
        letter = get_column_letter(column)
        page.cell(1, column, f"List: {choices.id}")
        for row, label in enumerate(choices.labels.values(), start=2):
            cell = page.cell(row, column, label)
            cell.data_type = "s"
        ranges[choices.id] = f"{title}!${letter}$2:${letter}${len(choices.labels) + 1}"
        name = f"List_{choices.id}"
        book.defined_names[name] = DefinedName(name, attr_text=ranges[choices.id])
    return ranges


def add_validations(page: Worksheet, plan: SheetPlan, ranges: dict[str, str]) -> None:
    """Check what is typed into the sheet's fields; cells that want the same share one check."""
    alike: dict[tuple[str, str, str, int | None], list[tuple[Place, Field]]] = {}
    for place, field in plan.fields.items():
        key = (field.kind, field.prompt, field.choices.id if field.choices else "", field.minimum)
        alike.setdefault(key, []).append((place, field))
    for entries in alike.values():
        check = _check(entries[0][1], ranges)
        check.sqref = _spans([place for place, _ in entries])
        page.add_data_validation(check)


def _check(field: Field, ranges: dict[str, str]) -> DataValidation:
    check = DataValidation(allow_blank=True, showErrorMessage=True, showInputMessage=True)
    if field.choices is not None:
        check.type, check.formula1 = "list", f"={ranges[field.choices.id]}"[1:]
        check.error = "Choose one of the list, or leave the cell blank."
    elif field.kind in ("count", "integer", "number"):
        check.type, check.operator = "decimal" if field.kind == "number" else "whole", "between"
        check.formula1, check.formula2 = str(field.minimum or 0), str(MOST_COUNT)
        check.error = f"{field.prompt} Leave the cell blank if it is not known."
    elif field.kind == "date":
        check.type, check.operator = "date", "between"
        check.formula1, check.formula2 = _serial(EARLIEST), _serial(LATEST)
        check.error = "Write a day of the calendar, for example 31/03/2027."
    else:
        check.type, check.operator, check.formula1 = "textLength", "lessThanOrEqual", str(MOST_TEXT)
        check.error = "The text is longer than a cell should hold. Shorten it."
    check.errorTitle, check.promptTitle = "That does not fit here", "What to write here"
    check.prompt = field.prompt[:250]
    return check


def _serial(day: dt.date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _spans(places: list[Place]) -> str:
    """Cells as few ranges: runs along a row first, then equal runs in rows that follow each other."""
    rows: dict[int, list[int]] = {}
    for place in places:
        rows.setdefault(place.row, []).append(place.column)
    blocks: dict[tuple[int, int], list[list[int]]] = {}
    for row, columns in sorted(rows.items()):
        for left, right in _runs(sorted(columns)):
            open_blocks = blocks.setdefault((left, right), [])
            if open_blocks and open_blocks[-1][1] == row - 1:
                open_blocks[-1][1] = row
            else:
                open_blocks.append([row, row])
    return " ".join(
        f"{Place(top, left).address}:{Place(bottom, right).address}"
        for (left, right), found in blocks.items()
        for top, bottom in found
    )


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
