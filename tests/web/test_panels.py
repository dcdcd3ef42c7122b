"""Pages about panels: what they ask first, what two people at once are told, and how little they ask the database."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from charter.services.reviewer_lists import Standing, save_standing
from charter.store.base import writing
from charter.store.cases import CaseRow
from charter.store.panels import SeatRow
from tests.support.pages import Page, fetch
from tests.support.panels import OCTOBER, add_reviewer, case_of_all_doors, panel_deed
from tests.support.people import sign_in
from tests.support.statements import statements_of
from tests.support.teams import BODY

ENTRY = f"/organisations/{BODY}/reviewers/anna"


@pytest.fixture
def place(team_app):
    """The ids of a case with a panel, and of its round."""
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        case_id = case_of_all_doors(session)
        return case_id, session.get_one(CaseRow, case_id).round_id


def crowd(session, round_id, assessment_id):
    """Add twenty people to the list, each with a seat on the panel of an appeal."""
    facts = {"edition_reference": "bme-mentoring/1.0", "submitted_at": OCTOBER, "since_at": OCTOBER}
    session.add(
        CaseRow(id="appeal", kind="appeal", round_id=round_id, assessment_id=assessment_id, state="complete", **facts)
    )
    for number in range(20):
        who = f"person-{number}"
        add_reviewer(session, who)
        told = {"reason": "Why.", "origin": "hand", "seated_by": "manager", "seated_at": OCTOBER}
        session.add(SeatRow(id=who, case_id="appeal", person_id=who, seat="reviewer", **told))
    session.commit()


def test_the_office_finds_the_round_the_screening_and_the_panel_from_a_case(team_app, place):
    case_id, round_id = place

    page = fetch(sign_in(team_app.test_client(), "manager"), f"/cases/{case_id}/criteria")

    ways = {f"/rounds/{round_id}", f"/cases/{case_id}/screening", f"/cases/{case_id}/panel"}
    assert ways <= page.links()


def test_pages_of_the_office_ask_no_more_than_twelve_times_however_many_there_are(team_app, place):
    case_id, round_id = place
    client = sign_in(team_app.test_client(), "manager")
    pages = (
        f"/rounds/{round_id}/panels",
        f"/cases/{case_id}/panel",
        f"/cases/{case_id}/seats/new",
        f"/organisations/{BODY}/reviewers",
    )
    before = {page: len(statements_of(team_app, client, page)) for page in pages}
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        crowd(session, round_id, session.get_one(CaseRow, case_id).assessment_id)

    after = {page: len(statements_of(team_app, client, page)) for page in pages}

    assert after == before
    assert max(after.values()) <= 12


def test_pages_of_a_panels_people_ask_no_more_than_twelve_times(team_app, place):
    pages = {"chair": f"/cases/{place[0]}/rulings", "shut": f"/cases/{place[0]}/declarations/new"}
    pages["anna"] = f"/organisations/{BODY}/own-entry"

    asked = {
        who: len(statements_of(team_app, sign_in(team_app.test_client(), who), page)) for who, page in pages.items()
    }

    assert max(asked.values()) <= 12


def test_whoever_has_not_declared_is_led_there_and_back(team_app, place):
    client = sign_in(team_app.test_client(), "silent")
    asked = client.get(f"/cases/{place[0]}/rulings")

    address, hidden = fetch(client, asked.headers["Location"]).form_of("Put it on record")
    done = client.post(address, data={**hidden, "none": "y"})

    assert asked.status_code == done.status_code == 303
    assert done.headers["Location"] == f"/cases/{place[0]}/rulings"


def test_nobody_is_led_to_another_site_after_declaring(team_app, place):
    client = sign_in(team_app.test_client(), "silent")

    done = client.post(f"/cases/{place[0]}/declarations", data={"none": "y", "next": "https://evil.example/"})

    assert done.headers["Location"] == "/assessments"


def test_two_who_set_the_same_training_both_see_both(team_app, place):
    client = sign_in(team_app.test_client(), "manager")
    address, hidden = fetch(client, ENTRY).form_of("Save")
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        now = Standing(dt.date(2027, 5, 3), None, 20)
        save_standing(panel_deed(session, "officer"), BODY, "anna", Standing(dt.date(2027, 5, 3), None, 7), now.digest)

    page = Page(client.post(address, data={**hidden, "load_limit": "11"}), ENTRY)

    assert page.status == 409
    assert "Submissions in a round, at most 7" in page.words
    assert page.by_id("load_limit").get("value") == "11"


def test_what_cannot_be_stays_typed_with_a_sentence_beside_it(team_app, place):
    client = sign_in(team_app.test_client(), "manager")
    typed = {"load_limit": "many", "trained_on-day": "31", "trained_on-month": "2", "trained_on-year": "2027"}

    first = Page(client.post(ENTRY, data=typed), ENTRY)
    second = Page(client.post(ENTRY, data={"load_limit": "many"}), ENTRY)

    assert (first.status, second.status) == (422, 422)
    assert first.by_id("trained_on-day").get("value") == "31"
    assert "Write a whole number from 0 to 999" in second.words
