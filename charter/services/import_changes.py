"""What a file would change: field by field, and within tables and actions cell by cell. Plain values, no database."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charter.services.plan_fields import PLANS

Values = Mapping[str, str]  # of one action
Fields = Mapping[str, Any]  # field -> value; a table's cells in the form that holds every measure by name
Steps = tuple[str | int, ...]
MOST_PAIRS = 10_000  # of actions that are compared word by word; beyond it, what has no name of its own is new


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a file would change; a tick takes all of it or none."""

    pointer: str  # its place in the document of fields: what a tick names
    field: str  # the saved field that it belongs to
    steps: Steps  # where in the field's value; () = the whole of it
    old: Any  # None = blank now
    new: Any  # None = blank in the file

    @property
    def is_emptied(self) -> bool:
        """Whether the file has nothing where something is saved."""
        return self.new is None


def fields_in(document: Mapping[str, Any], is_field: Callable[[str], bool]) -> dict[str, Any]:
    """Give the fields of a document whose plans are mappings, in its order; what belongs to the round is left out."""
    return dict(_fields(document, "", is_field))


def _fields(value: Any, place: str, is_field: Callable[[str], bool]) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        here = f"{place}/{name}"
        if is_field(here):
            yield here, inner
        elif isinstance(inner, Mapping):
            yield from _fields(inner, here, is_field)


def matched(now: Mapping[str, Values], listed: Sequence[Values], new_key: Callable[[int], str]) -> dict[str, Values]:
    """Give the actions of a file under keys: those of the plan where one is meant, new ones for the rest.

    One is meant where it says the same, else where its reference stands once here and once there, else where most of
    what it says is the same: a reference may have been renamed.
    """
    keys: dict[int, str] = {}
    for alike in (_same, _by_reference, _mostly_the_same):
        free = {key: values for key, values in now.items() if key not in keys.values()}
        left = {place: values for place, values in enumerate(listed) if place not in keys}
        keys |= alike(free, left)
    return {keys.get(place) or new_key(place): values for place, values in enumerate(listed)}


def _same(free: Mapping[str, Values], left: Mapping[int, Values]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, values in left.items():
        key = next((key for key, held in free.items() if held == values and key not in found.values()), None)
        if key is not None:
            found[place] = key
    return found


def _by_reference(free: Mapping[str, Values], left: Mapping[int, Values]) -> dict[int, str]:
    here, there = _once(free), _once(left)
    return {place: here[name] for name, place in there.items() if name in here}


def _mostly_the_same(free: Mapping[str, Values], left: Mapping[int, Values]) -> dict[int, str]:
    if len(free) * len(left) > MOST_PAIRS:
        return {}
    found: dict[int, str] = {}
    for place, values in left.items():
        shared = {
            key: sum(values.get(name) == text for name, text in held.items())
            for key, held in free.items()
            if key not in found.values()
        }
        best = max(shared, key=lambda key: shared[key], default=None)
        if best is not None and 2 * shared[best] > max(len(values), len(free[best])):
            found[place] = best
    return found


def _once(actions: Mapping[Any, Values]) -> dict[str, Any]:
    names = [values.get("ref", "") for values in actions.values()]
    return {name: key for key, values in actions.items() if (name := values.get("ref", "")) and names.count(name) == 1}


def changes_between(now: Fields, then: Fields) -> tuple[Change, ...]:
    """Give every change that leads from the fields as they are to those of a file; those of the file come first."""
    order = [*then, *(field for field in now if field not in then)]
    return tuple(change for field in order for change in _changes(field, now.get(field), then.get(field)))


def _changes(field: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if _is_listed(old) and _is_listed(new):
        yield from _record_changes(field, old, new)
        return
    is_plan = field.split("/")[1] in PLANS
    if not field.startswith("/tables/") and not (is_plan and old is not None and new is not None):
        yield Change(field, field, (), old, new)
        return
    before, after = leaves(old), leaves(new)
    if () in before or () in after:  # a list on one side: records, or that there are none
        yield Change(field, field, (), old, new)
        return
    for steps in [*after, *(steps for steps in before if steps not in after)]:
        if before.get(steps) != after.get(steps):
            yield _change(field, steps, before.get(steps), after.get(steps))


def _record_changes(field: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    """Records are compared row by row: a row is one thing."""
    for row in range(max(len(old), len(new))):
        before, after = (rows[row] if row < len(rows) else None for rows in (old, new))
        if before != after:
            yield _change(field, (row,), before, after)


def _change(field: str, steps: Steps, old: Any, new: Any) -> Change:
    return Change("/".join((field, *map(str, steps))), field, steps, old, new)


def _is_listed(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def leaves(value: Any, steps: Steps = ()) -> dict[Steps, Any]:
    """Give every value of a mapping of mappings by where it stands; nothing for a blank."""
    if isinstance(value, Mapping):
        return {place: leaf for key, inner in value.items() for place, leaf in leaves(inner, (*steps, key)).items()}
    return {} if value is None else {steps: value}


def leaf_at(value: Any, steps: Steps) -> Any:
    """Give what stands at a place of a field's value; None where nothing does."""
    for step in steps:
        if isinstance(value, list):
            value = value[step] if isinstance(step, int) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def merged(value: Any, changes: Iterable[Change]) -> Any:
    """Give a field's value with the changes made; None where nothing is left of it."""
    result = copy.deepcopy(value)
    for change in changes:
        if not change.steps:
            return change.new
        if isinstance(change.steps[0], int):
            result = _with_row(result, change.steps[0], change.new)
        else:
            result = result if isinstance(result, dict) else {}
            _put(result, change.steps, change.new)
    if isinstance(result, list):
        return [row for row in result if row] or None
    return result or None


def _with_row(rows: Any, place: int, row: Any) -> list[Any]:
    held = rows if isinstance(rows, list) else []
    held.extend({} for _ in range(place + 1 - len(held)))
    held[place] = row or {}
    return held


def _put(mapping: dict[Any, Any], steps: Steps, value: Any) -> None:
    first, *rest = steps
    if rest:
        inner = mapping.setdefault(first, {})
        _put(inner, tuple(rest), value)
        if not inner:
            del mapping[first]
    elif value is None:
        mapping.pop(first, None)
    else:
        mapping[first] = value
