"""Whether every metric is told what its kind needs, and whether what it is told exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from charter.domain.codes import covered_codes
from charter.domain.coherence_findings import Finding, Keys, repeated, unknown
from charter.domain.coherence_tables import codes_of
from charter.domain.edition import Edition, MetricDefinition, TableDefinition
from charter.domain.metric_kinds import COMMON, KINDS, SURVEY_KINDS

ALL_ROWS = ("all", "every")  # every row of the table
ALL_COLUMNS = ("all", "shared")
NONE = "none"
_PEOPLE_TABLES = ("counts", "survey")
_Check = Callable[[Edition, MetricDefinition, Any, Keys], Iterator[Finding]]


def metric_findings(edition: Edition) -> Iterator[Finding]:
    """Give what is wrong with the metrics' declarations; bands are checked apart."""
    yield from repeated([metric.id for metric in edition.metrics], ("metrics",), "metric")
    for place, metric in enumerate(edition.metrics):
        keys = ("metrics", place)
        if metric.kind not in KINDS:
            yield from unknown(metric.kind, sorted(KINDS), (*keys, "kind"), "kind of metric")
            continue
        yield from _inputs(edition, metric, keys)
        yield from _rest(edition, metric, keys)


def _inputs(edition: Edition, metric: MetricDefinition, keys: Keys) -> Iterator[Finding]:
    kind = KINDS[metric.kind]
    shapes = {**kind.needs, **kind.may_have}
    for name in kind.needs:
        if name not in metric.parameters:
            yield Finding(keys, f"{metric.id} lacks “{name}”, which the kind {metric.kind} needs. Add it.")
    for name, value in metric.parameters.items():
        if name in COMMON:
            continue
        if name not in shapes:
            yield Finding((*keys, name), f"The kind {metric.kind} takes no “{name}”. Remove it, or correct the kind.")
        else:
            yield from _SHAPES[shapes[name]](edition, metric, value, (*keys, name))


def _rest(edition: Edition, metric: MetricDefinition, keys: Keys) -> Iterator[Finding]:
    if metric.band_set_id is not None and metric.bands is None:
        yield Finding((*keys, "bands"), f"There is no band set “{metric.band_set_id}”. Correct it, or add it.")
    if metric.age_input is not None:
        yield from _typed_input(edition, metric.age_input, (*keys, "age"), ("date",))
    if metric.kind in SURVEY_KINDS and metric.pools:
        message = "A survey’s years may not be pooled: the same people would be counted twice. Write pool: none."
        yield Finding((*keys, "pool"), message)


def _typed_input(edition: Edition, wanted: Any, keys: Keys, kinds: tuple[str, ...]) -> Iterator[Finding]:
    known = [item.id for item in edition.typed_inputs if item.kind in kinds]
    yield from unknown(str(wanted), known, keys, "date input" if kinds == ("date",) else "number input")


def _table(edition: Edition, wanted: Any, keys: Keys, kinds: tuple[str, ...], what: str) -> Iterator[Finding]:
    yield from unknown(str(wanted), [table.id for table in edition.tables if table.kind in kinds], keys, what)


def _find(edition: Edition, wanted: Any, kinds: tuple[str, ...]) -> TableDefinition | None:
    return next((table for table in edition.tables if table.id == wanted and table.kind in kinds), None)


