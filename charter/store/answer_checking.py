"""Checking answers against their edition's schema as fast as can be: they hold thousands of counts.

The published schema names its parts (``$ref``); looking each up at each cell takes most of the time. Here they stand in
their places, and a mapping of counts that are all as they must be is not looked at twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from charter.domain.edition import Edition
from charter.store.answer_schema import Schema, answers_schema

# All that the schema of a whole number says, of a mapping of known names, and of what may be either.
WHOLE = {"type", "minimum", "maximum", "description"}
MAPPING = {"type", "properties", "additionalProperties", "description"}
EITHER = {"anyOf", "description"}


def schema_errors(document: Any, edition: Edition) -> Iterator[ValidationError]:
    """Give what the document has wrong against the schema of its edition, as the schema's library tells it."""
    checker: Iterator[ValidationError] = _Checker(_in_their_places(answers_schema(edition))).iter_errors(document)
    return checker


def _in_their_places(schema: Schema) -> Schema:
    """The schema with each part that it names put where it is named: one object, however often."""
    parts = schema["$defs"]

    @cache
    def part(name: str) -> Any:
        return placed(parts[name])

    def placed(value: Any) -> Any:
        if isinstance(value, dict):
            name = value.get("$ref")
            return part(name.rpartition("/")[2]) if name else {key: placed(item) for key, item in value.items()}
        return [placed(item) for item in value] if isinstance(value, list) else value

    found: Schema = placed({key: value for key, value in schema.items() if key != "$defs"})
    return found


def _properties(
    validator: Any, properties: Mapping[str, Any], instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    """The keyword ``properties``, passing over what is certainly right."""
    if not isinstance(instance, dict):
        return
    for name, schema in properties.items():
        if name in instance and not _is_right(instance[name], schema):
            yield from validator.descend(instance[name], schema, path=name, schema_path=name)


def _is_right(value: Any, schema: Mapping[str, Any]) -> bool:
    """A count, or a mapping of nothing else, that is certainly right; of any other the library says whether."""
    names = schema.keys()
    if names == EITHER:
        return any(_is_right(value, one) for one in schema["anyOf"])
    if type(value) is int:
        return names == WHOLE and "integer" in schema["type"] and schema["minimum"] <= value <= schema["maximum"]
    if type(value) is not dict or names != MAPPING or schema["additionalProperties"] is not False:
        return False
    known = schema["properties"]
    return all(name in known and _is_right(item, known[name]) for name, item in value.items())


_Checker = extend(Draft202012Validator, {"properties": _properties})
