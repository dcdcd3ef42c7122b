"""The workbook out of an assessment and in again, as a team uses it."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from openpyxl import load_workbook
from sqlalchemy import event
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer
from charter.store.base import writing
from charter.web import clock
from tests.support.answers import fill_in
from tests.support.pages import Page, fetch
from tests.support.people import sign_in
from tests.support.teams import CLOSES, JUNE, REFERENCE, deed, round_in_progress

LEVEL = "/criteria/MA-01/level"
STAFF = "/tables/DT-01/year_0"


@pytest.fixture
def session(app):
    with Session(writing(app.extensions["charter_engine"])) as session:
        yield session


@pytest.fixture
def assessment_id(session, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: JUNE)
    made = round_in_progress(session)
    session.commit()  # on SQLite an open session would keep everybody else from writing
    return made


@pytest.fixture
def address(assessment_id):
    return f"/assessments/{assessment_id}"


@pytest.fixture
def writer(client, address):
    return sign_in(client, "writer")


def record(session, assessment_id, field, value, version=0):
    record_answer(deed(session, "lead"), assessment_id, field, value, version)


def upload(client, address, document, name="answers.json"):
    content = document if isinstance(document, bytes) else json.dumps({"edition": REFERENCE, **document}).encode()
    return client.post(f"{address}/imports", data={"file": (io.BytesIO(content), name)})


def sent(client, address, document):
    """The page of what a file would change."""
    return fetch(client, upload(client, address, document).headers["Location"])


def ticked(page):
    return [
        item.get("value")
        for item in page.all("input")
        if item.get("name") == "take" and item.get("checked") is not None
    ]


def apply(client, page, take=(), group=()):
    path, hidden = page.form_of("Save what is ticked")
    response = client.post(path, data={**hidden, "take": list(take), "group": list(group)})
    return response if response.status_code == 303 else Page(response, path)


def test_the_workbook_downloads_with_what_is_saved(writer, address, session, assessment_id):
    record(session, assessment_id, "/institution/region", "North West")

    response = writer.get(fetch(writer, f"{address}/imports/new").link("Download the workbook"))

    assert response.headers["Content-Disposition"] == 'attachment; filename="bme-mentoring-1.0-2027-06-01.xlsx"'
    book = load_workbook(io.BytesIO(response.data), read_only=True)
    assert "North West" in [value for row in book["Cover"].iter_rows(values_only=True) for value in row]


def test_a_file_is_shown_change_by_change_and_applied_as_ticked(writer, address, session, assessment_id):
    record(session, assessment_id, LEVEL, 2)
    rows = {"A": {"b2": {"staff": 13}, "b3": {"staff": 8}}}

    page = sent(writer, address, {"criteria": {"MA-01": {"level": 3}}, "tables": {"DT-01": {"year_0": rows}}})

    assert page.heading == "What the file would change"
    assert "2 Established Saved by Lead at 11:00" in page.words
    assert ticked(page) == [f"{STAFF}/A/b2/staff", f"{STAFF}/A/b3/staff"]
    assert apply(writer, page, [LEVEL, f"{STAFF}/A/b2/staff"]).headers["Location"] == address
    assert "2 changes from the file are saved." in fetch(writer, address).words
    again = sent(writer, address, {"criteria": {"MA-01": {"level": 3}}, "tables": {"DT-01": {"year_0": rows}}})
    assert ticked(again) == [f"{STAFF}/A/b3/staff"]
    assert LEVEL not in again.text


def test_what_somebody_saved_while_one_looked_is_shown_again_and_the_other_ticks_stay(
    writer, address, session, assessment_id
):
    page = sent(writer, address, {"criteria": {"MA-01": {"level": 3}}, "applied_for": "silver"})
    record(session, assessment_id, LEVEL, 1)

    again = apply(writer, page, [LEVEL, "/applied_for"])

    assert again.status == 409
    assert again.title.startswith("Error: ")
    assert "Somebody saved this while you were looking." in again.words
    assert ticked(again) == ["/applied_for"]
    assert apply(writer, again, [LEVEL, "/applied_for"]).status_code == 303


def test_a_blank_in_the_file_stands_apart_and_unticked(writer, address, session, assessment_id):
    record(session, assessment_id, LEVEL, 2)

    page = sent(writer, address, {})

    assert "Blank in the file Nothing is emptied unless you tick it." in page.words
    assert ticked(page) == []


def test_nothing_ticked_is_told_and_nothing_is_lost(writer, address):
    page = sent(writer, address, {"applied_for": "silver"})

    again = apply(writer, page)

    assert again.status == 422
    assert "Tick at least one change" in again.words
    assert apply(writer, again, ["/applied_for"]).status_code == 303


def test_what_the_edition_refuses_stops_everything_and_is_told_beside_its_change(
    writer, address, session, assessment_id
):
    record(session, assessment_id, "/criteria/MA-01/answers/MA-01.q1", "no")
    page = sent(writer, address, {"criteria": {"MA-01": {"level": 3}}, "applied_for": "silver"})

    again = apply(writer, page, [LEVEL, "/applied_for"])

    assert again.status == 422
    assert "Level 3 cannot be claimed while MA-01.q1 is answered “No”." in again.words
    assert ticked(again) == ["/applied_for", LEVEL]
    assert "silver" not in fetch(writer, address).words


def test_a_page_shows_five_hundred_changes_and_takes_the_rest_by_heading(writer, address, session, assessment_id):
    fill_in(session, assessment_id)
    document = {"applied_for": "gold"}
    empty = sent(writer, address, document)

    assert len([item for item in empty.all("input") if item.get("name") == "take"]) == 500
    assert "of this kind not shown" in empty.words


def test_a_heading_of_one_change_that_is_not_shown_can_be_taken(writer, address, monkeypatch):
    monkeypatch.setattr("charter.web.import_views.MOST_SHOWN", 1)
    tables = {"DT-01": {"year_0": {"A": {"b2": {"staff": 12}}}}}

    page = sent(writer, address, {"criteria": {"MA-01": {"level": 3}}, "tables": tables})

    boxes = [item for item in page.all("input") if item.get("type") == "checkbox" and item.get("checked") is not None]
    assert [box.get("name") for box in boxes] == ["take", "group"]


def test_what_a_workbook_would_change_is_found_in_twelve_statements(writer, address, session, assessment_id, app):
    fill_in(session, assessment_id)
    workbook = writer.get(f"{address}/workbook").data
    record(session, assessment_id, LEVEL, 1, 1)
    where = upload(writer, address, workbook).headers["Location"]
    asked = []
    event.listen(app.extensions["charter_engine"], "before_cursor_execute", lambda *said: asked.append(said[2]))

    page = fetch(writer, where)

    assert "Saved here since the file was downloaded" in page.words
    assert len([words for words in asked if not words.startswith("BEGIN")]) <= 12


def test_a_file_left_aside_is_gone(writer, address):
    page = sent(writer, address, {"applied_for": "silver"})
    path, hidden = page.form_of("Leave the file aside")

    assert writer.post(path, data=hidden).status_code == 303

    assert "The file is deleted." in fetch(writer, f"{address}/imports/new").words
    assert fetch(writer, page.path).status == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04", "The file is damaged"),
        (b"edition: other/1.0", "There is no edition “other/1.0”"),
        (b'{"edition": "bme-mentoring/1.0", "criteria": 3}', "What the file would change"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_field(writer, address, content, words):
    response = upload(writer, address, content)
    page = fetch(writer, response.headers["Location"]) if response.status_code == 303 else Page(response)

    assert words in page.words


def test_a_file_that_is_too_big_is_refused_on_the_page_where_it_is_chosen(writer, address, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000

    page = Page(upload(writer, address, b"x" * 2000))

    assert page.status == 413
    assert page.heading == "Workbook"
    assert "The file is bigger than" in page.words


def test_after_the_deadline_a_waiting_file_can_be_seen_and_not_applied(writer, address, monkeypatch):
    page = sent(writer, address, {"applied_for": "silver"})
    path, hidden = page.form_of("Save what is ticked")
    monkeypatch.setattr(clock, "now", lambda: JUNE + dt.timedelta(hours=20))
    assert "Save what is ticked" in fetch(writer, page.path).words
    monkeypatch.setattr(clock, "now", lambda: CLOSES)

    assert "no workbook can be brought back" in fetch(writer, f"{address}/imports/new").words
    assert writer.post(path, data={**hidden, "take": "/applied_for"}).status_code == 409


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"/applied_for": "x"}', "null", '{"/applied_for": 7}'])
def test_a_form_that_somebody_spoiled_applies_nothing(writer, address, seen):
    page = sent(writer, address, {"applied_for": "silver"})
    path, hidden = page.form_of("Save what is ticked")

    again = Page(writer.post(path, data={**hidden, "seen": seen, "take": "/applied_for"}))

    assert again.status == 409
    assert ticked(again) == []


def test_nobody_else_sees_a_file_that_waits(client, writer, address, app):
    page = sent(writer, address, {"applied_for": "silver"})
    lead = sign_in(app.test_client(), "lead")

    assert fetch(lead, page.path).status == 404
