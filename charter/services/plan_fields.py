"""Actions of a plan as fields of their own: ``/actions/<key>`` in an assessment, entries of a list in a document."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from charter.domain.errors import Fault

ACTIONS, PREVIOUS = "actions", "previous_actions"
PLANS = (ACTIONS, PREVIOUS)
_KEY = re.compile(r"[0-9a-f]{27}")


def new_key(now: dt.datetime, place: int = 0, chance: str = "") -> str:
    """Give the key of a new action: keys sort by when, and then in which place, an action was added.

    The end is chance, so that two people who add at the same moment cannot meet; ``chance``, hexadecimal, fixes it.
    """
    return f"{int(now.timestamp() * 1000):012x}{place:03x}{(chance or secrets.token_hex(6))[:12]}"


def is_key(key: str) -> bool:
    """Tell whether a text could be the key of an action."""
    return _KEY.fullmatch(key) is not None


def field_of(plan: str, key: str) -> str:
    """Give the field of an action."""
    return f"/{plan}/{key}"


def keys_of(document: Mapping[str, Any], plan: str) -> list[str]:
    """Give the keys of a plan's actions in their order; one that was removed is none."""
    entries = document.get(plan) or {}
    return sorted(key for key, value in entries.items() if value is not None) if isinstance(entries, Mapping) else []


def listed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document of fields as files have it: each plan a list, in the order of its keys."""
    plans = {name: [document[name][key] for key in keys_of(document, name)] for name in PLANS if name in document}
    return {**document, **plans}


def at_fields(faults: Iterable[Fault], document: Mapping[str, Any]) -> list[Fault]:
    """Give faults of the listed document at the fields that it was made of."""
    keys = {name: keys_of(document, name) for name in PLANS}
    return [Fault(_at_field(fault.place, keys), fault.message) for fault in faults]


def _at_field(place: str, keys: Mapping[str, list[str]]) -> str:
    _, *steps = place.split("/")
    if len(steps) < 2 or steps[0] not in PLANS or not steps[1].isdigit():
        return place
    known = keys[steps[0]]
    return "/".join(("", steps[0], known[int(steps[1])], *steps[2:])) if int(steps[1]) < len(known) else place
