"""What follows after an outcome: a lower tier, minor revisions, time that runs out, an appeal."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.case_workflow import CaseEvent, CaseKind, Seat
from charter.domain.errors import InvalidDecision, InvalidPanel, NotAllowed, UnknownCase, WrongState
from charter.domain.permissions import Action, Role
from charter.domain.workflow import Event
from charter.services.appeals import answer_offer, appeal, rule_on_appeal
from charter.services.assessments import record_answer
from charter.services.cases import case_for, happen_in
from charter.services.decisions import NewDecision, put_decision
from charter.services.declarations import declare_interests, promise_confidence
from charter.services.institution_outcomes import outcomes_of
from charter.services.network_statements import save_statement
from charter.services.offers import end_late_offers, remind_of_offers
from charter.services.outcome_sending import send_outcome
from charter.services.panel_seats import NewSeat, seat
from charter.services.revision_judging import NewLevel, agree_as_reviewer, record_revised_level
from charter.services.revisions import end_late_revisions
from charter.services.sent_letters import read_letter
from charter.services.submissions import sign_off, submit
from charter.services.verification import differences
from charter.services.withdrawals import take_out
from charter.services.workspaces import workspace_of
from charter.store.assessments import AssessmentRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.cases import CaseRow, case_of_assessment
from charter.store.decisions import newest_decision
from charter.store.outbox import MailRow
from charter.store.ratings import AgreedLevelRow, agreed_details
from tests.support.decisions import (
    ALL_THREE,
    ALL_TWO,
    NARROW,
    NOVEMBER,
    agree,
    agreed_case,
    ask_again,
    confirm,
    confirmed_case,
    november,
    told_case,
    write_feedback,
)
from tests.support.panels import CHAIR, add_reviewer, lock
from tests.support.teams import KEY, NO_FILES, add_member

TAKEN_BACK = "Taken back: Example trust"
LEVEL = "/criteria/TR-01/level"
GROUND = "material factual error by the panel"
NEW_REVIEWERS = ("fred", "greta", "hal")


def assessment_of(session, case_id):
    return session.get_one(CaseRow, case_id).assessment_id


def standings(session):
    rows = session.query(AwardRow.tier_id, AwardStandingRow.state).join(AwardStandingRow).all()
    return sorted((tier, state) for tier, state in rows)


def decide_again(session, case_id, days, chair=CHAIR):
    put_decision(november(session, chair, days), case_id, NewDecision("Judged again."))
    decision_id = confirm(session, case_id, days, chair)
    return send_outcome(november(session, "manager", days), case_id, decision_id)


def revised(session, level):
    """A narrow miss that was revised, and judged again with that level."""
    case_id = told_case(session, NARROW, revise=["TR-01"])
    assessment_id = assessment_of(session, case_id)
    record_answer(november(session, "writer", 7), assessment_id, LEVEL, 3, 1)
    sign_off(november(session, "signer", 8), assessment_id, "It is true.")
    submit(november(session, "lead", 8), assessment_id)
    new = NewLevel("TR-01", level, "Supervision was there at the snapshot.", 1)
    record_revised_level(november(session, CHAIR, 9), case_id, new)
    agree_as_reviewer(november(session, "ben", 9), case_id)
    return case_id


# ---- a lower tier --------------------------------------------------------------------------------------------------


def test_a_lower_tier_that_the_lead_accepts_is_conferred(session):
    assessment_id = assessment_of(session, told_case(session, ALL_TWO))
    with pytest.raises(NotAllowed):
        answer_offer(november(session, "writer", 1), assessment_id, "accepted")

    answer_offer(november(session, "lead", 1), assessment_id, "accepted")

    assert standings(session) == [("bronze", "current")]
    with pytest.raises(WrongState, match="No offer waits"):
        answer_offer(november(session, "lead", 1), assessment_id, "revise")
    session.rollback()
    assert list(differences(session, KEY, NO_FILES)) == []


def test_a_lead_who_chooses_to_revise_gets_no_award(session):
    assessment_id = assessment_of(session, told_case(session, ALL_TWO))

    answer_offer(november(session, "lead", 1), assessment_id, "revise")

    assert standings(session) == []
    assert outcomes_of(session, assessment_id, NOVEMBER).answer == "revise"


def test_an_offer_that_nobody_answers_by_its_last_day_lapses_after_a_reminder(session):
    """20 working days from Monday 8 November 2027 end on Monday 6 December; five before it is 29 November."""
    case_id = told_case(session, ALL_TWO)
    assessment_id = assessment_of(session, case_id)
    december = dt.datetime(2027, 12, 7, 0, 30, tzinfo=dt.UTC)

    reminded = [remind_of_offers(session, november(session, "lead", days).now, KEY) for days in (20, 21, 22)]
    ended = [end_late_offers(session, now, KEY) for now in (december - dt.timedelta(hours=1), december, december)]

    assert (reminded, ended) == ([0, 2, 0], [0, 1, 0])
    found = outcomes_of(session, assessment_id, december)
    assert (found.answer_until, found.is_offer_over, found.may_answer) == (dt.date(2027, 12, 6), True, False)
    with pytest.raises(WrongState, match="the offer has lapsed"):
        answer_offer(november(session, "lead", 30), assessment_id, "accepted")
    session.rollback()
    assert standings(session) == []
    assert list(differences(session, KEY, NO_FILES)) == []


def test_the_office_names_another_last_day_which_leaves_time_for_an_appeal_and_is_a_working_day(session):
    case_id = confirmed_case(session, ALL_TWO)
    decision_id = newest_decision(session, case_id).id
    for day, words in ((19, "An appeal is possible until 22 November 2027"), (27, "no working day")):
        with pytest.raises(InvalidDecision, match=words):
            send_outcome(november(session, "manager"), case_id, decision_id, dt.date(2027, 11, day))
        session.rollback()

    sent = send_outcome(november(session, "manager"), case_id, decision_id, dt.date(2027, 11, 24))

    assert "by 24 November 2027. Without an answer by then it lapses" in read_letter(sent.letter).outcome_texts[1]
    assert outcomes_of(session, assessment_of(session, case_id), NOVEMBER).answer_until == dt.date(2027, 11, 24)


# ---- minor revisions -----------------------------------------------------------------------------------------------


def test_only_the_criteria_that_were_named_can_be_revised_and_they_are_judged_again_by_two(session):
    """20 working days from Monday 8 November 2027 end on Monday 6 December."""
    case_id = told_case(session, NARROW, revise=["TR-01"])
    assessment = session.get_one(AssessmentRow, assessment_of(session, case_id))
    assert (assessment.state, assessment.only_criteria) == ("started", ["TR-01"])
    assert assessment.extended_until == dt.datetime(2027, 12, 6, 23, 59, tzinfo=dt.UTC)
    with pytest.raises(WrongState, match="once the revisions were judged"):
        appeal(november(session, "lead", 1), assessment.id, [GROUND], "They were wrong.")
    session.rollback()
    with pytest.raises(WrongState, match="stays as it was submitted"):
        record_answer(november(session, "writer", 7), assessment.id, "/criteria/MA-01/level", 1, 1)
    session.rollback()
    add_member(session, "network", Role.NETWORK)
    with pytest.raises(WrongState, match="stays as it was submitted"):
        save_statement(november(session, "network", 7), assessment.id, "We were not asked.", 0)
    session.rollback()

    record_answer(november(session, "writer", 7), assessment.id, LEVEL, 3, 1)
    sign_off(november(session, "signer", 8), assessment.id, "It is true.")
    copy = submit(november(session, "lead", 8), assessment.id)

    row = session.get_one(CaseRow, case_id)
    assert (row.state, row.copy_number, assessment.only_criteria) == ("revised", copy.number, None)
    with pytest.raises(WrongState, match="Only the criteria that were to be revised"):
        record_revised_level(november(session, CHAIR, 9), case_id, NewLevel("MA-01", 4, "Better.", 1))
    session.rollback()
    record_revised_level(november(session, CHAIR, 9), case_id, NewLevel("TR-01", 3, "It was so then.", 1))
    with pytest.raises(InvalidDecision, match="A reviewer of the panel has to judge"):
        put_decision(november(session, CHAIR, 9), case_id, NewDecision("Mended."))
    session.rollback()
    agree_as_reviewer(november(session, "ben", 9), case_id)
    decide_again(session, case_id, 9)
    assert standings(session) == [("silver", "current")]
    assert list(differences(session, KEY, NO_FILES)) == []


def test_a_miss_is_mended_once(session):
    case_id = revised(session, 2)

    decide_again(session, case_id, 9)

    decision = newest_decision(session, case_id)
    assert (decision.outcome, decision.tier_id) == ("lower_tier_offered", "bronze")


def test_the_levels_of_other_criteria_cannot_change_under_a_revision(session):
    case_id = revised(session, 3)
    raise_level(session, case_id, "MA-01", 4)

    with pytest.raises(InvalidDecision, match="Put back the levels of MA-01"):
        put_decision(november(session, CHAIR, 9), case_id, NewDecision("Mended."))


def test_revisions_that_do_not_come_in_time_leave_what_was_submitted_and_the_lower_tier(session):
    case_id = told_case(session, NARROW, revise=["TR-01"])
    assessment_id = assessment_of(session, case_id)
    record_answer(november(session, "writer", 7), assessment_id, LEVEL, 3, 1)

    in_time = end_late_revisions(session, dt.datetime(2027, 12, 6, 23, 58, tzinfo=dt.UTC), KEY)
    late = end_late_revisions(session, dt.datetime(2027, 12, 6, 23, 59, tzinfo=dt.UTC), KEY)

    assert (in_time, late) == (0, 1)
    assessment = session.get_one(AssessmentRow, assessment_id)
    assert (assessment.state, assessment.only_criteria) == ("submitted", None)
    found = outcomes_of(session, assessment_id, november(session, "lead", 30).now)
    # ten and twenty working days from 6 December, past Christmas and New Year
    assert (found.appeal_until, found.answer_until) == (dt.date(2027, 12, 20), dt.date(2028, 1, 6))
    assert (found.has_lapsed, found.standing.tier_id, found.may_answer) == (True, "bronze", True)
    answer_offer(november(session, "lead", 30), assessment_id, "accepted")
    assert standings(session) == [("bronze", "current")]
    assert list(differences(session, KEY, NO_FILES)) == []


# ---- a withdrawal --------------------------------------------------------------------------------------------------


def test_the_office_closes_a_submission_that_its_institution_takes_back_until_a_decision_is_put(session):
    case_id = agreed_case(session, ALL_THREE)
    with pytest.raises(InvalidDecision, match="who asked for it"):
        take_out(november(session, "manager"), case_id, " ")
    session.rollback()

    take_out(november(session, "manager"), case_id, "Its lead wrote on 5 November.")

    assert session.get_one(CaseRow, case_id).state == "closed"
    told = session.query(MailRow.address).filter(MailRow.subject.in_(["Your submission was taken back", TAKEN_BACK]))
    assert sorted(row.address.partition("@")[0] for row in told) == ["anna", "ben", "cara", "chair", "lead", "signer"]
    workspace = workspace_of(november(session, "lead"), assessment_of(session, case_id))
    assert (workspace.is_taken_out, workspace.can(Event.WITHDRAWN)) == (True, False)
    assert outcomes_of(session, workspace.assessment_id, NOVEMBER).told == ()
    with pytest.raises(WrongState, match="taken back already"):
        take_out(november(session, "manager"), case_id, "Again.")
    session.rollback()
    assert list(differences(session, KEY, NO_FILES)) == []


# ---- an appeal -----------------------------------------------------------------------------------------------------


def test_an_appeal_has_grounds_and_ten_working_days(session):
    """The tenth working day after Monday 8 November 2027 is Monday 22 November."""
    assessment_id = assessment_of(session, told_case(session, ALL_TWO))

    with pytest.raises(InvalidDecision, match="at least one ground"):
        appeal(november(session, "lead", 14), assessment_id, ["because"], "They were wrong.")
    session.rollback()
    with pytest.raises(WrongState, match="possible until 22 November 2027"):
        appeal(november(session, "lead", 15), assessment_id, [GROUND], "They were wrong.")
    session.rollback()
    appeal(november(session, "lead", 14), assessment_id, [GROUND], "They were wrong.")
    with pytest.raises(WrongState, match="have appealed already"):
        appeal(november(session, "lead", 14), assessment_id, [GROUND], "They were wrong.")


def test_an_appeal_that_is_not_heard_leaves_the_offer(session):
    case_id = told_case(session, ALL_TWO)
    assessment_id = assessment_of(session, case_id)
    appeal(november(session, "lead", 1), assessment_id, [GROUND], "They were wrong.")
    told = [row.address for row in session.query(MailRow).filter(MailRow.key.startswith("decision:appeal:"))]
    assert told == ["officer@example.org"]
    assert not outcomes_of(session, assessment_id, NOVEMBER).may_answer
    assert end_late_offers(session, november(session, "lead", 60).now, KEY) == 0

    with pytest.raises(NotAllowed):
        rule_on_appeal(november(session, "manager", 2), case_id, is_admitted=False, reason="No fact is named.")
    rule_on_appeal(november(session, "officer", 2), case_id, is_admitted=False, reason="No fact is named.")

    found = outcomes_of(session, assessment_id, november(session, "lead", 2).now)
    assert (found.appeal.is_admitted, found.appeal.reason, found.may_answer) == (False, "No fact is named.", True)


def test_a_new_panel_hears_an_appeal_without_the_first_ones_thoughts_and_its_decision_replaces_the_first(session):
    first_id = told_case(session, ALL_THREE)
    assessment_id = assessment_of(session, first_id)
    appeal(november(session, "lead", 1), assessment_id, [GROUND], "Silver was given for the wrong reasons.")
    case_id = rule_on_appeal(november(session, "officer", 2), first_id, is_admitted=True, reason="A fact is named.").id
    row = session.get_one(CaseRow, case_id)
    assert (row.kind, row.state, row.copy_number) == ("appeal", "complete", 1)

    with pytest.raises(InvalidPanel, match="outcome is appealed against"):
        seat(november(session, "manager", 3), case_id, NewSeat("anna", Seat.REVIEWER, "They know mentoring."))
    session.rollback()
    new_panel(session, case_id)
    with pytest.raises(UnknownCase):
        case_for(november(session, "fred", 3), first_id, Action.SEE_CASE)
    for who in NEW_REVIEWERS:
        lock(session, case_id, who)
    happen_in(november(session, "gina", 4), row, CaseEvent.MEETING_OPENED, {})
    ask_again(session, case_id, (*NEW_REVIEWERS, "gina"), 4)
    agree(session, case_id, dict.fromkeys(ALL_TWO, 1), "gina", november(session, "gina", 4).now)
    write_feedback(session, case_id, "fred", 4)
    decide_again(session, case_id, 5, "gina")

    assert standings(session) == [("silver", "withdrawn")]
    found = outcomes_of(session, assessment_id, november(session, "lead", 6).now)
    assert [one.is_appeal for one in found.told] == [True, False]
    assert (found.standing.outcome, found.may_appeal) == ("major_revisions", False)
    assert case_of_assessment(session, assessment_id, CaseKind.FIRST).state == "told"
    assert list(differences(session, KEY, NO_FILES)) == []


def raise_level(session, case_id, criterion_id, level):
    added = AgreedLevelRow(
        case_id=case_id, criterion_id=criterion_id, number=2, level=level, is_not_applicable=False, reason="",
        dissent="", person_id=CHAIR, agreed_at=NOVEMBER,
    )  # fmt: skip
    session.add(added)
    row = session.get_one(CaseRow, case_id)
    happen_in(november(session, CHAIR, 9), row, CaseEvent.LEVEL_AGREED, agreed_details(added))
    session.commit()


def new_panel(session, case_id):
    seats = {**dict.fromkeys(NEW_REVIEWERS, (Role.REVIEWER, Seat.REVIEWER)), "gina": (Role.PANEL_CHAIR, Seat.CHAIR)}
    for who, (role, place) in seats.items():
        add_reviewer(session, who, role)
        seat(november(session, "manager", 3), case_id, NewSeat(who, place, "They know mentoring."))
        promise_confidence(november(session, who, 3), session.get_one(CaseRow, case_id).round_id)
        declare_interests(november(session, who, 3), case_id, [])
