"""The values of a workbook's cells as an answers document, and the way back from a place in it to the cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from charter.domain.errors import Fault
from charter.store.answer_text import pointer
from charter.store.workbooks.cells import Field, Path


@dataclass(slots=True)
class Gathered:
    """Values as they are found, cell by cell."""

    faults: list[Fault] = field(default_factory=list)
    values: list[tuple[Path, Any, str]] = field(default_factory=list)  # path, value, cell
    none_held: list[tuple[Path, str]] = field(default_factory=list)
    not_applicable: list[tuple[str, str]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)  # JSON pointer -> cell

    def add(self, asked: Field, value: Any, where: str) -> None:
        """Keep a cell's value; a blank is not kept."""
        if value is None:
            return
        if asked.kind == "listed":
            if value:
                self.not_applicable.append((str(asked.path[-1]), where))
        elif asked.path[-1] == "none":
            if value:
                self.none_held.append((asked.path[:-1], where))
        else:
            self.values.append((asked.path, value, where))

    def document(self, reference: str) -> dict[str, Any]:
        """Give the answers document; rows left blank between others are closed up."""
        document: dict[str, Any] = {"edition": reference}
        ranks = self._ranks()
        for path, value, where in self.values:
            moved = _closed_up(path, ranks)
            self.places[pointer(moved)] = where
            _set(document, moved, value)
        for path, where in self.none_held:
            if ranks.get(path):
                self.faults.append(
                    Fault(where, "The cell says that there were none, but some are listed. Clear one or the other.")
                )
            else:
                _set(document, path, [])
        if self.not_applicable:
            document["tables_not_applicable"] = [name for name, _ in self.not_applicable]
            self.places |= {
                f"/tables_not_applicable/{index}": where for index, (_, where) in enumerate(self.not_applicable)
            }
        return document

    def at_cell(self, fault: Fault) -> Fault:
        """Give a fault of the document at the cell that it comes from."""
        wanted = fault.place
        while wanted:
            for place, where in self.places.items():
                if place == wanted or place.startswith(f"{wanted}/"):
                    return Fault(where, fault.message)
            wanted = wanted.rpartition("/")[0]
        return fault

    def _ranks(self) -> dict[Path, dict[int, int]]:
        """For every list: the rows in use, and which entry each becomes."""
        used: dict[Path, set[int]] = {}
        for path, _, _ in self.values:
            for depth, part in enumerate(path):
                if isinstance(part, int):
                    used.setdefault(path[:depth], set()).add(part)
        return {path: {row: rank for rank, row in enumerate(sorted(rows))} for path, rows in used.items()}


def _closed_up(path: Path, ranks: dict[Path, dict[int, int]]) -> Path:
    return tuple(ranks[path[:depth]][part] if isinstance(part, int) else part for depth, part in enumerate(path))


def _set(document: dict[str, Any], path: Path, value: Any) -> None:
    """Set a value at its path; lists come in rising order, because fields are read from the top."""
    here: Any = document
    for part, following in pairwise(path):
        fresh: Any = [] if isinstance(following, int) else {}
        if isinstance(here, list):
            while len(here) <= int(part):
                here.append({})
            here = here[int(part)]
        else:
            here = here.setdefault(part, fresh)
    if isinstance(here, list):
        here.append(value)
    else:
        here[path[-1]] = value
