"""The plain counts of a worked metric as an answer sheet, so that it is computed as an institution's figures are.

Inputs are named by the metric's kind (criteria/README.md). A count goes into the first cell of its cell set and zero
into the others; counts by column go into the first cell of each column.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from charter.domain.answers import Action, AnswerSheet, CellKey, TableData, survey_measure
from charter.domain.codes import columns_of, rows_of
from charter.domain.edition import Edition, MetricDefinition, TableDefinition
from charter.domain.metric_figures import Figures
from charter.store.edition_values import exact

DAY = dt.date(2001, 3, 31)  # any day: a worked metric counts from it
LONG_AGO = dt.date(1991, 3, 31)
WHOLE = 10_000  # a rate alone is entered as a count of so many
SIDES = ("group", "reference")
Inputs = Mapping[str, Any]


@dataclass(slots=True)
class _Filling:
    """A sheet as it is filled in for one metric."""

    edition: Edition
    metric: MetricDefinition
    inputs: Inputs
    cells: dict[str, dict[CellKey, int | None]] = field(default_factory=dict)
    records: dict[str, tuple[Mapping[str, bool | None], ...]] = field(default_factory=dict)
    typed: dict[str, dt.date | Fraction] = field(default_factory=dict)
    actions: tuple[Action, ...] | None = None

    def table(self, table_id: str) -> TableDefinition:
        """Give a table of the edition."""
        return self.edition.table(table_id)

    def fill(self, source: Sequence[Any], rows: Any, columns: Any, value: Any) -> None:
        """Enter a count, or counts by column, so that the cell set comes to it, cells filled before included."""
        table = self.table(source[0])
        beside = Figures(self.edition, AnswerSheet("")).tables_of(self.metric) if columns == "shared" else ()
        named_rows = rows_of(self.edition, table, rows)
        named_columns = columns_of(self.edition, table, columns, beside)
        area = [(str(source[1]), row, column) for column in named_columns for row in named_rows]
        entered = self.cells.setdefault(table.id, {})
        for name, count in value.items() if isinstance(value, Mapping) else [(columns, value)]:
            own = columns_of(self.edition, table, name, beside)
            part = [key for key in area if key[2] in own]
            rest = int(count) - sum(entered.get(key) or 0 for key in part)
            for key in [key for key in part if key not in entered]:
                entered[key], rest = rest, 0
        for key in area:
            entered.setdefault(key, 0)

    def sheet(self, snapshot: dt.date) -> AnswerSheet:
        """Give the sheet as filled in."""
        tables = {name: {0: TableData(cells)} for name, cells in self.cells.items()}
        tables |= {name: {0: TableData(records=rows)} for name, rows in self.records.items()}
        return AnswerSheet(
            edition_reference=self.edition.reference,
            snapshot_on=snapshot,
            submit_by=snapshot,
            tables=tables,
            inputs=self.typed,
            previous_actions=self.actions,
        )


def golden_sheet(edition: Edition, metric: MetricDefinition, inputs: Inputs, snapshot: Any) -> AnswerSheet:
    """Give the sheet that holds the inputs of a worked metric and nothing else.

    Raises KeyError, ValueError or TypeError where the inputs are not those of the metric's kind.
    """
    day = dt.date.fromisoformat(str(snapshot)) if snapshot is not None else DAY
    typed_ids = {item.id for item in edition.typed_inputs}
    counts = {name: value for name, value in inputs.items() if name not in typed_ids}
    filling = _Filling(edition, metric, counts)
    for name in typed_ids & inputs.keys():
        value = inputs[name]
        filling.typed[name] = dt.date.fromisoformat(value) if isinstance(value, str) else exact(value)
    if metric.age_input is not None:
        filling.typed.setdefault(metric.age_input, LONG_AGO)
    if counts:
        used = _FILLERS[metric.kind](filling)
        if strange := sorted(counts.keys() - set(used)):
            raise KeyError(strange[0])
    return filling.sheet(day)


def _cell_sets(names: Mapping[str, str]) -> Callable[[_Filling], list[str]]:
    """Give the filler of kinds whose inputs are cell sets or typed inputs: name in the case -> parameter."""

    def fill(filling: _Filling) -> list[str]:
        for name, parameter in names.items():
            source, value = filling.metric.parameters[parameter], filling.inputs[name]
            if isinstance(source, Mapping):
                filling.typed[str(source["input"])] = exact(value)
            else:
                filling.fill(source, source[2], source[3], value)
        return list(names)

    return fill


def _rates(names: tuple[str, str]) -> Callable[[_Filling], list[str]]:
    """Give the filler of kinds that compare counts of two groups; or two rates, as counts of ten thousand."""

    def fill(filling: _Filling) -> list[str]:
        said, used = filling.metric.parameters, []
        for side in SIDES:
            given = _of_side(filling.inputs, side, names)
            used += list(given)
            counts = list(given.values())
            values = counts if len(counts) == len(names) else [exact(counts[0]) * WHOLE / 100, WHOLE]
            for name, value in zip(names, values, strict=True):
                source = said.get(f"reference_{name}", said[name]) if side == "reference" else said[name]
                filling.fill(source, said[side], said["columns"], value)
        return used

    return fill


def _of_side(inputs: Inputs, side: str, names: tuple[str, ...]) -> dict[str, Any]:
    rate = f"{side}_rate_pct"
    return {rate: inputs[rate]} if rate in inputs else {f"{side}_{name}": inputs[f"{side}_{name}"] for name in names}


def _steps(filling: _Filling) -> list[str]:
    said = filling.metric.parameters
    clusters = list(dict.fromkeys(str(cluster) for step in said["steps"] for cluster in step))
    for side in SIDES:
        for cluster, count in zip(clusters, filling.inputs[f"{side}_counts"], strict=True):
            filling.fill(said["counts"], said[side], cluster, count)
    return [f"{side}_counts" for side in SIDES]


def _records(filling: _Filling) -> list[str]:
    said = filling.metric.parameters
    every, met = int(filling.inputs["records"]), int(filling.inputs.get("met", 0))
    flags = [item.id for item in filling.table(str(said["records"])).measures]
    rows = [dict.fromkeys(flags, place < met) for place in range(every)]
    filling.records[str(said["records"])] = tuple(rows)
    return ["records", "met"]


def _completion(filling: _Filling) -> list[str]:
    said = filling.metric.parameters
    complete, due = int(filling.inputs["numerator"]), int(filling.inputs["denominator"])
    field_id, done = str(said["done"]["field"]), str(said["done"]["value"])
    values = next(item.values for item in filling.edition.action_fields if item.id == field_id)
    other = next(value for value in values if value != done)
    filling.actions = tuple(
        Action({str(said["due"]): LONG_AGO.isoformat(), field_id: done if place < complete else other})
        for place in range(due)
    )
    return ["numerator", "denominator"]


def _favourable(filling: _Filling) -> list[str]:
    _answers(filling, str(filling.metric.parameters["item"]), "group", filling.inputs, "")
    return ["answers", "favourable", "valid"]


def _favourable_mean(filling: _Filling) -> list[str]:
    items = [str(item) for item in filling.metric.parameters["items"]]
    for item in items:
        _answers(filling, item, "group", {"answers": filling.inputs[item]}, "")
    return items


def _favourable_gap(filling: _Filling) -> list[str]:
    used = []
    for side in SIDES:
        given = _of_side(filling.inputs, side, ("favourable", "valid"))
        _answers(filling, str(filling.metric.parameters["item"]), side, given, f"{side}_")
        used += list(given)
    return used


def _answers(filling: _Filling, item: str, side: str, given: Inputs, start: str) -> None:
    """Enter the answers of a group: all of them, or favourable ones among the valid, or a rate alone."""
    survey = filling.edition.survey
    if survey is None:
        raise KeyError("survey")
    table = next(table for table in filling.edition.tables if table.kind == "survey")
    counts = dict.fromkeys(survey.answers, 0)
    if "answers" in given:
        counts |= dict(zip(survey.valid_answers, given["answers"], strict=True))
    else:
        rate = given.get(f"{start}rate_pct")
        favourable = given[f"{start}favourable"] if rate is None else int(exact(rate) * WHOLE / 100)
        valid = given[f"{start}valid"] if rate is None else WHOLE
        worst = next(answer for answer in survey.valid_answers if answer not in survey.favourable_answers)
        counts |= {survey.favourable_answers[-1]: favourable, worst: valid - favourable}
    for answer, count in counts.items():
        filling.fill([table.id, survey_measure(item, answer)], filling.metric.parameters[side], "none", count)


_SHARES = {name: name for name in ("part", "whole", "reference_part", "reference_whole")}
_FILLERS: Mapping[str, Callable[[_Filling], list[str]]] = {
    "share": _cell_sets({"numerator": "of", "denominator": "among"}),
    "share_of_records": _records,
    "completion": _completion,
    "favourable": _favourable,
    "favourable_mean": _favourable_mean,
    "favourable_gap": _favourable_gap,
    "rate_ratio": _rates(("events", "base")),
    "step_disparity": _steps,
    "share_index": _cell_sets(_SHARES),
    "share_gap": _cell_sets(_SHARES),
    "mean_ratio": _rates(("amount", "people")),
    "mean": _cell_sets({"amount": "amount", "people": "people"}),
}
