"""Paints a laid-out workbook and fills it in from an answers document. Same input, same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import absolute_coordinate, get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.header_footer import _HeaderFooterPart as _Part
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from charter.domain.answers import AnswerSheet, Stamp
from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers
from charter.store.answer_facts import MOST_ROWS, MOST_TEXT
from charter.store.answer_files import answers_document, read_document
from charter.store.workbooks.cells import Field, Path, Place, SheetPlan, line_count, place_on
from charter.store.workbooks.layout import LISTS, OFFERED_ROWS, lay_out
from charter.store.workbooks.layout_cover import STAMP_ASSESSMENT, STAMP_EVENT, TEMPLATE_VERSION
from charter.store.workbooks.packing import fixed_bytes
from charter.store.workbooks.styles import FIELD_STYLES, TABS, named_styles
from charter.store.workbooks.validation import add_lists, add_validations
from charter.store.workbooks.values import cell_value


def write_workbook(edition: Edition, sheet: AnswerSheet | None, target: BinaryIO, stamp: Stamp | None = None) -> None:
    """Write the edition's workbook, filled in from the sheet where there is one; ``stamp`` comes back when it is read.

    Raises InvalidAnswers where the sheet holds what no cell can: reading the workbook back gives the same sheet.
    """
    document = _fit_document(edition, sheet) if sheet else {}
    plan = lay_out(edition, _rows_needed(document))
    book = Workbook()
    book.remove(book.worksheets[0])
    for style in named_styles():
        book.add_named_style(style)
    lists = add_lists(book, plan, LISTS)
    for index, sheet_plan in enumerate(plan.sheets):
        page = book.create_sheet(sheet_plan.title, index)
        _paint(page, sheet_plan)
        _fill(page, sheet_plan, document)
        add_validations(page, sheet_plan, lists)
        _set_up(page, sheet_plan, edition)
        _name_regions(book, sheet_plan, index + 1)
    _describe(book, edition, stamp)
    saved = io.BytesIO()
    book.save(saved)
    target.write(fixed_bytes(saved.getvalue()))


def _fit_document(edition: Edition, sheet: AnswerSheet) -> dict[str, Any]:
    document = answers_document(sheet, edition)
    reading = read_document(document, edition)
    lost = [fault for fault in reading.faults if answers_document(reading.sheet, edition) != document]
    if lost:
        raise InvalidAnswers(tuple(lost))
    return document


def _rows_needed(document: Mapping[str, Any]) -> int:
    lists = [document.get("actions", []), document.get("previous_actions", [])]
    lists += [
        data for years in document.get("tables", {}).values() for data in years.values() if isinstance(data, list)
    ]
    longest = max(len(entries) for entries in lists)  # five rows to spare, for what is added
    return min(MOST_ROWS, max(OFFERED_ROWS, longest + 5))


def _paint(page: Worksheet, plan: SheetPlan) -> None:
    for place, label in plan.labels.items():
        cell = page.cell(place.row, place.column)
        write_text(cell, label.value)
        cell.style = f"charter_{label.style}"
        if label.link:
            target = place_on(label.link, "A1")
            cell.hyperlink = Hyperlink(ref=place.address, location=target, tooltip=f"Go to {label.link}")
            cell.style = f"charter_{label.style}"
    for place, (formula, style) in plan.formulas.items():
        cell = page.cell(place.row, place.column, formula)
        cell.style = f"charter_{style}"
    for column, width in plan.widths.items():
        page.column_dimensions[get_column_letter(column)].width = width
    for row, height in plan.heights.items():
        page.row_dimensions[row].height = height


def _fill(page: Worksheet, plan: SheetPlan, document: Mapping[str, Any]) -> None:
    for place, field in plan.fields.items():
        cell = page.cell(place.row, place.column)
        value = cell_value(field, value_at(document, field))
        if isinstance(value, str):
            write_text(cell, value)
        elif value is not None:
            cell.value = value
        cell.style = f"charter_{field.style or FIELD_STYLES[field.kind]}"
        if isinstance(value, str) and value[:1] in "=+-@'":
            cell.quotePrefix = True  # a text, never a formula, also when somebody edits it
        if isinstance(value, str):
            _make_room(page, plan, place, value)


def write_text(cell: Cell | MergedCell, value: str) -> None:
    """Write a text into a cell as a text, whatever it begins with."""
    if len(value) > MOST_TEXT + 2000:
        raise InvalidAnswers((Fault(cell.coordinate, "The text is longer than a cell can hold. Shorten it."),))
    if not value:
        return
    cell.value = value
    cell.data_type = "s"


def _make_room(page: Worksheet, plan: SheetPlan, place: Place, text: str) -> None:
    needed = 6 + 14.5 * line_count(text, plan.widths.get(place.column, 12.0))
    height = page.row_dimensions[place.row].height or 15
    page.row_dimensions[place.row].height = min(409.0, max(height, needed))


def value_at(document: Mapping[str, Any], field: Field) -> Any:
    """Give the document's value for a field, or None."""
    if field.kind == "listed":
        return True if field.path[-1] in document.get(str(field.path[0]), []) else None
    if field.path[-1] == "none":
        return True if _follow(document, field.path[:-1]) == [] else None
    return _follow(document, field.path)


def _follow(value: Any, path: Path) -> Any:
    for part in path:
        if isinstance(value, list):
            value = value[part] if isinstance(part, int) and part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def _set_up(page: Worksheet, plan: SheetPlan, edition: Edition) -> None:
    page.sheet_properties.tabColor = TABS[plan.group]
    page.sheet_view.showGridLines = False
    page.sheet_view.zoomScale = 100
    page.freeze_panes = plan.freeze or None
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatRows = False
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "portrait" if plan.group == "cover" else "landscape"
    page.page_setup.fitToWidth = plan.pages_wide
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = plan.repeat_rows or None
    page.print_title_cols = plan.repeat_columns if plan.pages_wide > 1 else None
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.8
    page.page_margins.header = page.page_margins.footer = 0.4
    page.HeaderFooter.oddHeader = HeaderFooterItem(left=_Part(edition.title), right=_Part(plan.title))
    page.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_Part(f"Edition {edition.reference}"), right=_Part("Page &P of &N")
    )


def _name_regions(book: Workbook, plan: SheetPlan, sheet: int) -> None:
    """Name tables as screen readers look for them, so that a cell is read out with its row and column titles."""
    for number, (first, last) in enumerate(plan.regions, start=1):
        name = f"TitleRegion{number}.{first.address}.{last.address}.{sheet}"
        book.defined_names[name] = DefinedName(name, attr_text=place_on(plan.title, absolute_coordinate(first.address)))


def _describe(book: Workbook, edition: Edition, stamp: Stamp | None) -> None:
    book.active = 0
    book.properties.title = f"{edition.title}: workbook for edition {edition.version}"
    book.properties.subject = "Self-assessment"
    book.properties.creator = "Charter"
    book.properties.language = "en-GB"
    book.calculation.fullCalcOnLoad = True
    facts = {
        "CharterEdition": edition.reference,
        "CharterTemplate": TEMPLATE_VERSION,
        "CharterChecksum": edition.checksum,
    }
    if stamp is not None:
        facts |= {STAMP_ASSESSMENT: stamp.assessment_id, STAMP_EVENT: str(stamp.event_number)}
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs do not know it
    for name, value in facts.items():
        properties.append(StringProperty(name=name, value=value))
