"""The disk of the database is full: visitors are told so, nothing is half written, and the site goes on."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from flask import request
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer, saved_fields
from charter.services.verification import differences
from charter.store.base import writing
from charter.web.extensions import database
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
