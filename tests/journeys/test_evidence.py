"""A team's files in a real browser: adding by keyboard and without JavaScript, no barrier, no sideways scrolling."""

from __future__ import annotations

import os

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from charter.services.evidence import NewFile, add_evidence, store_of
from charter.settings import Settings
from charter.store.accounts import PersonRow
from charter.store.base import open_engine, writing
from tests.support.teams import deed, round_in_progress

pytestmark = pytest.mark.usefixtures("in_june")
PASSWORD = "rain on the tin roof"
LONG_NAME = "Policy-of-mentoring-with-positive-action-assessment-and-minutes-of-the-board-2027-final-version.pdf"


@pytest.fixture
def in_june(monkeypatch):
    """The site stands in June 2027, when the round is open."""
    monkeypatch.setenv("CHARTER_TODAY", "2027-06-01")
    monkeypatch.setenv("CHARTER_SIGNING_KEY", "for tests alone")


@pytest.fixture
def root(live_site):
    """The address of the files of an assessment that has one, of a lead who has a password."""
    engine = open_engine(os.environ["CHARTER_DATABASE_URL"])
    with Session(writing(engine)) as session:
        assessment_id = round_in_progress(session)
        session.get(PersonRow, "lead").password = PasswordHasher().hash(PASSWORD)
        session.commit()
        file = NewFile(LONG_NAME, b"%PDF-1.7 policy", has_no_personal_data=True)
        store = store_of(Settings.from_environment())
        add_evidence(deed(session, "lead"), assessment_id, file, ["MA-01.q4"], store)
    engine.dispose()
    return f"/assessments/{assessment_id}/evidence"


@pytest.fixture
def policy(tmp_path):
    """A file on the person's computer."""
    path = tmp_path / "Równość 政策.pdf"
    path.write_bytes(b"%PDF-1.7 equality")
    return path


def sign_in(window, address):
    window.open(f"/sign-in?next={address}")
    window.page.get_by_label("E-mail address").fill("lead@example.org")
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press_exactly("Sign in")


def add(window, policy):
    window.press("Add a file")
    window.page.get_by_label("The file").set_input_files(policy)
    window.page.get_by_label("MA-01.q8").focus()
    window.page.keyboard.press("Space")
    window.page.get_by_label("I confirm that this file holds no personal data").focus()
    window.page.keyboard.press("Space")
    window.press_exactly("Add the file")


def test_a_file_is_added_and_comes_back_under_its_own_name(window, root, policy):
    sign_in(window, root)
    add(window, policy)

    with window.page.expect_download() as download:
        window.page.get_by_role("link", name="Równość 政策.pdf", exact=True).click()

    assert download.value.suggested_filename == "Równość 政策.pdf"
    assert download.value.path().read_bytes() == b"%PDF-1.7 equality"
    assert window.wrongs == []


def test_without_javascript_a_file_is_added_and_its_place_changed(make_window, root, policy):
    window = make_window(java_script_enabled=False, viewport={"width": 360, "height": 640})
    sign_in(window, root)
    add(window, policy)
    window.follow("Change where it is used (Równość 政策.pdf)")
    window.page.get_by_label("NW-01.q4").check()
    window.press_exactly("Save")

    places = window.page.get_by_role("list", name="Where Równość 政策.pdf is used")
    assert places.get_by_role("link").all_inner_texts() == [
        "Documents of that support",
        "Terms of reference and one board paper",
    ]


def states(window, root):
    """Show each page in each of its states."""
    for address in (root, f"{root}/new?question=MA-01.q4"):
        window.open(address)
        yield address
    window.press_exactly("Add the file")
    yield "what is missing"
    window.open(root)
    window.follow("Change where it is used")
    yield "where it is used"
    window.open(root)
    window.follow("Add a new version")
    yield "a new version"
    window.open(root.replace("/evidence", "/criteria/MA-01"))
    yield "the criterion"


def test_axe_finds_nothing_on_the_pages_of_files(window, root):
    sign_in(window, root)

    found = {state: window.barriers() for state in states(window, root)}

    assert {state: barriers for state, barriers in found.items() if barriers} == {}


def test_no_page_of_files_scrolls_sideways_at_320_pixels(make_window, root):
    window = make_window(viewport={"width": 320, "height": 640})
    sign_in(window, root)

    found = {state: window.overflow() for state in states(window, root)}

    assert {state: pixels for state, pixels in found.items() if pixels > 0} == {}
