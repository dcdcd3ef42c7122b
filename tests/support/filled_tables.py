"""Tables of an installed edition filled with zeros, but for the cells that a test is about."""

from __future__ import annotations

from charter.domain.answers import CellKey, TableData
from charter.domain.edition import Edition


def filled(edition: Edition, table_id: str, cells: dict[CellKey, int]) -> dict[int, TableData]:
    """Give a table for the year to the snapshot: every cell of its own measures 0, then the cells given."""
    table = edition.table(table_id)
    zeros: dict[CellKey, int | None] = {
        (measure.id, row, column): 0
        for measure in table.measures
        for row in table.rows
        for column in table.columns or ("",)
    }
    zeros |= {(extra.id, "", ""): 0 for extra in table.extras}
    return {0: TableData(zeros | cells)}
