"""YAML files of an edition as plain values with the line of every node, read safely and in bounded time and memory.

``yes`` and ``no`` are words here, a day such as ``2027-03-31`` is text, and every key is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from charter.domain.errors import Fault

MOST_BYTES = 4 * 1024 * 1024  # the largest file that an author plausibly writes, many times over
MOST_NODES = 400_000
MOST_DEPTH = 24

Keys = tuple[str | int, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_WORDS: dict[str, Any] = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its plain value, and the line (from 1) of every node by its keys."""

    place: str  # the file as faults name it
    value: Any
    lines: Mapping[Keys, int] = field(default_factory=dict)

    def line(self, keys: Keys) -> int:
        """Give the line of a node; of the nearest node around it where there is none."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def fault(self, keys: Keys, message: str) -> Fault:
        """Give a fault at a node."""
        return Fault(f"{self.place}:{self.line(keys)}", message)


class _Unreadable(Exception):
    """The file cannot be read on; carries line and sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def read_document(path: Path, place: str) -> tuple[Document | None, tuple[Fault, ...]]:
    """Give a file's document and the faults met; no document where it cannot be read at all.

    Parameters
    ----------
    place: the file as faults shall name it.

    """
    try:
        text = _text(path)
    except _Unreadable as unreadable:
        return None, (Fault(f"{place}:{unreadable.line}", unreadable.message),)
    return read_text(text, place)


def read_text(text: str, place: str) -> tuple[Document | None, tuple[Fault, ...]]:
    """Give the document of a file's text, and the faults met, as ``read_document``."""
    try:
        builder = _Builder()
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _Unreadable as unreadable:
        return None, (Fault(f"{place}:{unreadable.line}", unreadable.message),)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = " ".join(str(error.problem or error.context or "it breaks off").split())
        message = f"This is not YAML ({why}). Mend it here or in the line above."
        return None, (Fault(f"{place}:{mark.line + 1 if mark else 1}", message),)
    except yaml.YAMLError:
        return None, (Fault(f"{place}:1", "The file holds a character that no text has. Remove it."),)
    document = Document(place, builder.value, builder.lines)
    return document, tuple(Fault(f"{place}:{line}", message) for line, message in builder.faults)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _Unreadable(1, f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Shorten it.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _Unreadable(line, "This is not UTF-8. Save the file with the encoding UTF-8.") from None
    except OSError as error:
        raise _Unreadable(1, f"The file cannot be opened ({error.strerror}). Make it readable.") from None


class _Builder:
    """Values and lines out of YAML's events, one by one, so that nothing grows beyond its bounds."""

    def __init__(self) -> None:
        self.value: Any = None
        self.lines: dict[Keys, int] = {(): 1}
        self.faults: list[tuple[int, str]] = []
        self._open: list[tuple[Any, Keys]] = []  # containers around the present node
        self._keys: list[str | None] = []  # the key waiting for its value, of each open mapping
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Unreadable(_line(event), "A second document begins here. Keep one document in a file.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Unreadable(_line(event), "Anchors and aliases (& and *) are not read. Write the value out.")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            container, _ = self._open.pop()
            if isinstance(container, dict):
                self._keys.pop()

    def _scalar(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            raise _Unreadable(_line(event), f"Tags such as {event.tag} are not read. Write the value alone.")
        if self._awaits_key():
            self._key(event)
        else:
            self._place(_plain(event) if event.implicit[0] else event.value, event)

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._keys[-1] is None

    def _key(self, event: Any) -> None:
        mapping, around = self._open[-1]
        if event.value in mapping:
            first = self.lines[(*around, event.value)]
            message = f"“{event.value}” stands here a second time (first in line {first}). Remove one of them."
            self.faults.append((_line(event), message))
        else:
            self.lines[(*around, event.value)] = _line(event)
        self._keys[-1] = event.value

    def _begin(self, container: Any, event: Any) -> None:
        if event.tag not in (None, "!"):
            raise _Unreadable(_line(event), f"Tags such as {event.tag} are not read. Write the value alone.")
        if self._awaits_key():
            raise _Unreadable(_line(event), "A key must be a single word or text. Write one.")
        keys = self._place(container, event)
        self._open.append((container, keys))
        if isinstance(container, dict):
            self._keys.append(None)
        if len(self._open) > MOST_DEPTH:
            raise _Unreadable(_line(event), "This is nested too deeply. Compare the file with criteria/README.md.")

    def _place(self, value: Any, event: Any) -> Keys:
        """Put a value where it belongs; of a key that stands twice the first value stays."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise _Unreadable(_line(event), "The file holds far too many values. Shorten it.")
        if not self._open:
            self.value = value
            return ()
        container, around = self._open[-1]
        if isinstance(container, list):
            keys: Keys = (*around, len(container))
            container.append(value)
            self.lines[keys] = _line(event)
            return keys
        key = self._keys[-1]
        self._keys[-1] = None
        container.setdefault(key, value)
        return (*around, str(key))


def _plain(event: Any) -> Any:
    text = event.value
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
