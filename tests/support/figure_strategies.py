"""Random figures for an edition: tables filled with one count, some cells otherwise, sensible or not at all."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from charter.domain.answers import Action, AnswerSheet, CellKey, TableData, survey_measure
from charter.domain.edition import Edition, TableDefinition

COUNTS = st.one_of(st.integers(0, 400), st.integers(0, 10**6))
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.none(), COUNTS, st.integers(), st.integers(10**8, 10**30), st.booleans(), st.floats(), st.text(max_size=3)
)
DAYS = st.one_of(st.none(), st.dates(), st.datetimes(), st.sampled_from([dt.date.min, dt.date.max]))


def cell_keys(edition: Edition, table: TableDefinition) -> list[CellKey]:
    """Give every cell that a table may hold."""
    measures = [item.id for item in table.measures]
    if table.kind == "survey" and edition.survey is not None:
        measures += [
            survey_measure(item.id, answer) for item in edition.survey.items for answer in edition.survey.answers
        ]
    rows = (*table.rows, *table.optional_rows)
    keys = [(measure, row, column) for measure in measures for row in rows for column in table.columns or ("",)]
    return keys + [(extra.id, "", "") for extra in table.extras]


def tables(edition: Edition, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, dict[int, TableData]]]:
    """Give tables for some of three years: one value throughout, up to a dozen cells otherwise."""
    counted = [table for table in edition.tables if table.kind != "actions"]
    years = st.sampled_from([0, -1, -2])
    return st.fixed_dictionaries({table.id: st.dictionaries(years, _any(edition, table, values)) for table in counted})


def _any(edition: Edition, table: TableDefinition, values: st.SearchStrategy[Any]) -> st.SearchStrategy[TableData]:
    if table.kind == "records":
        flags = st.fixed_dictionaries({item.id: st.sampled_from([True, False, None]) for item in table.measures})
        return st.builds(TableData, records=st.none() | st.lists(flags, max_size=8).map(tuple))
    keys = cell_keys(edition, table)
    some = st.dictionaries(st.sampled_from(keys), values, max_size=12)
    return st.builds(lambda value, others: TableData(dict.fromkeys(keys, value) | others), values, some)


def sheets(edition: Edition, values: st.SearchStrategy[Any] = ANYTHING) -> st.SearchStrategy[AnswerSheet]:
    """Give sheets with such tables, and inputs, days and plans of any kind."""
    names = st.sampled_from([item.id for item in edition.typed_inputs] or ["none"])
    numbers = st.one_of(
        st.fractions(), st.integers(), DAYS.filter(bool), st.text(max_size=3), st.just(Fraction(10**40))
    )
    texts = st.one_of(st.text(max_size=4), st.dates().map(dt.date.isoformat), st.sampled_from(["complete", "stopped"]))
    actions = st.lists(
        st.dictionaries(st.sampled_from(["due", "rag", "what", "action"]), texts).map(Action), max_size=4
    ).map(tuple)
    return st.builds(
        AnswerSheet,
        st.just(edition.reference),
        snapshot_on=DAYS,
        submit_by=DAYS,
        tables=tables(edition, values),
        tables_not_applicable=st.frozensets(st.sampled_from([table.id for table in edition.tables]), max_size=2),
        inputs=st.dictionaries(names, numbers, max_size=8),
        actions=actions,
        previous_actions=st.none() | actions,
    )


def plausible_sheets(edition: Edition) -> st.SearchStrategy[AnswerSheet]:
    """Give sheets that an institution of some size might send: parts within their wholes, an old scheme, a plan."""
    counted = [(table, cell_keys(edition, table)) for table in edition.tables if table.kind != "actions"]
    plan = st.fixed_dictionaries(
        {
            "due": st.sampled_from(["2026-01-31", "2027-03-31", "2027-04-01"]),
            "rag": st.sampled_from(["complete", "red"]),
        }
    )
    days = {item.id: dt.date(2022, 5, 1) for item in edition.typed_inputs if item.kind == "date"}
    numbers = [item.id for item in edition.typed_inputs if item.kind != "date"]

    @st.composite
    def drawn(draw: st.DrawFn) -> AnswerSheet:
        years = draw(st.sampled_from([(0,), (0, -1), (0, -1, -2)]))
        size = draw(st.sampled_from([3, 30, 300]))
        inputs = {name: Fraction(draw(st.integers(1, 200))) for name in numbers}
        return AnswerSheet(
            edition.reference,
            snapshot_on=dt.date(2027, 3, 31),
            submit_by=dt.date(2027, 9, 30),
            tables={table.id: {year: _plausible(draw, table, keys, size) for year in years} for table, keys in counted},
            inputs=days | inputs,
            previous_actions=tuple(Action(draw(plan)) for _ in range(draw(st.integers(0, 6)))),
        )

    return drawn()


def _plausible(draw: st.DrawFn, table: TableDefinition, keys: list[CellKey], size: int) -> TableData:
    if table.kind == "records":
        flags = st.fixed_dictionaries({item.id: st.booleans() for item in table.measures})
        return TableData(records=tuple(draw(st.lists(flags, max_size=12))))
    wholes = {item.id: item.at_most for item in (*table.measures, *table.extras)}
    rows = {row: place for place, row in enumerate(table.rows)}
    cells: dict[CellKey, int | None] = {}
    if table.kind == "survey":
        for row in rows:
            parts = draw(_bytes(7))
            for place, key in enumerate(key for key in keys if key[1] == row):
                cells[key] = parts[place % 7] * (size + 1) // 256
        return TableData(cells)
    shares = {name: [byte % 11 for byte in draw(_bytes(len(rows) + 1))] for name in wholes}
    for measure, row, column in keys:
        tenths = shares[measure][rows.get(row, len(rows))]
        whole = cells.get((wholes[measure] or "", row, column))
        cells[measure, row, column] = tenths * size if whole is None else tenths * whole // 10
    return TableData(cells)


def _bytes(count: int) -> st.SearchStrategy[bytes]:
    """So many numbers at once: one draw takes a tenth of the time of as many."""
    return st.binary(min_size=count, max_size=count)
