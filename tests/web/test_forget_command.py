"""`flask charter forget`, as whoever runs the installation types it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.store.accounts import PersonRow
from charter.store.base import writing
from charter.web import people
from tests.support.people import sign_in
from tests.support.teams import round_in_progress


@pytest.fixture(autouse=True)
def key(monkeypatch):
    """The site has a key that signs history."""
    monkeypatch.setenv("CHARTER_SIGNING_KEY", "for tests alone")


@pytest.fixture
def run(app):
    """Runs the command on a round in progress."""
    with Session(writing(app.extensions["charter_engine"])) as session:
        round_in_progress(session)
    return lambda *words, **more: app.test_cli_runner().invoke(args=["charter", "forget", *words], **more)


def name_of(app, person_id):
    with Session(app.extensions["charter_engine"]) as session:
        return session.get_one(PersonRow, person_id).name


def test_it_says_what_was_done_and_what_stays(app, run):
    result = run("writer@example.org", "--yes")

    assert result.exit_code == 0
    assert "Put on record in 1 assessment; 0 texts emptied." in result.output
    assert "the network’s statement stay" in result.output
    assert name_of(app, "writer") == ""


def test_whoever_is_forgotten_is_signed_out_at_once(app, run):
    app.add_url_rule("/desk", "desk", people.person_id)
    browser = sign_in(app.test_client(), "writer")
    assert browser.get("/desk").text == "writer"

    run("writer@example.org", "--yes")

    assert browser.get("/desk").status_code == 303


def test_it_asks_first(app, run):
    result = run("writer@example.org", input="n\n")

    assert result.exit_code == 1
    assert name_of(app, "writer") == "Writer"


def test_an_address_that_nothing_is_kept_under_is_no_error(run):
    result = run("nobody@example.org", "--yes")

    assert (result.exit_code, result.output) == (0, "Nothing is kept under this address.\n")
