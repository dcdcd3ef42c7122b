"""The pages by which a team moves to the next edition, takes it back, and looks at what came over."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment
from charter.store.base import writing
from tests.support.desks import Desks
from tests.support.followed_editions import SECOND, hold_both, use_published
from tests.support.statements import statements_of
from tests.support.teams import deed

ANSWERS = {
    "/criteria/MA-04/level": 2,
    "/criteria/MA-04/answers/MA-04.q3": "no",
    "/criteria/RP-03/level": 4,
    "/criteria/TR-02/level": 3,
    "/criteria/TR-02/answers/TR-02.q2": "A day with the network.",
    "/tables/DT-09/year_0": [{"name": "Forum", "core_hours": True, "alcohol_free_option": True}],
}
DECISIONS = {"decision:MA-04": "carry", "decision:TR-02": "carry", "to": SECOND}


@pytest.fixture
def desks(team_app, monkeypatch):
    """A team in a round that holds both editions."""
    use_published(monkeypatch)
    found = Desks(team_app, monkeypatch)
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        hold_both(session, found.assessment_id)
        for field, value in ANSWERS.items():
            record_answer(deed(session, "writer"), found.assessment_id, field, value, 0)
        comment = NewComment("RP-03", "", "Nobody asks for this any more.")
        add_comment(deed(session, "writer"), found.assessment_id, comment, None)
        assign_criterion(deed(session, "lead"), found.assessment_id, "MA-04", Assignment("writer"), None)
    return found


def text_of(response):
    return " ".join(response.get_data(as_text=True).split())


def test_a_lead_looks_decides_moves_and_takes_it_back(desks):
    lead = desks.of("lead")

    assert "This round holds edition 2.0 too" in text_of(lead.get(desks.address()))
    shown = text_of(lead.get(desks.address("/edition-moves/new")))
    assert "Move to edition 2.0?" in shown
    assert "MA-07 Staff whom standard schemes miss" in shown
    refused = lead.post(desks.address("/edition-moves"), data={**DECISIONS, "decision:TR-02": ""})
    assert refused.status_code == 422
    assert "Choose one of these" in text_of(refused)
    moved = lead.post(desks.address("/edition-moves"), data=DECISIONS, follow_redirects=True)
    assert "The assessment answers edition 2.0 now" in text_of(moved)
    assert "Take it back" in text_of(lead.get(desks.address()))

    back = lead.post(desks.address("/edition-moves/undo"), follow_redirects=True)

    assert "Everything stands as it did before" in text_of(back)
    assert "Your own level" not in text_of(lead.get(desks.address("/archive")))


def test_after_a_move_everything_can_be_found(desks):
    lead = desks.of("lead")
    lead.post(desks.address("/edition-moves"), data=DECISIONS)

    split = text_of(lead.get(desks.address("/criteria/MA-06")))
    assert "Came over, and waits for somebody to look" in split
    assert "MA-06.q1 Are group mentoring and external mentors on offer?" in split
    blank = text_of(lead.get(desks.address("/criteria/TR-02")))
    assert "Archived from the edition before" in blank
    retired = lead.get(desks.address("/criteria/RP-03"))
    assert retired.status_code == 200
    assert "This criterion of edition 1.0 is not asked in edition 2.0" in text_of(retired)
    assert "Nobody asks for this any more." in text_of(retired)
    archive = text_of(lead.get(desks.address("/archive")))
    assert "Forum: core hours: yes" in archive
    history = text_of(lead.get(desks.address("/history")))
    assert "Moved to another edition" in history
    assert "RP-03 Visible role models: self-assessed level (edition 1.0) (version 2)" in history


def test_what_waits_is_confirmed_on_the_criterions_own_page(desks):
    lead, writer = desks.of("lead"), desks.of("writer")
    lead.post(desks.address("/edition-moves"), data=DECISIONS)
    page = lead.get(desks.address("/criteria/MA-06")).get_data(as_text=True)
    shown = [part.split('"')[0] for part in page.split('name="shown" value="')[1:]]

    told = writer.post(
        desks.address("/carried"),
        data={"criterion": "MA-06", "decision": "all", "shown": shown},
        follow_redirects=True,
    )

    assert "2 things confirmed." in text_of(told)
    assert "Came over, and waits" not in text_of(told)


def test_what_is_typed_while_the_assessment_moves_is_shown_and_not_saved(desks):
    lead, writer = desks.of("lead"), desks.of("writer")
    lead.post(desks.address("/edition-moves"), data=DECISIONS)
    typed = {
        "/criteria/RP-03/answers/RP-03.q2": "Stories of the year.",
        "version:/criteria/RP-03/answers/RP-03.q2": "0",
    }
    split = {"/criteria/MA-04/answers/MA-04.q3": "yes", "/criteria/MA-04/answers/MA-04.q4": "On the intranet."}

    retired = writer.post(desks.address("/criteria/RP-03"), data=typed)
    moved = writer.post(desks.address("/criteria/MA-04"), data=split)

    assert (retired.status_code, moved.status_code) == (409, 409)
    assert "Stories of the year." in text_of(retired)
    assert "MA-04.q3 Are group mentoring and external mentors on offer?" in text_of(moved)
    assert "On the intranet." in text_of(moved)


def test_a_form_sent_twice_does_no_harm(desks):
    lead = desks.of("lead")
    lead.post(desks.address("/edition-moves"), data=DECISIONS)
    lead.post(desks.address("/edition-moves/undo"))

    again = lead.post(desks.address("/edition-moves/undo"), follow_redirects=True)

    assert again.status_code == 200


def test_the_pages_ask_little_of_the_database(desks):
    lead = desks.of("lead")
    lead.post(desks.address("/edition-moves"), data=DECISIONS)

    for rest in ("", "/criteria/MA-06", "/criteria/TR-02", "/carried", "/archive", "/criteria/RP-03", "/check"):
        assert len(statements_of(desks.app, lead, desks.address(rest))) <= 12
    lead.post(desks.address("/edition-moves/undo"))
    assert len(statements_of(desks.app, lead, desks.address("/edition-moves/new"))) <= 12
