"""Reviewers' pages: blind, in few statements, and losing nothing that was typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy.orm import Session

from charter.settings import Settings
from charter.store.base import writing
from charter.store.editions import load_edition
from charter.store.outbox import MailRow
from charter.store.ratings import RatingRow, RatingVersionRow
from charter.web import visitors
from tests.support.pages import fetch
from tests.support.panels import case_of_all_doors, lock, rate
from tests.support.people import sign_in
from tests.support.statements import statements_of
from tests.support.teams import REFERENCE

CRITERIA = [item.id for item in load_edition(REFERENCE).criteria]
LONG = "They show it in many ways and places. " * 5


@pytest.fixture
def autumn(databases, tmp_path, monkeypatch):
    """The application on a day in October 2027, when panels read; on SQLite, since services are tried on each kind."""
    from charter.web import create_app  # noqa: PLC0415 - the queue is opened at its import

    url = databases.migrated_copy("sqlite")
    monkeypatch.setenv("CHARTER_DATABASE_URL", url)
    monkeypatch.setenv("CHARTER_INSTANCE_DIR", str(tmp_path))
    app = create_app(replace(Settings.from_environment(), today=dt.date(2027, 10, 7)))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["charter_engine"].dispose()
    databases.remove(url)


@pytest.fixture
def still(monkeypatch):
    """No second passes, so that pages of one content are the same to the last byte."""
    at = visitors.now()
    monkeypatch.setattr(visitors, "now", lambda: at)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(at.timestamp()))


@pytest.fixture
def database(autumn):
    """Opens a session for a moment."""
    return lambda: Session(writing(autumn.extensions["charter_engine"]))


@pytest.fixture
def case_id(database):
    with database() as session:
        return case_of_all_doors(session)


def pages_of(app, case_id, criteria):
    """The address of every page about a case, whoever added it, and of the lists in which it stands."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and "case_id" in rule.arguments]
    of_case = [rule.rule.replace("<case_id>", case_id) for rule in rules if rule.arguments == {"case_id"}]
    of_criteria = [
        rule.rule.replace("<case_id>", case_id).replace("<criterion_id>", name)
        for rule in rules
        if rule.arguments == {"case_id", "criterion_id"}
        for name in criteria
    ]
    return ["/reviews", "/reviews?show=past", "/assessments", *of_case, *of_criteria]


def seen_by(client, addresses):
    """What somebody is answered there, to the last byte."""
    found = {}
    for address in addresses:
        answer = client.get(address)
        found[address] = (answer.status_code, answer.headers.get("Location"), answer.data)
    return found


@pytest.mark.usefixtures("still")
def test_until_one_locks_oneself_no_page_query_or_letter_gives_away_what_another_did(autumn, database, case_id):
    client = sign_in(autumn.test_client(), "ben")
    with database() as session:
        rate(session, case_id, "ben", dict.fromkeys(CRITERIA, 2), LONG)
        letters = session.query(MailRow).count()
    addresses = pages_of(autumn, case_id, CRITERIA)
    before = seen_by(client, addresses)
    work = statements_of(autumn, client, f"/cases/{case_id}/criteria")

    with database() as session:
        rate(session, case_id, "anna", dict.fromkeys(CRITERIA, 3), LONG)
        after_rating = seen_by(client, addresses)
        lock(session, case_id, "anna")
    after_lock = seen_by(client, addresses)

    assert after_rating == before
    assert after_lock == before
    assert statements_of(autumn, client, f"/cases/{case_id}/criteria") == work
    with database() as session:
        assert session.query(MailRow).count() == letters


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("who", ["chair", "manager"])
def test_neither_chair_nor_office_sees_that_anybody_rated_before_the_meeting(autumn, database, case_id, who):
    client = sign_in(autumn.test_client(), who)
    addresses = pages_of(autumn, case_id, CRITERIA[:2])
    before = seen_by(client, addresses)

    with database() as session:
        rate(session, case_id, "anna", dict.fromkeys(CRITERIA, 4), LONG)

    assert seen_by(client, addresses) == before


def test_whoever_has_locked_is_told_how_many_reviews_are_missing_and_not_whose(autumn, database, case_id):
    client = sign_in(autumn.test_client(), "ben")
    with database() as session:
        rate(session, case_id, "ben", dict.fromkeys(CRITERIA, 2), LONG)
        rate(session, case_id, "anna", {"MA-01": 2})
        lock(session, case_id, "anna")

    client.post(f"/cases/{case_id}/review")

    page = fetch(client, f"/cases/{case_id}/review")
    assert "4 reviews are not locked yet. The quorum needs 1 more." in page.text
    assert "Anna" not in page.text


