"""Panels as the office makes them: interests from every side, rules that are broken knowingly, what stays on record."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.case_workflow import CaseEvent, Seat
from charter.domain.errors import BreaksRules, InvalidPanel, NotAllowed, StaleEntry, UnknownCase
from charter.domain.permissions import Role
from charter.services.cases import happen_in
from charter.services.declarations import declare_interests, rule_on_interest
from charter.services.own_entries import Own, Post, add_employment, own_entry, save_own_entry
from charter.services.panel_boards import candidates, case_panel, panel_board
from charter.services.panel_changes import Meant, note_aim, seat_by_hand, set_meeting_day, unseat_by_hand
from charter.services.panel_seats import NewSeat, seat
from charter.services.redaction import forget_person
from charter.services.reviewer_lists import Standing, reviewer_list, save_professions, save_standing
from charter.services.verification import differences
from charter.store.accounts import MembershipRow
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.mergers import MergerRow
from charter.store.outbox import MailRow
from charter.store.panels import SeatRow
from charter.store.proceedings import ProceedingRow, ProceedingTextRow
from charter.store.reviewers import EmploymentRow
from tests.support.panels import (
    CHAIR,
    MEETING,
    OCTOBER,
    REVIEWERS,
    add_reviewer,
    case_of_all_doors,
    case_with_panel,
    lock,
    panel_deed,
    rate,
)
from tests.support.teams import BODY, KEY, NO_FILES, OTHER, TRUST, add_member

TODAY = OCTOBER.date()
NOT_MEANT = Meant()


def employ(session, who, organisation_id, until_on=None, name="Example trust"):
    post = {"organisation_id": organisation_id, "name": name, "from_on": None, "until_on": until_on}
    session.add(EmploymentRow(id=f"{who}-{organisation_id}-post", person_id=who, **post))
    session.commit()


def employed(session):
    employ(session, "dora", TRUST)


def employed_five_years_ago(session):
    employ(session, "dora", TRUST, dt.date(2022, 10, 7))


def employed_in_own_words(session):
    employ(session, "dora", None, name="EXAMPLE Trust")


def in_the_team(session):
    add_member(session, "dora", Role.VIEWER, TRUST)


def left_the_team(session):
    add_member(session, "dora", Role.VIEWER, TRUST)
    session.query(MembershipRow).filter_by(id="dora-viewer").update({"until_at": OCTOBER - dt.timedelta(days=400)})
    session.commit()


def employed_by_what_merged(session):
    employ(session, "dora", OTHER, name="Example other")
    session.add(MergerRow(organisation_id=OTHER, into_id=TRUST, merged_on=TODAY, noted_at=OCTOBER, person_id="officer"))
    session.commit()


def reviewed_by_the_other_side(session):
    employ(session, "dora", OTHER, name="Example other")
    add_reviewer(session, "erin")
    employ(session, "erin", TRUST)
    case_of_other(session)
    seat_as_row(session, "other-case", "erin")


SIDES = {
    employed: "works for Example trust",
    employed_five_years_ago: "worked for Example trust until 7 October 2022",
    employed_in_own_words: "works for Example trust",
    in_the_team: "works for Example trust",
    left_the_team: "worked for Example trust",
    employed_by_what_merged: "works for Example other, which counts as one",
    reviewed_by_the_other_side: "reviews Example other, for which the reviewer works",
}


def case_of_other(session):
    other = session.query(AssessmentRow).filter_by(organisation_id=OTHER).one()
    ours = session.query(CaseRow).one()
    facts = {name: getattr(ours, name) for name in ("round_id", "edition_reference", "submitted_at", "since_at")}
    session.add(CaseRow(id="other-case", kind="first", assessment_id=other.id, state="complete", **facts))
    session.commit()


def seat_as_row(session, case_id, who):
    told = {"reason": "Why.", "origin": "hand", "seated_by": "manager", "seated_at": OCTOBER}
    session.add(SeatRow(id=f"{case_id}-{who}", case_id=case_id, person_id=who, seat="reviewer", **told))
    session.commit()


def letters(session):
    return {(row.address, row.subject): row.body for row in session.query(MailRow)}


@pytest.mark.parametrize(("side", "reason"), SIDES.items(), ids=lambda item: getattr(item, "__name__", ""))
def test_an_interest_keeps_somebody_off_a_panel_from_whatever_side_it_comes(session, side, reason):
    case_id = case_with_panel(session)
    add_reviewer(session, "dora")
    side(session)

    _, found, shut_count = candidates(panel_deed(session, "manager"), case_id)

    assert "dora" not in {one.person_id for one in found}
    assert shut_count >= 1
    with pytest.raises(InvalidPanel, match=reason):
        seat(panel_deed(session, "manager"), case_id, NewSeat("dora", Seat.REVIEWER, "She knows data."))


def test_an_employer_of_more_than_five_years_ago_keeps_nobody_off(session):
    case_id = case_with_panel(session)
    add_reviewer(session, "dora")
    employ(session, "dora", TRUST, dt.date(2022, 10, 6))

    assert "dora" in {one.person_id for one in candidates(panel_deed(session, "manager"), case_id)[1]}


def test_an_appeal_goes_to_nobody_of_the_first_panel(session):
    first = session.get_one(CaseRow, case_with_panel(session))
    facts = ("round_id", "assessment_id", "copy_number", "edition_reference", "submitted_at", "since_at")
    session.add(CaseRow(id="appeal", kind="appeal", state="waiting", **{name: getattr(first, name) for name in facts}))
    unseat_by_hand(
        panel_deed(session, "manager"), first.id, "cara", "She is ill.", meant_for(session, first.id, "cara")
    )

    with pytest.raises(InvalidPanel, match="An appeal goes to a new panel"):
        seat(panel_deed(session, "manager"), "appeal", NewSeat("cara", Seat.REVIEWER, "She knows it."))


def meant_for(session, case_id, who):
    with pytest.raises(BreaksRules) as told:
        unseat_by_hand(panel_deed(session, "manager"), case_id, who, "A reason.", NOT_MEANT)
    return Meant(told.value.digest)


def test_a_hard_interest_at_the_meeting_ends_the_seat_and_the_office_learns_of_the_quorum(session):
    case_id = case_with_panel(session)
    for who in REVIEWERS:
        rate(session, case_id, who, {"MA-01": 3})
        lock(session, case_id, who)
    happen_in(panel_deed(session, CHAIR), session.get_one(CaseRow, case_id), CaseEvent.MEETING_OPENED, {})
    employ(session, "officer", TRUST)

    conflict = declare_interests(
        panel_deed(session, "ben"), case_id, ["paid"], "I gave a lecture.", "https://c.example"
    )

    told = letters(session)["manager@example.org", "A seat is free on the panel of Example trust"]
    assert conflict.is_hard
    assert "The panel needs 3 locked reviews to decide; it has 2." in told
    assert f"https://c.example/cases/{case_id}/panel" in told
    assert "lecture" not in told
    assert "officer@example.org" not in {address for address, _ in letters(session)}
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_employer_told_of_later_ends_the_seats_that_it_shuts(session):
    case_id = case_with_panel(session)

    count = add_employment(panel_deed(session, "ben"), BODY, Post("", "", True, None, None), TRUST, None)

    assert count == 1
    assert "ben" not in {one.person_id for one in case_panel(panel_deed(session, "manager"), case_id).line.sitters}


def test_an_interest_that_the_chair_does_not_allow_ends_the_seat(session):
    case_id = case_of_all_doors(session)
    assert ("chair@example.org", "An interest waits for your ruling: Example trust") in letters(session)

    rule_on_interest(panel_deed(session, CHAIR), case_id, "torn", 1, is_allowed=False, reason="They are close.")

    sitters = case_panel(panel_deed(session, "manager"), case_id).line.sitters
    assert "torn" not in {one.person_id for one in sitters}
    assert (
        "keeps you from judging it"
        in letters(session)["torn@example.org", "Your interest in Example trust was ruled on"]
    )


def test_the_chairs_own_interest_goes_to_the_administrator(session):
    case_id = case_with_panel(session)
    declare_interests(panel_deed(session, CHAIR), case_id, ["acquaintance"], "We met.")

    rule_on_interest(panel_deed(session, "officer"), case_id, CHAIR, 2, is_allowed=True, reason="They met once.")

    assert ("officer@example.org", "An interest waits for your ruling: Example trust") in letters(session)


def test_a_rule_of_the_edition_is_broken_by_hand_only_where_it_was_read_and_is_meant(session):
    case_id = case_with_panel(session)
    save_professions(panel_deed(session, "manager"), BODY, ["Occupational therapy"], 0)
    with pytest.raises(BreaksRules, match="The panel needs 3 reviewers; it has 2") as told:
        unseat_by_hand(panel_deed(session, "manager"), case_id, "anna", "She is ill.", NOT_MEANT)

    unseat_by_hand(panel_deed(session, "manager"), case_id, "anna", "She is ill.", Meant(told.value.digest))

    change = case_panel(panel_deed(session, "manager"), case_id).changes[-1]
    assert (change.whom, change.text, change.is_against_rules) == ("Anna", "She is ill.", True)


def test_a_full_panel_without_what_its_edition_asks_for_must_be_meant_and_tells_of_nobody(session):
    case_id = case_with_panel(session)
    for who in ("anna", "ben"):
        save_own_entry(panel_deed(session, who), BODY, Own(), own_entry(panel_deed(session, who), BODY).own.digest)
    add_reviewer(session, "dora", lived_experience=None)
    unseat_by_hand(panel_deed(session, "manager"), case_id, "cara", "Ill.", meant_for(session, case_id, "cara"))

    with pytest.raises(BreaksRules) as told:
        seat_by_hand(panel_deed(session, "manager"), case_id, NewSeat("dora", Seat.REVIEWER, "Data."), NOT_MEANT)

    lived = "The panel needs 2 members with lived experience of racism. That is not met."
    assert lived in told.value.broken


def test_a_round_shows_each_panel_with_what_it_lacks_but_for_whom_an_interest_shuts_out(session):
    case_id = case_of_all_doors(session)
    round_id = session.get_one(CaseRow, case_id).round_id

    shown = panel_board(panel_deed(session, "manager"), round_id)
    shut = panel_board(panel_deed(session, "insider"), round_id)

    assert "Shut is shut out by an interest. The reviewer works for Example trust." in shown.lines[0].lacks
    assert "Torn waits for a ruling on an interest. The reviewer knows somebody of the team." in shown.lines[0].lacks
    assert (shut.lines, shut.hidden_count) == ((), 1)


def test_a_meeting_day_is_set_for_all_or_none(session):
    case_id = case_with_panel(session)
    case_of_other(session)
    round_id = session.get_one(CaseRow, case_id).round_id
    day = dt.date(2027, 11, 15)

    with pytest.raises(StaleEntry, match="Example trust meanwhile: it is on 8 November 2027 now"):
        set_meeting_day(panel_deed(session, "manager"), round_id, {"other-case": None, case_id: None}, day)
    session.rollback()
    before = session.get_one(CaseRow, "other-case").meets_on
    count = set_meeting_day(panel_deed(session, "manager"), round_id, {"other-case": None, case_id: MEETING}, day)

    assert (before, count) == (None, 2)
    assert session.get_one(CaseRow, case_id).meets_on == day


def test_the_chair_alone_says_why_the_aim_was_not_reached(session):
    case_id = case_with_panel(session)

    note_aim(panel_deed(session, CHAIR), case_id, "We asked ten people.")

    (told,) = case_panel(panel_deed(session, "manager"), case_id).aim_notes
    assert (told.who, told.text) == ("Chair", "We asked ten people.")
    with pytest.raises((NotAllowed, UnknownCase)):
        note_aim(panel_deed(session, "manager"), case_id, "We did not.")


def test_training_and_load_are_versioned_on_record_and_a_change_behind_them_is_found(session):
    case_with_panel(session)
    seen = Standing(dt.date(2027, 5, 3), None, 20).digest
    save_standing(panel_deed(session, "manager"), BODY, "anna", Standing(dt.date(2027, 5, 3), TODAY, 4), seen)

    with pytest.raises(StaleEntry):
        save_standing(panel_deed(session, "officer"), BODY, "anna", Standing(None, None, 9), seen)
    session.rollback()

    anna = next(one for one in reviewer_list(panel_deed(session, "manager"), BODY).rows if one.person.id == "anna")
    assert (anna.standing.standardised_on, anna.standing.load_limit, anna.lacks) == (TODAY, 4, ())
    assert anna.loads == (("BME Mentoring Charter 2027", 1),)
    assert list(differences(session, KEY, NO_FILES)) == []
    session.execute(SeatRow.__table__.update().values(seat="reviewer"))
    session.commit()
    assert [text for text in differences(session, KEY, NO_FILES) if "its seats are not those" in text]


def test_what_somebody_said_of_themselves_goes_with_them_and_their_lived_experience_stands_nowhere(session):
    case_with_panel(session)
    now = own_entry(panel_deed(session, "anna"), BODY).own
    save_own_entry(panel_deed(session, "anna"), BODY, Own(("data_skills",), "Podiatry", False), now.digest)
    add_employment(panel_deed(session, "anna"), BODY, Post("", "A clinic", False, None, None), "", None)
    told = [row.text for row in session.query(ProceedingTextRow).filter_by(kind="body")]

    forget_person(panel_deed(session, "officer"), "anna")

    assert told == ["Podiatry; data_skills", "A clinic"]
    assert [row.text for row in session.query(ProceedingTextRow).filter_by(kind="body")] == ["", ""]
    assert not [row for row in session.query(ProceedingRow).filter_by(kind="body") if "lived" in str(row.details)]
    assert session.query(EmploymentRow).filter_by(person_id="anna").count() == 0
    assert list(differences(session, KEY, NO_FILES)) == []
