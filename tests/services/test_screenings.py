"""Screening: what is there and what is not, found complete, or returned once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.domain.errors import ConflictOfInterest, InvalidRound, NotAllowed, WrongState
from charter.services.assessments import record_answer
from charter.services.screening_checks import Found, Part
from charter.services.screenings import Return, find_complete, return_incomplete, return_told_to, screening_of
from charter.services.submissions import sign_off, submit
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.outbox import MailRow
from tests.support.panels import case_of_all_doors, panel_deed, submitted_case
from tests.support.teams import CLOSES, KEY, NO_FILES, deed

UNTIL = dt.datetime(2027, 10, 29, 16, tzinfo=dt.UTC)
LATER = UNTIL - dt.timedelta(days=2)
GIVEN = Return("The plan names no owner.", UNTIL, 1)


def give_back(session, case_id, given=GIVEN):
    return_incomplete(panel_deed(session, "manager"), case_id, given, None)


def hand_in_again(session, assessment_id):
    """Let the team mend something, sign and hand it in, within its own deadline."""
    record_answer(deed(session, "writer", LATER), assessment_id, "/criteria/MA-01/level", 2, 1)
    sign_off(deed(session, "signer", LATER), assessment_id, "It is true.")
    submit(deed(session, "lead", LATER), assessment_id)


def test_a_screening_names_what_the_tier_asks_for_with_what_is_there(session):
    case_id = submitted_case(session)

    found = screening_of(panel_deed(session, "manager"), case_id)

    rows = {one.title: one for one in found.checks}
    assert [one.found for one in found.checks if one.part == Part.TABLES] == [Found.THERE] * 16
    assert rows["Action plan"].text == "11 actions, each with every required field."
    assert rows["Statement of the approver"].text == "Signed by Signer on 1 June 2027."
    assert rows["Statement by the BME staff network"].found == Found.LOOK
    assert found.missing == ()
    assert found.may_be_returned


def test_a_submission_that_is_found_complete_is_with_its_panel_and_is_not_screened_again(session):
    case_id = submitted_case(session)

    find_complete(panel_deed(session, "manager"), case_id, 1, "One table is thin.")

    row = session.get_one(CaseRow, case_id)
    assert (row.state, row.screened_at) == ("complete", panel_deed(session, "manager").now)
    assert screening_of(panel_deed(session, "manager"), case_id).noted[0].text == "One table is thin."
    with pytest.raises(WrongState, match="found complete already"):
        give_back(session, case_id)


def test_a_returned_submission_is_mended_handed_in_again_and_never_returned_twice(session):
    case_id = submitted_case(session)
    assessment_id = session.get_one(CaseRow, case_id).assessment_id
    give_back(session, case_id)
    assessment = session.get_one(AssessmentRow, assessment_id)
    told = return_told_to(deed(session, "lead"), assessment_id)

    assert (assessment.state, assessment.extended_until, told.text) == ("started", UNTIL, "The plan names no owner.")
    hand_in_again(session, assessment_id)

    row = session.get_one(CaseRow, case_id)
    assert (row.state, row.copy_number, row.completed_at) == ("waiting", 2, LATER)
    with pytest.raises(WrongState, match="returned once already, on 7 October 2027"):
        give_back(session, case_id, Return("Still no owner.", UNTIL, 2))
    assert list(differences(session, KEY, NO_FILES)) == []


def test_lead_and_approver_get_the_reasons_by_letter_and_nobody_else(session):
    give_back(session, submitted_case(session))

    letters = session.scalars(select(MailRow).where(MailRow.key.startswith("case-returned:"))).all()
    assert sorted(one.address for one in letters) == ["lead@example.org", "signer@example.org"]
    assert "The plan names no owner." in letters[0].body
    assert "until 29 October 2027" in letters[0].body


@pytest.mark.parametrize(
    ("given", "place", "words"),
    [
        (Return(" ", UNTIL, 1), "reason", "Say what is missing"),
        (Return("Why.", CLOSES + dt.timedelta(days=1), 1), "until_on", "That day is over"),
        (Return("Why.", UNTIL.replace(year=2072), 1), "until_on", "Give a day until 30 December 2027"),
    ],
)
def test_a_return_without_reasons_or_time_is_refused_at_its_place(session, given, place, words):
    case_id = submitted_case(session)

    with pytest.raises(InvalidRound, match=words) as refused:
        give_back(session, case_id, given)

    assert refused.value.place == place
    assert session.get_one(CaseRow, case_id).state == "waiting"


def test_another_copy_that_came_in_meanwhile_is_looked_at_first(session):
    case_id = submitted_case(session)

    with pytest.raises(WrongState, match="another copy"):
        find_complete(panel_deed(session, "manager"), case_id, 2)


def test_a_panel_screens_nothing_and_nor_does_whoever_works_for_the_institution(session):
    case_id = case_of_all_doors(session)

    with pytest.raises(NotAllowed):
        screening_of(panel_deed(session, "anna"), case_id)
    with pytest.raises(ConflictOfInterest):
        screening_of(panel_deed(session, "insider"), case_id)
