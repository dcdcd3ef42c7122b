"""A question of a panel on pages: asked, replied to, read."""

from __future__ import annotations

import pytest

from charter.store.cases import CaseRow
from tests.support.desks import Desks
from tests.support.pages import Page, fetch
from tests.support.panels import OCTOBER, case_with_panel

QUESTION = {
    "answer": "MA-01/MA-01.q3",
    "text": "Who learns of the offer?",
    "until_on-day": "20",
    "until_on-month": "10",
    "until_on-year": "2027",
}
FIELD = "/criteria/MA-01/answers/MA-01.q3"


@pytest.fixture
def desks(team_app, monkeypatch):
    desks = Desks(team_app, monkeypatch, make=case_with_panel)
    desks.now = OCTOBER
    return desks


@pytest.fixture
def team(desks):
    """The address of the team's questions."""
    with desks.session() as session:
        return f"/assessments/{session.get_one(CaseRow, desks.assessment_id).assessment_id}/panel-questions"


def test_a_question_goes_to_the_team_and_the_reply_comes_back(desks, team):
    address = f"/cases/{desks.assessment_id}/questions"
    assert desks.of("anna").post(address, data=QUESTION).status_code == 303
    writer = desks.of("writer")
    assert fetch(writer, team.removesuffix("/panel-questions")).link("Questions of the panel") == team
    page = fetch(writer, fetch(writer, team).link("Reply"))
    assert "Who learns of the offer?" in page.words

    where, hidden = page.form_of("Send the reply")
    sent = hidden | {"note": "All staff, by letter.", FIELD: "Everybody gets a letter."}
    assert writer.post(where, data=sent).status_code == 303

    told = fetch(desks.of("ben"), address).words
    assert "All staff, by letter." in told
    assert "Everybody gets a letter." in told
    assert "Anna" not in fetch(writer, team).words


def test_what_was_typed_stays_when_the_day_cannot_be(desks):
    address = f"/cases/{desks.assessment_id}/questions"
    page = Page(desks.of("anna").post(address, data=QUESTION | {"until_on-year": "2020"}), address)

    assert page.status == 422
    assert "Give a day after today" in page.words
    assert "Who learns of the offer?" in page.words


def test_somebody_who_replied_meanwhile_is_shown_above_what_was_typed(desks, team):
    desks.of("anna").post(f"/cases/{desks.assessment_id}/questions", data=QUESTION)
    where = fetch(desks.of("lead"), team).link("Reply")
    desks.of("lead").post(where, data={f"version:{FIELD}": "0", FIELD: "One.", "note": "Mine."})

    page = Page(desks.of("writer").post(where, data={f"version:{FIELD}": "0", FIELD: "Two.", "note": "My own."}), where)

    assert page.status == 409
    assert "Mine." in page.words
    assert "My own." in page.words
