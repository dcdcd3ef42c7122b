"""With a real browser: the network writes to the panel, two at once; the team takes everything away."""

from __future__ import annotations

import os
import zipfile

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.network_statements import read_statement, save_statement
from charter.store.accounts import PersonRow
from charter.store.base import open_engine, writing
from tests.support.teams import add_member, deed, round_in_progress

PASSWORD = "rain on the tin roof"
WORDS = "Mentors are hard to find at night."
PHONE = {"width": 320, "height": 640}
WINDOWS = [{}, {"viewport": PHONE, "is_mobile": True, "has_touch": True}, {"java_script_enabled": False}]


@pytest.fixture(autouse=True)
def june(monkeypatch):
    """The site stands on a day when the round is open."""
    monkeypatch.setenv("CHARTER_TODAY", "2027-06-01")


@pytest.fixture
def database(live_site):
    """A session beside the site's own."""
    engine = open_engine(os.environ["CHARTER_DATABASE_URL"])
    with Session(writing(engine)) as session:
        yield session
    engine.dispose()


@pytest.fixture
def assessment_id(database):
    """An assessment with a network of two, of whom one has a password, as the viewer has."""
    ours = round_in_progress(database)
    for who in ("network", "second"):
        add_member(database, who, Role.NETWORK)
    for who in ("network", "viewer"):
        database.get_one(PersonRow, who).password = PasswordHasher().hash(PASSWORD)
    database.commit()
    return ours


def sign_in(window, who, address):
    window.open(address)
    window.page.get_by_label("E-mail address").fill(f"{who}@example.org")
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press_exactly("Sign in")


def stored(database, assessment_id):
    found = read_statement(deed(database, "network"), assessment_id).text
    database.rollback()
    return found


@pytest.mark.parametrize("settings", WINDOWS)
def test_the_network_writes_and_is_asked_what_stays_when_somebody_else_was_first(
    make_window, database, assessment_id, settings
):
    window = make_window(**settings)
    sign_in(window, "network", f"/assessments/{assessment_id}/network-statement")
    save_statement(deed(database, "second"), assessment_id, "Somebody else was first.", 0)
    database.rollback()
    window.page.get_by_label("Your statement").fill(WORDS)
    window.press_exactly("Save the statement")

    window.page.get_by_label("What I typed").check()
    window.press_exactly("Save what I chose")

    assert window.page.get_by_text("Saved: 7 words of at most 300.").is_visible()
    assert stored(database, assessment_id) == WORDS
    assert (window.overflow() if settings.get("java_script_enabled", True) else 0) == 0


def test_no_page_of_the_statement_has_a_barrier(window, database, assessment_id):
    found = {}
    sign_in(window, "network", f"/assessments/{assessment_id}/network-statement")
    found["empty"] = window.barriers()
    window.page.get_by_label("Your statement").fill("word " * 301)
    window.press_exactly("Save the statement")
    found["too long"] = window.barriers()
    save_statement(deed(database, "second"), assessment_id, "Somebody else was first.", 0)
    database.rollback()
    window.page.get_by_label("Your statement").fill(WORDS)
    window.press_exactly("Save the statement")
    found["both"] = window.barriers()
    window.press_exactly("Save what I chose")
    found["saved"] = window.barriers()

    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("settings", WINDOWS)
def test_everything_is_taken_away_as_one_file(make_window, quick, assessment_id, tmp_path, settings):
    window = make_window(**settings)
    sign_in(window, "viewer", f"/assessments/{assessment_id}/export")
    window.press_exactly("Write the file")

    with window.page.expect_download() as download:
        window.page.get_by_role("link", name="Download the ZIP file").click()

    download.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read("action-plan.pdf") == b"%PDF-1.7 of a test"
    assert (window.overflow() if settings.get("java_script_enabled", True) else 0) == 0


def test_no_page_of_the_export_has_a_barrier(window, quick, assessment_id):
    sign_in(window, "viewer", f"/assessments/{assessment_id}/export")
    before = window.barriers()
    window.press_exactly("Write the file")

    assert before + window.barriers() == []
    assert window.wrongs == []
