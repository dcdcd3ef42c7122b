"""Filling in a data table: what stands there with who saved it, what was typed, and what two people changed at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from charter.domain.answers import TableData
from charter.domain.edition import Edition, TableDefinition
from charter.domain.errors import StaleAnswer, UnknownTable
from charter.domain.table_checks import check_table, table_notices
from charter.services.assessments import Saved, record_answer
from charter.services.deeds import Deed
from charter.services.table_grids import FLAG, NAME, Block, Path, flat, nested, table_blocks, year_name
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.answer_facts import MOST_COUNT
from charter.store.answer_files import table_data
from charter.store.assessments import AnswerRow, AnswerVersionRow

NOT_APPLICABLE = "/tables_not_applicable"
FLAGS = {"yes": True, "no": False}
# How a spreadsheet of the United Kingdom, or one set otherwise, groups thousands.
_GROUPED = re.compile(r"\d{1,3}([,\u00a0\u202f ’']\d{3})+")
_WHOLE = re.compile(r"\d{1,8}")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of one year as it is shown."""

    definition: TableDefinition
    year: int
    field: str
    version: int
    saved_by: str
    saved_at: dt.datetime | None
    texts: Mapping[Path, str]  # what is saved
    earlier: Mapping[Path, str]  # what stood there at the end of an earlier day; empty where nothing did
    blocks: tuple[Block, ...]
    is_not_applicable: bool
    not_applicable_version: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: texts by path, values by path, and what is wrong by path."""

    texts: Mapping[Path, str]
    values: Mapping[Path, Any]
    faults: Mapping[Path, str]


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that two people changed: what is saved, and what was typed."""

    path: Path
    label: str
    theirs: str
    mine: str


def table_of(edition: Edition, table_id: str) -> TableDefinition:
    """Give the table of that id, but for the action plan, which has pages of its own. Raises UnknownTable."""
    for table in edition.tables:
        if table.id == table_id and table.kind != "actions":
            return table
    raise UnknownTable("This edition has no such table. Choose one from the list.")


def grid_of(deed: Deed, workspace: Workspace, table_id: str, year: int, day_starts_at: dt.datetime) -> Grid:
    """Give a table of an assessment that the person may see: two statements.

    ``day_starts_at``: what was saved before it is of an earlier day. Raises UnknownTable.
    """
    edition = workspace.edition
    definition = table_of(edition, table_id)
    field = f"/tables/{table_id}/{year_name(year)}"
    found = _newest(deed, workspace, (field, NOT_APPLICABLE))
    value, version, name, saved_at = found.get(field, (None, 0, "", None))
    listed = found.get(NOT_APPLICABLE, (None, 0, "", None))
    texts = flat(edition, definition, value)
    return Grid(
        definition=definition,
        year=year,
        field=field,
        version=version,
        saved_by=name,
        saved_at=saved_at,
        texts=texts,
        earlier=_earlier(deed, workspace, definition, field, day_starts_at) if version else {},
        blocks=table_blocks(edition, definition, len(value) if isinstance(value, list) else 0),
        is_not_applicable=table_id in (listed[0] or ()),
        not_applicable_version=listed[1],
    )


def read_typed(grid: Grid, texts: Mapping[Path, str]) -> Typed:
    """Give what was typed in a grid's cells: a blank is no value, thousands may be grouped as Excel groups them."""
    values: dict[Path, Any] = {}
    faults: dict[Path, str] = {}
    for block in grid.blocks:
        for cell in block.cells():
            text = texts.get(cell.path, "").strip()
            if not text:
                continue
            value = _value(cell.kind, text)
            if value is None:
                faults[cell.path] = f"{cell.label}: “{text[:40]}” {_what_instead(cell.kind)}"
            else:
                values[cell.path] = value
    return Typed(texts, values, faults)


def checks_of(edition: Edition, grid: Grid, texts: Mapping[Path, str]) -> tuple[str, ...]:
    """Give what does not agree in what stands in a grid's cells, saved or not, a sentence each."""
    definition, typed = grid.definition, read_typed(grid, texts)
    data = table_data(edition, definition, nested(definition, typed.values))
    return (
        *typed.faults.values(),
        *_fault_sentences(edition, definition, data),
        *table_notices(edition, definition, data),
    )


def save_grid(
    deed: Deed, workspace: Workspace, grid: Grid, typed: Typed, version: int, *, none_held: bool = False
) -> Saved:
    """Save a table. As ``record_answer``; cells that somebody else changed since, and the person did not, stay theirs.

    ``none_held``: of a table of records without any, that there were none, which a blank table does not say. Raises
    StaleAnswer where both changed a cell: ``clashes`` gives them. Commits.
    """
    value = nested(grid.definition, merged(deed, workspace, grid, typed, version))
    if value is None and none_held and grid.definition.kind == "records":
        value = []
    return record_answer(deed, workspace.assessment_id, grid.field, value, grid.version)


