"""The page on which a team takes everything away."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy.orm import Session

from charter.store.base import writing
from charter.store.exports import ExportRow
from tests.support.pages import Page, fetch, text_of
from tests.support.people import sign_in
from tests.support.teams import round_in_progress


@pytest.fixture
def session(team_app):
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        yield session


@pytest.fixture
def address(session):
    ours = round_in_progress(session)
    session.commit()
    return f"/assessments/{ours}/export"


@pytest.fixture
def viewer(team_app, address):
    return sign_in(team_app.test_client(), "viewer")


def test_it_says_what_is_in_it_before_it_is_asked_for(viewer, address):
    page = fetch(viewer, address)

    assert page.heading == "Export"
    assert "do not publish it" in text_of(page.root)
    assert "is the network’s own and is not in it" in text_of(page.root)


def test_asked_for_it_is_written_and_can_be_downloaded(viewer, address, no_pdf):
    page = Page(viewer.post(address, follow_redirects=True), address)
    [link] = [item for item in page.all("a") if "Download the ZIP file" in text_of(item)]

    with viewer.get(link.get("href")) as response:
        content, headers = response.get_data(), response.headers

    assert "Your file is ready." in text_of(page.root)
    assert "Download the ZIP file (less than 1 MB)" in text_of(page.root)
    assert headers["Content-Disposition"] == "attachment; filename=assessment-internal-small-numbers.zip"
    assert headers["Cache-Control"].startswith("no-")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("action-plan.pdf") == b"PDF"


def test_nobody_else_of_the_team_sees_or_gets_it(team_app, viewer, address, no_pdf):
    page = Page(viewer.post(address, follow_redirects=True), address)
    [link] = [item for item in page.all("a") if "Download the ZIP file" in text_of(item)]
    lead = sign_in(team_app.test_client(), "lead")

    assert "Download" not in text_of(fetch(lead, address).root)
    assert lead.get(link.get("href")).status_code == 404


def test_while_it_waits_the_page_says_so_and_a_script_can_ask(session, viewer, address, monkeypatch):
    monkeypatch.setattr("charter.web.exports.make_export", lambda _export_id: None)
    viewer.post(address)

    page = fetch(viewer, address)

    assert "Your file is waiting for its turn." in text_of(page.root)
    assert viewer.get(f"{address}/progress").json == {
        "is_pending": True,
        "state": "waiting",
        "text": "Your file is waiting for its turn.",
    }


def test_where_it_failed_it_can_be_asked_for_again(session, viewer, address, monkeypatch):
    monkeypatch.setattr("charter.web.exports.make_export", lambda _export_id: None)
    viewer.post(address)
    session.query(ExportRow).update({"state": "failed"})
    session.commit()

    page = fetch(viewer, address)

    assert "The file could not be written. Try again." in text_of(page.root)
    assert "Write a new file" in text_of(page.root)
