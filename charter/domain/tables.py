"""Counts by category: blank is not zero, sums are exact, and a row that sums others must agree with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charter.domain.answers import CellKey, TableData
from charter.domain.codes import NOWHERE, base_rows, group_of_row
from charter.domain.edition import Edition, TableDefinition
from charter.domain.wording import count_text

# A thousand million: more than any employer has, so a larger number is a slip of the hand.
LARGEST_CELL = 10**9

__all__ = [
    "LARGEST_CELL",
    "CellSum",
    "blank_words",
    "cell_sum",
    "cell_words",
    "group_of_row",
    "is_count",
    "required_cells",
    "year_words",
]


@dataclass(frozen=True, slots=True)
class CellSum:
    """The sum of a set of cells; None where a cell is blank, and then ``blanks`` holds those cells."""

    value: int | None
    blanks: tuple[CellKey, ...] = ()


def is_count(value: Any) -> bool:
    """Say whether a value is a count of people or things: a whole number, 0 or more, and not absurdly large."""
    return type(value) is int and 0 <= value <= LARGEST_CELL


def cell_sum(
    table: TableDefinition, data: TableData, measures: Sequence[str], rows: Sequence[str], columns: Sequence[str]
) -> CellSum:
    """Give the exact sum over every measure, row and column named; blank where any of the cells is blank.

    An optional row stands in for the rows that it sums where one of them is blank. A value that is no count counts as
    blank: ``check_table`` names it.
    """
    total = 0
    blanks: list[CellKey] = []
    for measure in measures:
        for column in columns:
            found = _over_rows(table, data.cells, measure, rows, column)
            total += found.value or 0
            blanks.extend(found.blanks)
    return CellSum(None, tuple(blanks)) if blanks else CellSum(total)


def required_cells(edition: Edition, table: TableDefinition) -> list[tuple[str, tuple[str, ...], str]]:
    """Give what a complete table holds, as (measure, rows, column); optional measures are left out."""
    columns = table.columns or NOWHERE
    measures = [item.id for item in table.measures if not item.is_optional]
    if table.kind == "survey" and edition.survey is not None:
        survey = edition.survey
        measures += [f"{item.id}:{answer}" for item in survey.items for answer in survey.answers]
    inside = [(measure, base_rows(table), column) for measure in measures for column in columns]
    return inside + [(item.id, NOWHERE, "") for item in table.extras if not item.is_optional]


def cell_words(edition: Edition, table: TableDefinition, key: CellKey) -> str:
    """Give a cell as a reader finds it: ``DT-02, active mentees, Asian, Bands 5 to 7``."""
    measure, row, column = key
    parts = [table.id, _measure_words(edition, table, measure)]
    parts += [table.row_labels.get(row, row)] if row else []
    parts += [table.column_labels.get(column, column)] if column else []
    return ", ".join(parts)


def blank_words(edition: Edition, table: TableDefinition, blanks: Sequence[CellKey]) -> str:
    """Give the sentence that names the first blank cell and says how many more there are."""
    first = cell_words(edition, table, blanks[0])
    rest = len(blanks) - 1
    more = f", and so {'is' if rest == 1 else 'are'} {count_text(rest, 'more cell')}" if rest else ""
    return f"{first} is blank{more}."


def year_words(year: int) -> str:
    """Give a year counted from the snapshot in words."""
    if year == 0:
        return "the year to the snapshot"
    return "the year before the snapshot’s" if year == -1 else f"the year {-year} years before the snapshot’s"


def _over_rows(
    table: TableDefinition, cells: Mapping[CellKey, int | None], measure: str, rows: Sequence[str], column: str
) -> CellSum:
    values = {row: cells.get((measure, row, column)) for row in rows}
    if all(map(is_count, values.values())):  # nothing blank, as almost everywhere
        return CellSum(sum(value or 0 for value in values.values()))
    for row, parts in table.optional_rows.items():
        stands_in = cells.get((measure, row, column))
        if is_count(stands_in) and values.keys() >= set(parts) and any(not is_count(values[part]) for part in parts):
            values = {key: value for key, value in values.items() if key not in parts} | {row: stands_in}
    blanks = tuple((measure, row, column) for row, value in values.items() if not is_count(value))
    return CellSum(None, blanks) if blanks else CellSum(sum(value or 0 for value in values.values()))


def _measure_words(edition: Edition, table: TableDefinition, measure: str) -> str:
    for item in (*table.measures, *table.extras):
        if item.id == measure:
            return item.label[:1].lower() + item.label[1:]
    item_id, _, answer = measure.partition(":")
    labels = edition.survey.scale_labels if edition.survey else {}
    label = labels.get(answer, answer)
    return f"{item_id}, {label[:1].lower() + label[1:]}" if answer else measure