def merged(deed: Deed, workspace: Workspace, grid: Grid, typed: Typed, version: int) -> dict[Path, Any]:
    """Give the values to save: the person's own changes on top of what is saved now. Raises StaleAnswer."""
    if version == grid.version:
        return dict(typed.values)
    if clashes(deed, workspace, grid, typed, version) or grid.definition.kind == "records":
        raise StaleAnswer(grid.field, theirs="", yours="", version=grid.version)
    base = _texts_at(deed, workspace, grid, version)
    now = read_typed(grid, grid.texts).values
    changed = {path for path in base.keys() | typed.values.keys() if _differs(base, typed, path)}
    kept = {path: value for path, value in now.items() if path not in changed}
    return kept | {path: typed.values[path] for path in changed if path in typed.values}


def clashes(deed: Deed, workspace: Workspace, grid: Grid, typed: Typed, version: int) -> list[Clash]:
    """Give the cells that the person and somebody else changed differently since ``version``."""
    if version == grid.version:
        return []
    base = _texts_at(deed, workspace, grid, version)
    found = []
    for block in grid.blocks:
        for cell in block.cells():
            mine, theirs = _plain(typed, cell.path), grid.texts.get(cell.path, "")
            before = base.get(cell.path, "")
            if mine not in (before, theirs) and theirs != before:
                found.append(Clash(cell.path, cell.label, theirs, mine))
    return found


def merged_texts(deed: Deed, workspace: Workspace, grid: Grid, typed: Typed, version: int) -> dict[Path, str]:
    """Give what the person typed, with what is saved now wherever they changed nothing: for choosing of the rest."""
    base = _texts_at(deed, workspace, grid, version)
    paths = base.keys() | typed.texts.keys() | grid.texts.keys()
    texts = {
        path: typed.texts.get(path, "") if _differs(base, typed, path) else grid.texts.get(path, "") for path in paths
    }
    return {path: text for path, text in texts.items() if text}


def save_not_applicable(deed: Deed, workspace: Workspace, table_id: str, version: int, *, applies: bool) -> Saved:
    """Say whether a table applies, where the edition lets it be left out. As ``record_answer``. Raises UnknownTable."""
    definition = table_of(workspace.edition, table_id)
    if definition.not_applicable_when is None:
        raise UnknownTable("This table applies to everybody. Fill it in.")
    row = deed.session.get(AnswerRow, (workspace.assessment_id, NOT_APPLICABLE))
    listed = set(row.value or ()) if row is not None else set()
    now = listed - {table_id} if applies else listed | {table_id}
    return record_answer(deed, workspace.assessment_id, NOT_APPLICABLE, sorted(now) or None, version)


def _value(kind: str, text: str) -> Any:
    if kind == NAME:
        return text
    if kind == FLAG:
        return FLAGS.get(text.casefold())
    plain = re.sub(r"[,\u00a0\u202f ’']", "", text) if _GROUPED.fullmatch(text) else text
    return int(plain) if plain.isascii() and _WHOLE.fullmatch(plain) and int(plain) <= MOST_COUNT else None


def _what_instead(kind: str) -> str:
    return (
        "is neither yes nor no." if kind == FLAG else "is no count. Write a whole number, 0 or more, or leave it blank."
    )


def _plain(typed: Typed, path: Path) -> str:
    """What was typed as it would be saved, so that 1,204 and 1204 are the same."""
    if path in typed.values:
        value = typed.values[path]
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return typed.texts.get(path, "").strip()


def _differs(base: Mapping[Path, str], typed: Typed, path: Path) -> bool:
    return base.get(path, "") != _plain(typed, path)


def _fault_sentences(edition: Edition, definition: TableDefinition, data: TableData) -> tuple[str, ...]:
    if definition.kind == "records":
        return ()
    return tuple(f"{fault.place}: {fault.message}" for fault in check_table(edition, definition, data))


def _newest(
    deed: Deed, workspace: Workspace, fields: tuple[str, ...]
) -> dict[str, tuple[Any, int, str, dt.datetime | None]]:
    found = deed.session.execute(
        select(AnswerRow.field, AnswerRow.value, AnswerRow.version, PersonRow.name, AnswerVersionRow.saved_at)
        .join(
            AnswerVersionRow,
            (AnswerVersionRow.assessment_id == AnswerRow.assessment_id)
            & (AnswerVersionRow.field == AnswerRow.field)
            & (AnswerVersionRow.version == AnswerRow.version),
        )
        .join(PersonRow, PersonRow.id == AnswerVersionRow.person_id)
        .where(AnswerRow.assessment_id == workspace.assessment_id, AnswerRow.field.in_(fields))
    )
    return {field: (value, version, name, saved_at) for field, value, version, name, saved_at in found}


def _earlier(
    deed: Deed, workspace: Workspace, definition: TableDefinition, field: str, before: dt.datetime
) -> dict[Path, str]:
    chosen = (
        select(AnswerVersionRow.value)
        .where(
            AnswerVersionRow.assessment_id == workspace.assessment_id,
            AnswerVersionRow.field == field,
            AnswerVersionRow.saved_at < before,
        )
        .order_by(AnswerVersionRow.version.desc())
        .limit(1)
    )
    return flat(workspace.edition, definition, deed.session.scalar(chosen))


def _texts_at(deed: Deed, workspace: Workspace, grid: Grid, version: int) -> dict[Path, str]:
    row = deed.session.get(AnswerVersionRow, (workspace.assessment_id, grid.field, version))
    return flat(workspace.edition, grid.definition, row.value if row is not None else None)
