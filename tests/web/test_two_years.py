"""A plan over two years: submitted, lived with for a year, and looked back upon when the next assessment opens."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer
from charter.services.rounds import Dates, open_round, register_assessment
from charter.services.submissions import sign_off, submit
from charter.store.assessments import FrozenCopyRow
from charter.store.base import writing
from charter.web import clock
from tests.support.answers import filled_round
from tests.support.pages import fetch
from tests.support.people import sign_in
from tests.support.statements import statements_of
from tests.support.teams import BODY, CLOSES, OPENS, REFERENCE, TRUST, deed

A_YEAR = dt.timedelta(days=366)
FEBRUARY = dt.datetime(2028, 2, 10, 9, tzinfo=dt.UTC)
NEXT_JUNE = dt.datetime(2028, 6, 5, 9, tzinfo=dt.UTC)
DONE = ("A1", "A4", "A6")  # three of the nine of the worked example's plan that are due by 31 March 2028


@pytest.fixture
def database(team_app):
    return lambda: Session(writing(team_app.extensions["charter_engine"]))


@pytest.fixture
def last_year(database):
    """The address of the worked example, submitted."""
    with database() as session:
        assessment_id = filled_round(session)
        sign_off(deed(session, "signer"), assessment_id, "True.")
        submit(deed(session, "lead"), assessment_id)
    return f"/assessments/{assessment_id}"


@pytest.fixture
def lead(team_app, last_year):
    return sign_in(team_app.test_client(), "lead")


@pytest.fixture
def this_year(database, last_year):
    """The address of the next assessment, registered."""
    dates = Dates(OPENS + A_YEAR, CLOSES + A_YEAR, dt.date(2028, 3, 31))
    with database() as session:
        doing = deed(session, "officer", NEXT_JUNE)
        whole = open_round(doing, BODY, "BME Mentoring Charter 2028", REFERENCE, dates)
        doing = deed(session, "lead", NEXT_JUNE)
        return f"/assessments/{register_assessment(doing, whole.id, TRUST, scope='whole_organisation').id}"


def stand_on(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def frozen(database):
    with database() as session:
        return session.scalars(select(FrozenCopyRow.answers)).all()


def note(client, address, name, **fields):
    """Note through the page how an action goes."""
    target = fetch(client, f"{address}/actions").link(f"Note progress of {name}")
    return client.post(target, data={"on-day": "1", "on-month": "2", "on-year": "2028", **fields})


def test_a_plan_lives_on_and_the_next_assessment_opens_with_what_became_of_it(
    lead, database, last_year, this_year, monkeypatch
):
    before = frozen(database)
    stand_on(monkeypatch, FEBRUARY)
    answers = [note(lead, last_year, name, rating="complete", text=f"{name} is done.") for name in DONE]
    stand_on(monkeypatch, NEXT_JUNE)

    lead.post(f"{this_year}/start")
    undated = fetch(lead, f"{this_year}/previous-actions")
    with database() as session:
        doing = deed(session, "writer", NEXT_JUNE)
        record_answer(doing, this_year.split("/")[2], "/inputs/first_plan_accepted_on", "2026-04-01", 0)
    page = fetch(lead, f"{this_year}/previous-actions")

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert "11 actions of last year’s plan to confirm" in page.words
    assert fetch(lead, f"{this_year}/actions").link("11 actions of last year’s plan to confirm")
    assert "A4 is done." in page.words
    assert "M31 Due actions completed: 33.3 % (3 of 9) Draft" in page.words
    assert "M31 Due actions completed: - Draft" in undated.words
    assert frozen(database) == before


def test_last_years_figure_stands_beside_the_counts_of_a_table_still_blank(lead, this_year, monkeypatch):
    stand_on(monkeypatch, NEXT_JUNE)
    lead.post(f"{this_year}/start")

    page = fetch(lead, f"{this_year}/tables/DT-05?beside=yes")

    assert "Whitethe year before: 3900the year before: 212the year before: 78" in page.words


@pytest.mark.parametrize("rest", ["/previous-actions", "/tables/DT-05?beside=yes", "/actions", "/action-suggestions"])
def test_no_page_that_looks_back_takes_more_than_twelve_statements(team_app, lead, this_year, monkeypatch, rest):
    stand_on(monkeypatch, NEXT_JUNE)
    lead.post(f"{this_year}/start")

    assert len(statements_of(team_app, lead, f"{this_year}{rest}")) <= 12
