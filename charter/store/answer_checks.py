"""What a table contradicts in itself, each fault at its place in the answers document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from charter.domain.answers import CellKey, TableData
from charter.domain.edition import Edition, TableDefinition
from charter.domain.errors import Fault
from charter.domain.table_checks import check_table
from charter.domain.tables import cell_words
from charter.store.answer_facts import item_measures
from charter.store.answer_text import pointer

Path = tuple[str | int, ...]


def table_faults(
    edition: Edition, definition: TableDefinition, data: TableData, rows: Mapping[str, Any], year: str
) -> Iterator[Fault]:
    """Give the table's faults; ``rows`` is the part of the document that it was read from."""
    faults = check_table(edition, definition, data)
    if not faults:
        return
    keys = {cell_words(edition, definition, key): key for key in data.cells}
    for fault in faults:
        path: Path = ("tables", definition.id, year)
        if fault.place in keys:
            path = (*path, *_path_in(edition, definition, rows, keys[fault.place]))
        yield Fault(pointer(path), fault.message)


def _path_in(edition: Edition, definition: TableDefinition, rows: Mapping[str, Any], key: CellKey) -> Path:
    measure, row, column = key
    if not row:
        return ("totals", measure)
    leaf = rows.get(row) or {}
    place: Path = (row, column) if column else (row,)
    if column:
        leaf = leaf.get(column)
    # with one measure, the number may stand for the cell
    return (*place, *item_measures(edition, definition).get(measure, (measure,))) if isinstance(leaf, dict) else place
