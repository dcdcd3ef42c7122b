"""Two people, or two workers, at the same moment of a panel's work: one goes first, the other sees what it did."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from charter.domain.agreed_levels import AgreedLevel
from charter.domain.case_workflow import Capacity
from charter.services.agreed_levels import agree_level
from charter.services.decisions import NewDecision, confirm_decision, put_decision
from charter.services.declarations import declare_interests, promise_confidence
from charter.services.meetings import open_meeting
from charter.services.outcome_sending import send_outcome
from charter.services.own_entries import Post, add_employment
from charter.services.panel_questions import NewQuestion, ask_institution, reply_to_panel
from charter.services.papers import Paper, ask_to_make
from charter.services.reviews import lock_review
from charter.services.screenings import find_complete
from charter.services.submissions import withdraw
from charter.services.verification import differences
from charter.store.awards import AwardRow
from charter.store.base import writing
from charter.store.cases import CaseRow
from charter.store.decisions import confirmations_of, newest_decision
from charter.store.objections import ObjectionRow
from charter.store.outbox import MailRow
from charter.store.panel_questions import PanelQuestionRow
from charter.store.proceedings import Matter, told_proceedings
from charter.store.ratings import AgreedLevelRow
from charter.store.reviewers import ConfidentialityRow, EmploymentRow
from tests.support.awards import conferred_award
from tests.support.decisions import ALL_THREE, agreed_case, confirmed_case, november
from tests.support.interruptions import at_once, one_behind_another
from tests.support.meetings import REASON, levels_of, open_case
from tests.support.objections import made_objection
from tests.support.panels import CHAIR, add_reviewer, case_with_panel, lock, panel_deed, rate, submitted_case
from tests.support.teams import BODY, KEY, NO_FILES, deed

PLAIN = NewDecision("As the rules say.")


@pytest.fixture
def begin(engine):
    """Begin with what somebody makes in a session; gives what they give."""

    def made(make, *given):
        with Session(writing(engine)) as session:
            return make(session, *given)

    return made


@pytest.fixture
def told(engine):
    """Give what a case's chain tells, of some kinds, once everything on record was found whole."""

    def events(case_id, *kinds):
        with Session(engine) as session:
            assert list(differences(session, KEY, NO_FILES)) == []
            return [row.event for row, _, _ in told_proceedings(session, Matter("case", case_id), kinds)]

    return events


@pytest.fixture
def decision_id(engine):
    """Give the id of a case's newest decision."""

    def newest(case_id):
        with Session(engine) as session:
            return newest_decision(session, case_id).id

    return newest


def test_a_meeting_opens_with_the_last_lock_and_not_before(engine, begin, told):
    case_id = begin(_one_locked)
    second = one_behind_another(engine, _locking("ben", case_id), _opening(case_id))
    third = one_behind_another(engine, _locking("cara", case_id), _opening(case_id))

    assert (second[1], third[1]) == ("WrongState", None)
    assert told(case_id, "review_locked", "meeting_opened") == [*["review_locked"] * 3, "meeting_opened"]


def test_a_reply_that_comes_while_the_meeting_opens_comes_too_late(engine, begin, told):
    case_id = begin(_asked)
    asked_id, assessment_id = begin(_question_in, case_id), begin(_assessment_of, case_id)

    became = one_behind_another(engine, _opening(case_id), _replying(assessment_id, asked_id))

    assert became == (None, "WrongState")
    assert told(case_id, "question_answered", "meeting_opened") == ["meeting_opened"]


def test_of_two_windows_that_record_one_level_the_second_sees_the_first(engine, begin, told):
    case_id = begin(open_case)

    became = one_behind_another(engine, _agreeing(case_id, 2), _agreeing(case_id, 3))

    assert became == (None, "StaleRecord")
    assert told(case_id, "level_agreed") == ["level_agreed"]
    with Session(engine) as session:
        assert [row.level for row in session.query(AgreedLevelRow)] == [2]


