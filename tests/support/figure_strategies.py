"""Random figures for an edition: tables filled with one count, some cells otherwise, sensible or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
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

    @st.composite
    def drawn(draw: st.DrawFn, table: TableDefinition) -> TableData:
        if table.kind == "records":
            flags = st.fixed_dictionaries({item.id: st.sampled_from([True, False, None]) for item in table.measures})
            return TableData(records=draw(st.none() | st.lists(flags, max_size=8).map(tuple)))
        keys = cell_keys(edition, table)
        filled = dict.fromkeys(keys, draw(values))
        some = draw(st.dictionaries(st.sampled_from(keys), values, max_size=12))
        return TableData(filled | some)

    counted = [table for table in edition.tables if table.kind != "actions"]
    years = st.sets(st.sampled_from([0, -1, -2]))
    return st.fixed_dictionaries(
        {table.id: years.flatmap(lambda found, table=table: _each(found, lambda: drawn(table))) for table in counted}
    )


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


def _each(years: set[int], made: Callable[[], st.SearchStrategy[TableData]]) -> st.SearchStrategy[dict[int, TableData]]:
    return st.fixed_dictionaries({year: made() for year in sorted(years)})


@st.composite
def plausible_sheets(draw: st.DrawFn, edition: Edition) -> AnswerSheet:
    """Give sheets that an institution of some size might send: parts within their wholes, an old scheme, a plan."""
    counted = [table for table in edition.tables if table.kind != "actions"]
    years = draw(st.sampled_from([(0,), (0, -1), (0, -1, -2)]))
    size = draw(st.sampled_from([3, 30, 300]))
    plan = st.fixed_dictionaries(
        {
            "due": st.sampled_from(["2026-01-31", "2027-03-31", "2027-04-01"]),
            "rag": st.sampled_from(["complete", "red"]),
        }
    )
    days = {item.id: dt.date(2022, 5, 1) for item in edition.typed_inputs if item.kind == "date"}
    numbers = {item.id: draw(st.integers(1, 200)) for item in edition.typed_inputs if item.kind != "date"}
    return AnswerSheet(
        edition.reference,
        snapshot_on=dt.date(2027, 3, 31),
        submit_by=dt.date(2027, 9, 30),
        tables={table.id: {year: draw(_plausible(edition, table, size)) for year in years} for table in counted},
        inputs=days | {name: Fraction(number) for name, number in numbers.items()},
        previous_actions=tuple(Action(draw(plan)) for _ in range(draw(st.integers(0, 6)))),
    )


@st.composite
def _plausible(draw: st.DrawFn, edition: Edition, table: TableDefinition, size: int) -> TableData:
    if table.kind == "records":
        flags = st.fixed_dictionaries({item.id: st.booleans() for item in table.measures})
        return TableData(records=tuple(draw(st.lists(flags, max_size=12))))
    wholes = {item.id: item.at_most for item in (*table.measures, *table.extras)}
    rows = table.rows
    if table.kind == "survey":
        cells: dict[CellKey, int | None] = {}
        for row in rows:
            parts = draw(st.lists(st.integers(0, size), min_size=7, max_size=7))
            for place, key in enumerate(key for key in cell_keys(edition, table) if key[1] == row):
                cells[key] = parts[place % 7]
        return TableData(cells)
    shares = {
        name: draw(st.lists(st.integers(0, 10), min_size=len(rows) + 1, max_size=len(rows) + 1)) for name in wholes
    }
    cells = {}
    for measure, row, column in cell_keys(edition, table):
        tenths = shares[measure][rows.index(row) if row in rows else len(rows)]
        whole = cells.get((wholes[measure] or "", row, column))
        cells[measure, row, column] = tenths * size if whole is None else tenths * whole // 10
    return TableData(cells)
