"""Practice before a round: made of nobody's answers, rated blind by everybody, agreed by the office, then revealed."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import pytest
from sqlalchemy.exc import DatabaseError

from charter.domain.agreed_levels import AgreedLevel
from charter.domain.case_workflow import CaseKind, CaseState, Seat
from charter.domain.errors import (
    Incomplete,
    InvalidAnswers,
    InvalidPanel,
    MustDeclareFirst,
    NotAllowed,
    StaleLevels,
    UnknownCase,
    WrongState,
)
from charter.domain.permissions import Action, Role
from charter.services.alpha_gates import alpha_gate
from charter.services.answer_sheets import answers_file
from charter.services.case_submissions import submission_of
from charter.services.cases import case_for
from charter.services.declarations import promise_confidence
from charter.services.panel_seats import NewSeat, seat
from charter.services.practice_cases import NewPractice, join_practice, make_practice, own_practice, practices_of
from charter.services.practice_cases import take_back_practice as take_back
from charter.services.practice_levels import levels_to_agree, record_practice_levels, reveal_practice
from charter.services.practice_results import result_of
from charter.services.rating_saves import Given, save_rating
from charter.services.reviews import ratings_seen
from charter.services.round_agreement import agreement_over
from charter.services.round_boards import round_board
from charter.services.round_facts import round_facts, round_report_paper
from charter.services.standardisation import record_standardisation
from charter.services.standings import example_sheet
from charter.services.verification import differences
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.outbox import MailRow
from charter.store.panels import SeatRow
from charter.store.practice import PracticeCopyRow
from charter.store.ratings import AgreedLevelRow
from charter.store.reviewers import ReviewerRow
from tests.support.panels import OCTOBER, add_reviewer, lock, panel_deed, rate, submitted_case
from tests.support.practice import CRITERIA, NAME, agree, practice_case, revealed_practice, round_of_practice
from tests.support.teams import BODY, KEY, NO_FILES, REFERENCE, add_member

EDITION = load_edition(REFERENCE)
EXAMPLE = answers_file(EDITION, example_sheet(REFERENCE))


def made_of(session, content, title="Hillside Trust", who="manager"):
    round_id = session.query(RoundRow).one().id
    return make_practice(panel_deed(session, who), round_id, NewPractice(title, "", content, "answers.json"))


def anonymous(**institution):
    document = json.loads(EXAMPLE)
    return document | {"institution": {"name": "Nobody", "scope": "whole_organisation"} | institution}


def case_of(session, case_id, who, action=Action.SEE_CASE):
    return case_for(panel_deed(session, who), case_id, action)


def test_everybody_who_sits_on_panels_has_a_reviewers_seat_and_a_letter_from_the_start(session):
    case_id = practice_case(session)

    seats = {row.person_id: row.seat for row in session.query(SeatRow).filter_by(case_id=case_id)}
    letters = {row.address for row in session.query(MailRow) if row.key.startswith("practice:made")}

    assert seats == dict.fromkeys(("anna", "ben", "cara", "chair"), Seat.REVIEWER)
    assert letters == {"anna@example.org", "ben@example.org", "cara@example.org", "chair@example.org"}
    assert list(differences(session, KEY, NO_FILES)) == []


def test_nobody_is_asked_for_interests_but_everybody_promises_confidence(session):
    case_id = practice_case(session)
    add_reviewer(session, "dora")
    join_practice(panel_deed(session, "dora"), case_id)

    with pytest.raises(MustDeclareFirst):
        case_of(session, case_id, "dora")
    promise_confidence(panel_deed(session, "dora"), round_of_practice(session, case_id))

    assert case_of(session, case_id, "dora", Action.RATE).seat == Seat.REVIEWER


def test_what_is_read_is_frozen_and_names_neither_files_nor_an_institution(session):
    case_id = practice_case(session)

    submission = submission_of(panel_deed(session, "anna"), case_of(session, case_id, "anna"))

    assert submission.sheet.institution.name == NAME
    assert submission.sheet.institution.ods_code == ""
    assert submission.named == frozenset()
    assert submission.network_statement is None
    assert submission.figures["MA-01"] is not None
    with pytest.raises(DatabaseError):
        session.query(PracticeCopyRow).update({"digest": "0" * 64})


def test_a_file_is_read_whole_or_nothing_is_kept(session):
    practice_case(session)
    broken = json.dumps(anonymous() | {"criteria": {"MA-01": {"level": 9}}}).encode()

    with pytest.raises(InvalidAnswers) as found:
        made_of(session, broken)
    with pytest.raises(InvalidAnswers):
        made_of(session, json.dumps(anonymous(name="example TRUST")).encode())
    session.rollback()

    assert found.value.faults[0].place == "/criteria/MA-01/level"
    assert session.query(CaseRow).count() == 1
    assert made_of(session, json.dumps(anonymous()).encode()).title == "Hillside Trust"


@pytest.mark.parametrize("title", ["", "x" * 201, "Example trust", NAME.upper()])
def test_a_name_is_invented_and_new(session, title):
    practice_case(session)

    with pytest.raises(InvalidPanel) as found:
        made_of(session, EXAMPLE, title)

    assert found.value.place == "title"


def test_whoever_joins_late_finds_it_in_their_list_and_takes_a_seat_until_it_is_revealed(session):
    case_id = practice_case(session)
    add_reviewer(session, "dora")
    add_reviewer(session, "eve")
    add_member(session, "manager", Role.REVIEWER, BODY)
    listed = [one.case_id for one in own_practice(panel_deed(session, "dora"))]

    join_practice(panel_deed(session, "dora"), case_id)
    join_practice(panel_deed(session, "dora"), case_id)
    with pytest.raises(NotAllowed):  # who agrees levels
        join_practice(panel_deed(session, "manager"), case_id)
    with pytest.raises(UnknownCase):
        join_practice(panel_deed(session, "lead"), case_id)
    agree(session, case_id)
    reveal_practice(panel_deed(session, "manager"), case_id)
    with pytest.raises(WrongState):
        join_practice(panel_deed(session, "eve"), case_id)

    assert listed == [case_id]
    assert session.query(SeatRow).filter_by(case_id=case_id, person_id="dora").count() == 1
    assert own_practice(panel_deed(session, "eve")) == []


def test_levels_are_recorded_all_or_none_by_the_office_and_two_windows_are_told_apart(session):
    case_id = practice_case(session)
    by = panel_deed(session, "manager")
    first = [AgreedLevel("MA-01", 2, reason="Why."), AgreedLevel("MA-02", 3, reason="Why.")]
    record_practice_levels(by, case_id, first, {})

    other = [AgreedLevel("MA-01", 4, reason="Why."), AgreedLevel("MA-03", 1, reason="Why.")]
    with pytest.raises(StaleLevels) as stale:
        record_practice_levels(by, case_id, other, {})
    session.rollback()
    with pytest.raises(InvalidAnswers):
        record_practice_levels(by, case_id, [AgreedLevel("MA-03", 1, reason="Why."), AgreedLevel("MA-04", 1)], {})
    session.rollback()
    again = record_practice_levels(by, case_id, [first[0], AgreedLevel("MA-02", 1, reason="Why.")], {"MA-02": 1})

    assert stale.value.newest == {"MA-01": 1}
    assert again == ("MA-02",)
    rows = session.query(AgreedLevelRow).order_by("criterion_id", "number")
    assert [(row.criterion_id, row.number, row.level) for row in rows] == [
        ("MA-01", 1, 2),
        ("MA-02", 1, 3),
        ("MA-02", 2, 1),
    ]
    with pytest.raises(NotAllowed):
        levels_to_agree(panel_deed(session, "anna"), case_id)
    with pytest.raises(Incomplete):
        reveal_practice(by, case_id)


def test_whoever_of_the_office_reviews_too_is_blind_to_agreed_levels_until_they_lock(session):
    case_id = practice_case(session)
    add_member(session, "anna", Role.ROUND_MANAGER, BODY)
    agree(session, case_id)

    before = levels_to_agree(panel_deed(session, "anna"), case_id)
    with pytest.raises(NotAllowed):
        reveal_practice(panel_deed(session, "anna"), case_id)
    session.rollback()
    rate(session, case_id, "anna", dict.fromkeys(CRITERIA, 2))
    lock(session, case_id, "anna")

    assert (before.may_see, dict(before.agreed)) == (False, {})
    assert len(levels_to_agree(panel_deed(session, "anna"), case_id).agreed) == len(CRITERIA)


def test_nothing_is_seen_or_changed_across_the_moment_of_revealing(session):
    case_id = practice_case(session)
    rate(session, case_id, "anna", dict.fromkeys(CRITERIA, 1))
    lock(session, case_id, "anna")
    agree(session, case_id)
    with pytest.raises(WrongState):
        result_of(panel_deed(session, "ben"), case_of(session, case_id, "ben"), is_office=False)

    reveal_practice(panel_deed(session, "manager"), case_id)

    for change in (
        lambda: save_rating(panel_deed(session, "ben"), case_id, "MA-01", Given({"level": "2"})),
        lambda: record_practice_levels(
            panel_deed(session, "manager"), case_id, [AgreedLevel("MA-01", 0, reason="Why.")], {"MA-01": 1}
        ),
        lambda: take_back(panel_deed(session, "manager"), case_id, "By mistake."),
    ):
        with pytest.raises(WrongState):
            change()
        session.rollback()
    assert ratings_seen(panel_deed(session, "ben"), case_of(session, case_id, "ben")) == {}
    assert list(differences(session, KEY, NO_FILES)) == []


def test_a_reviewer_sees_their_severity_and_how_many_others_gave_each_level(session):
    case_id = revealed_practice(session)

    anna = result_of(panel_deed(session, "anna"), case_of(session, case_id, "anna"), is_office=False)
    cara = result_of(panel_deed(session, "cara"), case_of(session, case_id, "cara"), is_office=False)
    office = result_of(panel_deed(session, "manager"), case_of(session, case_id, "manager"), is_office=True)

    assert (anna.from_agreed.difference, anna.from_agreed.same) == (Fraction(-1), 0)
    assert anna.from_others.difference == Fraction(-2)
    assert [(row.own, row.agreed.level, row.others) for row in anna.rows[:1]] == [(1, 2, (3,))]
    assert anna.lines == ()
    assert (cara.has_own, cara.rows[0].others) == (False, (1, 3))
    assert [(line.name, line.from_agreed.difference) for line in office.lines] == [("Anna", -1), ("Ben", 1)]


def test_whoever_practised_enough_gets_today_as_their_day_of_standardisation(session):
    case_id = revealed_practice(session)
    round_id = round_of_practice(session, case_id)
    version = session.get_one(ReviewerRow, (BODY, "anna")).version

    for wrong in (None, 0, 2):
        with pytest.raises(InvalidPanel):
            record_standardisation(panel_deed(session, "manager"), round_id, wrong)
        session.rollback()
    first = record_standardisation(panel_deed(session, "manager"), round_id, 1)
    again = record_standardisation(panel_deed(session, "manager"), round_id, 1)

    assert (first, again) == (("Anna", "Ben"), ())
    anna = session.get_one(ReviewerRow, (BODY, "anna"))
    assert (anna.standardised_on, anna.version) == (OCTOBER.date(), version + 1)
    assert session.get_one(ReviewerRow, (BODY, "cara")).standardised_on is None
    assert list(differences(session, KEY, NO_FILES)) == []


def test_practice_stands_in_no_board_report_agreement_or_panel_of_real_submissions(session):
    case_id = submitted_case(session)
    round_id = session.get_one(CaseRow, case_id).round_id
    whole = session.get_one(RoundRow, round_id)
    add_reviewer(session, "anna")

    def told():
        by = panel_deed(session, "manager")
        return (
            round_board(by, round_id),
            round_facts(session, whole, EDITION, dt.date(2027, 12, 1)),
            round_report_paper(session, round_id, dt.date(2027, 12, 1)),
            agreement_over(by, round_id).parts,
            alpha_gate(by, round_id),
        )

    before = told()
    practice_id = make_practice(panel_deed(session, "manager"), round_id, NewPractice(NAME, REFERENCE)).id
    rate(session, practice_id, "anna", dict.fromkeys(CRITERIA, 1))
    lock(session, practice_id, "anna")
    agree(session, practice_id)
    reveal_practice(panel_deed(session, "manager"), practice_id)

    assert told() == before
    assert len(agreement_over(panel_deed(session, "manager"), round_id, CaseKind.PRACTICE).parts) == 1


def test_practice_has_no_chair_no_screening_and_no_decision(session):
    case_id = practice_case(session)

    for who, action in (
        ("manager", Action.SCREEN),
        ("manager", Action.APPOINT_PANEL),
        ("manager", Action.SEND_OUTCOME),
        ("officer", Action.CONFIRM_DECISION),
        ("chair", Action.CHAIR_PANEL),
        ("anna", Action.ASK_INSTITUTION),
    ):
        with pytest.raises(UnknownCase):
            case_of(session, case_id, who, action)
    with pytest.raises(UnknownCase):
        seat(panel_deed(session, "manager"), case_id, NewSeat("chair", Seat.CHAIR, "They chair."))


def test_what_was_made_by_mistake_is_taken_back_with_a_reason(session):
    case_id = practice_case(session)
    with pytest.raises(InvalidPanel):
        take_back(panel_deed(session, "manager"), case_id, " ")
    session.rollback()

    take_back(panel_deed(session, "manager"), case_id, "It was the wrong file.")

    assert [
        one.state for one in practices_of(panel_deed(session, "anna"), round_of_practice(session, case_id)).rows
    ] == [CaseState.CLOSED]
    assert list(differences(session, KEY, NO_FILES)) == []
