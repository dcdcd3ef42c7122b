"""What is wrong with a table that somebody filled in, each fault named by its cell, and what is only worth a word."""

from __future__ import annotations

from collections.abc import Iterator

from charter.domain.answers import CellKey, TableData
from charter.domain.edition import Edition, Measure, TableDefinition
from charter.domain.errors import Fault
from charter.domain.tables import LARGEST_CELL, cell_words, is_count


def check_table(edition: Edition, definition: TableDefinition, data: TableData) -> tuple[Fault, ...]:
    """Give every fault of a table: no counts, more in a part than in its whole, rows that do not agree with their sum.

    A blank is no fault here; who needs the cell says so. The place of a fault is the cell in words.
    """
    return (
        *_impossible(edition, definition, data),
        *_above_their_whole(edition, definition, data),
        *_disagreeing(edition, definition, data),
    )


def table_notices(edition: Edition, definition: TableDefinition, data: TableData) -> tuple[str, ...]:
    """Give what is worth a word and no fault: more people answered a survey than were invited.

    People describe themselves otherwise than the record does, so a group may have more answers than invitations.
    """
    if definition.kind != "survey" or len(definition.measures) < 2:
        return ()
    invited, responded = definition.measures[0], definition.measures[1]
    rows = (*definition.rows, *(row for row in definition.optional_rows if row not in definition.rows))
    pairs = [(row, data.cells.get((invited.id, row, "")), data.cells.get((responded.id, row, ""))) for row in rows]
    return tuple(
        f"{cell_words(edition, definition, (responded.id, row, ''))}: more than {_lower(invited)}. People may describe "
        "themselves otherwise than the record does; the share is shown as 100."
        for row, base, part in pairs
        if _is_above(part, base)
    )


def _impossible(edition: Edition, definition: TableDefinition, data: TableData) -> Iterator[Fault]:
    for key, value in data.cells.items():
        if value is not None and not is_count(value):
            message = f"This is no count. Give a whole number from 0 to {LARGEST_CELL:,}, or leave the cell blank."
            yield Fault(cell_words(edition, definition, key), message)


def _above_their_whole(edition: Edition, definition: TableDefinition, data: TableData) -> Iterator[Fault]:
    wholes = {item.id: item for item in (*definition.measures, *definition.extras)}
    limits = {item.id: wholes[item.at_most] for item in wholes.values() if item.at_most in wholes}
    for (measure, row, column), value in data.cells.items():
        whole = limits.get(measure)
        if whole is not None and _is_above(value, data.cells.get((whole.id, row, column))):
            message = f"More than “{_lower(whole)}” in the same place. Correct one of the two counts."
            yield Fault(cell_words(edition, definition, (measure, row, column)), message)


def _disagreeing(edition: Edition, definition: TableDefinition, data: TableData) -> Iterator[Fault]:
    for key, value in data.cells.items():
        parts = definition.optional_rows.get(key[1])
        if parts is None or value is None or not is_count(value):
            continue
        if fault := _disagreement(edition, definition, data, key, parts):
            yield fault


def _disagreement(
    edition: Edition, definition: TableDefinition, data: TableData, key: CellKey, parts: tuple[str, ...]
) -> Fault | None:
    """Complete parts must sum to the row; parts of which some are blank may not exceed it."""
    measure, _, column = key
    given = [data.cells.get((measure, part, column)) for part in parts]
    counts = [count for count in given if count is not None and is_count(count)]
    total, stated = sum(counts), data.cells[key] or 0
    if total == stated or (len(counts) < len(parts) and total < stated):
        return None
    names = ", ".join(definition.row_labels.get(part, part) for part in parts)
    message = f"This row sums {names}, and they do not agree with it. Correct it, or leave it or them blank."
    return Fault(cell_words(edition, definition, key), message)


def _is_above(part: int | None, whole: int | None) -> bool:
    return part is not None and whole is not None and is_count(part) and is_count(whole) and part > whole


def _lower(measure: Measure) -> str:
    return measure.label[:1].lower() + measure.label[1:]
