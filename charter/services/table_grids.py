"""A data table of one year as blocks of cells, as somebody types in it; and back to the value that is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.edition import Edition, TableDefinition
from charter.store.answer_facts import YEARS, column_label, item_measures, plain_measures, row_label, rows_of

Path = tuple[str, ...]
TOTALS = "totals"
SPARE_RECORDS = 5  # empty lines at the end of a table of records
COUNT, NAME, FLAG = "count", "name", "flag"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where its value lies in the table, and how it is called in words."""

    path: Path
    label: str
    kind: str = COUNT


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a block. A row that sums others is left out of totals."""

    code: str
    label: str
    cells: tuple[Cell, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Rows and columns that belong together: one measure, one survey item, or all measures of a table."""

    id: str
    title: str
    column_codes: tuple[str, ...]
    column_labels: tuple[str, ...]
    lines: tuple[Line, ...]
    has_totals: bool  # whether each column can be added up
    has_line_totals: bool = False  # whether each row can be, too

    def cells(self) -> Iterator[Cell]:
        """Give every cell, row by row."""
        for line in self.lines:
            yield from line.cells


def year_name(year: int) -> str:
    """Give what a year is called in a table's field. KeyError where there is no such year."""
    return YEARS[year]


def table_blocks(edition: Edition, definition: TableDefinition, record_count: int = 0) -> tuple[Block, ...]:
    """Give the blocks of a table in the order in which they are filled in.

    ``record_count``: of a table of records, how many there are; some empty lines follow.
    """
    if definition.kind == "records":
        return (_records(definition, record_count),)
    blocks: list[Block] = []
    if definition.columns:
        blocks += [
            _measure_block(edition, definition, item.id, item.label) for item in plain_measures(edition, definition)
        ]
    else:
        blocks.append(_measures_block(edition, definition))
    if definition.kind == "survey" and edition.survey is not None:
        blocks += [_item_block(edition, definition, item.id, item.text) for item in edition.survey.items]
    if definition.extras:
        blocks.append(_extras_block(definition))
    return tuple(blocks)


def flat(edition: Edition, definition: TableDefinition, value: Any) -> dict[Path, str]:
    """Give a saved value as texts by path; blanks are left out."""
    if value is None:
        return {}
    if definition.kind == "records":
        return dict(_flat_records(value))
    single = plain_measures(edition, definition)[0].id if plain_measures(edition, definition) else ""
    texts: dict[Path, str] = {}
    for path, leaf in _leaves(value, ()):
        depth = 2 if path[0] == TOTALS else (3 if definition.columns else 2)
        full = path if len(path) >= depth else (*path, single)
        if leaf is not None:
            texts[full] = str(leaf)
    return texts


def nested(definition: TableDefinition, texts: Mapping[Path, Any]) -> Any:
    """Give values by path as they are saved; None where there is none."""
    if definition.kind == "records":
        return _nested_records(texts)
    value: dict[str, Any] = {}
    for path, leaf in texts.items():
        place = value
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = leaf
    return value or None


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, str(name)))
    elif path:
        yield path, value


def _lines(edition: Edition, definition: TableDefinition) -> Iterator[tuple[str, str, bool]]:
    for row in rows_of(definition):
        label = row_label(edition, definition, row)
        parts = definition.optional_rows.get(row)
        if parts:
            listed = ", ".join(row_label(edition, definition, part) for part in parts)
            label = f"{label} (only where these are suppressed: {listed})"
        yield row, label, bool(parts)


def _measure_block(edition: Edition, definition: TableDefinition, measure: str, title: str) -> Block:
    labels = tuple(column_label(edition, definition, column) for column in definition.columns)
    lines = tuple(
        Line(
            row,
            name,
            tuple(
                Cell((row, column, measure), f"{title}, {name}, {label}")
                for column, label in zip(definition.columns, labels, strict=True)
            ),
            is_sum,
        )
        for row, name, is_sum in _lines(edition, definition)
    )
    has_line_totals = not definition.columns_overlap
    return Block(measure, title, definition.columns, labels, lines, has_totals=True, has_line_totals=has_line_totals)


def _measures_block(edition: Edition, definition: TableDefinition) -> Block:
    measures = plain_measures(edition, definition)
    lines = tuple(
        Line(row, name, tuple(Cell((row, item.id), f"{name}, {item.label}") for item in measures), is_sum)
        for row, name, is_sum in _lines(edition, definition)
    )
    codes, labels = tuple(item.id for item in measures), tuple(item.label for item in measures)
    return Block("counts", definition.title, codes, labels, lines, has_totals=len(lines) > 1)


def _item_block(edition: Edition, definition: TableDefinition, item_id: str, text: str) -> Block:
    answers = [answer for item, answer in item_measures(edition, definition).values() if item == item_id]
    scale = edition.survey.scale_labels if edition.survey is not None else {}
    labels = tuple(scale.get(answer, answer.replace("_", " ").capitalize()) for answer in answers)
    lines = tuple(
        Line(
            row,
            name,
            tuple(
                Cell((row, item_id, answer), f"{item_id}, {name}, {label}")
                for answer, label in zip(answers, labels, strict=True)
            ),
            is_sum,
        )
        for row, name, is_sum in _lines(edition, definition)
    )
    return Block(item_id, f"{item_id} {text}", tuple(answers), labels, lines, has_totals=True, has_line_totals=True)


def _extras_block(definition: TableDefinition) -> Block:
    labels = tuple(item.label for item in definition.extras)
    cells = tuple(Cell((TOTALS, item.id), item.label) for item in definition.extras)
    line = Line(TOTALS, "In the year", cells)
    return Block(TOTALS, "Totals", tuple(item.id for item in definition.extras), labels, (line,), has_totals=False)


def _records(definition: TableDefinition, count: int) -> Block:
    labels = ("Name", *(item.label for item in definition.measures))
    codes = ("name", *(item.id for item in definition.measures))
    lines = tuple(
        Line(
            str(number),
            str(number + 1),
            tuple(
                Cell((str(number), code), f"{label}, line {number + 1}", NAME if code == "name" else FLAG)
                for code, label in zip(codes, labels, strict=True)
            ),
        )
        for number in range(count + SPARE_RECORDS)
    )
    return Block("records", definition.title, codes, labels, lines, has_totals=False)


def _flat_records(value: Any) -> Iterator[tuple[Path, str]]:
    for number, record in enumerate(value):
        for name, inner in (record or {}).items():
            if inner is not None and inner != "":
                yield (str(number), name), ("yes" if inner else "no") if isinstance(inner, bool) else str(inner)


def _nested_records(texts: Mapping[Path, Any]) -> Any:
    records: dict[int, dict[str, Any]] = {}
    for (number, name), value in texts.items():
        records.setdefault(int(number), {})[name] = value
    return [records[number] for number in sorted(records)] or None
