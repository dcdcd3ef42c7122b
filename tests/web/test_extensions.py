"""A request holds one session; a GET reads and cannot write."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from charter.store.reference import ReferenceLoad
from charter.web.extensions import database

pytestmark = pytest.mark.usefixtures("open_pages")


def add_row():
    database().add(ReferenceLoad(id=1, digest="0" * 64))


def rows(app):
    with app.app_context():
        return database().execute(text("SELECT count(*) FROM reference_loads")).scalar_one()


def test_a_get_that_writes_is_refused(app):
    @app.get("/writes")
    def writes():
        add_row()
        database().commit()
        return "written"

    with pytest.raises(RuntimeError, match="A GET may not change anything"):
        app.test_client().get("/writes")
    assert rows(app) == 0


def test_a_post_writes_when_a_service_commits(app):
    @app.post("/writes")
    def writes():
        add_row()
        database().commit()
        return "written"

    app.test_client().post("/writes")

    assert rows(app) == 1


def test_what_nobody_commits_is_forgotten_at_the_end_of_the_request(app):
    @app.post("/writes")
    def writes():
        add_row()
        database().flush()
        return "not written"

    app.test_client().post("/writes")

    assert rows(app) == 0


def test_a_request_has_one_session(app):
    with app.test_request_context("/"):
        assert database() is database()


def test_the_site_is_well_when_its_database_answers(client):
    response = client.get("/health")

    assert (response.status_code, response.text) == (200, "ok")


def test_the_site_is_not_well_without_its_database(app, monkeypatch):
    monkeypatch.setattr("charter.web.health.text", lambda _: text("SELECT nonsense FROM nowhere"))

    assert app.test_client().get("/health").status_code == 503