def test_chair_and_officer_confirm_at_once(engine, begin, told, decision_id):
    case_id = begin(_put)
    put_id = decision_id(case_id)

    became = one_behind_another(
        engine, _confirming("officer", case_id, put_id), _confirming(CHAIR, case_id, put_id), meets_early=True
    )

    assert became == (None, None)
    with Session(engine) as session:
        assert set(confirmations_of(session, put_id)) == {Capacity.CHAIR, Capacity.OFFICER}
    assert told(case_id, "decision_confirmed") == ["decision_confirmed"] * 2


def test_two_officers_send_an_outcome_once(engine, begin, told, decision_id):
    case_id = begin(confirmed_case, ALL_THREE)
    put_id = decision_id(case_id)

    became = one_behind_another(engine, _sending("manager", case_id, put_id), _sending("officer", case_id, put_id))

    assert became == ("sent", "WrongState")
    assert told(case_id, "outcome_sent") == ["outcome_sent"]
    with Session(engine) as session:
        assert session.query(AwardRow).count() == 1
        assert len([row for row in session.query(MailRow) if row.subject.startswith("The outcome")]) == 2


def test_whoever_sends_and_whoever_withdraws_never_wait_for_each_other_for_ever(engine, begin, told, decision_id):
    case_id = begin(confirmed_case, ALL_THREE)
    put_id, assessment_id = decision_id(case_id), begin(_assessment_of, case_id)

    became = one_behind_another(
        engine, _sending("manager", case_id, put_id), _withdrawing(assessment_id), meets_early=True
    )

    assert became == ("sent", "WrongState")
    assert told(case_id, "outcome_sent", "taken_back") == ["outcome_sent"]


@pytest.mark.parametrize("is_withdrawn_first", [True, False])
def test_a_submission_is_withdrawn_or_found_complete_never_both(engine, begin, told, is_withdrawn_first):
    case_id = begin(submitted_case)
    both = [_withdrawing(begin(_assessment_of, case_id)), _screening(case_id)]

    became = one_behind_another(engine, *(both if is_withdrawn_first else reversed(both)))

    assert became == (None, "WrongState")
    assert told(case_id, "taken_back", "screened") == ["taken_back" if is_withdrawn_first else "screened"]


def test_a_decision_is_not_put_by_a_panel_that_just_lost_its_quorum(engine, begin, told):
    case_id = begin(agreed_case, ALL_THREE)

    became = one_behind_another(engine, _declaring(case_id), _putting(case_id), meets_early=True)

    assert became == ("hard", "WrongState")
    assert told(case_id, "unseated", "decision_put") == ["unseated"]


def test_a_decision_does_not_go_on_once_an_interest_was_declared_after_it_was_put(engine, begin, told, decision_id):
    case_id = begin(agreed_case, ALL_THREE)

    became = one_behind_another(engine, _putting(case_id), _declaring(case_id))

    assert became == ("put", "hard")
    assert told(case_id, "unseated", "decision_put") == ["decision_put", "unseated"]
    assert at_once(engine, [_confirming("officer", case_id, decision_id(case_id))]) == ["WrongState"]


def test_an_outcome_is_not_sent_once_an_interest_is_declared(engine, begin, told, decision_id):
    case_id = begin(confirmed_case, ALL_THREE)

    became = one_behind_another(engine, _declaring(case_id), _sending("manager", case_id, decision_id(case_id)))

    assert became == ("hard", "WrongState")
    assert told(case_id, "unseated", "outcome_sent") == ["unseated"]


def test_a_panel_that_promises_confidence_at_one_moment_is_all_on_record(engine, begin, told):
    case_id = begin(submitted_case)
    round_id = begin(_reviewers, case_id)
    people = ["anna", "anna", "ben", "cara"]

    at_once(engine, [_promising(who, round_id) for who in people])

    assert told(case_id, "screened") == []
    with Session(engine) as session:
        assert sorted(row.person_id for row in session.query(ConfidentialityRow)) == ["anna", "ben", "cara"]
        chain = told_proceedings(session, Matter("panels", round_id), ["confidence_promised"])
        assert sorted(row.person_id for row, _, _ in chain) == ["anna", "ben", "cara"]


