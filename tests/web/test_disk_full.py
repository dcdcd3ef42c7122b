"""The disk of the database is full: visitors are told so, nothing is half written, and the site goes on."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

import pytest
from flask import request
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer, saved_fields
from charter.services.submissions import sign_off, submit
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.base import writing
from charter.web.extensions import database
from tests.support.answers import fill_in
from tests.support.people import sign_in
from tests.support.teams import KEY, NO_FILES, deed, round_in_progress

FIELD = "/criteria/MA-01/answers/MA-01.q3"
REFUSE = """
CREATE FUNCTION no_room() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER no_room BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION no_room();
"""
MAKE_ROOM = "DROP TRIGGER no_room ON events; DROP FUNCTION no_room();"


@pytest.fixture
def assessment_id(app):
    with Session(writing(app.extensions["charter_engine"])) as session:
        return round_in_progress(session)


@pytest.fixture
def writer(app, assessment_id):
    """A contributor at a page that saves a text, as it is in use."""
    app.testing = False

    @app.post("/texts")
    def texts():
        return str(record_answer(deed(database(), "writer"), assessment_id, FIELD, request.form["text"], 0).version)

    return sign_in(app.test_client(), "writer")


@contextmanager
def full_disk(engine):
    """Let no table of the database grow."""
    if engine.dialect.name == "sqlite":

        def limit(connection, _record):
            connection.execute("PRAGMA max_page_count = 1")  # never less than there is

        event.listen(engine, "connect", limit)
        engine.dispose()
        yield
        event.remove(engine, "connect", limit)
        engine.dispose()
    else:
        run(engine, REFUSE)
        yield
        run(engine, MAKE_ROOM)


def run(engine, statements):
    with engine.begin() as connection:
        connection.execute(text(statements))


def save(writer, **headers):
    return writer.post("/texts", data={"text": "words " * 1600}, headers=headers)


def test_a_save_says_that_there_is_no_room_and_the_next_one_works(app, writer, assessment_id):
    engine = app.extensions["charter_engine"]

    with full_disk(engine):
        refused = save(writer)
        shown = writer.get("/")
    saved = save(writer)

    assert refused.status_code == 507
    assert "There is no room left on this site, so nothing was saved" in refused.text
    assert "words words words" in refused.text
    assert shown.status_code == 200
    assert (saved.status_code, saved.text) == (200, "1")


def test_nothing_is_half_written(app, writer, assessment_id):
    engine = app.extensions["charter_engine"]

    with full_disk(engine):
        save(writer)

    with Session(engine) as session:
        assert dict(saved_fields(deed(session, "writer"), assessment_id)) == {}
        assert list(differences(session, KEY, NO_FILES)) == []


def test_a_script_that_saves_is_told_in_its_own_manner(app, writer):
    with full_disk(app.extensions["charter_engine"]):
        refused = save(writer, Accept="application/json")

    assert refused.status_code == 507
    assert "nothing was saved" in refused.json["message"]


@pytest.fixture
def lead(app, assessment_id):
    """The lead of a team whose approver has signed, at a page that submits."""
    app.testing = False
    with Session(writing(app.extensions["charter_engine"])) as session:
        fill_in(session, assessment_id)
        sign_off(deed(session, "signer"), assessment_id, "What is said here is true.")

    @app.post("/handed-in")
    def handed_in():
        return str(submit(deed(database(), "lead"), assessment_id).number)

    return sign_in(app.test_client(), "lead")


def test_a_submission_without_room_is_none_at_all_and_can_be_made_later(app, lead, assessment_id):
    engine = app.extensions["charter_engine"]

    with full_disk(engine):
        refused = lead.post("/handed-in")
    with Session(engine) as session:
        state, copies = session.get_one(AssessmentRow, assessment_id).state, session.query(FrozenCopyRow).count()
    made = lead.post("/handed-in")

    assert (refused.status_code, state, copies) == (507, "signed", 0)
    assert (made.status_code, made.text) == (200, "1")
    with Session(engine) as session:
        assert list(differences(session, KEY, NO_FILES)) == []


def no_room(*_arguments):
    raise sqlite3.OperationalError("database or disk is full")


@pytest.fixture
def viewer(team_app, monkeypatch):
    """Somebody of a team, on a site whose database has room and whose queue has none."""
    monkeypatch.setattr("charter.web.papers.make_paper", no_room)
    monkeypatch.setattr("charter.web.exports.make_export", no_room)
    team_app.testing = False
    return sign_in(team_app.test_client(), "viewer")


@pytest.fixture
def address(team_app):
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        return f"/assessments/{round_in_progress(session)}"


@pytest.mark.parametrize(
    ("path", "words"), [("papers/0/board", "The PDF could not be made. Try again."), ("export", "could not be")]
)
def test_where_the_queue_has_no_room_the_page_says_so_and_it_can_be_asked_for_again(address, viewer, path, words):
    page = viewer.post(f"{address}/{path}", follow_redirects=True)

    assert page.status_code == 200
    assert words in page.text
    assert f'action="{address}/{path}"' in page.text
