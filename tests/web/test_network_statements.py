"""The page of the network's statement: write, correct, meet somebody else, read when it is locked."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.network_statements import read_statement, save_statement
from charter.services.submissions import sign_off, submit
from charter.store.assessments import AssessmentRow
from charter.store.base import writing
from tests.support.answers import fill_in
from tests.support.pages import Page, fetch, text_of
from tests.support.people import sign_in
from tests.support.teams import add_member, deed, round_in_progress

WORDS = "Mentors are hard to find at night."


@pytest.fixture
def session(team_app):
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        yield session


@pytest.fixture
def assessment_id(session):
    ours = round_in_progress(session)
    add_member(session, "network", Role.NETWORK)
    add_member(session, "second", Role.NETWORK)
    session.commit()
    return ours


@pytest.fixture
def address(assessment_id):
    return f"/assessments/{assessment_id}/network-statement"


@pytest.fixture
def network(team_app, assessment_id):
    """The browser of somebody of the network."""
    return sign_in(team_app.test_client(), "network")


def stored(session, assessment_id):
    found = read_statement(deed(session, "network"), assessment_id)
    session.rollback()
    return found


def send(client, address, **fields):
    return Page(client.post(address, data=fields, follow_redirects=True), address)


def test_the_network_writes_and_sees_its_words_counted(session, network, address, assessment_id):
    page = send(network, address, text=WORDS, version="0")

    assert "The statement is saved." in page.text
    assert "Saved: 7 words of at most 300." in text_of(page.root)
    assert stored(session, assessment_id).text == WORDS


def test_the_page_says_that_nobody_else_reads_it(network, address):
    page = fetch(network, address)

    assert page.heading == "Statement by the BME staff network"
    assert "Nobody else in your organisation can read or change it, not even the lead." in text_of(page.root)


def test_a_statement_that_is_too_long_is_shown_again_with_how_much_to_cut(session, network, address, assessment_id):
    long = "word " * 301

    page = send(network, address, text=long, version="0")

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert "The statement has 301 words, 1 more than the limit of 300. Shorten it." in text_of(page.root)
    assert long.strip() in page.text
    assert stored(session, assessment_id).version == 0


def test_two_at_once_are_shown_both_texts_and_choose(session, team_app, network, address, assessment_id):
    save_statement(deed(session, "second"), assessment_id, "Theirs.", 0)
    session.rollback()

    page = send(network, address, text="Mine.", version="0")

    assert page.status == 409
    assert "Theirs." in page.text
    assert "Mine." in page.text
    assert stored(session, assessment_id).text == "Theirs."


@pytest.fixture
def theirs(session, assessment_id):
    """The assessment, where somebody else saved first."""
    save_statement(deed(session, "second"), assessment_id, "Theirs.", 0)
    session.rollback()
    return assessment_id


@pytest.mark.parametrize(("choice", "kept"), [("theirs", "Theirs."), ("mine", "Mine."), ("both", "Theirs. Mine.")])
def test_what_is_chosen_stays(session, network, theirs, choice, kept):
    fields = {"choice": choice, "mine": "Mine.", "text": "Theirs. Mine.", "version": "1"}

    send(network, f"/assessments/{theirs}/network-statement", **fields)

    assert stored(session, theirs).text == kept


def test_earlier_versions_are_shown(session, network, address, assessment_id):
    send(network, address, text=WORDS, version="0")
    send(network, address, text="Shorter.", version="1")

    page = fetch(network, address)

    assert "Version 1," in text_of(page.root)
    assert WORDS in page.text


def test_what_was_typed_is_not_lost_where_the_submission_came_first(session, network, address, assessment_id):
    session.get_one(AssessmentRow, assessment_id).state = "submitted"
    session.commit()

    page = send(network, address, text=WORDS, version="0")

    assert page.status == 409
    assert WORDS in page.text
    assert "the statement went in with it" in text_of(page.root)


def test_once_submitted_it_can_be_read_and_not_changed(session, network, address, assessment_id):
    send(network, address, text=WORDS, version="0")
    session.get_one(AssessmentRow, assessment_id).state = "submitted"
    session.commit()

    page = fetch(network, address)

    assert WORDS in page.text
    assert "It cannot change now." in text_of(page.root)
    assert page.all("textarea") == []


@pytest.mark.parametrize("version", ["", "-1", "one", "9" * 30])
def test_a_version_that_is_none_is_no_crash(network, address, version):
    assert send(network, address, text=WORDS, version=version).status in (200, 409)


def test_history_names_the_network_and_nobody_of_it(team_app, network, address, assessment_id):
    send(network, address, text=WORDS, version="0")

    page = fetch(sign_in(team_app.test_client(), "lead"), f"/assessments/{assessment_id}/history")

    assert "The network of BME staff" in text_of(page.root)
    assert "Network " not in text_of(page.root).replace("Network statement", "")
    assert WORDS not in page.text


def test_the_receipt_says_that_one_went_in_and_not_what_it_says(team_app, session, assessment_id):
    fill_in(session, assessment_id)
    save_statement(deed(session, "network"), assessment_id, WORDS, 0)
    sign_off(deed(session, "signer"), assessment_id, "What is said here is true.")
    submit(deed(session, "lead"), assessment_id)

    page = fetch(sign_in(team_app.test_client(), "lead"), f"/assessments/{assessment_id}/submissions/1")

    assert "Went in sealed; digest" in text_of(page.root)
    assert WORDS not in page.text
