"""What letters say, and what they never say."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.permissions import Role
from charter.services.letters import Subject, Week, deadline_letter, digest_letter, returned_letter
from charter.services.notices import Recipient

ABOUT = Subject("abc", "Example Trust", "BME Mentoring Charter 2027", "1.0", "https://charter.example")
ADA = Recipient("ada", "Ada Okafor", "ada@example.org", frozenset({Role.LEAD}))
CLOSES = dt.datetime(2027, 9, 30, 17, tzinfo=dt.UTC)


def returned(to):
    return returned_letter(
        ABOUT, to, number=7, subject="To be signed again", text="It was changed.", useful_until=CLOSES
    )


def test_returned_work_is_told_once_an_event_and_until_the_deadline():
    letter = returned(ADA)

    assert (letter.key, letter.address, letter.useful_until) == ("returned:abc:7:ada", "ada@example.org", CLOSES)
    assert letter.subject == "To be signed again"
    assert letter.body == (
        "Hello Ada Okafor,\n\n"
        "It was changed.\n\n"
        "https://charter.example/assessments/abc\n\n"
        "This is about BME Mentoring Charter 2027, edition 1.0 of the criteria.\n\n"
        "--\n"
        "You get such a letter when work that was finished comes back. "
        "To choose which letters you get, open https://charter.example/account/notices.\n"
    )


def test_with_everything_finished_the_lead_is_told_what_is_left():
    letter = deadline_letter(ABOUT, ADA, closes_at=CLOSES, mark_days=7, team=[], own=[])

    assert "Every criterion is finished. What is left is to have it signed and to submit it." in letter.body
    assert letter.useful_until == dt.datetime(2027, 9, 29, 17, tzinfo=dt.UTC)


def test_whoever_has_no_name_any_more_is_not_greeted_by_it():
    nameless = Recipient("ada", "", "ada@example.org", frozenset())

    assert returned(nameless).body.startswith("It was changed.")


@pytest.mark.parametrize(
    ("week", "is_empty"),
    [
        (Week((), (), (), 0), True),
        (Week(("x",), (), (), 0), False),
        (Week((), ("x",), (), 0), False),
        (Week((), (), ("x",), 0), False),
        (Week((), (), (), 1), False),
    ],
)
def test_a_week_in_which_there_is_nothing_to_say_is_known(week, is_empty):
    assert week.is_empty is is_empty


def test_several_comments_wait_in_the_plural():
    monday = dt.date(2027, 6, 7)

    letter = digest_letter(ABOUT, ADA, monday=monday, closes_on=CLOSES.date(), week=Week((), (), (), 2))

    assert "2 open comments mention you." in letter.body


@pytest.mark.parametrize("letter_id", ["x" * 22])
def test_the_longest_key_fits_its_column(letter_id):
    about = Subject(letter_id, "A", "B", "1.0", None)
    to = Recipient(letter_id, "", "x@example.org", frozenset())

    assert len(deadline_letter(about, to, closes_at=CLOSES, mark_days=28, team=[], own=[]).key) <= 160
