"""What an answers document has wrong against its schema: every fault in words, and the document without them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from jsonschema.exceptions import ValidationError

from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers
from charter.store.answer_checking import schema_errors
from charter.store.answer_text import pointer, repeated_keys

MOST_FAULTS = 1000
Path = tuple[str | int, ...]


def without_faults(document: Any, edition: Edition) -> tuple[dict[str, Any], list[Fault]]:
    """Give the document with every faulty value taken out, and the faults.

    Raises InvalidAnswers where it is no mapping, or where there are more faults than anybody would mend one by one.
    """
    if not isinstance(document, dict):
        raise InvalidAnswers((Fault("", "The file holds no answers. It begins with “edition:” and its name."),))
    faults = repeated_keys(document)
    errors = list(islice(schema_errors(document, edition), MOST_FAULTS + 1))
    if len(errors) > MOST_FAULTS:
        first = tuple(fault for error in errors[:20] for _, fault in _faults_of(error))
        more = Fault("", f"There are more than {MOST_FAULTS} faults; these are the first. Compare it with the schema.")
        raise InvalidAnswers((more, *first))
    found = sorted(
        (entry for error in errors for entry in _faults_of(error)), key=lambda entry: [str(p) for p in entry[0]]
    )
    kept = _pruned(document, {path for path, _ in found})
    return (kept if isinstance(kept, dict) else {}), faults + [fault for _, fault in found]


def _faults_of(error: ValidationError) -> Iterator[tuple[Path, Fault]]:
    path: Path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        for key in error.instance:
            if key not in known:
                yield (*path, key), Fault(pointer((*path, key)), _unknown(str(key), [str(name) for name in known]))
    else:
        yield path, Fault(pointer(path), f"{_shown(error.instance)} cannot stand here. {_advice(error)}")


def _advice(error: ValidationError) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    return str(schema.get("description", "Compare it with the published schema."))


def _unknown(key: str, known: list[str]) -> str:
    listed = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return f"“{key[:80]}” is no name that is known here. Take it out, or write one of: {listed}."


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "A mapping"
    if isinstance(value, list):
        return f"A list of {len(value)}"
    if isinstance(value, str):
        return f"“{value[:60]}{'…' if len(value) > 60 else ''}”"
    return (
        {True: "“true”", False: "“false”", None: "Nothing"}[value]
        if value is None or isinstance(value, bool)
        else f"“{value}”"
    )


_GONE = object()


def _pruned(value: Any, bad: set[Path], path: Path = ()) -> Any:
    """The value without the places named; where nothing is wrong below, a plain copy."""
    if path in bad:
        return _GONE
    if isinstance(value, dict):
        items = {key: _pruned(item, bad, (*path, key)) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not _GONE}
    if isinstance(value, list):
        # a faulty entry leaves an empty one, so that places below still name the right entry
        entries = [_pruned(item, bad, (*path, index)) for index, item in enumerate(value)]
        return [None if item is _GONE else item for item in entries]
    return value
