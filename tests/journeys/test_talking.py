"""A team talks about its work in a real browser: comments, owners, what is new, and letters, without a barrier."""

from __future__ import annotations

import datetime as dt
import os
import re

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment, resolve_comment
from charter.store.accounts import PersonRow
from charter.store.base import open_engine, writing
from tests.support.teams import deed, round_in_progress

PASSWORD = "rain on the tin roof"
MAY = dt.datetime(2027, 5, 3, 10, tzinfo=dt.UTC)
PHONE = {"viewport": {"width": 320, "height": 640}}
PAGES = ("", "/criteria/MA-01", "/criteria/MA-01/comments", "/criteria/MA-01/assignment")


@pytest.fixture(autouse=True)
def june(monkeypatch):
    """The site stands on a day within the round."""
    monkeypatch.setenv("CHARTER_TODAY", "2027-06-01")
    monkeypatch.setenv("CHARTER_SIGNING_KEY", "for tests alone")


@pytest.fixture
def assessment(june, live_site):
    """The address of an assessment about which the team has said something."""
    engine = open_engine(os.environ["CHARTER_DATABASE_URL"])
    with Session(writing(engine)) as session:
        ours = round_in_progress(session)
        session.get(PersonRow, "lead").password = PasswordHasher().hash(PASSWORD)
        session.commit()
        writer = deed(session, "writer", MAY)
        add_comment(writer, ours, NewComment("MA-01", "MA-01.q3", "Who has the figures, @Lead?"), None)
        done = add_comment(writer, ours, NewComment("MA-01", "", "W" * 300), None)
        resolve_comment(deed(session, "lead", MAY), ours, done.id)
        assignment = Assignment("writer", dt.date(2027, 5, 31), "No data from " + "H" * 200)
        assign_criterion(deed(session, "lead", MAY), ours, "MA-01", assignment, None)
    engine.dispose()
    return f"/assessments/{ours}"


def sign_in(window):
    window.open("/sign-in")
    window.page.get_by_label("E-mail address").fill("lead@example.org")
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press_exactly("Sign in")


def refused(window):
    """What the browser notes of a form that was refused, which is no fault of the page."""
    return [wrong for wrong in window.wrongs if "422" not in wrong]


def test_no_page_has_a_barrier_nor_is_wider_than_a_phone(make_window, assessment):
    window = make_window(**PHONE)
    sign_in(window)
    found = {}
    for address in [*(f"{assessment}{rest}" for rest in PAGES), "/account/notices"]:
        window.open(address)
        for fold in window.page.locator(".charter-comments__fold summary").all():
            fold.click()
        found[address] = (window.barriers(), window.overflow())

    assert {address: faults for address, faults in found.items() if faults != ([], 0)} == {}
    assert window.wrongs == []


def test_a_comment_is_written_by_keyboard_alone_and_mended_where_it_is_refused(window, assessment):
    sign_in(window)
    window.open(f"{assessment}/criteria/MA-01")
    window.page.get_by_role("link", name="Comment on MA-01.q3").focus()
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.page.get_by_label("Your comment").focus()
    window.page.keyboard.type("@Sam, have you?")
    with window.page.expect_navigation():
        window.page.keyboard.press("Tab")
        while not window.page.evaluate("document.activeElement.textContent.includes('Add the comment')"):
            window.page.keyboard.press("Tab")
        window.page.keyboard.press("Enter")
    barriers = window.barriers()
    window.page.get_by_role("link", name="Nobody in the team is called “Sam”").click()
    window.page.keyboard.press("Control+A")
    window.page.keyboard.type("@Viewer, have you?")
    window.press("Add the comment")

    assert barriers == []
    assert window.page.locator(".charter-comments__one:target").inner_text().startswith("Lead")
    assert "@Viewer, have you?" in window.page.locator(".charter-comments__one:target").inner_text()
    assert refused(window) == []


def test_what_is_new_is_old_once_its_page_was_in_front_of_somebody_for_three_seconds(window, assessment):
    sign_in(window)
    window.open(assessment)
    before = window.page.locator(".charter-row__new").count()
    window.page.clock.install()
    window.open(f"{assessment}/criteria/MA-01")
    with window.page.expect_response("**/seen") as noted:
        window.page.clock.run_for(3000)
    window.open(assessment)

    assert (before, noted.value.status) == (1, 204)
    assert window.page.locator(".charter-row__new").count() == 0
    assert window.wrongs == []


def test_all_of_it_goes_without_javascript(make_window, assessment):
    window = make_window(java_script_enabled=False, **PHONE)
    sign_in(window)
    window.open(f"{assessment}/criteria/MA-01/comments?question=MA-01.q3")
    window.page.get_by_label("Your comment").fill("I have them.")
    window.page.get_by_label("Writer").check()
    window.press("Add the comment")
    window.press(re.compile("Mark as resolved.*by Writer"))
    window.press("Mark MA-01 as read")
    window.follow("Change owner and due date of MA-01")
    window.page.get_by_label("Who looks after it?").select_option("Viewer")
    window.page.get_by_label("What stands in the way?").fill("")
    window.press_exactly("Save")

    assert "Looked after by Viewer" in " ".join(window.page.inner_text("main").split())
    assert window.page.get_by_text("Blocked").count() == 0
    assert window.wrongs == []
