"""What is written for the record in a panel's work: too long is refused with a sentence, and nothing is written."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.case_workflow import Seat
from charter.domain.errors import InvalidDecision, InvalidPanel, InvalidRound
from charter.domain.written_texts import length_fault
from charter.services.award_keeping import suspend
from charter.services.declarations import declare_interests, rule_on_interest
from charter.services.panel_changes import note_aim
from charter.services.panel_questions import NewQuestion, ask_institution
from charter.services.panel_seats import NewSeat, seat, unseat
from charter.services.screenings import Return, find_complete, return_incomplete
from charter.store.cases import CaseRow
from charter.store.proceedings import ProceedingRow
from tests.support.awards import CONFERRED, conferred_award
from tests.support.panels import CHAIR, OCTOBER, case_of_all_doors, panel_deed, submitted_case
from tests.support.teams import deed

LONG = "x" * 10_001
TOO_LONG = "This has 10,001 characters. Keep it to 10,000. Nothing is cut off."
NEXT_WEEK = OCTOBER + dt.timedelta(days=7)
QUESTION = NewQuestion("MA-01", "MA-01.q3", LONG, NEXT_WEEK.date())


@pytest.fixture
def engine(databases):
    """A database of one kind: lengths are counted before it is asked."""
    with databases.engine() as engine:
        yield engine


def test_a_text_may_be_as_long_as_is_said():
    assert (length_fault("x" * 10_000), length_fault(LONG)) == ("", TOO_LONG)


@pytest.mark.parametrize(
    ("place", "write"),
    [
        ("note", lambda session, case: declare_interests(panel_deed(session, "anna"), case, ["acquaintance"], LONG)),
        (
            "reason",
            lambda session, case: rule_on_interest(
                panel_deed(session, CHAIR), case, "torn", 1, is_allowed=True, reason=LONG
            ),
        ),
        (
            "reason",
            lambda session, case: seat(panel_deed(session, "manager"), case, NewSeat("idle", Seat.REVIEWER, LONG)),
        ),
        ("reason", lambda session, case: unseat(panel_deed(session, "manager"), case, "anna", LONG)),
        ("aim", lambda session, case: note_aim(panel_deed(session, CHAIR), case, LONG)),
        ("text", lambda session, case: ask_institution(panel_deed(session, "anna"), case, QUESTION)),
    ],
    ids=["interest", "ruling", "seat", "unseated", "aim", "question"],
)
def test_a_text_of_a_panel_that_is_too_long_is_refused_by_its_field(session, place, write):
    case_id = case_of_all_doors(session)
    before = session.query(ProceedingRow).count()

    with pytest.raises(InvalidPanel, match=TOO_LONG) as refused:
        write(session, case_id)

    session.rollback()
    assert refused.value.place == place
    assert session.query(ProceedingRow).count() == before


@pytest.mark.parametrize(
    ("place", "write"),
    [
        ("note", lambda session, case: find_complete(panel_deed(session, "manager"), case, 1, LONG)),
        (
            "reason",
            lambda session, case: return_incomplete(
                panel_deed(session, "manager"), case, Return(LONG, NEXT_WEEK, 1), None
            ),
        ),
    ],
    ids=["note", "reasons"],
)
def test_a_text_of_a_screening_that_is_too_long_is_refused_by_its_field(session, place, write):
    case_id = submitted_case(session)

    with pytest.raises(InvalidRound, match=TOO_LONG) as refused:
        write(session, case_id)

    session.rollback()
    assert refused.value.place == place
    assert session.get_one(CaseRow, case_id).state == "waiting"


def test_a_reason_about_an_award_that_is_too_long_is_refused(session):
    award_id = conferred_award(session)

    with pytest.raises(InvalidDecision, match=TOO_LONG) as refused:
        suspend(deed(session, "officer", CONFERRED), award_id, LONG)

    assert refused.value.place == "reason"
