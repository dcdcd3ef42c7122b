"""Which cells of a saved table stay where the next edition counts otherwise: each cell stays, or is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.answers import survey_measure
from charter.domain.edition import Edition, TableDefinition

Json = Any
TOTALS, NAME = "totals", "name"  # of a saved table: the counts outside its rows; of a record: what it is called
_ALL_ITEMS = "item_counts"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table of one edition may hold."""

    kind: str
    rows: frozenset[str]
    columns: frozenset[str]
    measures: tuple[str, ...]  # in order; without those that count answers to survey items
    items: frozenset[str]  # of a survey
    answers: frozenset[str]
    extras: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a table is cut: ``old`` and ``new`` are its shapes, ``stays`` the measures that go on.

    ``new`` is None where nothing of it stays.
    """

    old: Shape
    new: Shape | None
    stays: frozenset[str] = frozenset()

    def of(self, value: Json) -> tuple[Json, Json]:
        """Give what stays of a saved table and what is left over; None where there is nothing of it.

        A table that says only that there was nothing stays as it is.
        """
        if self.new is None or not _is_alike(self.old, self.new) or not isinstance(value, list | dict):
            return None, value
        if not value:
            return value, None
        return _records(self.stays, value) if isinstance(value, list) else _rows(self, self.new, value)


def shape_of(edition: Edition, table: TableDefinition) -> Shape:
    """Give the shape of an edition's table."""
    survey = edition.survey if table.kind == "survey" else None
    items = frozenset(item.id for item in survey.items) if survey else frozenset()
    answers = frozenset(survey.answers) if survey else frozenset()
    counted = {survey_measure(item, answer) for item in items for answer in answers} | {_ALL_ITEMS}
    return Shape(
        kind=table.kind,
        rows=frozenset(table.rows) | frozenset(table.optional_rows),
        columns=frozenset(table.columns),
        measures=tuple(measure.id for measure in table.measures if measure.id not in counted),
        items=items,
        answers=answers,
        extras=frozenset(measure.id for measure in table.extras),
    )


def _is_alike(old: Shape, new: Shape) -> bool:
    """Whether the same value could be a table of both: records stay records, columns stay columns."""
    return old.kind == new.kind and bool(old.columns) == bool(new.columns)


def _records(stays: frozenset[str], value: list[Json]) -> tuple[Json, Json]:
    """Each record parts in two; both keep its name, by which a reader knows it."""
    kept, left = [], []
    for record in value:
        name = {NAME: record[NAME]} if NAME in record else {}
        flags = {key: flag for key, flag in record.items() if key != NAME}
        here = {key: flag for key, flag in flags.items() if key in stays}
        gone = {key: flag for key, flag in flags.items() if key not in stays}
        kept += [{**name, **here}] if name or here else []
        left += [{**name, **gone}] if gone or not (name or here) else []
    return kept or None, left or None


def _rows(cut: Cut, new: Shape, value: Mapping[str, Json]) -> tuple[Json, Json]:
    kept: dict[str, Json] = {}
    left: dict[str, Json] = {}
    for row, inner in value.items():
        here, gone = _row(cut, new, row, inner)
        kept |= {} if here is None else {row: here}
        left |= {} if gone is None else {row: gone}
    return kept or None, left or None


def _row(cut: Cut, new: Shape, row: str, inner: Json) -> tuple[Json, Json]:
    if row == TOTALS and cut.old.extras:
        return _split(inner, cut.stays & new.extras)
    if row not in new.rows or inner is None:
        return None, inner
    if not cut.old.columns:
        return _leaf(cut, new, inner)
    kept: dict[str, Json] = {}
    left: dict[str, Json] = {}
    for column, leaf in inner.items():
        here, gone = _leaf(cut, new, leaf) if column in new.columns else (None, leaf)
        kept |= {} if here is None else {column: here}
        left |= {} if gone is None else {column: gone}
    return kept or None, left or None


def _leaf(cut: Cut, new: Shape, leaf: Json) -> tuple[Json, Json]:
    """One cell: its measures; a bare number is the only measure of its edition, and is named where it may be another's.

    Of a survey, the counts of an item's answers stand one step deeper.
    """
    if not isinstance(leaf, dict):
        if leaf is None or not cut.old.measures:
            return None, leaf
        if cut.old.measures == new.measures and cut.old.measures[0] in cut.stays:
            return leaf, None
        leaf = {cut.old.measures[0]: leaf}
    kept: dict[str, Json] = {}
    left: dict[str, Json] = {}
    for key, value in leaf.items():
        here, gone = _measured(cut, new, key, value)
        kept |= {} if here is None else {key: here}
        left |= {} if gone is None else {key: gone}
    return kept or None, left or None


def _measured(cut: Cut, new: Shape, key: str, value: Json) -> tuple[Json, Json]:
    if key in cut.old.items:
        return _split(value, new.answers) if key in new.items else (None, value)
    return (value, None) if key in cut.stays and key in new.measures else (None, value)


def _split(value: Json, stays: frozenset[str]) -> tuple[Json, Json]:
    if not isinstance(value, dict):
        return None, value
    kept = {key: inner for key, inner in value.items() if key in stays}
    left = {key: inner for key, inner in value.items() if key not in stays}
    return kept or None, left or None
