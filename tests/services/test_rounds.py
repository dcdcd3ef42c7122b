"""Opening a round, registering for it, and giving a later deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.errors import AlreadyRegistered, InvalidRound, UnknownRound, WrongState
from charter.services.deeds import Deed
from charter.services.homes import home_of
from charter.services.round_boards import extensions_of, round_board
from charter.services.rounds import grant_extension, open_round, register_assessment
from tests.support.teams import BODY, CLOSES, DATES, JUNE, OPENS, REFERENCE, TRUST, add_people, deed

DAY = dt.timedelta(days=1)


@pytest.fixture
def whole(session):
    """A round that nobody takes part in."""
    add_people(session)
    return open_round(deed(session, "officer"), BODY, "Charter 2027", REFERENCE, DATES)


def register(session, whole, **said):
    """Register the trust, as its lead."""
    return register_assessment(deed(session, "lead"), whole.id, TRUST, **{"scope": "whole_organisation", **said})


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"closes_at": OPENS}, "closes_on"),
        ({"snapshot_on": CLOSES.date() + DAY}, "snapshot_on"),
        ({"baseline_at": OPENS}, "baseline_on"),
        ({"baseline_at": CLOSES}, "baseline_on"),
    ],
)
def test_dates_that_cannot_be_are_refused_by_name(session, changes, place):
    add_people(session)

    with pytest.raises(InvalidRound) as refused:
        open_round(deed(session, "officer"), BODY, "Charter 2027", REFERENCE, replace(DATES, **changes))

    assert refused.value.place == place


@pytest.mark.parametrize("title", ["", " \x00 ", "x" * 201])
def test_a_title_that_cannot_be_kept_is_refused(session, title):
    add_people(session)

    with pytest.raises(InvalidRound) as refused:
        open_round(deed(session, "officer"), BODY, title, REFERENCE, DATES)

    assert refused.value.place == "title"


def test_a_part_is_registered_by_its_name_beside_the_whole(session, whole):
    register(session, whole, aims_for="silver")
    register(session, whole, scope="profession", scope_name="  Pharmacy\x00  team ")

    board = round_board(deed(session, "officer"), whole.id)

    assert [(row.name, row.scope_name, row.aims_for) for row in board.rows] == [
        ("Example trust", "", "Silver"),
        ("Example trust", "Pharmacy team", ""),
    ]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"scope": "galaxy"}, "scope"),
        ({"scope": "profession"}, "scope_name"),
        ({"scope": "profession", "scope_name": "x" * 201}, "scope_name"),
    ],
)
def test_a_scope_that_cannot_be_is_refused_by_name(session, whole, said, place):
    with pytest.raises(InvalidRound) as refused:
        register(session, whole, **said)

    assert refused.value.place == place


def test_nobody_registers_twice_or_outside_the_round(session, whole):
    register(session, whole)

    with pytest.raises(AlreadyRegistered):
        register(session, whole)
    with pytest.raises(WrongState, match="The round is not open"):
        register_assessment(
            deed(session, "lead", CLOSES), whole.id, TRUST, scope="directorate", scope_name="Women and children"
        )


def test_the_first_page_tells_a_round_that_was_joined_from_one_that_was_not(session, whole):
    before = home_of(deed(session, "lead"))
    register(session, whole)
    after = home_of(deed(session, "lead"))

    assert [one.is_joined for one in before[0].rounds] == [False]
    assert [one.is_joined for one in after[0].rounds] == [True]


def test_every_extension_is_kept_with_who_gave_it_and_why(session, whole):
    row = register(session, whole)
    grant_extension(deed(session, "officer"), row.id, CLOSES + DAY, " Two are ill.\r\nAgreed. ")
    grant_extension(Deed(session, "officer", CLOSES + DAY, b"k"), row.id, CLOSES + 3 * DAY, "Still ill.")

    found = extensions_of(session, row.id)

    assert [(one.until, one.name, one.reason) for one in found] == [
        (CLOSES + 3 * DAY, "Officer", "Still ill."),
        (CLOSES + DAY, "Officer", "Two are ill.\nAgreed."),
    ]


@pytest.mark.parametrize(
    ("until", "reason", "place"), [(CLOSES, "Ill.", "until_on"), (CLOSES + DAY, " \x00 ", "reason")]
)
def test_an_extension_needs_a_later_day_and_a_reason(session, whole, until, reason, place):
    row = register(session, whole)

    with pytest.raises(InvalidRound) as refused:
        grant_extension(deed(session, "officer"), row.id, until, reason)

    assert refused.value.place == place


@pytest.mark.parametrize("who", ["lead", "stranger", "nobody"])
def test_to_who_has_no_role_at_the_body_there_is_no_such_round(session, whole, who):
    with pytest.raises(UnknownRound):
        round_board(deed(session, who, JUNE), whole.id)