def test_reviewers_who_write_of_their_employers_at_one_moment_are_all_on_record(engine, begin, told):
    case_id = begin(submitted_case)
    begin(_reviewers, case_id)

    became = one_behind_another(engine, _employing("anna"), _employing("ben"))

    assert became == (0, 0)
    assert told(case_id, "unseated") == []
    with Session(engine) as session:
        assert sorted(row.person_id for row in session.query(EmploymentRow)) == ["anna", "ben"]


def test_an_objection_that_is_sent_twice_at_one_moment_is_kept_once(engine, begin):
    award_id = begin(conferred_award)
    objecting = lambda session: made_objection(session, award_id)  # noqa: E731

    first, second = one_behind_another(engine, objecting, objecting)

    assert first == second
    with Session(engine) as session:
        assert [row.id for row in session.query(ObjectionRow)] == [first]


def test_a_paper_that_two_ask_for_at_one_moment_is_made_once(engine, begin):
    assessment_id = begin(_assessment_of, begin(submitted_case))
    asking = lambda session: ask_to_make(deed(session, "lead"), assessment_id, Paper(1, "public"))  # noqa: E731

    assert one_behind_another(engine, asking, asking) == (True, False)


def _one_locked(session):
    case_id = case_with_panel(session)
    for who in ("anna", "ben", "cara"):
        rate(session, case_id, who, levels_of(who), REASON)
    lock(session, case_id, "anna")
    return case_id


def _asked(session):
    case_id = _one_locked(session)
    question = NewQuestion("MA-01", "MA-01.q1", "How many of the mentors are trained?", dt.date(2027, 10, 20))
    ask_institution(panel_deed(session, "anna"), case_id, question)
    for who in ("ben", "cara"):
        lock(session, case_id, who)
    return case_id


def _question_in(session, case_id):
    return session.query(PanelQuestionRow).filter_by(case_id=case_id).one().id


def _put(session):
    case_id = agreed_case(session, ALL_THREE)
    put_decision(november(session, CHAIR), case_id, PLAIN)
    return case_id


def _assessment_of(session, case_id):
    return session.get_one(CaseRow, case_id).assessment_id


def _reviewers(session, case_id):
    for who in ("anna", "ben", "cara"):
        add_reviewer(session, who)
    return session.get_one(CaseRow, case_id).round_id


def _locking(who, case_id):
    return lambda session: lock_review(panel_deed(session, who), case_id).person_id


def _opening(case_id):
    return lambda session: open_meeting(panel_deed(session, CHAIR), case_id)


def _replying(assessment_id, asked_id):
    return lambda session: reply_to_panel(
        panel_deed(session, "writer"), assessment_id, asked_id, raw="yes", note="All forty of them.", seen=0
    )


def _agreeing(case_id, level):
    return lambda session: agree_level(
        panel_deed(session, CHAIR), case_id, AgreedLevel("MA-02", level, reason=REASON), 0
    )


def _confirming(who, case_id, decision_id):
    capacity = Capacity.CHAIR if who == CHAIR else Capacity.OFFICER
    return lambda session: confirm_decision(november(session, who), case_id, capacity, decision_id)


def _sending(who, case_id, decision_id):
    return lambda session: "sent" if send_outcome(november(session, who), case_id, decision_id) else ""


def _withdrawing(assessment_id):
    return lambda session: withdraw(deed(session, "lead"), assessment_id)


def _screening(case_id):
    return lambda session: find_complete(deed(session, "manager"), case_id, 1)


def _putting(case_id):
    return lambda session: "put" if put_decision(november(session, CHAIR), case_id, PLAIN) else ""


def _declaring(case_id):
    def declare(session):
        found = declare_interests(november(session, "anna"), case_id, ["helped_prepare"], "I wrote a part of it.")
        return "hard" if found.is_hard else "soft"

    return declare


def _promising(who, round_id):
    return lambda session: promise_confidence(panel_deed(session, who), round_id).person_id


def _employing(who):
    post = Post("", "A clinic", False, None, None)
    return lambda session: add_employment(panel_deed(session, who), BODY, post, "", None)
