"""What an institution said last time, beside this year's questions."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.services.earlier_answers import earlier_answers
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.services.submissions import sign_off, submit, withdraw
from charter.services.workspaces import workspace_of
from charter.store.assessments import AssessmentRow
from tests.support.answers import fill_in
from tests.support.teams import BODY, CLOSES, OPENS, REFERENCE, TRUST, deed, round_in_progress

A_YEAR = dt.timedelta(days=365)
NEXT = OPENS + A_YEAR + dt.timedelta(days=30)


@pytest.fixture
def last_year(session):
    """The id of an assessment that was submitted, with the worked example's answers."""
    assessment_id = round_in_progress(session)
    fill_in(session, assessment_id)
    sign_off(deed(session, "signer"), assessment_id, "True.")
    submit(deed(session, "lead"), assessment_id)
    return assessment_id


@pytest.fixture
def this_year(session, last_year):
    """The team's workspace of the year after."""
    dates = Dates(OPENS + A_YEAR, CLOSES + A_YEAR, dt.date(2028, 3, 31))
    whole = open_round(deed(session, "officer", NEXT), BODY, "BME Mentoring Charter 2028", REFERENCE, dates)
    row = register_assessment(deed(session, "lead", NEXT), whole.id, TRUST, scope="whole_organisation")
    start_assessment(deed(session, "lead", NEXT), row.id)
    return workspace_of(deed(session, "writer", NEXT), row.id)


def test_the_last_submissions_answers_stand_beside_the_questions(session, this_year):
    criterion = this_year.edition.criterion("MA-01")

    found = earlier_answers(deed(session, "writer", NEXT), this_year, criterion)

    assert found["/criteria/MA-01/level"] == 3
    assert found["/criteria/MA-01/answers/MA-01.q1"] == "yes"
    assert (found["/inputs/scheme_started_on"], found["/inputs/organisations_supported"]) == ("2023-10-02", 1)
    assert found["/criteria/MA-01/answers/MA-01.q3"].startswith("The mentoring offer is open to every member of staff")


def test_in_the_first_year_there_is_nothing(session, last_year):
    workspace = workspace_of(deed(session, "writer"), last_year)

    assert earlier_answers(deed(session, "writer"), workspace, workspace.edition.criterion("MA-01")) == {}


def test_what_was_withdrawn_was_not_said(session, last_year, this_year):
    withdraw(deed(session, "lead"), last_year)

    assert session.get_one(AssessmentRow, last_year).state == "withdrawn"
    assert earlier_answers(deed(session, "writer", NEXT), this_year, this_year.edition.criterion("MA-01")) == {}
