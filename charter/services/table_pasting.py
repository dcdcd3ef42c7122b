"""A block of cells out of a spreadsheet: where each goes in a table, by its labels or by its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charter.domain.errors import UnreadableWorkbook
from charter.services.table_grids import Block, Path
from charter.store.sheet_files import read_sheet

LARGEST = 60_000  # cells; the largest table of a year has fewer than a thousand
Matrix = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What goes where, and what found no place."""

    texts: dict[Path, str]
    left_over: int  # cells with something in them that lie outside the table
    by_label: bool  # whether rows or columns were found by their names


def pasted_text(text: str) -> list[list[str]]:
    """Give a block as Excel copies it: a line a row, tabs between cells. Raises UnreadableWorkbook."""
    rows = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")]
    return _checked([[cell.strip() for cell in row] for row in rows])


def uploaded_sheet(content: bytes, name: str) -> list[list[str]]:
    """Give the cells of a CSV file, or of the first sheet of a workbook, as text. Raises UnreadableWorkbook."""
    return _checked(read_sheet(content, name))


def place_block(block: Block, matrix: Matrix, line: int, column: int) -> Pasted:
    """Give where the cells of a matrix go in a block.

    A first row of column names and a first column of row names are recognised, in words or codes, and then cells go by
    their names; else they go by their place, from ``line`` and ``column`` (0 = the first) on.
    """
    columns = _named(block.column_codes, block.column_labels)
    lines = _named([item.code for item in block.lines], [item.label for item in block.lines])
    head = _matches(matrix[0][1:] if len(matrix) > 1 else [], columns) or _matches(matrix[0], columns)
    body = matrix[1:] if head else matrix
    by_line = _matches([row[0] for row in body if row], lines)
    width = max((len(row) for row in matrix), default=0)
    places = _column_places(matrix[0] if head else None, columns, width, shift=(1 if by_line else 0), start=column)
    texts: dict[Path, str] = {}
    left_over = 0
    for number, row in enumerate(body):
        target = lines.get(_plain(row[0])) if by_line and row else line + number
        for place, cell in enumerate(row):
            where = places.get(place)
            if not cell or (by_line and place == 0):
                continue
            if target is None or where is None or target >= len(block.lines) or where >= len(block.column_codes):
                left_over += 1
                continue
            texts[block.lines[target].cells[where].path] = cell
    return Pasted(texts, left_over, by_label=bool(head or by_line))


def _named(codes: Sequence[str], labels: Sequence[str]) -> dict[str, int]:
    names = {_plain(label): place for place, label in enumerate(labels)}
    return names | {_plain(code): place for place, code in enumerate(codes)}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _matches(cells: Sequence[str], names: dict[str, int]) -> bool:
    """Whether at least half of the cells that say something, and are no numbers, are names."""
    said = [_plain(cell) for cell in cells if cell.strip() and not cell.strip().isdigit()]
    return bool(said) and sum(cell in names for cell in said) * 2 >= len(said)


def _column_places(
    head: Sequence[str] | None, columns: dict[str, int], width: int, *, shift: int, start: int
) -> dict[int, int]:
    if head is not None:
        return {place: columns[_plain(cell)] for place, cell in enumerate(head) if _plain(cell) in columns}
    return {place: place - shift + start for place in range(shift, width)}


def _checked(rows: list[list[str]]) -> list[list[str]]:
    if sum(len(row) for row in rows) > LARGEST:
        raise UnreadableWorkbook(f"The block has more than {LARGEST:,} cells. Copy the table’s cells alone.")
    kept = [row for row in rows if any(row)]
    if not kept:
        raise UnreadableWorkbook("There is nothing in it. Copy the cells in Excel and paste them here.")
    return kept
