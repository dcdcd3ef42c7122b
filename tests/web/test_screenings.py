"""The page on which the office screens a submission, and what its team sees of it."""

from __future__ import annotations

import pytest

from charter.store.cases import CaseRow
from tests.support.desks import Desks
from tests.support.pages import Page, fetch, text_of
from tests.support.panels import OCTOBER, submitted_case
from tests.support.statements import statements_of


@pytest.fixture
def desks(app, monkeypatch):
    found = Desks(app, monkeypatch, make=submitted_case)
    found.now = OCTOBER
    return found


@pytest.fixture
def address(desks):
    return f"/cases/{desks.assessment_id}/screening"


def post(browser, address, **fields):
    return browser.post(address, data={"copy": "1", **fields})


def send(browser, address, **fields):
    return Page(post(browser, address, **fields), address)


def until(day, month, year):
    return {"until_on-day": str(day), "until_on-month": str(month), "until_on-year": str(year)}


def test_the_office_sees_what_is_there_in_few_statements(app, desks, address):
    page = fetch(desks.of("manager"), address)

    assert "Everything that the edition requires is there." in page.words
    assert "DT-10 Staff experience survey" in page.words
    assert len(statements_of(app, desks.of("manager"), address)) <= 12


def test_a_return_without_a_day_says_so_and_keeps_the_reasons(desks, address):
    page = send(desks.of("manager"), f"{address}/return", reason="The plan names no owner.")

    assert page.status == 422
    assert "Give the last day" in text_of(page.by_id("until_on-error-1"))
    assert text_of(page.by_id("reason")) == "The plan names no owner."


def test_two_of_the_office_are_told_apart_and_no_reasons_are_lost(desks, address):
    post(desks.of("officer"), f"{address}/complete", note="All there.")

    page = send(desks.of("manager"), f"{address}/return", reason="The plan names no owner.", **until(29, 10, 2027))

    assert page.status == 409
    assert "found complete already" in page.words
    assert "All there." in page.words
    assert "The plan names no owner." in page.words


def test_a_team_reads_why_its_submission_came_back_and_until_when_it_may_write(desks, address):
    post(desks.of("manager"), f"{address}/return", reason="The plan names no owner.", **until(29, 10, 2027))
    with desks.session() as session:
        here = f"/assessments/{session.get_one(CaseRow, desks.assessment_id).assessment_id}"

    page = fetch(desks.of("lead"), here)

    assert "Returned as incomplete on 7 October 2027" in page.words
    assert "The plan names no owner." in page.words
    assert "submit it by 29 October 2027 at 17:00" in page.words
    assert "Returned the submission as incomplete" in fetch(desks.of("lead"), f"{here}/history").words
