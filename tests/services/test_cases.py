"""The one door to a submission before its panel, tried by everybody."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DatabaseError

from charter.domain.errors import (
    ConflictOfInterest,
    InvalidPanel,
    MustDeclareFirst,
    NotAllowed,
    UnknownCase,
    WrongState,
)
from charter.domain.permissions import Action
from charter.services.cases import case_for
from charter.services.declarations import declare_interests, rule_on_interest
from charter.services.panel_seats import NewSeat, seat, unseat
from charter.services.submissions import withdraw
from charter.services.verification import differences
from charter.store.cases import CaseRow
from charter.store.proceedings import ProceedingTextRow
from charter.store.ratings import RatingRow
from charter.store.reviewers import EmploymentRow
from tests.support.panels import (
    CHAIR,
    add_reviewer,
    case_of_all_doors,
    case_with_panel,
    lock,
    panel_deed,
    rate,
    submitted_case,
)
from tests.support.teams import JUNE, KEY, NO_FILES, TRUST, deed

SEE, RATE, LEAD_PANEL = Action.SEE_CASE, Action.RATE, Action.CHAIR_PANEL
# Who may do what with the case, and how the others are kept out.
DOORS = {
    "anna": {SEE: None, RATE: None, LEAD_PANEL: NotAllowed},
    CHAIR: {SEE: None, RATE: UnknownCase, LEAD_PANEL: None},
    "manager": {SEE: None, RATE: NotAllowed, LEAD_PANEL: NotAllowed},
    "officer": {SEE: None, RATE: NotAllowed, LEAD_PANEL: NotAllowed},
    "idle": {SEE: UnknownCase, RATE: UnknownCase, LEAD_PANEL: NotAllowed},
    "silent": {SEE: MustDeclareFirst, RATE: MustDeclareFirst, LEAD_PANEL: NotAllowed},
    "shut": {SEE: ConflictOfInterest, RATE: ConflictOfInterest, LEAD_PANEL: NotAllowed},
    "torn": {SEE: ConflictOfInterest, RATE: ConflictOfInterest, LEAD_PANEL: NotAllowed},
    "insider": {SEE: ConflictOfInterest, RATE: NotAllowed, LEAD_PANEL: NotAllowed},
    "lead": dict.fromkeys((SEE, RATE, LEAD_PANEL), UnknownCase),
    "stranger": dict.fromkeys((SEE, RATE, LEAD_PANEL), UnknownCase),
}


def answer(session, who, case_id, action):
    try:
        case_for(panel_deed(session, who), case_id, action)
    except (UnknownCase, NotAllowed) as error:
        return type(error)
    return None


def test_each_door_opens_for_whom_it_must_and_for_nobody_else(session):
    case_id = case_of_all_doors(session)

    found = {who: {action: answer(session, who, case_id, action) for action in asked} for who, asked in DOORS.items()}

    assert found == DOORS


def test_a_soft_interest_opens_when_the_chair_allows_it_and_stays_shut_when_not(session):
    case_id = case_of_all_doors(session)

    rule_on_interest(panel_deed(session, CHAIR), case_id, "torn", 1, is_allowed=True, reason="They met once.")

    assert case_for(panel_deed(session, "torn"), case_id, RATE).conflict.reasons
    with pytest.raises(WrongState, match="ruled on already"):
        rule_on_interest(panel_deed(session, CHAIR), case_id, "torn", 1, is_allowed=False, reason="No.")


def test_a_hard_interest_that_came_up_later_ends_the_seat(session):
    case_id = case_with_panel(session)

    declare_interests(panel_deed(session, "anna"), case_id, ["family_or_friend"], "My sister leads the team.")

    assert answer(session, "anna", case_id, RATE) is UnknownCase
    with pytest.raises(InvalidPanel, match="family or a close friend"):
        seat(panel_deed(session, "manager"), case_id, NewSeat("anna", "reviewer", "She knows data."))


def test_nobody_with_a_hard_interest_is_seated(session):
    case_id = case_with_panel(session)
    add_reviewer(session, "dora")
    session.add(EmploymentRow(id="dora-post", person_id="dora", organisation_id=TRUST, name="Example trust"))
    session.commit()

    with pytest.raises(InvalidPanel, match="works for Example trust"):
        seat(panel_deed(session, "manager"), case_id, NewSeat("dora", "reviewer", "She knows data."))


def test_whoever_lost_their_seat_finds_no_case(session):
    case_id = case_with_panel(session)

    unseat(panel_deed(session, "manager"), case_id, "anna", "She asked to be let go.")

    assert answer(session, "anna", case_id, SEE) is UnknownCase


def test_a_submission_opens_its_case_and_taking_it_back_closes_it(session):
    case_id = submitted_case(session)
    row = session.get_one(CaseRow, case_id)
    assert (row.state, row.copy_number) == ("waiting", 1)

    withdraw(deed(session, "lead", JUNE), row.assessment_id)

    assert row.state == "closed"


def test_a_submission_that_a_panel_reads_cannot_be_taken_back(session):
    case_id = case_with_panel(session)

    with pytest.raises(WrongState, match="its panel reads it"):
        withdraw(deed(session, "lead", JUNE), session.get_one(CaseRow, case_id).assessment_id)


def test_a_locked_review_cannot_change_whoever_asks(session):
    case_id = case_with_panel(session)
    rate(session, case_id, "anna", {"MA-01": 3})
    lock(session, case_id, "anna")

    with pytest.raises(DatabaseError, match="a locked review never changes"):
        session.query(RatingRow).filter_by(person_id="anna").update({"level": 4})


def test_what_was_written_of_a_case_is_found_to_be_so_and_a_change_is_found(session):
    case_id = case_of_all_doors(session)
    rate(session, case_id, "anna", {"MA-01": 3})
    lock(session, case_id, "anna")
    assert list(differences(session, KEY, NO_FILES)) == []

    session.query(ProceedingTextRow).filter_by(matter_id=case_id).update({"text": "Another word."})
    session.commit()

    assert f"Case {case_id}, event 3: its text is not the one that was written." in list(
        differences(session, KEY, NO_FILES)
    )
