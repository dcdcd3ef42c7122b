"""Everything that an assessment holds, as plain values, and what a move from edition to edition changes in it.

A value is JSON, and a place is a text that begins with "/": a field is the JSON pointer that its answer is saved under.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from charter.domain.errors import ChangedSince

Json = Any
# Parts of the holdings that are mappings, in the order in which a move changes them.
PARTS = ("fields", "files", "comments", "assignments", "offers", "pins")
ARCHIVE, EDITION = "archive", "edition_reference"
_NOTHING: Mapping[str, Json] = {ARCHIVE: [], EDITION: ""}  # what stands in the other parts where there is nothing
OWNER_KEY, DUE_KEY = "owner_id", "due_on"  # of an assignment


@dataclass(frozen=True, slots=True)
class Archived:
    """One thing that was archived by a move: readable, and pinned to the edition whose question it answers."""

    edition_reference: str
    kind: str  # as ``carrying.ItemFate.kind``
    place: str  # where it stood in that edition
    value: Json
    change_id: str | None = None  # the change of the crosswalk that archived it

    def sort_key(self) -> tuple[str, ...]:
        """Give what the archive is sorted by."""
        value = json.dumps(self.value, ensure_ascii=False, sort_keys=True)
        return self.edition_reference, self.place, self.kind, value, self.change_id or ""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an assessment holds under one edition."""

    edition_reference: str
    fields: Mapping[str, Json] = field(default_factory=dict)  # JSON pointer -> value; an empty field is absent
    files: Mapping[str, dt.date] = field(default_factory=dict)  # name -> the day of its newest version
    comments: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # id -> criterion and question; "" = whole
    # criterion -> who looks after it ("owner_id"), by when ("due_on"), and whatever else stands with these
    assignments: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # criterion -> files offered to it, by name
    pins: Mapping[str, str] = field(default_factory=dict)  # field of an action -> edition whose criterion it names
    archive: tuple[Archived, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a move changed: what stood there before, and what stands there now; None = nothing."""

    part: str
    key: str
    before: Json
    after: Json


def holdings_document(holdings: Holdings) -> dict[str, Json]:
    """Give the holdings as a JSON-ready document; without what is empty."""
    document: dict[str, Json] = {EDITION: holdings.edition_reference, **{part: _part(holdings, part) for part in PARTS}}
    document[ARCHIVE] = [_archived(entry) for entry in sorted(holdings.archive, key=Archived.sort_key)]
    return {key: value for key, value in document.items() if value}


def holdings_bytes(holdings: Holdings) -> bytes:
    """Give the holdings as canonical JSON: the same bytes for the same content."""
    document = holdings_document(holdings)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def holdings_from(document: Mapping[str, Json]) -> Holdings:
    """Give the holdings of a document that ``holdings_document`` made."""
    return Holdings(
        edition_reference=document[EDITION],
        fields=document.get("fields", {}),
        files={name: dt.date.fromisoformat(day) for name, day in document.get("files", {}).items()},
        comments={key: (where[0], where[1]) for key, where in document.get("comments", {}).items()},
        assignments=document.get("assignments", {}),
        offers={key: tuple(names) for key, names in document.get("offers", {}).items()},
        pins=document.get("pins", {}),
        archive=tuple(Archived(**entry) for entry in document.get(ARCHIVE, [])),
    )


def steps_between(before: Holdings, after: Holdings) -> tuple[Step, ...]:
    """Give everything in which the holdings differ, as little as there is."""
    return tuple(_steps(holdings_document(before), holdings_document(after)))


def undo(holdings: Holdings, steps: tuple[Step, ...]) -> Holdings:
    """Give the holdings as they were before the steps.

    Raises ChangedSince where something is not as the steps left it: what came later would be lost.
    """
    document = holdings_document(holdings)
    for step in steps:
        if _differ(_standing(document, step), step.after):
            raise ChangedSince("Something was saved after the move, so it can no longer be undone.")
        _put(document, step)
    return holdings_from(document)


def _standing(document: Mapping[str, Json], step: Step) -> Json:
    if step.part in PARTS:
        return document.get(step.part, {}).get(step.key)
    return document.get(step.part, _NOTHING[step.part])


def _put(document: dict[str, Json], step: Step) -> None:
    if step.part not in PARTS:
        document[step.part] = step.before
        return
    part = dict(document.get(step.part, {}))
    if step.before is None:
        part.pop(step.key)
    else:
        part[step.key] = step.before
    document[step.part] = part


def _steps(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Step]:
    for part in PARTS:
        old, new = before.get(part, {}), after.get(part, {})
        for key in sorted({*old, *new}):
            if _differ(old.get(key), new.get(key)):
                yield Step(part, key, old.get(key), new.get(key))
    for part, nothing in _NOTHING.items():
        if before.get(part, nothing) != after.get(part, nothing):
            yield Step(part, "", before.get(part, nothing), after.get(part, nothing))


def _differ(one: Json, other: Json) -> bool:
    """Whether two values are written otherwise: 1, 1.0 and true are equal to Python, and not the same answer."""
    return one != other or json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)


def _part(holdings: Holdings, part: str) -> dict[str, Json]:
    found = getattr(holdings, part)
    if part == "files":
        return {name: day.isoformat() for name, day in found.items()}
    if part in ("comments", "offers"):
        return {key: list(value) for key, value in found.items()}
    return dict(found)


def _archived(entry: Archived) -> dict[str, Json]:
    told = {name: getattr(entry, name) for name in Archived.__dataclass_fields__}
    return {key: value for key, value in told.items() if key != "change_id" or value is not None}


def with_archived(holdings: Holdings, entries: tuple[Archived, ...]) -> Holdings:
    """Give the holdings with more in their archive; the same thing of the same place stands there once."""
    found = {entry.sort_key(): entry for entry in (*holdings.archive, *entries)}
    return replace(holdings, archive=tuple(found[key] for key in sorted(found)))
