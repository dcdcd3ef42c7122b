"""The figures behind metrics: cell sets, typed inputs, survey items, records and plans of one sheet.

Whatever is blank, impossible or not supplied raises ``FiguresMissing`` with a sentence; ``domain.metrics`` turns it
into the status ``missing``. It never leaves the domain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from charter.domain.answers import Action, AnswerSheet, TableData, survey_measure
from charter.domain.codes import columns_of, rows_of
from charter.domain.edition import Edition, MetricDefinition, TableDefinition
from charter.domain.tables import LARGEST_CELL, CellSum, blank_words, cell_sum, year_words

Counts = dict[str, Fraction]


class FiguresMissing(Exception):
    """A figure that a metric needs is not there; the message says which, as a sentence."""


@dataclass(slots=True)
class Figures:
    """One sheet's figures; what was looked up once is kept for the other metrics."""

    edition: Edition
    sheet: AnswerSheet
    _tables: dict[str, TableDefinition] = field(default_factory=dict)
    _areas: dict[Any, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the tables by id."""
        self._tables.update((table.id, table) for table in self.edition.tables)

    def table(self, table_id: str) -> TableDefinition:
        """Give the table of that id."""
        return self._tables[table_id]

    def tables_of(self, definition: MetricDefinition) -> tuple[TableDefinition, ...]:
        """Give the tables that a metric reads, each once."""
        named = [value for value in _flat(definition.parameters) if value in self._tables]
        survey = [table.id for table in self.edition.tables if table.kind == "survey" and _reads_items(definition)]
        return tuple(self._tables[table_id] for table_id in dict.fromkeys(named + survey))

    def amount(self, definition: MetricDefinition, declared: Any, year: int) -> Fraction:
        """Give what a parameter declares: a cell set as [table, measure, rows, columns], or ``{input: id}``."""
        if isinstance(declared, Mapping):
            return self.number(str(declared["input"]), year)
        table_id, measure, rows, columns = declared
        return self.cells(definition, (table_id, measure), rows, columns, year)

    def cells(
        self, definition: MetricDefinition, source: Sequence[str], rows: Any, columns: Any, year: int
    ) -> Fraction:
        """Give the exact sum of a table's measure over rows and columns, as a cell set names them."""
        table = self.table(source[0])
        beside = self.tables_of(definition) if columns == "shared" else ()
        key = (table.id, str(rows), str(columns), tuple(item.id for item in beside))
        if key not in self._areas:
            self._areas[key] = (
                rows_of(self.edition, table, rows),
                columns_of(self.edition, table, columns, beside),
            )
        found = cell_sum(table, self._data(table, year), [source[1]], *self._areas[key])
        return self._whole(table, found)

    def item(self, item_id: str, group: str, year: int) -> dict[str, Fraction]:
        """Give a group's favourable, valid and neutral answers to a survey item."""
        survey = self.edition.survey
        table = next((item for item in self.edition.tables if item.kind == "survey"), None)
        if survey is None or table is None:
            raise FiguresMissing("The edition has no staff survey.")
        data, rows = self._data(table, year), rows_of(self.edition, table, group)

        def count(answers: Sequence[str]) -> Fraction:
            measures = [survey_measure(item_id, answer) for answer in answers]
            return self._whole(table, cell_sum(table, data, measures, rows, ("",)))

        return {
            "favourable": count(survey.favourable_answers),
            "valid": count(survey.valid_answers),
            "neutral": count(_middle(survey.valid_answers)),
        }

    def records(self, table_id: str, year: int) -> tuple[Mapping[str, bool | None], ...]:
        """Give a table's records; none at all is a figure too."""
        records = self._data(self.table(table_id), year).records
        if records is None:
            raise FiguresMissing(f"{table_id} is not supplied for {year_words(year)}.")
        return records

    def number(self, input_id: str, year: int) -> Fraction:
        """Give a typed number; it is there for the year to the snapshot alone."""
        definition = next(item for item in self.edition.typed_inputs if item.id == input_id)
        label = self.input_label(input_id)
        value = self.sheet.inputs.get(input_id)
        if year != 0:
            raise FiguresMissing(f"“{label}” is asked for the year to the snapshot alone.")
        if not isinstance(value, (Fraction, int)):
            raise FiguresMissing(f"“{label}” is blank.")
        if value < (definition.minimum or 0) or value > LARGEST_CELL:
            raise FiguresMissing(f"“{label}” must be {definition.minimum or 0} or more, and no more than can be.")
        return Fraction(value)

    def previous_plan(self, year: int) -> tuple[Action, ...]:
        """Give the plan as it was frozen with the last submission."""
        if year != 0:
            raise FiguresMissing("The frozen plan is read for the year to the snapshot alone.")
        if self.sheet.previous_actions is None:
            raise FiguresMissing("There is no plan that was frozen with an earlier submission.")
        return self.sheet.previous_actions

    def input_label(self, input_id: str) -> str:
        """Give what a typed input is called, without the mark at its end."""
        found = (item.label for item in self.edition.typed_inputs if item.id == input_id)
        return next(found, input_id).rstrip("?. ")

    def day(self, input_id: str) -> dt.date | None:
        """Give a typed date, or None where it is blank."""
        return as_day(self.sheet.inputs.get(input_id))

    def label(self, group: str) -> str:
        """Give a group in words: ``BME``, ``White``."""
        found = (item.labels[group] for item in self.edition.code_groupings.values() if group in item.labels)
        return next(found, group)

    def _data(self, table: TableDefinition, year: int) -> TableData:
        data = self.sheet.data(table.id, year)
        if data is None or (not data.cells and data.records is None):
            raise FiguresMissing(f"{table.id} is not supplied for {year_words(year)}.")
        return data

    def _whole(self, table: TableDefinition, found: CellSum) -> Fraction:
        if found.value is None:
            raise FiguresMissing(blank_words(self.edition, table, found.blanks))
        return Fraction(found.value)


def as_day(value: Any) -> dt.date | None:
    """Give a date out of a date, a time or an ISO text; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def months_after(day: dt.date, months: int) -> dt.date:
    """Give the day so many calendar months later; the last of the month where that month is shorter."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    if year > dt.MAXYEAR:
        return dt.date.max
    if year < dt.MINYEAR:
        return dt.date.min
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _middle(answers: Sequence[str]) -> Sequence[str]:
    """The answer in the middle of the scale; none where the scale has no middle."""
    return answers[len(answers) // 2 : len(answers) // 2 + 1] if len(answers) % 2 else ()


def _reads_items(definition: MetricDefinition) -> bool:
    return "item" in definition.parameters or "items" in definition.parameters


def _flat(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _flat(item)]
    return [text for item in value for text in _flat(item)] if isinstance(value, (list, tuple)) else []
