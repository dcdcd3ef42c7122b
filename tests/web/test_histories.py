"""The history of an assessment, as its team reads it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.domain.workflow import Event
from charter.services.editions import newest_edition
from charter.services.evidence import store_of
from charter.services.memberships import remove_member
from charter.store.base import writing
from charter.web.history_words import KINDS, WORDS, field_words
from tests.support.archives import full_assessment
from tests.support.pages import fetch, text_of
from tests.support.people import sign_in
from tests.support.statements import statements_of
from tests.support.teams import TRUST, deed


@pytest.fixture
def address(team_app):
    """The history of an assessment in which everything happened."""
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        ours = full_assessment(session, store_of(team_app.config["CHARTER"]))
        remove_member(deed(session, "lead"), TRUST, "writer")
    return f"/assessments/{ours}/history"


@pytest.fixture
def lead(team_app, address):
    return sign_in(team_app.test_client(), "lead")


def cells(page, place):
    """The words of each row's cell at that place."""
    rows = [[text_of(cell) for cell in row.iter("td")] for row in page.all("tr")]
    return [row[place] for row in rows if row]


def test_a_history_says_in_words_what_was_done_and_leads_there(lead, address):
    page = fetch(lead, f"{address}?kind=steps")

    assert cells(page, 0)[:3] == ["Who Lead", "Who Signer", "Who Lead"]
    assert cells(page, 1) == [
        "What Submitted: Its receipt",
        "What Signed What is said here is true.",
        "What Withdrew the submission",
        "What Submitted: Its receipt",
        "What Signed What is said here is true.",
        "What Saved the baseline: The frozen copy",
        "What Started the assessment",
        "What Registered",
    ]
    assert page.link("Its receipt") == address.replace("history", "submissions/3")


def test_what_somebody_did_can_be_read_alone_also_after_they_left(lead, address):
    page = fetch(lead, f"{address}?who=writer")

    assert set(cells(page, 0)) == {"Who Writer"}
    assert "Saved: MA-01" in cells(page, 1)[0]
    assert "(version 2)" in cells(page, 1)[0]


def test_owners_and_files_are_named(lead, address):
    talk, files = fetch(lead, f"{address}?kind=talk"), fetch(lead, f"{address}?kind=files")

    assert "Writer, blocked No figures yet." in cells(talk, 1)[0]
    assert cells(files, 1) == ["What Added a file: Policy.pdf (version 2)", "What Added a file: Policy.pdf"]


def test_nobody_of_the_network_can_be_picked_out(lead, address):
    page = fetch(lead, address)
    by_name, as_one = fetch(lead, f"{address}?who=network&kind=steps"), fetch(lead, f"{address}?who=network")

    choices = [text_of(item) for item in page.all("option")]
    assert choices[:5] == ["Everybody", "Lead", "Signer", "The network of BME staff", "Writer"]
    assert "Nothing of that kind happened" in by_name.words
    assert cells(as_one, 1) == ["What Saved the network’s statement"]


def test_a_history_comes_in_pages_of_few_statements_whatever_is_asked(team_app, lead, address):
    page = fetch(lead, address)
    earlier = fetch(lead, page.link("Earlier events"))
    asked = [
        fetch(lead, address + query).status for query in ("?who=nobody", "?kind=nothing", "?before=x", "?before=²")
    ]

    assert asked == [200, 200, 200, 200]
    assert len(cells(page, 1)) == 50
    assert earlier.link("Newest events") == address
    assert len(statements_of(team_app, lead, address)) <= 9


def test_every_event_has_words_and_all_but_those_of_the_site_a_kind():
    told = {event for _, _, events in KINDS for event in events}

    assert set(WORDS) == set(Event)
    assert set(Event) - told == {Event.NETWORK_STATEMENT_SAVED, Event.PERSON_REDACTED}


def test_a_field_that_the_edition_does_not_know_is_named_as_in_files():
    assert field_words(newest_edition(), "/criteria/XX-99/level") == "/criteria/XX-99/level"
