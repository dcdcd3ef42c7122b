"""The files of a draft while one thing is changed in them: values by path, written back only where they differ."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from charter.domain.errors import InvalidBundle
from charter.store.edition_bundles import Files
from charter.store.edition_emitting import emitted, rewritten
from charter.store.edition_files import EDITION, THEMES, entries
from charter.store.edition_reading import read_text

Raw = dict[str, Any]  # a mapping of a file, as the file says it


class DraftFiles:
    """Files that can be changed. ``value`` gives what may be changed in place; ``files`` gives the result.

    ``before`` holds them as they were.
    """

    def __init__(self, files: Files) -> None:
        self.before = dict(files)
        self._texts = dict(files)
        self._values: dict[str, Raw] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._texts or path in self._values

    def text(self, path: str) -> str:
        """Give a file's text; "" where there is none."""
        return self._texts.get(path, "")

    def put_text(self, path: str, text: str) -> None:
        """Write a file that is no YAML, or one whole."""
        self._values.pop(path, None)
        self._texts[path] = text

    def remove(self, path: str) -> None:
        """Take a file away."""
        self._values.pop(path, None)
        self._texts.pop(path, None)

    def value(self, path: str) -> Raw:
        """Give a file's mapping, to be changed in place; an empty one where there is no such file."""
        if path not in self._values:
            self._values[path] = copy.deepcopy(_read(path, self._texts[path])) if path in self._texts else {}
        return self._values[path]

    def files(self) -> dict[str, str]:
        """Give all files as they are now; a text whose value is the same stays byte for byte."""
        found = dict(self._texts)
        for path, value in self._values.items():
            if path not in found and value:
                found[path] = emitted(value)
            elif path in found and _read(path, found[path]) != value:
                found[path] = rewritten(found[path], value)
        return found

    def theme_paths(self) -> tuple[str, ...]:
        """Give the files of criteria, in the order in which the edition names their themes, then by name."""
        names = [path for path in {*self._texts, *self._values} if path.startswith(f"{THEMES}/")]
        order = {str(item.get("id")): place for place, item in enumerate(entries(self.value(EDITION).get("themes")))}
        return tuple(sorted(names, key=lambda path: (order.get(str(self.value(path).get("theme")), 999), path)))

    def criteria(self) -> dict[str, Raw]:
        """Give every criterion by its id, in edition order, to be changed in place."""
        return {str(item["id"]): item for _, item in self._placed()}

    def themes_of_criteria(self) -> dict[str, str]:
        """Give the theme of every criterion."""
        return {str(item["id"]): str(self.value(path).get("theme")) for path, item in self._placed()}

    def path_of(self, criterion_id: str) -> str:
        """Give the file in which a criterion stands; KeyError where there is none."""
        return {str(item["id"]): path for path, item in self._placed()}[criterion_id]

    def _placed(self) -> Iterator[tuple[str, Raw]]:
        for path in self.theme_paths():
            for item in self.value(path).get("criteria") or ():
                yield path, item


def questions_of(criterion: Mapping[str, Any], *, with_level: bool = False) -> dict[str, Raw]:
    """Give a criterion's questions by id; its level is asked for by one of the type rubric, left out unless wanted."""
    return {
        str(item["id"]): item for item in criterion.get("questions") or () if with_level or item.get("type") != "rubric"
    }


@lru_cache(maxsize=512)
def _read(path: str, text: str) -> Raw:
    """Give a file's mapping, which nobody may change: whoever does copies it."""
    document, faults = read_text(text, path)
    if document is None or faults or not isinstance(document.value, dict):
        raise InvalidBundle(f"The file {path} of the draft cannot be read. Take up an earlier version.")
    value: Raw = document.value
    return value
