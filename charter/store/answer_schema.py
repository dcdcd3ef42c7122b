"""The JSON Schema of an edition's answers file, made from the edition; every leaf says in words what to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from charter.domain.edition import ActionField, Criterion, Edition, Question, TableDefinition
from charter.domain.questions import MOST_FILES
from charter.store.answer_facts import (
    MOST_AWARDS,
    MOST_COUNT,
    MOST_ROWS,
    MOST_TEXT,
    YEARS,
    YES_NO,
    item_measures,
    organisation_types,
    plain_measures,
    rows_of,
    scopes,
)
from charter.store.crosswalks import former_criteria

Schema = dict[str, Any]


def answers_schema(edition: Edition) -> Schema:
    """Give the schema of answers to this edition (JSON Schema 2020-12)."""
    tables = [table for table in edition.tables if table.kind != "actions"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Answers to {edition.title} {edition.version} ({edition.reference})",
        "description": "One institution’s self-assessment. Leave out what is not known: blank is not zero.",
        **_object(_properties(edition, tables)),
        "required": ["edition"],
        "$defs": {
            "count": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": MOST_COUNT,
                "description": "Write a whole number, 0 or more; leave it out where it is not known.",
            },
            "text": {
                "type": ["string", "null"],
                "maxLength": MOST_TEXT,
                "description": f"Write a text in quotes, at most {MOST_TEXT:,} characters.",
            },
            "actions": _actions(edition),
            **{name: schema for table in tables for name, schema in _table(edition, table).items()},
        },
    }


def _properties(edition: Edition, tables: Sequence[TableDefinition]) -> Schema:
    return {
        "edition": {"const": edition.reference, "description": f"Write {edition.reference}."},
        "illustration": {
            "type": "boolean",
            "description": "Write true for an invented example, else leave it out.",
        },
        "institution": _institution(edition),
        "snapshot": _date("the day to which the counts refer"),
        "submit_by": _date("the day by which the submission is due"),
        "applied_for": _choice([tier.id for tier in edition.tiers]),
        "criteria": _object({item.id: _criterion(item) for item in edition.criteria}),
        "inputs": _object({item.id: _input(item.kind, item.minimum) for item in edition.typed_inputs}),
        "tables_not_applicable": {
            "type": "array",
            "items": {
                "enum": [item.id for item in tables if item.not_applicable_when],
                "description": "Only a table that may be not applicable can stand here.",
            },
            "description": "Write a list of tables.",
        },
        "tables": _object({item.id: _object(dict.fromkeys(YEARS.values(), _ref(item.id))) for item in tables}),
        "actions": _ref("actions"),
        "previous_actions": _ref("actions"),
        "held_awards": _held_awards(edition),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Mapping[str, Any], description: str = "Write a mapping of names to values.") -> Schema:
    return {
        "type": ["object", "null"],
        "properties": dict(properties),
        "additionalProperties": False,
        "description": description,
    }


def _text() -> Schema:
    return _ref("text")


def _count() -> Schema:
    return _ref("count")


def _choice(codes: Iterable[str]) -> Schema:
    listed = list(codes)
    return {"enum": [*listed, "", None], "description": f"Write one of: {', '.join(listed)}."}


def _date(what: str) -> Schema:
    return {
        "type": ["string", "null"],
        "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
        "description": f"Write {what} as year-month-day, for example 2027-03-31.",
    }


def _institution(edition: Edition) -> Schema:
    kinds, extents = organisation_types(edition), scopes(edition)
    return _object(
        {
            "name": _text(),
            "ods_code": _text(),
            "organisation_type": _choice(kinds) if kinds else _text(),
            "region": _text(),
            "scope": _choice(extents) if extents else _text(),
            "scope_name": _text(),
        }
    )


def _criterion(criterion: Criterion) -> Schema:
    asked = [item for item in criterion.questions if item.kind in ("yes_no", "narrative")]
    uploads = [item for item in criterion.questions if item.kind == "upload"]
    properties: Schema = {
        "level": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": criterion.top_level,
            "description": f"Write a level, a whole number from 0 to {criterion.top_level}.",
        },
        "answers": _object({item.id: _choice(YES_NO) if item.kind == "yes_no" else _text() for item in asked}),
        "files": _object({item.id: _files(item) for item in uploads}),
    }
    if criterion.may_be_not_applicable:
        properties["not_applicable"] = {"type": ["boolean", "null"], "description": "Write true or false."}
        properties["not_applicable_reason"] = _text()
    else:
        never = f"{criterion.id} applies to everybody: give it a level."
        properties["not_applicable"] = {"enum": [False, None], "description": never}
        properties["not_applicable_reason"] = {"enum": ["", None], "description": never}
    return _object(properties)


def _files(question: Question) -> Schema:
    most = question.max_files or MOST_FILES
    return {
        "type": ["array", "null"],
        "items": {"type": "string", "maxLength": 255, "description": "Write a file name of at most 255 characters."},
        "maxItems": most,
        "description": f"Write a list of at most {most} file names.",
    }


def _input(kind: str, minimum: int | None) -> Schema:
    if kind == "date":
        return _date("a day")
    whole = kind == "integer"
    least = "" if minimum is None else f", {minimum} or more"
    schema: Schema = {
        "type": ["integer" if whole else "number", "null"],
        "maximum": MOST_COUNT,
        "description": f"Write a {'whole ' if whole else ''}number{least}.",
    }
    return schema if minimum is None else {**schema, "minimum": minimum}


def _table(edition: Edition, definition: TableDefinition) -> dict[str, Schema]:
    """The definitions of a table's year and of what repeats in it."""
    name = definition.id
    if definition.kind == "records":
        return {name: _records(definition)}
    row = _ref(f"{name}.row") if definition.columns else _ref(f"{name}.cell")
    properties = dict.fromkeys(rows_of(definition), row)
    if definition.extras:
        properties["totals"] = _object({item.id: _count() for item in definition.extras})
    found = {name: _object(properties), **_cell(edition, definition)}
    if definition.columns:
        found[f"{name}.row"] = _object(dict.fromkeys(definition.columns, _ref(f"{name}.cell")))
    return found


