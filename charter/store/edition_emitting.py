"""YAML of an edition written again: only what changed, the rest byte for byte, and easy to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from charter.store.edition_reading import Document, read_text

WIDTH = 118
_LONG = 90  # characters; a longer text stands in a block of its own
_STEP = 2


def rewritten(text: str, value: Mapping[str, Any]) -> str:
    """Give a file's text with another value: its top-level keys, and the entries of its lists, keep their own lines.

    A comment beside what did not change stays. Read again, the text gives the value exactly.
    """
    document, faults = read_text(text, "")
    if document is None or faults or not isinstance(document.value, dict):
        return emitted(value)
    spliced = _spliced(text, document, value)
    return spliced if _says(spliced, value) else emitted(value)


def emitted(value: Mapping[str, Any]) -> str:
    """Give a whole file."""
    return "".join(_pair(key, item, 0) for key, item in value.items())


def _says(text: str, value: Any) -> bool:
    document, faults = read_text(text, "")
    return document is not None and not faults and bool(document.value == value)


# ---- lines that stay -----------------------------------------------------------------------------------------------


def _spliced(text: str, document: Document, value: Mapping[str, Any]) -> str:
    """The text, key by key: kept where its value is the same, else written again."""
    lines = text.splitlines(keepends=True)
    before: Mapping[str, Any] = document.value
    starts = [document.lines[(key,)] - 1 for key in before]
    found = lines[: starts[0]] if starts else lines
    for (key, old), start, end in zip(before.items(), starts, [*starts[1:], len(lines)], strict=True):
        segment = lines[start:end]
        if key in value:
            found += segment if value[key] == old else _key(segment, start, document, key, value[key])
    parts = "".join(found)
    added = "".join(_pair(key, item, 0) for key, item in value.items() if key not in before)
    return parts + ("\n" if added and parts and not parts.endswith("\n") else "") + added


def _key(segment: list[str], start: int, document: Document, key: str, value: Any) -> list[str]:
    """One top-level key written again; of a list of mappings, only the entries that changed."""
    old = document.value[key]
    tail = _tail(segment)
    if _are_entries(old) and _are_entries(value):
        entries = [document.lines[(key, place)] - 1 - start for place in range(len(old))]
        if all(_is_dash(segment[at]) for at in entries) and entries[0] > 0 and len(set(entries)) == len(entries):
            return _entries(segment, entries, old, value)
    return [_pair(key, value, 0), *tail]


def _entries(segment: list[str], places: list[int], old: list[Any], value: list[Any]) -> list[str]:
    """The entries of a list, each with its own lines where it stayed; told by their ids, else by their place."""
    indent = len(segment[places[0]]) - len(segment[places[0]].lstrip())
    known = {_name(item, place): place for place, item in enumerate(old)}
    ends = [*places[1:], len(segment)]
    found = segment[: places[0]]
    for place, item in enumerate(value):
        at = known.get(_name(item, place))
        if at is None:
            found.append(_item(item, indent) + ("\n" if _has_space(segment, places, ends) else ""))
            continue
        own = segment[places[at] : ends[at]]
        found += own if old[at] == item else [_item(item, indent), *_tail(own)]
    return found


def _has_space(segment: list[str], places: list[int], ends: list[int]) -> bool:
    """Whether entries stand apart by a blank line."""
    return any(not segment[end - 1].strip() for end in ends[:-1]) if len(places) > 1 else False


def _tail(segment: list[str]) -> list[str]:
    """The blank lines and comments at the end of a piece, which belong to what follows."""
    end = len(segment)
    while end > 1 and (not segment[end - 1].strip() or segment[end - 1].lstrip().startswith("#")):
        end -= 1
    return segment[end:]


def _are_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _is_dash(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _name(item: Mapping[str, Any], place: int) -> str:
    return str(item.get("id", f"#{place}"))


# ---- writing -------------------------------------------------------------------------------------------------------


def _pair(key: str, value: Any, indent: int) -> str:
    """A key with its value: on one line where it fits, else below."""
    name = f"{' ' * indent}{_scalar(key, is_key=True)}:"
    if isinstance(value, str) and _is_long(value):
        return f"{name} {_block(value, indent + _STEP)}"
    line = f"{name} {_flow(value)}"
    if not isinstance(value, (dict, list)) or not value or (len(line) <= WIDTH and _is_flat(value)):
        return f"{line if isinstance(value, (dict, list)) else f'{name} {_scalar(value)}'}\n"
    if isinstance(value, dict):
        return f"{name}\n" + "".join(_pair(inner, item, indent + _STEP) for inner, item in value.items())
    return f"{name}\n" + "".join(_item(item, indent + _STEP) for item in value)


def _item(value: Any, indent: int) -> str:
    """An entry of a list."""
    start = f"{' ' * indent}- "
    if isinstance(value, str) and _is_long(value):
        return f"{start}{_block(value, indent + _STEP)}"
    line = f"{start}{_flow(value)}"
    if not isinstance(value, dict) or not value or (_is_flat(value) and (len(line) <= WIDTH or _is_leaf(value))):
        return f"{line}\n"
    body = "".join(_pair(key, item, indent + _STEP) for key, item in value.items())
    return start + body[indent + _STEP :]


def _is_long(text: str) -> bool:
    return (len(text) > _LONG or "\n" in text) and _fits_block(text)


def _fits_block(text: str) -> bool:
    """Whether a block gives the text back: no odd white space at its edges or at the beginning of a line."""
    lines = text.split("\n")
    is_plain = all(character.isprintable() or character == "\n" for character in text)
    return is_plain and all(line == line.strip() for line in lines) and bool(lines[0]) and bool(lines[-1])


def _block(text: str, indent: int) -> str:
    """A long text: folded where it is one paragraph, literal where it has lines of its own."""
    pad = " " * indent
    if "\n" in text:
        return "|-\n" + "".join(f"{pad}{line}\n" if line else "\n" for line in text.split("\n"))
    return ">-\n" + "".join(f"{pad}{line}\n" for line in _folded(text, WIDTH - indent))


def _folded(text: str, width: int) -> Iterator[str]:
    """Lines that end at single spaces; two spaces together are never parted."""
    line = ""
    for word in _words(text):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _words(text: str) -> list[str]:
    """What single spaces part; a longer gap stays inside a word, as a fold would eat it."""
    words: list[str] = []
    for word in text.split(" "):
        if words and (not word or words[-1].endswith(" ")):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _is_flat(value: Any) -> bool:
    """Whether a value may stand in braces or brackets: nothing in it is deep or long, nor a scale or questions."""
    if isinstance(value, list) and any(isinstance(item, dict) and "type" in item for item in value):
        return False
    if isinstance(value, dict) and any(key.isdigit() for key in value):
        return False
    items = value.values() if isinstance(value, dict) else value
    return all(
        not isinstance(item, (dict, list)) or all(not isinstance(one, (dict, list)) for one in _inner(item))
        for item in items
    ) and not any(isinstance(item, str) and "\n" in item for item in items)


def _is_leaf(value: Mapping[str, Any]) -> bool:
    """Whether an entry, such as a question, is a line of short facts about one text."""
    return "type" in value or "quote" in value


def _inner(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else list(value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{_scalar(key, is_key=True)}: {_flow(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _quoted(value) if isinstance(value, str) and value.count(" ") > 1 else _scalar(value)


def _scalar(value: Any, *, is_key: bool = False) -> str:
    """A single value; a text that could be read as something else, or that a bracket would break, stands in quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if is_key and value.isascii() and value.isdigit():
        return value
    dumped = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=10**9).strip()[1:-1]
    return _quoted(value) if dumped[:1] in "'\"" else dumped


def _quoted(text: str) -> str:
    """A text in double quotes on one line."""
    return str(
        yaml.safe_dump([text], default_style='"', default_flow_style=True, allow_unicode=True, width=10**9)
    ).strip()[1:-1]
