"""Returns, grace, reviews and reminders of an award, as an edition says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.award_states import AwardState
from charter.domain.award_upkeep import (
    AwardRules,
    award_rules,
    grace_end,
    is_kept_by_failed_renewal,
    not_made,
    reminder_day,
    return_days,
    return_findings,
    suspension_day,
)
from charter.domain.results import EligibilityFinding
from charter.domain.working_days import BankHolidays
from charter.store.editions import load_edition

EDITION = load_edition("bme-mentoring/1.0")
RULES = award_rules(EDITION)
SUPPLIED = EligibilityFinding("BE2", "bronze", "data tables supplied", "not_met", "DT-04 is missing.")
SILENT = AwardRules(None, None, False, None, None, None, None)


def test_the_first_edition_says_all_of_it():
    assert AwardRules(36, 12, True, 2, 60, 3, 6) == RULES


def test_an_edition_that_says_nothing_asks_for_nothing():
    edition = replace(EDITION, facts={})

    assert award_rules(edition) == SILENT
    assert return_days(dt.date(2027, 11, 8), dt.date(2030, 11, 8), SILENT) == ()
    assert suspension_day(dt.date(2028, 1, 10), SILENT, BankHolidays({})) is None


def test_returns_are_due_each_year_but_the_last():
    assert return_days(dt.date(2027, 11, 8), dt.date(2030, 11, 8), RULES) == (
        dt.date(2028, 11, 8),
        dt.date(2029, 11, 8),
    )


def test_a_reminder_comes_six_months_before_the_end_also_from_a_long_month():
    assert reminder_day(dt.date(2030, 11, 8)) == dt.date(2030, 5, 8)
    assert reminder_day(dt.date(2030, 8, 31)) == dt.date(2030, 2, 28)


def test_grace_is_given_once():
    assert grace_end(dt.date(2030, 11, 8), RULES, has_had_grace=False) == dt.date(2031, 11, 8)
    assert grace_end(dt.date(2030, 11, 8), RULES, has_had_grace=True) is None


def test_a_review_may_take_sixty_working_days():
    # from a Monday, sixty working days are twelve weeks; no bank holiday lies between
    assert suspension_day(dt.date(2028, 1, 10), RULES, BankHolidays({})) == dt.date(2028, 4, 3)


def test_a_mandatory_criterion_two_below_its_panel_level_opens_a_review():
    findings = return_findings(EDITION, "bronze", {"MA-01": 3}, {"MA-01": (0, 1)}, ())

    assert [item.text for item in findings] == [
        "MA-01: the panel agreed level 3; the figures of the return indicate level 1 at the most, 2 levels lower."
    ]


def test_what_is_one_below_or_not_mandatory_or_not_indicated_opens_none():
    levels = {"MA-01": 3, "NW-03": 4, "GV-01": 3}

    assert return_findings(EDITION, "bronze", levels, {"MA-01": (0, 2), "NW-03": (0, 0), "GV-01": None}, ()) == ()


def test_missing_tables_open_a_review_and_what_only_an_application_asks_does_not():
    other = EligibilityFinding("BE1", "bronze", "signed", "not_met", "It is not signed.")

    findings = return_findings(EDITION, "bronze", {}, {}, (SUPPLIED, other))

    assert [item.text for item in findings] == ["Data tables supplied: DT-04 is missing."]


def test_a_return_that_did_not_come_is_told_with_its_day():
    assert not_made(dt.date(2028, 11, 8)).text == "The annual return that was due by 8 November 2028 did not come."


@pytest.mark.parametrize(
    ("state", "valid_until", "has_had_grace", "is_kept"),
    [
        (AwardState.CURRENT, dt.date(2028, 11, 8), False, True),
        (AwardState.CURRENT, dt.date(2028, 11, 9), False, False),  # it lasts until the next attempt
        (AwardState.CURRENT, dt.date(2028, 3, 8), True, False),
        (AwardState.SUSPENDED, dt.date(2028, 3, 8), False, False),
        (AwardState.EXPIRED, dt.date(2027, 10, 1), False, True),  # handed in on its last day
        (AwardState.EXPIRED, dt.date(2027, 9, 30), False, False),
        (AwardState.EXPIRED, dt.date(2027, 10, 1), True, False),
    ],
)
def test_a_failed_renewal_keeps_an_award_that_would_end_meanwhile_once(state, valid_until, has_had_grace, is_kept):
    on = dt.date(2027, 11, 8)

    kept = is_kept_by_failed_renewal(
        state, valid_until, RULES, on, handed_in_on=dt.date(2027, 10, 1), has_had_grace=has_had_grace
    )

    assert kept == is_kept
