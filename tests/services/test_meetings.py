"""Three reviewers and a chair who disagree: the meeting from its opening to its last level."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy.exc import DatabaseError

from charter.domain.agreed_levels import AgreedLevel
from charter.domain.case_workflow import Capacity, Seat
from charter.domain.errors import InvalidDecision, InvalidPanel, NotAllowed, StaleRecord, UnknownCase, WrongState
from charter.domain.permissions import Role
from charter.services.agreed_levels import agree_level, confirm_agreed
from charter.services.decisions import NewDecision, confirm_decision, put_decision
from charter.services.declarations import declare_interests, promise_confidence, rule_on_interest
from charter.services.judged_cases import judged_case
from charter.services.meeting_members import NONE_DECLARED, NOT_ASKED, SHUT_OUT, WAITS
from charter.services.meetings import adjourn_meeting, meeting_for, open_meeting
from charter.services.panel_seats import NewSeat, seat
from charter.services.presences import note_presence
from charter.services.verification import differences
from charter.store.cases import CaseRow
from charter.store.ratings import AgreedLevelRow, RatingRow
from tests.support.meetings import REASON, levels_of, locked_case, open_case
from tests.support.panels import CHAIR, OCTOBER, add_reviewer, case_with_panel, lock, panel_deed, rate
from tests.support.teams import KEY, NO_FILES


def chair(session):
    return panel_deed(session, CHAIR)


def faults(session):
    return list(differences(session, KEY, NO_FILES))


def agree_on_all(session, case_id):
    """Let the chair record a level for each criterion."""
    confirm_agreed(chair(session), case_id)
    agree_level(chair(session), case_id, AgreedLevel("MA-02", 2, reason=REASON), 0)
    agree_level(chair(session), case_id, AgreedLevel("MA-03", 3), 0)


def take_the_place_of_ben(session, case_id):
    """Let the office seat Dora, who gives level 4 to all, alone, and locks."""
    add_reviewer(session, "dora", Role.REVIEWER)
    seat(panel_deed(session, "manager"), case_id, NewSeat("dora", Seat.REVIEWER, "Ben left."))
    dora = panel_deed(session, "dora")
    promise_confidence(dora, session.get_one(CaseRow, case_id).round_id)
    declare_interests(dora, case_id, [])
    rate(session, case_id, "dora", dict.fromkeys(levels_of("anna"), 4))
    lock(session, case_id, "dora")


def test_a_meeting_opens_when_every_reviewer_has_locked_and_says_before_how_many_have(session):
    case_id = case_with_panel(session)
    for who in ("anna", "ben"):
        rate(session, case_id, who, levels_of(who))
        lock(session, case_id, who)

    with pytest.raises(WrongState, match=r"2 of 3 reviews are locked\. The meeting can open when all have been\."):
        open_meeting(chair(session), case_id)
    with pytest.raises(WrongState, match="has not opened its meeting"):
        meeting_for(panel_deed(session, "anna"), case_id)


def test_only_the_chair_opens_a_meeting_and_only_once(session):
    case_id = locked_case(session)

    with pytest.raises(NotAllowed):
        open_meeting(panel_deed(session, "anna"), case_id)
    open_meeting(chair(session), case_id)

    with pytest.raises(WrongState, match="opened already"):
        open_meeting(chair(session), case_id)


def test_a_meeting_for_which_no_day_was_set_is_held_on_the_day_it_opens(session):
    case_id = locked_case(session)
    row = session.get_one(CaseRow, case_id)
    row.meets_on = None
    session.commit()

    open_meeting(chair(session), case_id)

    assert row.meets_on == OCTOBER.date()
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_open_meeting_begins_with_what_must_be_discussed_and_tells_how_far_reviewers_agree(session):
    meeting = meeting_for(panel_deed(session, "ben"), open_case(session))

    first, second, *rest = meeting.agenda.items
    assert (first.criterion_id, first.kind, first.levels, first.proposed) == ("MA-02", "must_discuss", (1, 3, 2), None)
    assert (second.criterion_id, second.kind, second.proposed) == ("MA-03", "difference", 3)
    assert {item.kind for item in rest} == {"agreed"}
    assert [one.name for one in meeting.reviewers] == ["Anna", "Ben", "Cara"]
    assert meeting.before["MA-02"]["ben"].level == 3
    assert meeting.agreement.exact_share.value == Fraction(26, 28)
    assert meeting.agreement.adjacent_share.value == Fraction(27, 28)
    assert meeting.agreement.kappas[0].kappa.value == Fraction(-13, 22)


def test_what_must_be_discussed_is_recorded_with_a_reason_as_long_as_the_edition_asks(session):
    case_id = open_case(session)

    with pytest.raises(InvalidDecision, match="needs 30 words or more; yours has 29"):
        agree_level(chair(session), case_id, AgreedLevel("MA-02", 2, reason=REASON[5:]), 0)
    with pytest.raises(InvalidDecision, match="another level than the one proposed"):
        agree_level(chair(session), case_id, AgreedLevel("MA-03", 2), 0)
    with pytest.raises(InvalidDecision, match="lets nobody leave this criterion out"):
        agree_level(chair(session), case_id, AgreedLevel("MA-03", None, is_not_applicable=True), 0)
    with pytest.raises(NotAllowed):
        agree_level(panel_deed(session, "anna"), case_id, AgreedLevel("MA-03", 3), 0)
    agree_level(chair(session), case_id, AgreedLevel("MA-02", 2, reason=REASON, dissent="Ben sees level 3."), 0)

    kept = meeting_for(chair(session), case_id).agreed["MA-02"]
    assert (kept.level, kept.number, kept.dissent) == (2, 1, "Ben sees level 3.")


def test_two_windows_of_one_chair_are_told_apart_and_nothing_is_overwritten(session):
    case_id = open_case(session)
    agree_level(chair(session), case_id, AgreedLevel("MA-03", 3), 0)

    with pytest.raises(StaleRecord) as caught:
        agree_level(chair(session), case_id, AgreedLevel("MA-03", 2, reason="The plan is thin."), 0)
    agree_level(chair(session), case_id, AgreedLevel("MA-03", 3), 0)
    agree_level(chair(session), case_id, AgreedLevel("MA-03", 2, reason="The plan is thin."), caught.value.newest)

    rows = session.query(AgreedLevelRow).filter_by(criterion_id="MA-03").order_by(AgreedLevelRow.number)
    assert [(row.number, row.level) for row in rows] == [(1, 3), (2, 2)]


def test_everything_agreed_is_confirmed_in_one_go_and_the_whole_verifies(session):
    case_id = open_case(session)

    assert confirm_agreed(chair(session), case_id) == 26
    assert confirm_agreed(chair(session), case_id) == 0
    agree_on_all(session, case_id)
    note_presence(chair(session), case_id, {"anna": True, "ben": True, "cara": False, CHAIR: True}, {})

    meeting = meeting_for(chair(session), case_id)
    assert meeting.is_complete
    assert [one.is_present for one in meeting.members] == [True, True, False, True]
    assert faults(session) == []


def test_presence_noted_in_another_window_is_not_overwritten(session):
    case_id = open_case(session)
    note_presence(chair(session), case_id, {"cara": False}, {})

    with pytest.raises(StaleRecord):
        note_presence(chair(session), case_id, {"cara": True}, {})
    note_presence(chair(session), case_id, {"cara": True}, {"cara": 1})

    assert [one.is_present for one in meeting_for(chair(session), case_id).members] == [None, None, True, None]


def test_whoever_has_a_hard_interest_at_the_meeting_leaves_and_their_review_counts_no_more(session):
    case_id = open_case(session)
    declare_interests(panel_deed(session, "anna"), case_id, [])

    declare_interests(panel_deed(session, "ben"), case_id, ["paid"], "I was asked to advise them last week.")

    meeting = meeting_for(chair(session), case_id)
    assert [(one.name, one.asked_again) for one in meeting.reviewers] == [("Anna", NONE_DECLARED), ("Cara", NOT_ASKED)]
    assert [one.person_id for one in meeting.departed] == ["ben"]
    assert meeting.shortfalls[0].text == "The panel needs 3 locked reviews to decide; it has 2."
    assert meeting.agenda.items[0].levels == (1, 2)
    with pytest.raises(UnknownCase):
        meeting_for(panel_deed(session, "ben"), case_id)
    assert faults(session) == []


def test_a_soft_interest_at_the_meeting_waits_for_the_chair_and_a_refusal_ends_the_seat(session):
    case_id = open_case(session)
    declare_interests(panel_deed(session, "ben"), case_id, ["acquaintance"], "We met last week.")
    assert meeting_for(chair(session), case_id).members[1].asked_again == WAITS

    rule_on_interest(chair(session), case_id, "ben", 2, is_allowed=False, reason="They are friends.")

    meeting = meeting_for(chair(session), case_id)
    assert [one.name for one in meeting.reviewers] == ["Anna", "Cara"]
    assert SHUT_OUT not in {one.asked_again for one in meeting.members}


def test_a_meeting_without_its_quorum_is_adjourned_and_nobody_sees_levels_until_it_opens_again(session):
    case_id = open_case(session)
    with pytest.raises(WrongState, match="quorum is there"):
        adjourn_meeting(chair(session), case_id)
    declare_interests(panel_deed(session, "ben"), case_id, ["paid"], "I was asked to advise them last week.")

    adjourn_meeting(chair(session), case_id)

    assert session.get_one(CaseRow, case_id).state == "complete"
    with pytest.raises(WrongState, match="has not opened its meeting"):
        meeting_for(panel_deed(session, "anna"), case_id)
    with pytest.raises(WrongState, match="needs 3 locked reviews"):
        open_meeting(chair(session), case_id)


def test_what_was_agreed_before_a_meeting_was_adjourned_is_agreed_anew(session):
    case_id = open_case(session)
    agree_on_all(session, case_id)
    note_presence(chair(session), case_id, {"anna": True}, {})
    declare_interests(panel_deed(session, "anna"), case_id, [])
    declare_interests(panel_deed(session, "ben"), case_id, ["paid"], "I was asked to advise them last week.")
    adjourn_meeting(chair(session), case_id)
    take_the_place_of_ben(session, case_id)

    open_meeting(chair(session), case_id)

    meeting = meeting_for(chair(session), case_id)
    anna = meeting.reviewers[0]
    assert (meeting.agreed, meeting.earlier["MA-02"].reason) == ({}, REASON)
    assert (anna.is_present, anna.asked_again) == (None, NOT_ASKED)
    assert len(judged_case(session, meeting.case).missing) == 28
    with pytest.raises(StaleRecord):
        agree_level(chair(session), case_id, AgreedLevel("MA-02", 2, reason=REASON), 0)
    agree_level(chair(session), case_id, AgreedLevel("MA-02", 2, reason=REASON), 1)
    assert meeting_for(chair(session), case_id).agreed["MA-02"].number == 2
    assert faults(session) == []


def test_nobody_is_seated_as_a_reviewer_where_they_would_see_levels_before_judging(session):
    case_id = open_case(session)
    add_reviewer(session, "dora", Role.REVIEWER)

    with pytest.raises(InvalidPanel, match="would see what others think"):
        seat(panel_deed(session, "manager"), case_id, NewSeat("dora", Seat.REVIEWER, "More hands."))


def test_nothing_is_decided_or_confirmed_while_an_interest_waits_for_a_ruling(session):
    case_id = open_case(session)
    agree_on_all(session, case_id)
    declare_interests(panel_deed(session, "ben"), case_id, ["acquaintance"], "We met last week.")
    for who in ("anna", "cara", CHAIR):
        declare_interests(panel_deed(session, who), case_id, [])

    with pytest.raises(WrongState, match="waits for a ruling"):
        put_decision(chair(session), case_id, NewDecision("As the rules say."))
    rule_on_interest(chair(session), case_id, "ben", 2, is_allowed=True, reason="A meeting is no bond.")
    decision = put_decision(chair(session), case_id, NewDecision("As the rules say."))
    declare_interests(panel_deed(session, "cara"), case_id, ["acquaintance"], "We met yesterday.")

    with pytest.raises(WrongState, match="waits for a ruling: Cara"):
        confirm_decision(chair(session), case_id, Capacity.CHAIR, decision.id)


def test_nothing_that_was_given_before_the_meeting_or_agreed_at_it_can_change(session):
    case_id = open_case(session)
    agree_level(chair(session), case_id, AgreedLevel("MA-03", 3), 0)

    with pytest.raises(DatabaseError, match="a locked review never changes"):
        session.query(RatingRow).filter_by(case_id=case_id, person_id="anna").update({"level": 4})
    session.rollback()
    with pytest.raises(DatabaseError, match="written once"):
        session.query(AgreedLevelRow).filter_by(case_id=case_id).update({"level": 4})
