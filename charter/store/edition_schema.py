"""Shape of an edition's files: every breach of criteria/schema.json, at its line, with what to do about it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from charter.domain.errors import Fault
from charter.store.edition_files import (
    ACTION_PLAN,
    CROSSWALK,
    DISCLOSURE,
    EDITION,
    ERRATA,
    GOLDEN,
    METRICS,
    PANEL,
    SURVEY,
    TABLES,
    THEMES,
    TIERS,
    Source,
)
from charter.store.edition_reading import Document, Keys

SCHEMA = Path(__file__).resolve().parents[2] / "criteria" / "schema.json"
DEFINITIONS = {
    EDITION: "edition",
    TABLES: "tables",
    METRICS: "metrics",
    SURVEY: "survey",
    TIERS: "tiers",
    PANEL: "panel",
    ACTION_PLAN: "action_plan",
    DISCLOSURE: "disclosure",
    CROSSWALK: "crosswalk",
    ERRATA: "errata",
    f"{GOLDEN}/tiers.yaml": "golden_tiers",
    f"{GOLDEN}/metrics.yaml": "golden_metrics",
    f"{GOLDEN}/eligibility.yaml": "golden_eligibility",
    f"{GOLDEN}/disclosure.yaml": "golden_disclosure",
}
TYPES = {
    "string": "text (put it in quotes)",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys to values",
    "null": "null",
}
_MOST_SHOWN = 60  # characters of a value in a sentence


def shape_faults(source: Source) -> tuple[Fault, ...]:
    """Give every breach of the schema in the files of a folder, in order of files and lines."""
    found = []
    for name, document in source.documents.items():
        definition = "theme_file" if name.startswith(f"{THEMES}/") else DEFINITIONS.get(name)
        if definition is None:
            message = "No file of this name belongs to an edition. Correct its name or remove it."
            found.append(document.fault((), message))
        else:
            found.extend(_document_faults(document, definition))
    return tuple(found)


def _document_faults(document: Document, definition: str) -> list[Fault]:
    errors = _validator(definition).iter_errors(document.value)
    found = [item for error in errors for item in _sentences(error)]
    found.sort(key=lambda item: (document.line(item[0]), item[1]))
    return [document.fault(keys, message) for keys, message in dict.fromkeys(found)]


@lru_cache(maxsize=32)
def _validator(definition: str) -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{definition}"})


def _sentences(error: Any) -> Iterator[tuple[Keys, str]]:
    """One error as one sentence or several, each with the keys of the node it is about."""
    keys: Keys = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        patterns = list(error.schema.get("patternProperties", {}))
        for key in [key for key in error.instance if key not in known and not _matches(key, patterns)]:
            yield (*keys, key), _unknown_key(key, known)
    elif error.validator == "required":
        for key in [key for key in error.validator_value if key not in error.instance]:
            if f"'{key}'" in error.message:
                yield keys, f"The key “{key}” is missing here. Add it."
    elif "propertyNames" in list(error.absolute_schema_path)[-2:]:
        yield (*keys, str(error.instance)), _wrong(error)
    else:
        yield keys, _wrong(error)


def _matches(key: str, patterns: list[str]) -> bool:
    return any(re.search(pattern, key) for pattern in patterns)


def _unknown_key(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.7)
    return f"“{key}” is no key here. " + (f"Did you mean “{near[0]}”?" if near else "Remove it or correct its name.")


def _wrong(error: Any) -> str:
    advice = str(error.schema.get("description", "")) or _advice(error)
    value = error.instance
    if error.validator == "type":
        kinds = error.validator_value
        wanted = " or ".join(TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
        return f"This is {_kind_of(value)}, not {wanted}. {advice}"
    if error.validator in ("minItems", "minProperties", "minLength"):
        return f"There is too little here. {advice}"
    if isinstance(value, (dict, list)):
        return f"This does not have the right shape. {advice}"
    return f"{_shown(value)} is not possible here. {advice}"


def _advice(error: Any) -> str:
    value = error.validator_value
    if error.validator == "type":
        return "Correct it."
    if error.validator in ("minimum", "exclusiveMinimum", "minItems", "minProperties"):
        return f"Write {'more than' if error.validator == 'exclusiveMinimum' else 'at least'} {value}."
    if error.validator in ("maximum", "maxItems"):
        return f"Write at most {value}."
    return "Compare it with criteria/README.md."


def _kind_of(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"{str(value).lower()}, a truth value"
    if isinstance(value, (int, float)):
        return f"the number {value:g}"
    if isinstance(value, str):
        return f"the text {_shown(value)}"
    return "a list" if isinstance(value, list) else "a mapping"


def _shown(value: Any) -> str:
    text = json.dumps(value) if value is None or isinstance(value, bool) else str(value)
    return f"“{text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + '…'}”"
