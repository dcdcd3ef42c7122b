"""What the pages of data tables show, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from charter.domain.edition import Edition, TableDefinition
from charter.domain.wording import list_text, sentence
from charter.services.deeds import Deed
from charter.services.table_entry import Grid
from charter.services.table_grids import Block, Cell, Line, Path
from charter.services.task_lists import given_values
from charter.services.workspaces import Workspace
from charter.web.times import saved_text

CELL = "c:"
LONGEST_COUNT = 13  # digits; what is longer is refused beside its cell, and stands in no sum
YEAR_WORDS = {
    0: ("now", "The year to the snapshot"),
    -1: ("before", "The year before"),
    -2: ("two-before", "Two years before"),
}
_NAMES = {0: "year_0", -1: "year_minus_1", -2: "year_minus_2"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A grid with what its cells show: what was typed or is saved, what is wrong, what the year before had."""

    grid: Grid
    texts: Mapping[Path, str]
    faults: Mapping[Path, str]
    before: Mapping[Path, str]


def path_name(path: Path) -> str:
    """Give a cell's place as a name of HTML."""
    return "/".join(path)


def table_rows(deed: Deed, found: Workspace) -> list[dict[str, Any]]:
    """Give the list of tables with whether each is filled in."""
    values = given_values(deed, found.assessment_id)
    left_out = values.get("/tables_not_applicable") or ()
    tables = [item for item in found.edition.tables if item.kind != "actions"]
    return [_table_row(found, item, values, is_left_out=item.id in left_out) for item in tables]


def grid_context(
    found: Workspace,
    grid: Grid,
    texts: Mapping[Path, str],
    faults: Mapping[Path, str] | None = None,
    before: Mapping[Path, str] | None = None,
) -> dict[str, Any]:
    """Give what the page of one table shows."""
    definition = grid.definition
    there, name = found.assessment_id, definition.id
    shown = Shown(grid, texts, faults or {}, before or {})
    return {
        "grid": grid,
        "table": definition,
        "note": sentence(definition.note or ""),
        "blocks": [_block(item, shown) for item in grid.blocks],
        "start_lines": _starts([[line.label for line in item.lines] for item in grid.blocks], "Row"),
        "start_columns": _starts([item.column_labels for item in grid.blocks], "Column"),
        "years": [
            {
                "text": text,
                "href": url_for("data_tables.table", assessment_id=there, table_id=name, year=word if year else None),
                "is_here": year == grid.year,
            }
            for year, (word, text) in YEAR_WORDS.items()
        ],
        "year_word": YEAR_WORDS[grid.year][0],
        "year_text": YEAR_WORDS[grid.year][1],
        "saved_text": saved_text(grid.saved_by, grid.saved_at, found.now),
        "criteria_text": _criteria_text(found.edition, definition),
        "action": url_for("data_tables.save", assessment_id=there, table_id=name),
        "is_changed": dict(texts) != dict(grid.texts),
        "is_empty_list": definition.kind == "records" and grid.version > 0 and not grid.texts,
    }


def table_address(found: Workspace, grid: Grid, *, is_beside: bool, saved: str = "") -> str:
    """Give the address of a table of a year; ``saved`` tells the page's script what of its own was saved."""
    return url_for(
        "data_tables.table",
        assessment_id=found.assessment_id,
        table_id=grid.definition.id,
        year=YEAR_WORDS[grid.year][0] if grid.year else None,
        beside="yes" if is_beside else None,
        _anchor=f"saved-{saved}" if saved else None,
    )


def _starts(labels: Sequence[Sequence[str]], noun: str) -> list[str]:
    """Where a block without names may begin: by name, or counted where the parts of a table have other names."""
    most = max(labels, key=len)
    if all(list(one) == list(most) for one in labels):
        return list(most)
    return [f"{noun} {number + 1}" for number in range(len(most))]


def _table_row(
    found: Workspace, table: TableDefinition, values: Mapping[str, Any], *, is_left_out: bool
) -> dict[str, Any]:
    years = [text for year, (_, text) in YEAR_WORDS.items() if f"/tables/{table.id}/{_NAMES[year]}" in values]
    names = [tier.name for tier in found.edition.tiers if tier.id in table.required_tiers]
    status, tag = ("Filled in", "") if years else ("Not started", "nhsuk-tag--grey")
    return {
        "id": table.id,
        "title": f"{table.id} {table.title}",
        "href": url_for("data_tables.table", assessment_id=found.assessment_id, table_id=table.id),
        "facts": [
            _criteria_text(found.edition, table),
            f"needed for {list_text(names)}" if names else "optional",
            *(text.lower() for text in years),
        ],
        "status_text": "Not applicable" if is_left_out else status,
        "status_class": "" if is_left_out else tag,
    }


def _criteria_text(edition: Edition, table: TableDefinition) -> str:
    ids = [item.id for item in edition.criteria if any(q.table_id == table.id for q in item.questions)]
    return f"for {list_text(ids)}" if ids else "for figures"


def _block(block: Block, shown: Shown) -> dict[str, Any]:
    lines = [_line(line, shown, has_total=block.has_line_totals) for line in block.lines]
    return {
        "id": block.id,
        "title": block.title,
        "columns": block.column_labels,
        "lines": lines,
        "has_totals": block.has_totals,
        "has_line_totals": block.has_line_totals,
        "totals": _column_totals(block, shown.texts) if block.has_totals else [],
    }


def _line(line: Line, shown: Shown, *, has_total: bool) -> dict[str, Any]:
    return {
        "label": line.label,
        "is_sum": line.is_sum,
        "total": _sum(shown.texts.get(cell.path, "") for cell in line.cells) if has_total else "",
        "cells": [_cell(cell, shown) for cell in line.cells],
    }


def _cell(cell: Cell, shown: Shown) -> dict[str, Any]:
    value, saved = shown.texts.get(cell.path, ""), shown.grid.texts.get(cell.path, "")
    return {
        "name": f"{CELL}{path_name(cell.path)}",
        "label": cell.label,
        "kind": cell.kind,
        "value": value,
        "error": cell.path in shown.faults,
        "was": _was(shown.grid, cell.path),
        "before": shown.before.get(cell.path, "blank") if shown.before else "",
        "saved": saved,
        "is_new": value != saved,
    }


def _was(grid: Grid, path: Path) -> str:
    """What stood there yesterday, where it is another today."""
    if not grid.earlier:
        return ""
    before = grid.earlier.get(path, "")
    return "" if before == grid.texts.get(path, "") else before or "blank"


def _column_totals(block: Block, texts: Mapping[Path, str]) -> list[str]:
    lines = [line for line in block.lines if not line.is_sum]
    columns = [[texts.get(line.cells[place].path, "") for line in lines] for place in range(len(block.column_codes))]
    totals = [_sum(column) for column in columns]
    return [*totals, _sum(text for column in columns for text in column)] if block.has_line_totals else totals


def _sum(texts: Iterable[str]) -> str:
    """The sum of what is there; empty where nothing is: blank is not zero."""
    counts = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < LONGEST_COUNT]
    return f"{sum(counts):,}" if counts else ""
