"""What the tests of pages share: a visitor who has uploaded, and another who has not."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from tests.support.teams import JUNE

REFERENCE = "bme-mentoring/1.0"


@pytest.fixture
def open_pages(monkeypatch):
    """Pages that a test adds under these names need nobody signed in."""
    from charter.web import people  # noqa: PLC0415 - the queue is opened at its import

    monkeypatch.setattr(people, "PUBLIC", people.PUBLIC | {"fails", "writes", "greeting"})


@pytest.fixture
def team_app(settings):
    """The application on a day in June 2027, when the round of ``tests.support.teams`` is open; forms need no token."""
    from charter.web import create_app  # noqa: PLC0415 - the queue is opened at its import

    app = create_app(replace(settings, today=JUNE.date()))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["charter_engine"].dispose()


@pytest.fixture
def no_pictures(monkeypatch):
    """Charts are not drawn as pictures: that takes Chromium seconds, and few tests look at them."""
    monkeypatch.setattr("charter.jobs.plans.pictures_json", lambda _summary: b'{"themes": "<svg/>"}')


@pytest.fixture
def no_pdf(monkeypatch):
    """The PDF is three bytes long."""
    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda _summary: b"PDF")
    monkeypatch.setattr("charter.jobs.matter_papers.certificate_pdf", lambda _certificate: b"PDF")
    monkeypatch.setattr("charter.jobs.matter_papers.round_report_pdf", lambda _report: b"PDF")
    monkeypatch.setattr("charter.jobs.matter_papers.reading_pack_pdf", lambda _pack: b"PDF")


@pytest.fixture(scope="session")
def answers():
    """The worked example as an answers file."""
    from charter.services.answer_sheets import answers_file  # noqa: PLC0415 - most tests here upload nothing
    from charter.services.editions import find_edition  # noqa: PLC0415
    from charter.services.standings import example_sheet  # noqa: PLC0415

    return answers_file(find_edition("bme-mentoring", "1.0"), example_sheet(REFERENCE))


@pytest.fixture
def upload(client, no_pictures):
    """Uploads as a visitor would; gives the answer."""

    from tests.support.pages import fetch  # noqa: PLC0415

    def send(content, name="answers.json", by=client):
        fetch(by, "/standings/new")
        return by.post("/standings", data={"file": (io.BytesIO(content), name)})

    return send


@pytest.fixture
def visit(upload, answers):
    """The address of a visitor's result."""
    return upload(answers).headers["Location"]


@pytest.fixture
def faulty_answers(answers):
    """The same with one level that does not exist."""
    document = json.loads(answers)
    document["criteria"]["MA-01"]["level"] = 9
    return json.dumps(document).encode()


@pytest.fixture
def faulty_visit(upload, faulty_answers):
    """The address of a result with one fault."""
    return upload(faulty_answers).headers["Location"].removesuffix("/faults")


@pytest.fixture
def other(app):
    """Another visitor's browser."""
    return app.test_client()


@pytest.fixture
def register_desks(databases, tmp_path, monkeypatch):
    """A site with a few awards, on SQLite alone: for what no other database could answer differently."""
    from charter.settings import Settings  # noqa: PLC0415 - as above
    from charter.web import create_app  # noqa: PLC0415 - the queue is opened at its import
    from tests.support.desks import Desks  # noqa: PLC0415 - few tests need them
    from tests.support.register import few_awards  # noqa: PLC0415 - as above

    url = databases.migrated_copy("sqlite")
    monkeypatch.setenv("CHARTER_DATABASE_URL", url)
    monkeypatch.setenv("CHARTER_INSTANCE_DIR", str(tmp_path))
    app = create_app(replace(Settings.from_environment(), today=JUNE.date()))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield Desks(app, monkeypatch, make=few_awards)
    app.extensions["charter_engine"].dispose()
    databases.remove(url)
