"""The bytes of an answers file as plain values: JSON or YAML, read safely and in bounded time and memory."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

import yaml

from charter.domain.errors import Fault, InvalidAnswers

MOST_BYTES = 20 * 1024 * 1024
MOST_VALUES = 300_000  # a complete submission with three years of tables has about 10,000
MOST_DEPTH = 20


class Repeating(dict[str, Any]):
    """A mapping whose file named a key twice; the first value stands, ``repeated`` lists the keys."""

    repeated: tuple[str, ...] = ()


def load_document(content: bytes) -> Any:
    """Give the plain values of a JSON or YAML file.

    Raises InvalidAnswers where it is too large, no text, broken, too deep, or uses YAML's anchors.
    """
    if len(content) > MOST_BYTES:
        raise refused("The file is larger than 20 MB. Save only the answers; evidence files stay where they are.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused("The file is no text in UTF-8. Save it as JSON or YAML with the encoding UTF-8.") from None
    try:
        return _load_json(text) if text.lstrip()[:1] in ("{", "[") and _looks_like_json(text) else _load_yaml(text)
    except RecursionError:
        raise refused("The file is nested too deeply. Compare it with the published schema.") from None


def refused(message: str, place: str = "") -> InvalidAnswers:
    """Give the error for a file that cannot be read at all."""
    return InvalidAnswers((Fault(place, message),))


def pointer(path: tuple[str | int, ...]) -> str:
    """Give a JSON pointer, such as ``/criteria/MA-01/level``."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def repeated_keys(value: Any, path: tuple[str | int, ...] = ()) -> list[Fault]:
    """Give a fault for every key that the file names twice in one mapping."""
    faults: list[Fault] = []
    if isinstance(value, Repeating):
        faults.extend(
            Fault(pointer((*path, key)), f"“{key}” stands here twice; the first was read. Keep one of them.")
            for key in value.repeated
        )
    if isinstance(value, dict):
        for key, item in value.items():
            faults.extend(repeated_keys(item, (*path, key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            faults.extend(repeated_keys(item, (*path, index)))
    return faults


def _looks_like_json(text: str) -> bool:
    """YAML may begin with a brace too; JSON's first key stands in double quotes."""
    rest = text.lstrip()[1:].lstrip()
    return rest[:1] in ('"', "}", "]", "{", "[", "")


def _load_json(text: str) -> Any:
    if text.count("[") + text.count("{") + text.count(",") > MOST_VALUES:
        raise refused("The file holds far more values than the form has. Compare it with the published schema.")
    try:
        document = json.loads(text, object_pairs_hook=_mapping, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"The JSON breaks off here ({error.msg}). Mend it there, or save it again from your editor."
        raise refused(message, f"line {error.lineno}, column {error.colno}") from None
    except ValueError:
        raise refused("The file holds a number that no count can be. Write whole numbers of people.") from None
    if _depth_exceeds(document, MOST_DEPTH):
        raise refused("The file is nested too deeply. Compare it with the published schema.")
    return document


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _mapping(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    repeated: list[str] = []
    for key, value in pairs:
        if key in plain:
            repeated.append(key)
        else:
            plain[key] = value
    if not repeated:
        return plain
    result = Repeating(plain)
    result.repeated = tuple(repeated)
    return result


def _depth_exceeds(value: Any, most: int) -> bool:
    if not isinstance(value, (dict, list)):
        return False
    if most == 0:
        return True
    items = value.values() if isinstance(value, dict) else value
    return any(_depth_exceeds(item, most - 1) for item in items)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as people mean it here: ``yes`` is a word, ``2027-03-31`` is text, ``99`` as a key is a code."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_resolve("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF")
_resolve("int", r"^[-+]?(?:0|[1-9][0-9]{0,30})$", "-+0123456789")
_resolve("float", r"^[-+]?(?:0|[1-9][0-9]{0,30})\.[0-9]{1,30}$", "-+0123456789")
_resolve("null", r"^(?:~|null|Null|NULL)$", "~nN")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])  # nothing behind the colon


def _construct_mapping(loader: Any, node: Any) -> dict[str, Any]:
    pairs = []
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a name must be a single word", problem_mark=key_node.start_mark)
        pairs.append((key_node.value, loader.construct_object(value_node, deep=True)))
    return _mapping(pairs)


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)


def _load_yaml(text: str) -> Any:
    try:
        _bound_yaml(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - the safe loader, with fewer types still
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = error.problem or "it breaks off"
        raise refused(f"The file is neither JSON nor YAML: {why}. Mend it there.", _place(mark)) from None
    except (yaml.YAMLError, ValueError):
        raise refused("The file is neither JSON nor YAML, or holds a character that text cannot have.") from None


def _bound_yaml(text: str) -> None:
    """Refuse what could grow while it is read: anchors, too many values, too many levels."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        place = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refused("Anchors and aliases (& and *) are not read. Write each value out.", place)
        if number > MOST_VALUES:
            raise refused(
                "The file holds far more values than the form has. Compare it with the published schema.", place
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise refused("The file is nested too deeply here. Compare it with the published schema.", place)


def _place(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
