"""Days that count once an outcome was told, and what a decision comes to when time has passed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.outcomes import Standing, next_window, standing_of
from charter.domain.working_days import end_of
from charter.store.editions import load_edition

EDITION = load_edition("bme-mentoring/1.0")
FALLBACK = {"outcome": "major_revisions", "tier": "silver", "reason": None}


@pytest.mark.parametrize(
    ("today", "opens", "closes"),
    [
        (dt.date(2027, 11, 8), dt.date(2028, 5, 1), dt.date(2028, 9, 30)),
        (dt.date(2028, 4, 30), dt.date(2028, 5, 1), dt.date(2028, 9, 30)),
        (dt.date(2028, 5, 1), dt.date(2029, 5, 1), dt.date(2029, 9, 30)),
    ],
)
def test_the_next_window_is_the_one_that_opens_after_today(today, opens, closes):
    assert next_window(EDITION, today) == (opens, closes)


def test_a_window_over_the_new_year_ends_in_the_next_and_one_that_is_not_stated_is_none():
    winter = replace(EDITION, facts={"window": {"opens": "11-15", "submit_by": "02-28"}})

    assert next_window(winter, dt.date(2027, 11, 8)) == (dt.date(2027, 11, 15), dt.date(2028, 2, 28))
    assert next_window(replace(EDITION, facts={}), dt.date(2027, 11, 8)) is None
    assert next_window(replace(EDITION, facts={"window": {"opens": "soon"}}), dt.date(2027, 11, 8)) is None


def test_a_decision_falls_back_only_once_time_is_over():
    assert standing_of("minor_revisions", "silver", FALLBACK, has_lapsed=False) == Standing("minor_revisions", "silver")
    assert standing_of("minor_revisions", "silver", FALLBACK, has_lapsed=True).waits_for_next_window


def test_a_day_ends_in_england_in_summer_as_in_winter():
    assert end_of(dt.date(2027, 12, 6)) == dt.datetime(2027, 12, 6, 23, 59, tzinfo=dt.UTC)
    assert end_of(dt.date(2027, 7, 5)) == dt.datetime(2027, 7, 5, 22, 59, tzinfo=dt.UTC)