def test_what_cannot_be_saved_is_shown_again_as_it_was_typed(autumn, database, case_id):
    client = sign_in(autumn.test_client(), "anna")
    with database() as session:
        rate(session, case_id, "anna", dict.fromkeys(CRITERIA, 2), LONG)
    client.post(f"/cases/{case_id}/review")

    late = client.post(
        f"/cases/{case_id}/criteria/MA-01",
        data={"reason": "Typed on the train.", "version:reason": "1", "level": "9", "version:level": "1"},
    )

    assert late.status_code == 409
    assert "Typed on the train." in late.text


def test_a_reply_to_the_panel_stands_beside_the_answer_and_is_waited_for_before_locking(autumn, database, case_id):
    client = sign_in(autumn.test_client(), "ben")
    question = {"answer": "MA-01/MA-01.q1", "text": "Since when?", "until_on-day": "20", "until_on-month": "10"}
    client.post(f"/cases/{case_id}/questions", data=question | {"until_on-year": "2027"})

    pages = [fetch(client, f"/cases/{case_id}{part}") for part in ("/criteria/MA-01", "/criteria", "/review")]

    assert "Since when?" in pages[0].words
    assert "was asked about MA-01.q1 and can reply until 20 October 2027." in pages[1].words
    assert "What comes in after you have locked cannot change your levels." in pages[2].words
    assert len(statements_of(autumn, client, f"/cases/{case_id}/criteria/MA-01")) <= 12


def test_two_windows_are_shown_both_texts_and_what_is_chosen_stays(autumn, database, case_id):
    client = sign_in(autumn.test_client(), "anna")
    address = f"/cases/{case_id}/criteria/MA-01"
    client.post(address, data={"reason": "The first window.", "version:reason": "0"})

    second = client.post(address, data={"reason": "The second window.", "version:reason": "0"})
    script = client.post(
        f"/cases/{case_id}/ratings",
        json={"criterion": "MA-01", "field": "reason", "value": "A third.", "version": 0},
        headers={"Accept": "application/json"},
    )
    client.post(
        f"{address}/conflicts", data={"reason": "The second window.", "version:reason": "1", "choice:reason": "mine"}
    )

    assert (second.status_code, script.status_code, script.get_json()["version"]) == (409, 409, 1)
    assert "The first window." in second.text
    assert "The second window." in second.text
    with database() as session:
        assert session.query(RatingRow).one().reason == "The second window."
        assert session.query(RatingVersionRow).count() == 2


def test_the_queue_leads_to_the_next_without_a_level_and_at_last_to_the_check(autumn, database, case_id):
    client = sign_in(autumn.test_client(), "anna")
    with database() as session:
        rate(session, case_id, "anna", dict.fromkeys(CRITERIA[1:-1], 2), LONG)

    first = client.post(
        f"/cases/{case_id}/criteria/{CRITERIA[0]}", data={"level": "2", "version:level": "0", "go": "next"}
    )
    last = client.post(
        f"/cases/{case_id}/criteria/{CRITERIA[-1]}", data={"level": "2", "version:level": "0", "go": "next"}
    )

    assert first.headers["Location"] == f"/cases/{case_id}/criteria/{CRITERIA[-1]}"
    assert last.headers["Location"] == f"/cases/{case_id}/review"


def test_the_list_says_what_to_do_next_and_nothing_of_a_case_in_conflict(autumn, case_id):
    told = {who: fetch(sign_in(autumn.test_client(), who), "/reviews").text for who in ("anna", "shut", "silent")}

    assert "0 of 28 rated" in told["anna"]
    assert "in 32 days" in told["anna"]
    assert "you have an interest in 1 submission" in told["shut"]
    assert "Example trust" not in told["shut"]
    assert "Say whether you have an interest" in told["silent"]


def test_answers_are_those_that_were_handed_in_under_the_panels_disclosure_policy(autumn, database, case_id):
    client = sign_in(autumn.test_client(), "anna")
    with database() as session:
        session.connection().exec_driver_sql("UPDATE answers SET value = '\"Changed since.\"'")
        session.commit()

    page = fetch(client, f"/cases/{case_id}/criteria/MA-02")

    assert "BME staff take part in mentoring somewhat less often" in page.text
    assert "Changed since." not in page.text
    assert "6,265" in page.text  # all staff: 6,267, rounded to the panel's base of five


@pytest.mark.parametrize(
    "part", ["/criteria", "/criteria/MA-01", "/review", "/files", "/network-statement", "/reading-pack"]
)
def test_a_page_of_a_case_takes_few_statements(autumn, case_id, part):
    browser = sign_in(autumn.test_client(), "anna")

    assert len(statements_of(autumn, browser, f"/cases/{case_id}{part}")) <= 12


def test_the_list_takes_few_statements(autumn, case_id):
    assert len(statements_of(autumn, sign_in(autumn.test_client(), "anna"), "/reviews")) <= 12
