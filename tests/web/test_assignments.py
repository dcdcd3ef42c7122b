"""Who looks after a criterion, on its page."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from charter.services.assignments import Assignment, assign_criterion
from charter.store.assessments import AssessmentRow
from charter.store.assignments import AssignmentRow
from tests.support.desks import Desks
from tests.support.pages import Page, fetch
from tests.support.teams import deed

PAGE = "/criteria/MA-01/assignment"


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch)


def send(browser, desks, **fields):
    given = {"owner": "", "due_on-day": "", "due_on-month": "", "due_on-year": "", "blocked_reason": "", "version": "0"}
    return browser.post(
        desks.address(PAGE), data=given | {name.replace("__", "-"): text for name, text in fields.items()}
    )


def saved(desks):
    with desks.session() as session:
        return [(one.owner_id, str(one.due_on), one.blocked_reason) for one in session.scalars(select(AssignmentRow))]


def test_a_criterion_is_assigned_and_the_page_shows_it(desks):
    browser = desks.of("writer")
    response = send(
        browser,
        desks,
        owner="viewer",
        due_on__day="31",
        due_on__month="8",
        due_on__year="2027",
        blocked_reason="No data yet.",
    )

    page = fetch(browser, desks.address(PAGE))

    assert response.headers["Location"] == desks.address("/criteria/MA-01")
    assert saved(desks) == [("viewer", "2027-08-31", "No data yet.")]
    assert page.heading == "Owner and due date"
    assert [text.text for text in page.all("option") if text.get("selected") is not None] == ["Viewer"]
    assert page.by_id("due_on-month").get("value") == "8"
    assert page.form_of("Save")[1]["version"] == "1"


@pytest.mark.parametrize(
    ("fields", "words", "anchor"),
    [
        (
            {"due_on__day": "31", "due_on__month": "2", "due_on__year": "2027"},
            "This is no day of the calendar",
            "#due_on",
        ),
        ({"due_on__day": "soon"}, "This is no day of the calendar", "#due_on"),
        ({"due_on__day": "1", "due_on__month": "1", "due_on__year": "2028"}, "The day must lie between", "#due_on"),
        ({"owner": "stranger"}, "Choose a member of the team", "#owner"),
        ({"blocked_reason": "x" * 501}, "The reason is 1 character too long", "#blocked_reason"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(desks, fields, words, anchor):
    page = Page(send(desks.of("writer"), desks, **fields))

    assert page.status == 422
    assert page.link(words) == anchor
    assert (page.by_id("blocked_reason").text or "").lstrip("\n") == fields.get("blocked_reason", "")
    assert page.by_id("due_on-day").get("value") == fields.get("due_on__day", "")
    assert saved(desks) == []


def test_the_second_of_two_sees_both_and_decides(desks):
    browser = desks.of("writer")
    with desks.session() as session:
        assign_criterion(deed(session, "lead"), desks.assessment_id, "MA-01", Assignment("viewer"), None)

    page = Page(send(browser, desks, owner="writer", blocked_reason="Mine."))
    version = page.form_of("Save")[1]["version"]

    assert page.status == 409
    assert page.link("Somebody else saved this while you were writing") == "#saved-now"
    assert "Looks after it Viewer" in page.words
    assert "Saved by Lead at 11:00" in page.words
    assert (page.by_id("blocked_reason").text or "").lstrip("\n") == "Mine."
    assert saved(desks) == [("viewer", "None", "")]
    assert send(browser, desks, owner="writer", blocked_reason="Mine.", version=version).status_code == 303
    assert saved(desks) == [("writer", "None", "Mine.")]


def test_once_submitted_it_is_shown_and_cannot_be_changed(desks):
    with desks.session() as session:
        session.execute(update(AssessmentRow).values(state="submitted"))
        session.commit()

    page = fetch(desks.of("writer"), desks.address(PAGE))

    assert "Looks after it Nobody" in page.words
    assert page.by_id("owner") is None
    assert send(desks.of("writer"), desks, owner="writer").status_code == 409


@pytest.mark.parametrize("version", ["", "x", "²", "-1", "9" * 30])
def test_a_forged_version_overwrites_nothing(desks, version):
    with desks.session() as session:
        assign_criterion(deed(session, "lead"), desks.assessment_id, "MA-01", Assignment("viewer"), None)

    assert send(desks.of("writer"), desks, owner="writer", version=version).status_code == 409
    assert saved(desks) == [("viewer", "None", "")]
