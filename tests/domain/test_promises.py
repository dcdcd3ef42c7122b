"""What an edition promises about time, and which promises are at risk on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.promises import Course, Promises, due_days, promises_of
from charter.domain.working_days import BankHolidays
from charter.store.editions import load_edition

FIRST = load_edition("bme-mentoring/1.0")
PROMISED = Promises(10, 12, 10, 10, 20)
RULES = BankHolidays()


def on(text):
    return dt.date.fromisoformat(text)


# Thursday, 30 September 2027; twelve weeks later is Thursday, 23 December
SUBMITTED = Course(submitted_on=on("2027-09-30"))


def stand(course, today, promise, promises=PROMISED, warn_days=3):
    found = due_days(promises, course, on(today), RULES, warn_days=warn_days)
    return next((due for due in found if due.promise == promise), None)


def test_an_editions_promises_are_read_from_what_it_states():
    assert promises_of(FIRST) == Promises(
        screening_days=10, outcome_weeks=12, outcome_after_panel_days=10, appeal_days=10, revision_days=20
    )


def test_an_edition_that_states_its_days_for_revisions_needs_no_reading_of_words():
    facts = {**FIRST.facts, "revision_working_days": 15}

    assert promises_of(replace(FIRST, facts=facts)).revision_days == 15


def test_what_an_edition_does_not_promise_has_no_line():
    assert due_days(promises_of(replace(FIRST, facts={})), SUBMITTED, on("2027-10-01"), RULES, warn_days=3) == ()


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        ("2027-09-30", "open", 10),
        ("2027-10-08", "open", 4),
        ("2027-10-11", "at_risk", 3),
        ("2027-10-14", "at_risk", 0),
        ("2027-10-15", "late", -1),
    ],
)
def test_screening_is_due_ten_working_days_after_the_submission(today, state, left):
    due = stand(SUBMITTED, today, "screening")

    assert (due.due_on, due.state, due.working_days_left) == (on("2027-10-14"), state, left)


def test_a_promise_says_how_it_stands():
    assert stand(SUBMITTED, "2027-10-13", "screening").text == (
        "The screening is due by 14 October 2027: 1 working day is left."
    )
    assert stand(SUBMITTED, "2027-10-14", "screening").text == (
        "The screening is due by 14 October 2027: no working day is left after today."
    )
    assert stand(SUBMITTED, "2027-10-18", "screening").text == (
        "The screening is late: it was due by 14 October 2027, 2 working days ago."
    )


def test_a_promise_that_was_kept_or_kept_late_is_told_as_that():
    kept = stand(replace(SUBMITTED, screened_on=on("2027-10-14")), "2027-11-01", "screening")
    late = stand(replace(SUBMITTED, screened_on=on("2027-10-15")), "2027-11-01", "screening")

    assert (kept.state, kept.working_days_left) == ("kept", None)
    assert kept.text == "The screening came on 14 October 2027, in time: it was due by 14 October 2027."
    assert (late.state, late.needs_attention) == ("kept_late", False)


def test_a_returned_submission_is_screened_anew_once_it_is_back():
    returned = replace(SUBMITTED, returned_on=on("2027-10-08"))
    back = replace(returned, completed_on=on("2027-10-20"))

    assert stand(returned, "2027-10-15", "screening").state == "waiting"
    assert stand(back, "2027-10-21", "screening").due_on == on("2027-11-03")
    assert stand(back, "2027-10-21", "outcome").due_on == on("2027-12-23")


def test_what_came_back_was_taken_back_and_came_again_is_screened_from_its_last_day():
    again = Course(on("2027-10-25"), returned_on=on("2027-10-08"), completed_on=on("2027-10-20"))

    assert stand(again, "2027-10-26", "screening").due_on == on("2027-11-08")


def test_the_outcome_is_at_risk_as_soon_as_the_meeting_is_too_late_for_it():
    # ten working days after Thursday 9 December are 23 December; after Friday 10 December they end on 24 December
    in_time = stand(replace(SUBMITTED, panel_on=on("2027-12-09")), "2027-10-20", "outcome")
    too_late = stand(replace(SUBMITTED, panel_on=on("2027-12-10")), "2027-10-20", "outcome")

    assert in_time.state == "open"
    assert too_late.state == "at_risk"
    assert too_late.text.endswith(
        "The panel meets on 10 December 2027; 10 working days after that is 24 December 2027."
    )


def test_the_outcome_is_at_risk_once_no_meeting_could_be_called_in_time():
    # a meeting on the next working day, 9 December, could still keep it
    assert stand(SUBMITTED, "2027-12-08", "outcome").state == "open"
    assert stand(SUBMITTED, "2027-12-09", "outcome").text == (
        "The outcome is due by 23 December 2027: 10 working days are left. "
        "No day is set for the panel, and fewer than 11 working days are left."
    )


def test_the_outcome_after_a_panel_before_christmas_is_counted_past_the_holidays():
    # from Friday 17 December 2027: 20 to 24, 29 to 31 December, 4 and 5 January; 3 January is a substitute day
    course = replace(SUBMITTED, panel_on=on("2027-12-17"))

    assert stand(course, "2027-12-20", "outcome_after_panel").due_on == on("2028-01-05")


def test_weeks_that_end_on_a_holiday_leave_no_working_day_from_the_last_one_before_it():
    # twelve weeks from Friday 1 January 2027 end on Good Friday
    good_friday = Course(submitted_on=on("2027-01-01"))

    due = stand(good_friday, "2027-03-25", "outcome")

    assert (due.due_on, due.working_days_left, due.state) == (on("2027-03-26"), 0, "at_risk")


def test_an_appeal_over_easter_has_ten_working_days():
    # outcome on Friday 19 March 2027: 22 to 25, 30, 31 March, 1, 2, 5, 6 April
    told = replace(SUBMITTED, outcome_on=on("2027-03-19"))

    assert stand(told, "2027-04-06", "appeal").due_on == on("2027-04-06")
    assert stand(told, "2027-04-07", "appeal").text == ("An appeal was possible until 6 April 2027, 1 working day ago.")
    assert not stand(told, "2027-04-06", "appeal").needs_attention


def test_revisions_have_a_due_day_only_once_they_were_asked_for():
    # from Friday 3 December 2027: 6 to 10, 13 to 17, 20 to 24, 29 to 31 December, 4, 5 January 2028
    asked = replace(SUBMITTED, revisions_asked_on=on("2027-12-03"))

    assert stand(SUBMITTED, "2027-12-06", "revisions") is None
    assert (stand(asked, "2027-12-06", "revisions").due_on, stand(asked, "2027-12-06", "revisions").owner) == (
        on("2028-01-05"),
        "institution",
    )


def test_a_panel_that_met_without_a_day_left_nothing_to_keep():
    told = replace(SUBMITTED, outcome_on=on("2027-11-12"))

    assert stand(told, "2027-11-15", "outcome_after_panel") is None


def test_what_waits_says_what_it_waits_for():
    assert stand(SUBMITTED, "2027-10-01", "outcome_after_panel").text == (
        "The outcome is promised within 10 working days of the panel’s meeting, which has no day yet."
    )
    assert stand(SUBMITTED, "2027-10-01", "appeal").text == (
        "An appeal is possible within 10 working days of the outcome."
    )
