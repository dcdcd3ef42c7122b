"""Working days: published bank holidays, the rules beyond them, and periods that cross them."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from charter.domain.working_days import (
    BankHolidays,
    add_working_days,
    easter_sunday,
    is_working_day,
    usual_bank_holidays,
    working_days_between,
)

with (Path(__file__).parents[2] / "reference" / "bank_holidays.csv").open(newline="", encoding="utf-8") as file:
    PUBLISHED = {dt.date.fromisoformat(row["day"]): row["title"] for row in csv.DictReader(file)}
ENGLAND = BankHolidays(PUBLISHED)
RULES = BankHolidays()


def on(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        # the earliest and the latest that can be, the two exceptions of the rule, and years on both sides of today
        (1818, "1818-03-22"),
        (1943, "1943-04-25"),
        (1954, "1954-04-18"),
        (1981, "1981-04-19"),
        (2000, "2000-04-23"),
        (2024, "2024-03-31"),
        (2038, "2038-04-25"),
        (2285, "2285-03-22"),
    ],
)
def test_easter_falls_where_the_church_keeps_it(year, day):
    assert easter_sunday(year) == on(day)


def test_the_published_list_differs_from_the_rules_only_where_a_day_was_moved_or_added():
    by_rule = {day for year in range(2019, 2028) for day in usual_bank_holidays(year)}

    assert sorted(set(PUBLISHED) - by_rule) == [
        on("2020-05-08"), on("2022-06-02"), on("2022-06-03"), on("2022-09-19"), on("2023-05-08"),
    ]  # fmt: skip
    assert sorted(by_rule - set(PUBLISHED)) == [on("2020-05-04"), on("2022-05-30")]


def test_the_published_list_names_substitutes_as_the_rules_do():
    assert {day: title for day, title in PUBLISHED.items() if "substitute" in title} == {
        on("2020-12-28"): "Boxing Day (substitute day)",
        on("2021-12-27"): "Christmas Day (substitute day)",
        on("2021-12-28"): "Boxing Day (substitute day)",
        on("2022-01-03"): "New Year’s Day (substitute day)",
        on("2022-12-27"): "Christmas Day (substitute day)",
        on("2023-01-02"): "New Year’s Day (substitute day)",
        on("2026-12-28"): "Boxing Day (substitute day)",
        on("2027-12-27"): "Christmas Day (substitute day)",
        on("2027-12-28"): "Boxing Day (substitute day)",
    }


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # Christmas Day on a Saturday: both move
        (2021, {"2021-12-27": "Christmas Day (substitute day)", "2021-12-28": "Boxing Day (substitute day)"}),
        # on a Sunday: Boxing Day stays on its Monday, Christmas Day's substitute comes after it
        (2022, {"2022-12-26": "Boxing Day", "2022-12-27": "Christmas Day (substitute day)"}),
        # on a Friday: Boxing Day alone moves
        (2026, {"2026-12-25": "Christmas Day", "2026-12-28": "Boxing Day (substitute day)"}),
    ],
)
def test_christmas_on_a_weekend_has_substitutes(year, days):
    found = {day.isoformat(): title for day, title in usual_bank_holidays(year).items() if day.month == 12}

    assert found == days


def test_years_beyond_the_list_follow_the_rules():
    assert {day.isoformat(): title for day, title in ENGLAND.of_year(2028).items()} == {
        "2028-01-03": "New Year’s Day (substitute day)",
        "2028-04-14": "Good Friday",
        "2028-04-17": "Easter Monday",
        "2028-05-01": "Early May bank holiday",
        "2028-05-29": "Spring bank holiday",
        "2028-08-28": "Summer bank holiday",
        "2028-12-25": "Christmas Day",
        "2028-12-26": "Boxing Day",
    }
    assert ENGLAND.is_published(2027)
    assert not ENGLAND.is_published(2028)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2027-12-24", True),  # Friday
        ("2027-12-25", False),  # Saturday
        ("2027-12-27", False),  # Monday, substitute
        ("2027-12-28", False),  # Tuesday, substitute
        ("2027-12-29", True),
        ("2022-05-30", True),  # the last Monday in May, when the holiday was moved to June
        ("2022-06-02", False),
        ("2022-09-19", False),
        ("2028-02-29", True),  # leap day, a Tuesday
    ],
)
def test_a_working_day_is_neither_a_weekend_nor_a_bank_holiday(day, works):
    assert is_working_day(on(day), ENGLAND) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # 24 March 2027 is a Wednesday; 26 is Good Friday, 29 Easter Monday: 25, 30, 31 March, 1, 2 April
        ("2027-03-24", 5, "2027-04-02"),
        # 21 December 2027 is a Tuesday: 22, 23, 24, 29, 30, 31 December, 4, 5, 6, 7 January 2028 (3 January substitute)
        ("2027-12-21", 10, "2028-01-07"),
        # from a Saturday the Monday is the first day
        ("2027-10-02", 1, "2027-10-04"),
        # over a leap day: 28 February 2028 is a Monday
        ("2028-02-28", 2, "2028-03-01"),
        ("2027-10-02", 0, "2027-10-02"),
    ],
)
def test_a_period_skips_what_is_no_working_day_and_does_not_count_its_own_day(start, count, end):
    assert add_working_days(on(start), count, ENGLAND) == on(end)
    assert working_days_between(on(start), on(end), ENGLAND) == count


def test_days_between_count_the_last_and_turn_round():
    assert working_days_between(on("2027-03-25"), on("2027-03-30"), ENGLAND) == 1
    assert working_days_between(on("2027-03-30"), on("2027-03-25"), ENGLAND) == -1
    assert working_days_between(on("2027-03-26"), on("2027-03-29"), ENGLAND) == 0
    # the 366 days of 2028 begin on a Saturday: 260 weekdays, 8 of them bank holidays
    assert working_days_between(on("2027-12-31"), on("2028-12-31"), ENGLAND) == 252


def test_without_a_list_every_year_follows_the_rules():
    assert is_working_day(on("2022-09-19"), RULES)
    assert not is_working_day(on("2022-05-30"), RULES)


def test_a_negative_period_is_refused():
    with pytest.raises(ValueError, match="-1 working days"):
        add_working_days(on("2027-10-01"), -1, ENGLAND)