def _cell(edition: Edition, definition: TableDefinition) -> dict[str, Schema]:
    """One cell: a mapping of measures; where there is one measure only, the number itself will do."""
    name = definition.id
    measures = {item.id: _count() for item in plain_measures(edition, definition)}
    answers = {answer: _count() for _, answer in item_measures(edition, definition).values()}
    items = {item: _ref(f"{name}.answers") for item, _ in item_measures(edition, definition).values()}
    cell = _object({**measures, **items})
    if items:
        return {f"{name}.cell": cell, f"{name}.answers": _object(answers)}
    if len(measures) == 1:
        either = "Write a whole number, 0 or more; leave it out where it is not known."
        return {f"{name}.cell": {"anyOf": [_count(), cell], "description": either}}
    return {f"{name}.cell": cell}


def _records(definition: TableDefinition) -> Schema:
    flags = {
        item.id: {"type": ["boolean", "null"], "description": "Write true or false, or leave it out."}
        for item in definition.measures
    }
    return {
        "type": ["array", "null"],
        "items": {**_object({"name": _text(), **flags}), "type": "object"},
        "maxItems": MOST_ROWS,
        "description": f"Write a list of at most {MOST_ROWS} records; an empty list says that there were none.",
    }


def _actions(edition: Edition) -> Schema:
    return {
        "type": ["array", "null"],
        "items": {
            **_object({item.id: _action_field(edition, item) for item in edition.action_fields}),
            "type": "object",
        },
        "maxItems": MOST_ROWS,
        "description": f"Write a list of at most {MOST_ROWS} actions.",
    }


def _action_field(edition: Edition, field: ActionField) -> Schema:
    if field.kind == "enum":
        return _choice(field.values)
    if field.kind == "date":
        return _date("a day")
    if refers_to_criteria(field):
        return _choice([*(item.id for item in edition.criteria), *former_criteria(edition)])
    return _text()


def refers_to_criteria(field: ActionField) -> bool:
    """Whether the field names a criterion of the edition."""
    return field.kind == "ref" and (field.refers_to or "").startswith("criteria")


def _held_awards(edition: Edition) -> Schema:
    award = _object({"tier": _choice(tier.id for tier in edition.tiers), "awarded_on": _date("the day of the award")})
    return {
        "type": ["array", "null"],
        "items": {**award, "type": "object"},
        "maxItems": MOST_AWARDS,
        "description": f"Write a list of at most {MOST_AWARDS} awards.",
    }
