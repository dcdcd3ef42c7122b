"""What a round sets, and what was changed of it, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from charter.domain.wording import date_text
from charter.services.round_changes import RoundChange
from charter.web.round_forms import edition_text
from charter.web.times import moment_text

NAMES = {
    "title": "Title",
    "edition": "Charter and edition",
    "beside": "Edition that stands beside it",
    "opens_at": "Opening",
    "snapshot_on": "Data snapshot",
    "baseline_at": "Baseline save",
    "closes_at": "Submission",
}


def change_lines(changes: Mapping[str, Mapping[str, str | None]]) -> list[str]:
    """Give a line for each part that was changed: what it is now, and what it was."""
    return [
        f"{NAMES[name]}: {_text(name, told['to'])} instead of {_text(name, told['from'])}"
        for name, told in changes.items()
    ]


def who_text(change: RoundChange) -> str:
    """Give who made a change, and when."""
    return f"{change.name or 'Somebody who was forgotten'}, {moment_text(change.changed_at)}"


def _text(name: str, value: str | None) -> str:
    if value is None:
        return "none" if name == "beside" else "no day"
    kinds: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("_at", lambda text: moment_text(dt.datetime.fromisoformat(text))),
        ("_on", lambda text: date_text(dt.date.fromisoformat(text))),
        ("edition", edition_text),
        ("beside", edition_text),
    )
    tell = next((tell for ending, tell in kinds if name.endswith(ending)), None)
    return tell(value) if tell is not None else f"“{value}”"
