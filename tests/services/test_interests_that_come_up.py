"""Interests that come up while somebody holds a seat: the seat ends, or the chair rules; the quorum is asked again."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.errors import ConflictOfInterest, UnknownCase, WrongState
from charter.domain.permissions import Action, Role
from charter.services.cases import case_for
from charter.services.decisions import NewDecision, put_decision
from charter.services.declarations import declare_interests, rule_on_interest
from charter.services.meetings import meeting_for, open_meeting
from charter.services.memberships import accept_invitation, invite
from charter.services.own_entries import Post, add_employment, end_employment
from charter.services.panel_rulings import rulings_in
from charter.services.presences import note_presence
from charter.services.reviewer_lists import save_professions
from charter.services.verification import differences
from charter.store.mergers import MergerRow
from charter.store.outbox import MailRow
from charter.store.panels import seat_of
from charter.store.reviewers import EmploymentRow
from tests.support.decisions import ALL_THREE, agree, ask_again, november
from tests.support.meetings import open_case
from tests.support.panels import CHAIR, OCTOBER, case_with_panel, panel_deed
from tests.support.teams import BODY, KEY, NO_FILES, OTHER, TRUST

FREE = ("manager@example.org", "A seat is free on the panel of Example trust")


def employ(session, who, organisation_id, until_on=None):
    post = {"organisation_id": organisation_id, "name": "Example", "from_on": None, "until_on": until_on}
    session.add(EmploymentRow(id=f"{who}-post", person_id=who, **post))
    session.commit()


def letters(session):
    return {(row.address, row.subject): row.body for row in session.query(MailRow)}


def test_an_employer_to_come_that_is_told_of_later_goes_to_the_chair(session):
    case_id = case_with_panel(session)

    soon = Post("", "", True, dt.date(2028, 1, 3), None)
    count = add_employment(panel_deed(session, "ben"), BODY, soon, TRUST, None)
    rule_on_interest(panel_deed(session, CHAIR), case_id, "ben", 2, is_allowed=True, reason="It is a year away.")

    assert count == 0
    assert ("chair@example.org", "An interest waits for your ruling: Example trust") in letters(session)
    assert case_for(panel_deed(session, "ben"), case_id, Action.RATE).name == "Example trust"


def test_a_last_day_that_makes_an_employer_count_ends_the_seat(session):
    case_id = case_with_panel(session)
    employ(session, "ben", TRUST, dt.date(2020, 1, 1))

    count = end_employment(panel_deed(session, "ben"), BODY, "ben-post", dt.date(2025, 1, 1))

    assert (count, seat_of(session, case_id, "ben")) == (1, None)


def test_whoever_joins_the_team_of_an_institution_leaves_its_panel(session):
    case_id = case_with_panel(session)
    invite(panel_deed(session, "lead"), TRUST, "ben@example.org", Role.VIEWER, "https://c.example/{token}")
    (letter,) = (body for body in letters(session).values() if "c.example" in body)

    accept_invitation(panel_deed(session, "ben"), letter.partition("c.example/")[2].split()[0])

    assert seat_of(session, case_id, "ben") is None
    assert FREE in letters(session)
    assert list(differences(session, KEY, NO_FILES)) == []


def test_a_meeting_does_not_open_with_somebody_whom_a_merger_shut_out(session):
    case_id = case_with_panel(session)
    employ(session, "ben", OTHER)
    merged = {"organisation_id": OTHER, "into_id": TRUST, "merged_on": OCTOBER.date()}
    session.add(MergerRow(**merged, person_id="operator", noted_at=OCTOBER))
    session.commit()

    with pytest.raises(WrongState, match="Ben has left the panel: an interest"):
        open_meeting(panel_deed(session, CHAIR), case_id)
    session.rollback()

    assert seat_of(session, case_id, "ben") is None
    assert FREE in letters(session)


def test_an_officer_who_declares_an_interest_sees_nothing_of_it_until_the_chair_allows_it(session):
    case_id = case_with_panel(session)
    declare_interests(panel_deed(session, "officer"), case_id, ["acquaintance"], "We met.")
    with pytest.raises(ConflictOfInterest):
        case_for(panel_deed(session, "officer"), case_id, Action.SCREEN)

    (told,) = rulings_in(panel_deed(session, CHAIR), case_id).declarations
    rule_on_interest(panel_deed(session, CHAIR), case_id, told.person_id, 1, is_allowed=True, reason="They met once.")

    assert (told.name, told.note) == ("Officer", "We met.")
    assert case_for(panel_deed(session, "officer"), case_id, Action.SCREEN).name == "Example trust"


def test_an_officer_says_where_they_work_and_is_shut_out_of_it(session):
    case_id = case_with_panel(session)

    add_employment(panel_deed(session, "officer"), BODY, Post("", "", True, None, None), TRUST, None)

    with pytest.raises(ConflictOfInterest):
        case_for(panel_deed(session, "officer"), case_id, Action.CONFIRM_DECISION)


def test_nobody_is_ruled_off_a_panel_for_an_interest_that_they_did_not_declare(session):
    case_id = case_with_panel(session)

    with pytest.raises(UnknownCase):
        rule_on_interest(panel_deed(session, CHAIR), case_id, "ben", 1, is_allowed=False, reason="I do not want him.")


def test_a_panel_decides_once_everybody_there_said_again_whether_they_have_an_interest(session):
    case_id = open_case(session)
    agree(session, case_id, ALL_THREE)
    ask_again(session, case_id, ("anna", CHAIR))
    with pytest.raises(WrongState, match="Still to be asked: Ben and Cara"):
        put_decision(november(session, CHAIR), case_id, NewDecision("So."))
    session.rollback()
    declare_interests(november(session, "ben"), case_id, ["acquaintance"], "We met.")
    note_presence(november(session, CHAIR), case_id, {"cara": False}, {})
    with pytest.raises(WrongState, match="waits for a ruling: Ben"):
        put_decision(november(session, CHAIR), case_id, NewDecision("So."))
    session.rollback()

    rule_on_interest(november(session, CHAIR), case_id, "ben", 2, is_allowed=True, reason="They met once.")

    assert put_decision(november(session, CHAIR), case_id, NewDecision("So.")).number == 1


def test_a_meeting_counts_the_bodys_own_professions_as_its_office_does(session):
    case_id = open_case(session)
    before = [one.rule for one in meeting_for(panel_deed(session, CHAIR), case_id).shortfalls]

    save_professions(panel_deed(session, "manager"), BODY, ["Occupational therapy"], 0)

    after = [one.rule for one in meeting_for(panel_deed(session, CHAIR), case_id).shortfalls]
    assert (before, after) == (["awarding_body_profession"], [])
