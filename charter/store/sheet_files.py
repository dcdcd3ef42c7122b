"""A sheet of cells out of a CSV file or a workbook, as text; formulas by what they came to."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import load_workbook

from charter.domain.errors import UnreadableWorkbook
from charter.store.workbooks.guard import guard, is_workbook

ENCODINGS = ("utf-8-sig", "cp1252")
SIGNS = ",;\t"
MOST_ROWS, MOST_COLUMNS = 2_000, 200


def read_sheet(content: bytes, name: str) -> list[list[str]]:
    """Give the cells of a CSV file, or of a workbook's first sheet, row by row, without white space around them.

    Raises UnreadableWorkbook, with a sentence that says what to do, where the file cannot be read.
    """
    rows = _workbook(content) if is_workbook(content, name) else _csv(content)
    if len(rows) > MOST_ROWS:
        raise UnreadableWorkbook(f"The sheet has more than {MOST_ROWS:,} rows. Keep the table alone in it.")
    return rows


def _workbook(content: bytes) -> list[list[str]]:
    guard(content)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        return [[_text(cell) for cell in row] for row in rows]
    finally:
        book.close()


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    sign = max(SIGNS, key=first.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=sign)]
    except csv.Error as error:
        raise UnreadableWorkbook("The file is no CSV that can be read. Save the sheet as CSV again.") from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise UnreadableWorkbook("The file is neither CSV nor a workbook. Save the sheet as CSV or .xlsx.")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableWorkbook("The file’s letters cannot be read. Save it as CSV in UTF-8.")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
