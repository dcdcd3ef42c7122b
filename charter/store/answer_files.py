"""Answers as a JSON or YAML file: from bytes to a sheet with its faults, and back to one canonical document."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from charter.domain.answers import AnswerSheet, CellKey, CriterionAnswers, Institution, Reading, TableData
from charter.domain.edition import Edition, TableDefinition
from charter.store.answer_facts import YEARS, item_measures, plain_measures, rows_of
from charter.store.answer_faults import without_faults
from charter.store.answer_parsing import AnswerParser
from charter.store.answer_text import load_document, refused


def read_answers(content: bytes, edition: Edition) -> Reading:
    """Give the sheet of a JSON or YAML file as far as it can be read, with every fault at its JSON path.

    Raises InvalidAnswers where the file cannot be read at all or answers another edition.
    """
    return read_document(load_document(content), edition)


def edition_named(content: bytes) -> str:
    """Give the reference of the edition that the file says it answers. InvalidAnswers where it says none."""
    return _named(load_document(content))


def read_document(document: Any, edition: Edition, *, is_draft: bool = False) -> Reading:
    """Give the sheet and faults of a document already loaded; a draft may hold texts above their limits."""
    named = _named(document)
    if named != edition.reference:
        raise refused(f"These are answers to {named}, not to {edition.reference}.", "/edition")
    kept, faults = without_faults(document, edition)
    parser = AnswerParser(edition, is_draft=is_draft)
    sheet = parser.sheet(kept)
    return Reading(sheet, tuple(faults + parser.faults))


def read_saved(document: Any, edition: Edition, *, is_draft: bool) -> Reading:
    """Give the sheet of values that were checked one by one when they were saved, without checking their shape again.

    A draft may hold texts above their limits.
    """
    parser = AnswerParser(edition, is_draft=is_draft)
    return Reading(parser.sheet(document), tuple(parser.faults))


def table_data(edition: Edition, definition: TableDefinition, value: Any) -> TableData:
    """Give one saved table of one year as counts; without any where it is blank or a table of records."""
    if not isinstance(value, dict):
        return TableData()
    document = {"edition": edition.reference, "tables": {definition.id: {YEARS[0]: value}}}
    found = read_saved(document, edition, is_draft=True).sheet.data(definition.id)
    return found if found is not None else TableData()


def answers_document(sheet: AnswerSheet, edition: Edition) -> dict[str, Any]:
    """Give the sheet as a JSON-ready document: one form for one content, in the edition's order, no blanks."""
    document: dict[str, Any] = {
        "edition": sheet.edition_reference,
        "illustration": sheet.is_illustration,
        "institution": {key: getattr(sheet.institution, key) for key in Institution.__dataclass_fields__},
        "snapshot": _day(sheet.snapshot_on),
        "submit_by": _day(sheet.submit_by),
        "applied_for": sheet.applied_for,
        "criteria": {
            item.id: _criterion(sheet.criteria[item.id]) for item in edition.criteria if item.id in sheet.criteria
        },
        "inputs": {item.id: _input(sheet.inputs[item.id]) for item in edition.typed_inputs if item.id in sheet.inputs},
        "tables_not_applicable": sorted(sheet.tables_not_applicable),
        "tables": {item.id: _table(edition, item, sheet.tables.get(item.id, {})) for item in edition.tables},
        "actions": [_in_order(edition, item.values) for item in sheet.actions],
        "previous_actions": [_in_order(edition, item.values) for item in sheet.previous_actions or ()],
        "held_awards": [
            {"tier": item.tier_id, "awarded_on": item.awarded_on.isoformat()} for item in sheet.held_awards
        ],
    }
    return {key: kept for key, value in document.items() if (kept := _without_blanks(value, key)) is not None}


def answers_bytes(sheet: AnswerSheet, edition: Edition) -> bytes:
    """Give the sheet as a JSON file that ``read_answers`` reads back without loss."""
    return (json.dumps(answers_document(sheet, edition), ensure_ascii=False, indent=2) + "\n").encode()


def answers_digest(sheet: AnswerSheet, edition: Edition) -> str:
    """Give the SHA-256 of the canonical document, hexadecimal; the order of anything in the sheet does not matter."""
    plain = json.dumps(answers_document(sheet, edition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _named(document: Any) -> str:
    named = document.get("edition") if isinstance(document, dict) else None
    if not isinstance(named, str) or not named:
        raise refused("The file does not say which edition it answers. Begin with “edition:” and its name.", "/edition")
    return named


def _without_blanks(value: Any, key: str) -> Any:
    """None where nothing is left; an empty list of records stays, because it says that there were none."""
    if isinstance(value, dict):
        kept = {name: item for name, inner in value.items() if (item := _without_blanks(inner, name)) is not None}
        return kept or None
    if isinstance(value, list):
        return value if value or key in YEARS.values() else None
    return None if value is None or value == "" or (value is False and key in _FALSE_IS_BLANK) else value


_FALSE_IS_BLANK = ("illustration", "not_applicable")


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _input(value: dt.date | Fraction) -> str | int | float:
    if isinstance(value, dt.date):
        return value.isoformat()
    return int(value) if value.denominator == 1 else float(value)


def _criterion(said: CriterionAnswers) -> dict[str, Any]:
    return {
        "level": said.level,
        "not_applicable": said.is_not_applicable,
        "not_applicable_reason": said.not_applicable_reason,
        "answers": dict(sorted(said.answers.items())),
        "files": {key: list(names) for key, names in sorted(said.files.items())},
    }


def _in_order(edition: Edition, values: Mapping[str, str]) -> dict[str, str]:
    return {field.id: values[field.id] for field in edition.action_fields if values.get(field.id)}


def _table(edition: Edition, definition: TableDefinition, years: Mapping[int, TableData]) -> dict[str, Any]:
    return {name: _year(edition, definition, years[year]) for year, name in YEARS.items() if year in years}


def _year(edition: Edition, definition: TableDefinition, data: TableData) -> Any:
    if data.records is not None:
        names = data.record_names or ("",) * len(data.records)
        flags = [item.id for item in definition.measures]
        return [
            {**({"name": name} if name else {}), **{key: record[key] for key in flags if record.get(key) is not None}}
            for name, record in zip(names, data.records, strict=True)
        ]
    rows: dict[str, Any] = {}
    for row in rows_of(definition):
        if definition.columns:
            rows[row] = {column: _leaf(edition, definition, data.cells, row, column) for column in definition.columns}
        else:
            rows[row] = _leaf(edition, definition, data.cells, row, "")
    rows["totals"] = {item.id: data.cells.get((item.id, "", "")) for item in definition.extras}
    return rows


def _leaf(
    edition: Edition, definition: TableDefinition, cells: Mapping[CellKey, int | None], row: str, column: str
) -> dict[str, Any]:
    leaf: dict[str, Any] = {item.id: cells.get((item.id, row, column)) for item in plain_measures(edition, definition)}
    for measure, (item_id, answer) in item_measures(edition, definition).items():
        leaf.setdefault(item_id, {})[answer] = cells.get((measure, row, column))
    return leaf
