"""Letters that people can switch off, and when a reminder is due."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

# How long before an assessment's own deadline its people are reminded.
DEADLINE_MARKS_DAYS = (28, 7, 1)
# The week's letter goes out on Monday from this hour on (UTC); a worker that was down makes up for it until Wednesday.
DIGEST_WEEKDAY, DIGEST_HOUR = 0, 6
DIGEST_CATCH_UP = dt.timedelta(days=3)


class Notice(StrEnum):
    """A kind of letter. Invitations and what keeps an account safe are none: they always come."""

    MENTION = "mention"
    ASSIGNMENT = "assignment"
    RETURNED = "returned"
    DEADLINE = "deadline"
    DIGEST = "digest"
    CRITERIA = "criteria"


def due_mark(closes_at: dt.datetime, now: dt.datetime) -> int | None:
    """Give the mark, in days before the deadline, whose reminder is due: the last one passed; None outside.

    Whoever comes late makes the reminder of the nearest mark alone: those before it are out of date.
    """
    if now >= closes_at:
        return None
    passed = [days for days in DEADLINE_MARKS_DAYS if now >= closes_at - dt.timedelta(days=days)]
    return min(passed, default=None)


def mark_ends_at(closes_at: dt.datetime, mark_days: int) -> dt.datetime:
    """Give when a mark's reminder is of no more use: at the next mark, or at the deadline."""
    later = [days for days in DEADLINE_MARKS_DAYS if days < mark_days]
    return closes_at - dt.timedelta(days=max(later, default=0))


def due_week(now: dt.datetime) -> dt.date | None:
    """Give the Monday of the week whose letter is due now; None where it is too early or too late for it."""
    day = now.astimezone(dt.UTC).date()
    monday = day - dt.timedelta(days=(day.weekday() - DIGEST_WEEKDAY) % 7)
    starts_at = dt.datetime.combine(monday, dt.time(DIGEST_HOUR), dt.UTC)
    return monday if starts_at <= now < week_ends_at(monday) else None


def week_ends_at(monday: dt.date) -> dt.datetime:
    """Give when a week's letter is of no more use."""
    return dt.datetime.combine(monday, dt.time(), dt.UTC) + DIGEST_CATCH_UP
