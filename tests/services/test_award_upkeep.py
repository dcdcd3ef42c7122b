"""Awards while they hold: suspended, kept, ended, reminded of; conditions and annual returns."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import DatabaseError

from charter.domain.errors import ConflictOfInterest, InvalidDecision, NotAllowed, UnknownAward, WrongState
from charter.domain.permissions import Action, Role
from charter.services.annual_returns import due_returns, make_return, return_preview
from charter.services.award_access import award_for
from charter.services.award_calendar import keep_awards
from charter.services.award_desks import award_desk, awards_of
from charter.services.award_keeping import (
    close_review,
    give_grace,
    reinstate,
    settle_condition,
    suspend,
    withdraw_award,
)
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow
from charter.store.award_upkeep import ConditionRow, open_reviews
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.outbox import MailRow
from charter.store.proceedings import Matter, told_proceedings
from charter.store.reviewers import EmploymentRow
from tests.support.awards import CONFERRED, conferred_award, earlier_award
from tests.support.teams import BODY, KEY, NO_FILES, TRUST, add_member, deed
from tests.support.years import add_year

LATER = CONFERRED + dt.timedelta(days=30)
CONDITION = ({"text": "Publish the list of mentors.", "due_on": "2028-03-01"},)


@pytest.fixture
def award(session):
    return conferred_award(session)


def standing(session, award_id):
    row = session.get_one(AwardStandingRow, award_id, populate_existing=True)
    return row.state, row.ends_on


def at(year, month, day):
    return dt.datetime(year, month, day, 6, tzinfo=dt.UTC)


def letters(session, begins):
    return sorted(mail.subject for mail in session.query(MailRow).all() if mail.subject.startswith(begins))


def events(session, award_id):
    return [row.event for row, _, _ in told_proceedings(session, Matter("award", award_id))]


def test_an_award_holds_for_as_long_as_its_edition_says(session, award):
    assert standing(session, award) == ("current", dt.date(2030, 11, 8))
    assert session.get_one(AwardRow, award).valid_until == dt.date(2030, 11, 8)
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_award_cannot_be_rewritten(session, award):
    with pytest.raises(DatabaseError, match="written once"):
        session.query(AwardRow).update({"tier_name": "Gold"})


def test_suspending_and_reinstating_need_a_reason_and_are_told(session, award):
    with pytest.raises(InvalidDecision, match="needs a reason"):
        suspend(deed(session, "officer", LATER), award, " ")
    suspend(deed(session, "officer", LATER), award, "The mentors' list is gone.")
    assert standing(session, award)[0] == "suspended"

    reinstate(deed(session, "officer", LATER), award, "It is back.")

    assert standing(session, award)[0] == "current"
    assert len(letters(session, "Your award is suspended.")) == 2
    assert events(session, award) == ["conferred", "suspended", "reinstated"]


def test_only_the_administrator_keeps_awards_and_strangers_find_none(session, award):
    with pytest.raises(NotAllowed):
        withdraw_award(deed(session, "manager", LATER), award, "No.")
    with pytest.raises(UnknownAward):
        withdraw_award(deed(session, "stranger", LATER), award, "No.")
    assert standing(session, award)[0] == "current"


def test_an_award_that_was_withdrawn_never_comes_back(session, award):
    withdraw_award(deed(session, "officer", LATER), award, "False figures.")

    with pytest.raises(WrongState):
        reinstate(deed(session, "officer", LATER), award, "Sorry.")


def test_grace_is_given_once_and_shows_from_the_day_after_the_end(session, award):
    give_grace(deed(session, "officer", at(2030, 10, 1)), award, "The renewal failed narrowly.")
    assert standing(session, award) == ("current", dt.date(2031, 11, 8))

    keep_awards(session, at(2030, 11, 9), KEY)

    assert standing(session, award) == ("grace", dt.date(2031, 11, 8))
    with pytest.raises(WrongState):
        give_grace(deed(session, "officer", at(2030, 12, 1)), award, "Again.")


def test_the_worker_ends_an_award_the_day_after_its_last_and_says_so_once(session, award):
    keep_awards(session, at(2030, 11, 8), KEY)
    assert standing(session, award)[0] != "expired"

    keep_awards(session, at(2030, 11, 9), KEY)
    keep_awards(session, at(2030, 11, 10), KEY)

    assert standing(session, award)[0] == "expired"
    assert len(letters(session, "Your award has ended.")) == 2
    assert events(session, award).count("expired") == 1


def test_a_reminder_comes_six_months_ahead_once(session, award):
    keep_awards(session, at(2030, 5, 7), KEY)
    assert letters(session, "Your award ends") == []

    keep_awards(session, at(2030, 5, 8), KEY)
    keep_awards(session, at(2030, 5, 9), KEY)

    assert letters(session, "Your award ends") == ["Your award ends on 8 November 2030. Bronze"] * 2


def test_a_return_that_does_not_come_opens_a_review_and_then_suspends(session, award):
    keep_awards(session, at(2028, 11, 9), KEY)
    [review] = open_reviews(session, award)
    assert review.findings == ["The annual return that was due by 8 November 2028 did not come."]
    assert review.closes_by == dt.date(2029, 2, 6)

    keep_awards(session, at(2029, 2, 6), KEY)
    assert standing(session, award)[0] == "current"
    keep_awards(session, at(2029, 2, 7), KEY)

    assert standing(session, award)[0] == "suspended"


def test_an_award_that_a_review_suspended_holds_again_once_the_review_is_closed(session, award):
    keep_awards(session, at(2028, 11, 9), KEY)
    [review] = open_reviews(session, award)
    keep_awards(session, at(2029, 2, 7), KEY)
    later = deed(session, "officer", at(2029, 2, 8))
    with pytest.raises(InvalidDecision, match="Close it first"):
        reinstate(later, award, "The return came.")

    close_review(later, award, review.id, "The return came.")
    reinstate(later, award, "The return came.")

    keep_awards(session, at(2029, 2, 9), KEY)
    assert standing(session, award)[0] == "current"
    assert len(letters(session, "The review of your award is closed, and it is still suspended.")) == 2


def test_a_review_that_is_closed_in_time_suspends_nothing(session, award):
    keep_awards(session, at(2028, 11, 9), KEY)
    [review] = open_reviews(session, award)

    close_review(deed(session, "officer", at(2028, 12, 1)), award, review.id, "They were merging; we wait.")

    keep_awards(session, at(2029, 3, 1), KEY)
    assert standing(session, award)[0] == "current"


def test_a_return_is_made_of_the_newest_frozen_copy_and_tells_what_it_shows(session, award):
    add_year(session, 2028)
    preview = return_preview(deed(session, "lead", at(2028, 10, 1)), award)

    row = make_return(deed(session, "lead", at(2028, 10, 1)), award, preview.source.copy_id)

    assert (row.number, row.due_on) == (1, dt.date(2028, 11, 8))
    assert (preview.findings, row.findings) == ((), [])
    keep_awards(session, at(2028, 11, 9), KEY)
    assert "review_opened" not in events(session, award)
    assert [fault for fault in differences(session, KEY, NO_FILES) if fault.startswith("Award")] == []


def test_a_bad_return_opens_a_review_that_tells_the_institution_what_was_found(session):
    award = conferred_award(session, level=4)
    add_year(session, 2028)
    lead = deed(session, "lead", at(2028, 10, 2))

    make_return(lead, award, return_preview(lead, award).source.copy_id)

    [review] = open_reviews(session, award)
    told = "the panel agreed level 4; the figures of the return indicate level 2 at the most, 2 levels lower."
    assert (review.cause, review.findings) == ("return", [f"TR-02: {told}", f"TR-05: {told}"])
    assert review.closes_by == dt.date(2028, 12, 27)
    [letter, _] = session.query(MailRow).filter(MailRow.subject.startswith("A review of your award")).all()
    assert f"TR-05: {told}" in letter.body
    assert "Tell Example body what you make of it." in letter.body
    assert "If the review is not closed by 27 December 2028, the award is suspended." in letter.body
    keep_awards(session, at(2028, 12, 28), KEY)
    assert standing(session, award)[0] == "suspended"


def test_without_anything_frozen_since_the_award_there_is_no_return(session, award):
    assert return_preview(deed(session, "lead", LATER), award).source is None
    with pytest.raises(InvalidDecision, match="nothing yet"):
        make_return(deed(session, "lead", LATER), award, "none")


def test_the_second_return_follows_the_first(session, award):
    add_year(session, 2028)
    source = return_preview(deed(session, "lead", at(2028, 10, 1)), award).source
    make_return(deed(session, "lead", at(2028, 10, 1)), award, source.copy_id)

    held = award_for(deed(session, "lead", at(2028, 10, 2)), award, Action.MAKE_ANNUAL_RETURN)

    assert [(one.number, one.made_at is None) for one in due_returns(deed(session, "lead"), held)] == [
        (1, False),
        (2, True),
    ]
    assert return_preview(deed(session, "lead", at(2028, 10, 2)), award).source is None


def test_what_was_done_to_the_standing_of_an_award_is_found(session, award):
    suspend(deed(session, "officer", LATER), award, "The mentors' list is gone.")
    row = session.get_one(AwardStandingRow, award)
    row.state, row.ends_on = "current", dt.date(2040, 1, 1)
    session.commit()

    assert list(differences(session, KEY, NO_FILES)) == [
        f"Award {award}, it does not stand as its record tells.",
        f"Award {award}, it does not end when its record tells.",
    ]


def test_a_condition_is_met_by_hand_or_missed_by_the_calendar(session):
    award = conferred_award(session, conditions=CONDITION)

    keep_awards(session, at(2028, 3, 2), KEY)

    [review] = open_reviews(session, award)
    assert review.findings == ["A condition was not met in time: Publish the list of mentors."]
    settle_condition(deed(session, "officer", at(2028, 3, 3)), award, 1, is_met=True, reason="It is published now.")
    with pytest.raises(WrongState):
        settle_condition(deed(session, "officer", at(2028, 3, 3)), award, 1, is_met=False, reason="No.")


def test_a_condition_that_was_rewritten_is_found(session):
    award = conferred_award(session, conditions=CONDITION)
    assert list(differences(session, KEY, NO_FILES)) == []

    session.get_one(ConditionRow, (award, 1)).due_on = dt.date(2040, 1, 1)
    session.commit()

    found = list(differences(session, KEY, NO_FILES))
    assert found == [f"Award {award}, its conditions are not those that the decision attached."]


def test_an_assessment_of_another_part_makes_no_return(session, award):
    add_year(session, 2028, scope_name="Therapies")

    assert return_preview(deed(session, "lead", at(2028, 10, 1)), award).source is None
    assert session.query(AssessmentRow).filter_by(scope_name="Therapies").count() == 1


def test_an_officer_with_an_interest_keeps_no_award_of_the_institution_and_sees_none_of_it(session, award):
    earlier_award(session)
    session.add(EmploymentRow(id="post", person_id="officer", organisation_id=TRUST, name="Example trust"))
    session.commit()

    assert awards_of(deed(session, "officer", LATER), BODY).lines == ()
    for award_id in (award, "earlier"):
        with pytest.raises(ConflictOfInterest):
            award_desk(deed(session, "officer", LATER), award_id)
        with pytest.raises(ConflictOfInterest):
            withdraw_award(deed(session, "officer", LATER), award_id, "I know better.")


def test_whoever_leads_the_institution_and_keeps_the_bodys_awards_is_its_lead_alone(session, award):
    add_member(session, "officer", Role.LEAD, TRUST)

    desk = award_desk(deed(session, "officer", LATER), award)

    assert desk.may(Action.MAKE_ANNUAL_RETURN)
    with pytest.raises(NotAllowed):
        withdraw_award(deed(session, "officer", LATER), award, "I know better.")
