"""Drafts of the next edition as an officer sees them: faults beside fields, both texts of two people."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.services.edition_drafts import begin_draft
from charter.store.base import writing
from charter.store.edition_shelf import use_shelf
from charter.store.editions import forget_loaded
from tests.conftest import _settings as settings_of
from tests.support.pages import fetch
from tests.support.people import sign_in
from tests.support.statements import statements_of
from tests.support.teams import BODY, REFERENCE, deed, round_in_progress

PAGES = ("", "/check", "/differences", "/advice", "/dry-run", "/versions", "/criteria/TR-02", "/publication")


@pytest.fixture
def settings(databases, tmp_path, monkeypatch):
    """Settings of a site on SQLite alone: what these pages read is tested on both kinds elsewhere."""
    url = databases.migrated_copy("sqlite")
    yield settings_of(url, tmp_path, monkeypatch)
    databases.remove(url)


@pytest.fixture
def officer(team_app):
    """The body's administrator, with a draft whose address is beside them."""
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        round_in_progress(session)
        draft_id = begin_draft(deed(session, "officer"), BODY, REFERENCE, "3.0")
    client = sign_in(team_app.test_client(), "officer")
    client.draft = f"/edition-drafts/{draft_id}"
    yield client
    use_shelf(None)
    forget_loaded()


def test_no_page_of_a_draft_takes_more_than_twelve_statements(team_app, officer):
    counts = {page: len(statements_of(team_app, officer, officer.draft + page)) for page in PAGES}

    assert {page: count for page, count in counts.items() if count > 12} == {}


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(officer):
    answer = officer.post(
        f"{officer.draft}/criteria/TR-02", data={"title": "", "requirement": "My words.", "seen": "1"}
    )

    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Write the title" in text
    assert "My words." in text
    assert "<title>Error: Change TR-02" in text


def test_two_people_get_both_texts(officer):
    address, hidden = fetch(officer, f"{officer.draft}/facts").form_of("Save the facts")
    facts = {**hidden, "title": "BME Mentoring Charter", "overlap": "12", "rule": "One after the other."}
    officer.post(address, data={**facts, "overlap": "18"})

    answer = officer.post(address, data={**facts, "overlap": "6"})

    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody else changed this while you were writing" in text
    assert [part in text for part in ("18</div>", "6</div>", 'value="6"')] == [True, True, True]


def test_the_dry_run_names_nobody_who_is_still_writing(officer):
    officer.post(f"{officer.draft}/dry-run")

    page = fetch(officer, f"{officer.draft}/dry-run").text
    assert "2 assessments that teams are still writing: too few for anything to be said of them." in page
    assert "Example trust" not in page


def test_publishing_asks_for_a_tick_and_puts_the_edition_on_the_public_pages(officer):
    address, hidden = fetch(officer, f"{officer.draft}/publication").form_of("Publish the edition")

    unticked = officer.post(address, data=hidden).status_code
    officer.post(address, data={**hidden, "confirmed": "yes"})

    assert unticked == 422
    assert "BME Mentoring Charter, edition 3.0" in fetch(officer, "/editions").text
