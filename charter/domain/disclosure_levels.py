"""The levels of detail at which a table may be shown, finest first, and how entered counts add up at each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from charter.domain.answers import TableData
from charter.domain.disclosure_counts import disclosure_facts
from charter.domain.edition import CodeGrouping, Edition, TableDefinition

Codes = frozenset[tuple[str, str]]  # (code list, code)
AS_ENTERED = "as entered"
NO_COLUMNS = "none"


@dataclass(frozen=True, slots=True)
class TableLevel:
    """Rows and columns of one level of detail: code -> label; no columns means rows alone.

    ``subtotals``: groups of rows whose counts are known from elsewhere, such as the rates of the group.
    ``row_sources`` and ``column_sources``: the entered rows and columns that each one sums.
    """

    rows: Mapping[str, str]
    columns: Mapping[str, str]
    subtotals: Mapping[str, tuple[str, ...]]
    row_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    column_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    name: str = ""

    def members(self, row: str) -> tuple[str, ...]:
        """Give the rows that a row or subtotal stands for."""
        return self.subtotals.get(row, (row,))

    def count(self, data: TableData, measure: str, row: str, column: str) -> int | None:
        """Give the exact count of a row and column; None where any cell of it is blank."""
        columns = self.column_sources.get(column) or self.column_sources.get("", ("",))
        total = 0
        for source in self.row_sources[row]:
            for entered in columns:
                count = data.cells.get((measure, source, entered))
                if count is None:
                    return None
                total += count
        return total


def table_levels(edition: Edition, definition: TableDefinition, data: TableData | None) -> tuple[TableLevel, ...]:
    """Give the levels at which the edition lets the table be shown, finest first; none where it does not list it.

    Rows are collapsed step by step along the edition's order, then columns, then the columns are dropped.
    """
    fixed = next((item for item in _fixed_tables(edition) if item.get("table") == definition.id), None)
    if fixed is None or definition.kind not in ("counts", "survey"):
        return ()
    row_steps = _row_steps(edition, str(fixed.get("rows", AS_ENTERED)), definition)
    column_steps = _column_steps(edition, str(fixed.get("columns", NO_COLUMNS)))
    steps = [(rows, column_steps[0]) for rows in row_steps]
    steps += [(row_steps[-1], columns) for columns in column_steps[1:]]
    levels = (_level(edition, definition, data, rows, columns) for rows, columns in steps)
    return tuple(level for level in levels if level is not None)


def base_codes(edition: Edition, list_id: str, code: str) -> Codes:
    """Give the codes of code lists that a code of a list or grouping stands for; empty where it is unknown."""
    if list_id in edition.code_lists:
        return frozenset({(list_id, code)}) if code in edition.code_lists[list_id].labels else frozenset()
    grouping = edition.code_groupings.get(list_id)
    if grouping is None or code not in grouping.groups:
        return frozenset()
    return frozenset().union(*(base_codes(edition, grouping.of, member) for member in grouping.groups[code]))


def _fixed_tables(edition: Edition) -> tuple[Mapping[str, Any], ...]:
    facts = disclosure_facts(edition)
    outside: Mapping[str, Any] = facts.get("outside_own_trust") or {}
    return tuple(outside.get("fixed_tables") or ())


def _row_steps(edition: Edition, finest: str, definition: TableDefinition) -> tuple[str, ...]:
    order = tuple(disclosure_facts(edition).get("collapse_order") or ())
    if finest == AS_ENTERED or definition.row_list is None:
        return (AS_ENTERED,)
    return order[order.index(finest) :] if finest in order else (finest,)


def _column_steps(edition: Edition, finest: str) -> tuple[tuple[str, ...], ...]:
    """The column lists of each step; the last is rows alone."""
    if finest == NO_COLUMNS:
        return ((),)
    lists = tuple(part.strip() for part in finest.split("+"))
    order = tuple(disclosure_facts(edition).get("band_collapse_order") or ())
    banded = next((item for item in lists if item in order), None)
    if banded is None:
        return (lists, ())
    coarser = order[order.index(banded) :]
    return (*(tuple(step if item == banded else item for item in lists) for step in coarser), ())


def _level(
    edition: Edition, definition: TableDefinition, data: TableData | None, rows: str, columns: tuple[str, ...]
) -> TableLevel | None:
    row_codes = _codes_of_rows(edition, definition, rows)
    row_sources = _row_sources(edition, definition, data, row_codes)
    column_sources = _column_sources(edition, definition, columns)
    if row_sources is None or column_sources is None:
        return None
    labels = {code: label for code, (label, _) in row_codes.items()}
    return TableLevel(
        rows=labels,
        columns=_column_labels(edition, columns),
        subtotals=_subtotals(edition, {code: codes for code, (_, codes) in row_codes.items()}),
        row_sources=row_sources,
        column_sources=column_sources,
        name=" by ".join(part for part in (rows, " + ".join(columns)) if part),
    )


def _codes_of_rows(edition: Edition, definition: TableDefinition, rows: str) -> dict[str, tuple[str, Codes]]:
    """Row -> (label, codes); a table with rows of its own keeps them, each its own code."""
    if rows == AS_ENTERED:
        own = [row for row in definition.rows if row not in definition.optional_rows]
        return {row: (definition.row_labels.get(row, row), frozenset({("", row)})) for row in own}
    labels = _list_labels(edition, rows)
    return {code: (label, base_codes(edition, rows, code)) for code, label in labels.items()}


def _list_labels(edition: Edition, list_id: str) -> Mapping[str, str]:
    if list_id in edition.code_lists:
        return edition.code_lists[list_id].labels
    grouping: CodeGrouping | None = edition.code_groupings.get(list_id)
    return {} if grouping is None else {code: grouping.labels.get(code, code) for code in grouping.groups}


def _row_sources(
    edition: Edition,
    definition: TableDefinition,
    data: TableData | None,
    wanted: Mapping[str, tuple[str, Codes]],
) -> dict[str, tuple[str, ...]] | None:
    """Which entered rows each wanted row sums; None where an entered row lies across two of them."""
    entered = _entered_rows(edition, definition, data)
    return _matched(entered, {row: codes for row, (_, codes) in wanted.items()})


def _entered_rows(edition: Edition, definition: TableDefinition, data: TableData | None) -> dict[str, Codes]:
    """Entered row -> codes; an optional row stands in for the rows that it sums where those are blank."""

    def codes(row: str) -> Codes:
        return frozenset({("", row)}) if definition.row_list is None else base_codes(edition, definition.row_list, row)

    entered = {row: codes(row) for row in definition.rows if row not in definition.optional_rows}
    for row, summed in definition.optional_rows.items():
        if _has(data, row) and not all(_has(data, part) for part in summed):
            entered = {key: value for key, value in entered.items() if key not in summed}
            entered[row] = frozenset().union(*(codes(part) for part in summed))
    return entered


def _has(data: TableData | None, row: str) -> bool:
    return data is not None and any(key[1] == row and count is not None for key, count in data.cells.items())


def _matched(entered: Mapping[str, Codes], wanted: Mapping[str, Codes]) -> dict[str, tuple[str, ...]] | None:
    sources: dict[str, list[str]] = {name: [] for name in wanted}
    for code, codes in entered.items():
        homes = [name for name, group in wanted.items() if codes and codes <= group]
        if len(homes) != 1:
            return None
        sources[homes[0]].append(code)
    return {name: tuple(codes) for name, codes in sources.items()} if all(sources.values()) else None


def _column_sources(
    edition: Edition, definition: TableDefinition, lists: tuple[str, ...]
) -> dict[str, tuple[str, ...]] | None:
    entered = {column: _column_codes(edition, definition, column) for column in definition.columns}
    if not lists:
        return {"": tuple(entered) or ("",)}
    if not entered:
        return None
    wanted = {code: base_codes(edition, item, code) for item in lists for code in _list_labels(edition, item)}
    return _matched(entered, wanted)


def _column_codes(edition: Edition, definition: TableDefinition, column: str) -> Codes:
    found = (base_codes(edition, item, column) for item in definition.column_lists)
    return next((codes for codes in found if codes), frozenset())


def _column_labels(edition: Edition, lists: tuple[str, ...]) -> dict[str, str]:
    return {code: label for item in lists for code, label in _list_labels(edition, item).items()}


def _subtotals(edition: Edition, rows: Mapping[str, Codes]) -> dict[str, tuple[str, ...]]:
    """Groups of several rows, though not of all, that the edition's groupings name."""
    found: dict[str, tuple[str, ...]] = {}
    for grouping in edition.code_groupings.values():
        for name in grouping.groups:
            codes = base_codes(edition, grouping.id, name)
            members = tuple(row for row, own in rows.items() if own and own <= codes)
            covered = frozenset().union(*(rows[row] for row in members))
            if 1 < len(members) < len(rows) and covered == codes and name not in rows:
                found.setdefault(name, members)
    return found
