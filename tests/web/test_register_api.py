"""The register for programs: held to its own document, its table, its feed, and what may be kept of it."""

from __future__ import annotations

import logging
from xml.etree import ElementTree

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

DOCUMENT = "/api/register/v1/openapi.json"
# Bounded, and the same each time.
CONFIG = {
    "seed": 7,
    "generation": {"max-examples": 10, "deterministic": True, "database": "none"},
    "phases": {"stateful": {"enabled": False}},
}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def visitor(register_desks):
    return register_desks.app.test_client()


def test_schemathesis_finds_nothing_against_the_api(register_desks, caplog):
    caplog.set_level(logging.CRITICAL)
    register_desks.app.testing = False  # a failure of ours is then a 500, as in use
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, register_desks.app, config=SchemathesisConfig.from_dict(CONFIG))

    told = list(from_schema(schema).execute())

    finished = [event for event in told if isinstance(event, events.ScenarioFinished)]
    assert [event for event in told if isinstance(event, (events.NonFatalError, events.FatalError))] == []
    assert {failure for event in finished for failure in failures(event)} == set()
    assert sum(len(event.recorder.cases) for event in finished) > 200


def failures(event):
    checks = [check for of_case in event.recorder.checks.values() for check in of_case]
    return [(event.label, str(check.failure_info.failure)) for check in checks if check.failure_info is not None]


def test_the_document_is_what_openapi_3_1_asks(visitor):
    document = visitor.get(DOCUMENT).get_json()

    schemathesis.openapi.from_dict(document).validate()
    assert document["openapi"] == "3.1.0"
    assert document["info"]["license"]["identifier"] == "CC-BY-4.0"


def test_a_list_is_filtered_and_says_how_each_award_stands_today(visitor):
    found = visitor.get("/api/register/v1/awards?sort=name&per_page=2").get_json()
    over = visitor.get("/api/register/v1/awards?state=expired").get_json()

    assert (found["count"], [one["id"] for one in found["awards"]]) == (4, ["held", "over"])
    assert found["next"] == "http://localhost/api/register/v1/awards?sort=name&per_page=2&page=2"
    assert [(one["id"], one["holds"]) for one in over["awards"]] == [("over", False)]


def test_themes_are_told_where_the_institution_lets_them_and_reasons_never(visitor):
    held = visitor.get("/api/register/v1/awards/held").get_json()
    withdrawn = visitor.get("/api/register/v1/awards/withdrawn")

    assert [one["percent"] for one in held["themes"]] == [75.0]
    assert (held["ended_on"], withdrawn.get_json()["ended_on"]) == (None, "2027-06-01")
    assert withdrawn.get_json()["themes"] is None
    assert [one["event"] for one in withdrawn.get_json()["history"]] == ["withdrawn", "conferred"]
    assert "secret" not in withdrawn.text


def test_answers_can_be_kept_by_anybody_and_are_asked_for_again_by_their_tag(visitor):
    first = visitor.get("/api/register/v1/awards")
    again = visitor.get("/api/register/v1/awards", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert 'rel="license"' in first.headers["Link"]
    assert "Last-Modified" not in first.headers
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")


def test_what_cannot_be_answered_is_told_as_a_problem(visitor):
    wrong = visitor.get("/api/register/v1/awards?per_page=1000")
    none = visitor.get("/api/register/v1/nothing")

    assert (wrong.status_code, wrong.mimetype) == (400, "application/problem+json")
    assert wrong.get_json()["detail"] == "Send a whole number from 1 to 100."
    assert (none.status_code, none.mimetype) == (404, "application/problem+json")


def test_no_spreadsheet_runs_a_name_out_of_the_table(visitor):
    lines = visitor.get("/api/register/v1/awards.csv?sort=name").text.splitlines()

    assert len(lines) == 5
    assert lines[3].startswith("suspended,'=SUM(A1) trust,")


def test_the_feed_tells_what_happened_last_without_a_reason(visitor):
    answer = visitor.get("/api/register/v1/changes.atom")
    feed = ElementTree.fromstring(answer.data)

    titles = [one.findtext(f"{ATOM}title") for one in feed.iter(f"{ATOM}entry")]
    assert titles[:2] == ["=SUM(A1) trust, Silver: Suspended", "Withdrawn <trust>, Bronze: Withdrawn"]
    assert feed.findtext(f"{ATOM}updated") == "2027-06-01T10:00:00Z"
    assert answer.headers["Last-Modified"] == "Tue, 01 Jun 2027 10:00:00 GMT"
    assert b"secret" not in answer.data
