"""YAML of an edition written again: only what changed, the rest byte for byte, and easy to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from charter.store.edition_reading import Document, Keys, read_text

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
    """The text, key by key and entry by entry: kept where the value is the same, else written again."""
    splicing = _Splicing(text.splitlines(keepends=True), document)
    found = splicing.mapping((), document.value, value, 0, len(splicing.lines))
    return "".join(found) if found is not None else ""


class _Splicing:
    """Puts lines that stay and lines that are written anew together."""

    def __init__(self, lines: list[str], document: Document) -> None:
        self.lines = lines
        self._at = document.lines

    def mapping(
        self, keys: Keys, old: Mapping[str, Any], new: Mapping[str, Any], start: int, end: int
    ) -> list[str] | None:
        """The lines of a mapping with another value; None where its keys do not stand on lines of their own."""
        starts = [self._at[(*keys, key)] - 1 for key in old]
        if not starts or starts != sorted(set(starts)) or not all(map(self._begins, old, starts)):
            return None
        is_entry = starts[0] == start and bool(keys)
        if is_entry and (next(iter(old)) not in new or not _is_dash(self.lines[start])):
            return None
        indent = len(self.lines[starts[0]]) - len(self.lines[starts[0]].lstrip(" -"))
        found = self.lines[start : starts[0]]
        for (key, value), at, until in zip(old.items(), starts, [*starts[1:], end], strict=True):
            if key in new:
                found += self._pair((*keys, key), value, new[key], (at, until), indent)
        return _with_added(found, "".join(_pair(key, new[key], indent) for key in new if key not in old))

    def _begins(self, key: str, at: int) -> bool:
        return self.lines[at].lstrip(" -").lstrip("'\"").startswith(key)

    def _pair(self, keys: Keys, old: Any, new: Any, part: tuple[int, int], indent: int) -> list[str]:
        """The lines of one key."""
        own = self.lines[part[0] : part[1]]
        if old == new:
            return own
        inner = self._inner(keys, old, new, part)
        if inner is not None:
            return inner
        written = _pair(str(keys[-1]), new, indent)
        return [own[0][:indent] + written[indent:], *_tail(own)]

    def _inner(self, keys: Keys, old: Any, new: Any, part: tuple[int, int]) -> list[str] | None:
        """What is inside a value, where it stands on lines of its own below its key."""
        if isinstance(old, dict) and isinstance(new, dict) and old:
            first = self._at[(*keys, next(iter(old)))] - 1
            return self.mapping(keys, old, new, *part) if first > part[0] else None
        return self._entries(keys, old, new, part) if _are_entries(old) and _are_entries(new) else None

    def _entries(self, keys: Keys, old: list[Any], new: list[Any], part: tuple[int, int]) -> list[str] | None:
        """The entries of a list, each with its own lines where it stayed; told by their ids, else by their place."""
        starts = [self._at[(*keys, place)] - 1 for place in range(len(old))]
        is_apart = starts == sorted(set(starts)) and all(_is_dash(self.lines[at]) for at in starts)
        if not is_apart or starts[0] <= part[0]:
            return None
        indent = len(self.lines[starts[0]]) - len(self.lines[starts[0]].lstrip())
        known = {_name(item, place): place for place, item in enumerate(old)}
        ends = [*starts[1:], part[1]]
        found = self.lines[part[0] : starts[0]]
        for place, item in enumerate(new):
            at = known.get(_name(item, place))
            if at is None:
                found = _with_added(found, "\n" * self._is_spaced(ends) + _item(item, indent))
            else:
                found += self._entry((*keys, at), old[at], item, (starts[at], ends[at]), indent)
        return found

    def _entry(self, keys: Keys, old: Any, new: Any, part: tuple[int, int], indent: int) -> list[str]:
        own = self.lines[part[0] : part[1]]
        if old == new:
            return own
        inner = self.mapping(keys, old, new, *part)
        return inner if inner is not None else [_item(new, indent), *_tail(own)]

    def _is_spaced(self, ends: list[int]) -> bool:
        """Whether entries stand apart by a blank line."""
        return any(not self.lines[end - 1].strip() for end in ends[:-1])


def _with_added(found: list[str], added: str) -> list[str]:
    """Lines with more behind them, before the blank lines and comments at their end."""
    if not added:
        return found
    tail = _tail(found) if found else []
    body = found[: len(found) - len(tail)]
    if body and not body[-1].endswith("\n"):
        body[-1] += "\n"
    return [*body, added, *tail]


def _tail(segment: list[str]) -> list[str]:
    """The blank lines and comments at the end of a piece, which belong to what follows."""
    end = len(segment)
    while end > 1 and (not segment[end - 1].strip() or segment[end - 1].lstrip().startswith("#")):
        end -= 1
    return segment[end:]


def _are_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and item for item in value)


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
    return "required" in value or "quote" in value


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
