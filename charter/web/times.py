"""Days and minutes as a clock and a calendar in the United Kingdom show them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from charter.domain.wording import date_text

CLOCK = "Europe/London"


def local(moment: dt.datetime) -> dt.datetime:
    """Give a moment on that clock; in UTC on a machine without the time zones' data."""
    try:
        return moment.astimezone(ZoneInfo(CLOCK))
    except ZoneInfoNotFoundError:
        return moment.astimezone(dt.UTC)


def minute_text(moment: dt.datetime) -> str:
    """Give the time of day as ``14:02``."""
    return f"{local(moment):%H:%M}"


def day_text(moment: dt.datetime) -> str:
    """Give the day as ``3 May 2027``."""
    return date_text(local(moment).date())


def moment_text(moment: dt.datetime) -> str:
    """Give day and time as ``3 May 2027 at 14:02``."""
    return f"{day_text(moment)} at {minute_text(moment)}"


def saved_text(name: str, moment: dt.datetime | None, now: dt.datetime) -> str:
    """Give who saved something and when, in short where it was today; empty where nobody did."""
    if moment is None:
        return ""
    is_today = local(moment).date() == local(now).date()
    when = f"at {minute_text(moment)}" if is_today else f"on {moment_text(moment)}"
    return f"Saved by {name or 'somebody who was forgotten'} {when}"
