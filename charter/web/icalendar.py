"""Days for a calendar program: all-day events in a file as RFC 5545 has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MEDIA_TYPE = "text/calendar"
LONGEST_LINE = 75  # bytes, without the end of the line: section 3.1
A_DAY = dt.timedelta(days=1)
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: an id that stays, so that a file that is read in again replaces it, and its words."""

    id: str
    day: dt.date
    title: str
    text: str
    url: str = ""


def calendar_file(name: str, days: Iterable[CalendarDay], now: dt.datetime) -> bytes:
    """Give a calendar of all-day events under a name."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Charter//Calendar of a round//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    lines = [*head, *(line for one in days for line in _event(one, now)), "END:VCALENDAR"]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(one: CalendarDay, now: dt.datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(one.id)}"
    yield f"DTSTAMP:{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + A_DAY:%Y%m%d}"
    yield f"SUMMARY:{_escaped(one.title)}"
    yield f"DESCRIPTION:{_escaped(one.text)}"
    if one.url:
        yield f"URL:{one.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces that are no longer than allowed, none of which cuts a sign in two; a space begins the others."""
    piece = b""
    for sign in line:
        letter = sign.encode()
        if len(piece) + len(letter) > LONGEST_LINE:
            yield piece
            piece = b" "
        piece += letter
    yield piece
