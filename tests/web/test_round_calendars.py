"""The board as a page and a file, the calendar, and the dates that everybody may read."""

from __future__ import annotations

import pytest

from charter.store.accounts import OrganisationRow
from charter.store.cases import CaseRow
from tests.support.desks import Desks
from tests.support.pages import fetch
from tests.support.panels import OCTOBER, case_of_all_doors
from tests.support.statements import statements_of
from tests.support.teams import TRUST


@pytest.fixture
def desks(app, monkeypatch):
    found = Desks(app, monkeypatch, make=case_of_all_doors)
    found.now = OCTOBER
    return found


@pytest.fixture
def address(desks):
    with desks.session() as session:
        session.get_one(OrganisationRow, TRUST).name = "=Example; trust, and more words than fit on one line of it"
        session.commit()
        return f"/rounds/{session.get_one(CaseRow, desks.assessment_id).round_id}"


def test_the_board_stays_within_its_statements_for_whoever_has_worked_elsewhere(app, desks, address):
    page = fetch(desks.of("insider"), address)

    assert "You have an interest in this submission" in page.words
    assert len(statements_of(app, desks.of("insider"), address)) <= 12


def test_the_file_of_the_board_holds_the_wanted_rows_and_runs_nothing(desks, address):
    content = desks.of("manager").get(f"{address}/board.csv?show=attention").get_data(as_text=True)

    lines = content.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("\"'=Example; trust, and more")
    assert "With its panel" in lines[1]


def test_a_calendar_program_gets_each_day_whole_in_lines_that_it_can_read(desks, address):
    response = desks.of("manager").get(f"{address}/calendar.ics")

    lines = response.get_data().split(b"\r\n")
    assert response.mimetype == "text/calendar"
    assert max(len(line) for line in lines) <= 75
    assert b"DTSTART;VALUE=DATE:20271108" in lines
    assert b"SUMMARY:Panel meets: =Example\\; trust\\, and more words than fit on one line" in lines


def test_the_calendar_names_who_must_act(desks, address):
    page = fetch(desks.of("manager"), f"{address}/calendar?owner=body")

    assert "The outcome is late: it was due by 24 August 2027" in page.words
    assert "The institution" not in [cell.text for cell in page.all("td")]


def test_everybody_reads_the_dates_and_finds_them_from_the_first_page(desks, address):
    visitor = desks.app.test_client()

    assert fetch(visitor, "/").link("BME Mentoring Charter 2027") == f"{address}/dates"
    page = fetch(visitor, f"{address}/dates")
    assert "by 23 December 2027" in page.words
    assert "these are Christmas Day (substitute day), 27 December 2027; Boxing Day" in page.words
    assert "Example; trust" not in page.words
