"""When a reminder is due, and until when it is of use."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.notices import due_mark, due_week, mark_ends_at, week_ends_at

CLOSES = dt.datetime(2027, 9, 30, 17, tzinfo=dt.UTC)
MONDAY = dt.date(2027, 6, 7)


def utc(day, hour=0, minute=0, month=6):
    return dt.datetime(2027, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "mark"),
    [
        (utc(2, 16, 59, month=9), None),
        (utc(2, 17, month=9), 28),
        (utc(23, 16, 59, month=9), 28),
        (utc(23, 17, month=9), 7),
        (utc(29, 17, month=9), 1),
        (utc(30, 16, 59, month=9), 1),
        (utc(30, 17, month=9), None),
    ],
)
def test_the_last_mark_passed_is_due(now, mark):
    assert due_mark(CLOSES, now) == mark


def test_a_mark_is_of_use_until_the_next_and_the_last_until_the_deadline():
    assert mark_ends_at(CLOSES, 28) == utc(23, 17, month=9)
    assert mark_ends_at(CLOSES, 7) == utc(29, 17, month=9)
    assert mark_ends_at(CLOSES, 1) == CLOSES


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (utc(6, 23, 59), None),
        (utc(7, 5, 59), None),
        (utc(7, 6), MONDAY),
        (utc(9, 23, 59), MONDAY),
        (utc(10), None),
        (utc(13), None),
        (utc(14, 6), dt.date(2027, 6, 14)),
    ],
)
def test_the_weeks_letter_is_due_from_monday_morning_until_wednesday(now, week):
    assert due_week(now) == week


def test_the_weeks_letter_is_of_use_until_wednesday():
    assert week_ends_at(MONDAY) == utc(10)