def _cells(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    if isinstance(value, Mapping):
        yield from _typed_input(edition, value.get("input"), keys, ("integer", "number"))
        return
    if len(value) != 4:
        yield Finding(keys, f"{metric.id} needs table, measure, rows and columns here. Write all four.")
        return
    table_id, measure, rows, columns = value
    yield from _table(edition, table_id, keys, _PEOPLE_TABLES, "table of counts")
    table = _find(edition, table_id, _PEOPLE_TABLES)
    if table is not None:
        yield from _measure(table, measure, rows, keys)
        for row in [rows] if isinstance(rows, str) else rows:
            yield from _row(edition, table, str(row), keys)
        if rows == NONE and columns != NONE:
            yield Finding(keys, f"Totals outside the rows of {table_id} have no columns. Write none.")
        elif rows != NONE:
            yield from _columns(edition, table, str(columns), keys)


def _measure(table: TableDefinition, measure: Any, rows: Any, keys: Keys) -> Iterator[Finding]:
    inside, outside = [item.id for item in table.measures], [item.id for item in table.extras]
    yield from unknown(str(measure), outside if rows == NONE else inside, keys, f"measure of {table.id}")


def _row(edition: Edition, table: TableDefinition, row: str, keys: Keys) -> Iterator[Finding]:
    """A row of the table, a group that its rows collapse into, all rows, or none for totals outside them."""
    if row in (NONE, *ALL_ROWS) or row in table.rows or _is_lost(edition, table.row_list):
        return
    groups = groups_over(edition, table.row_list)
    if row not in groups:
        what = f"row or group of rows of {table.id} called"
        yield from unknown(row, (*table.rows, *groups), keys, what)


def _is_lost(edition: Edition, list_id: str | None) -> bool:
    """Whether a list is named that there is not; that is a fault of its own, and no others follow from it."""
    return list_id is not None and not codes_of(edition, list_id)


def groups_over(edition: Edition, list_id: str | None) -> tuple[str, ...]:
    """Give the groups that the codes of a list collapse into, step by step; none where there is no list."""
    if list_id is None:
        return ()
    found = [
        group for item in edition.code_groupings.values() if _leads(edition, list_id, item.id) for group in item.groups
    ]
    return tuple(dict.fromkeys(found))


def _leads(edition: Edition, list_id: str, grouping_id: str) -> bool:
    """Whether codes of the list lie whole inside groups of the grouping; that none is lost is checked elsewhere."""
    own = [covered_codes(edition, list_id, code) for code in codes_of(edition, list_id)]
    groups = [covered_codes(edition, grouping_id, group) for group in codes_of(edition, grouping_id)]
    return any(codes and codes <= group for codes in own for group in groups)


def _columns(edition: Edition, table: TableDefinition, columns: str, keys: Keys) -> Iterator[Finding]:
    if any(_is_lost(edition, name) for name in table.column_lists):
        return
    if not table.columns:
        if columns not in (NONE, *ALL_COLUMNS):
            yield Finding(keys, f"{table.id} has no columns. Write none.")
        return
    known = (*table.columns, *(group for name in table.column_lists for group in groups_over(edition, name)))
    if columns == NONE:
        yield Finding(keys, f"{table.id} has columns. Write all, shared, or one of them.")
    elif columns not in ALL_COLUMNS:
        yield from unknown(columns, known, keys, f"column of {table.id}")


def _counts(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    if isinstance(value, Mapping) or len(value) != 2:
        yield Finding(keys, f"{metric.id} needs table and measure here; its groups are the rows. Write those two.")
        return
    table_id, measure = value
    yield from _table(edition, table_id, keys, _PEOPLE_TABLES, "table of counts")
    table = _find(edition, table_id, _PEOPLE_TABLES)
    if table is None:
        return
    yield from _measure(table, measure, None, keys)
    for name in ("group", "reference"):
        if name in metric.parameters:
            yield from _row(edition, table, str(metric.parameters[name]), (*keys[:2], name))
    if "columns" in metric.parameters:
        yield from _columns(edition, table, str(metric.parameters["columns"]), (*keys[:2], "columns"))


def _item(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    items = [item.id for item in edition.survey.items] if edition.survey else []
    for wanted in [value] if isinstance(value, str) else value:
        yield from unknown(str(wanted), items, keys, "survey item")
    table = next((one for one in edition.tables if one.kind == "survey"), None)
    if table is None:
        yield Finding(keys, "No table counts the survey’s answers. Add a table of the kind survey.")
        return
    for name in ("group", "reference"):
        if name in metric.parameters:
            yield from _row(edition, table, str(metric.parameters[name]), (*keys[:2], name))


def _records(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    yield from _table(edition, value, keys, ("records",), "table of records")


def _flags(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    table = _find(edition, metric.parameters.get("records"), ("records",))
    for flag in value if table else ():
        yield from unknown(str(flag), [item.id for item in table.measures] if table else (), keys, "flag of the table")


def _steps(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    counts = metric.parameters.get("counts")
    table = _find(edition, counts[0], _PEOPLE_TABLES) if isinstance(counts, list) and counts else None
    if table is None:
        return
    known = [group for name in table.column_lists for group in groups_over(edition, name)]
    for cluster in dict.fromkeys(str(cluster) for step in value for cluster in step):
        yield from unknown(cluster, (*table.columns, *known), keys, f"cluster of {table.id}’s columns")


def _plan(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    yield from _table(edition, value, keys, ("actions",), "action plan")


def _day(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    yield from unknown(
        str(value), [item.id for item in edition.action_fields if item.kind == "date"], keys, "date field"
    )


def _done(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    fields = {item.id: item for item in edition.action_fields if item.kind == "enum"}
    yield from unknown(str(value["field"]), fields, keys, "field with values")
    if value["field"] in fields:
        yield from unknown(str(value["value"]), fields[value["field"]].values, keys, f"value of {value['field']}")


def _without(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    for name in ("events", "base"):
        counts = metric.parameters.get(name)
        table = _find(edition, counts[0], _PEOPLE_TABLES) if isinstance(counts, list) and counts else None
        if table is not None:
            yield from _measure(table, value[name], None, (*keys, name))


def _nothing(edition: Edition, metric: MetricDefinition, value: Any, keys: Keys) -> Iterator[Finding]:
    """Groups and columns are checked with the counts that they belong to; days and intervals by the schema."""
    yield from ()


_SHAPES: Mapping[str, _Check] = {
    "cells": _cells,
    "counts": _counts,
    "item": _item,
    "items": _item,
    "records": _records,
    "flags": _flags,
    "steps": _steps,
    "plan": _plan,
    "day": _day,
    "done": _done,
    "without": _without,
    "group": _nothing,
    "columns": _nothing,
    "as_of": _nothing,
    "interval": _nothing,
}
