"""Beginning an installation from a shell."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.store.assessments import AnswerRow, AssessmentRow
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.evidence import EvidenceRow
from charter.store.outbox import MailRow
from charter.store.panels import SeatRow
from tests.support.pages import fetch

PASSWORD = "a long and quiet evening"
BODY = ["charter", "add-body", "Example Body", "--administrator", "Ann Admin", "--email", "ann@body.example"]


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=[*words])


def test_an_administrator_added_from_a_shell_can_sign_in(app, run):
    result = run(*BODY, "--password", PASSWORD)

    client = app.test_client()
    client.post("/sign-in", data={"email": "ann@body.example", "password": PASSWORD})
    assert (result.exit_code, "can sign in as ann@body.example" in result.output) == (0, True)
    assert "You are an administrator here." in fetch(client, "/assessments").words


def test_adding_the_same_body_twice_adds_nothing_and_keeps_the_password(app, run):
    run(*BODY, "--password", PASSWORD)

    result = run(*BODY, "--password", "another long evening")

    with Session(app.extensions["charter_engine"]) as session:
        counts = [len(list(session.scalars(select(table)))) for table in (OrganisationRow, PersonRow, MembershipRow)]
    assert "has a password already" in result.output
    assert counts == [1, 1, 1]


def test_a_password_that_is_too_short_is_refused_and_nobody_is_added(app, run):
    result = run(*BODY, "--password", "short")

    with Session(app.extensions["charter_engine"]) as session:
        assert list(session.scalars(select(PersonRow))) == []
    assert result.exit_code == 1
    assert "12" in result.output


def test_the_demonstration_is_made_once_on_the_day_that_is_set(team_app):
    runner = team_app.test_cli_runner()

    first, second = (runner.invoke(args=["charter", "demonstrate"]) for _ in range(2))

    with Session(team_app.extensions["charter_engine"]) as session:
        assessments = list(session.scalars(select(AssessmentRow)))
        levels = list(session.scalars(select(AnswerRow).where(AnswerRow.field == "/criteria/MA-01/level")))
        talk = [len(list(session.scalars(select(table)))) for table in (CommentRow, AssignmentRow, MailRow)]
        seats = sorted(session.scalars(select(SeatRow.seat)))
        files = len(list(session.scalars(select(EvidenceRow))))
    assert (first.output, second.output) == (
        "The demonstration round is there.\n",
        "The demonstration round was there already.\n",
    )
    assert sorted(row.state for row in assessments) == ["started", *["submitted"] * 4]
    assert sorted(row.value for row in levels) == [2, 2, 3, 3, 3]
    assert seats == ["chair", "reviewer", "reviewer", "reviewer"]
    assert talk == [3, 2, 0]
    assert files == 11


def test_a_demonstration_gets_institutions_that_submitted_once_however_often_they_are_asked_for(app):
    runner = app.test_cli_runner()
    runner.invoke(args=["charter", "demonstrate"])

    told = [runner.invoke(args=["charter", "demonstrate", "--institutions", "2"]).output for _ in range(2)]

    with Session(app.extensions["charter_engine"]) as session:
        states = [row.state for row in session.scalars(select(AssessmentRow))]
    assert told == [
        "2 invented institutions added to the demonstration.\n",
        "0 invented institutions added to the demonstration.\n",
    ]
    assert sorted(states) == ["started", *["submitted"] * 6]
