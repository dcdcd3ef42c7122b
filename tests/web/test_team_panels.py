"""What the list of tasks and a criterion's page show of the team."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.services.assessments import record_answer
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment
from charter.services.memberships import remove_member
from charter.store.assessments import AssessmentRow
from tests.support.desks import Desks
from tests.support.pages import fetch
from tests.support.statements import statements_of
from tests.support.teams import JUNE, TRUST, deed

LEVEL = "/criteria/MA-01/level"


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch)


@pytest.fixture
def busy(desks):
    """MA-01 has an owner, a day that has passed, something in the way, an open comment and a changed answer."""
    with desks.session() as session:
        by, ours = deed(session, "writer"), desks.assessment_id
        assign_criterion(
            deed(session, "lead"), ours, "MA-01", Assignment("writer", dt.date(2027, 5, 31), "No data."), None
        )
        assign_criterion(deed(session, "lead"), ours, "MA-02", Assignment("viewer", dt.date(2027, 6, 1)), None)
        add_comment(by, ours, NewComment("MA-01", "MA-01.q3", "Who has the figures?"), None)
        add_comment(by, ours, NewComment("MA-01", "", "Nearly done."), None)
        record_answer(by, ours, LEVEL, 2, 0)
    return desks


def rows(page):
    """Give the titles on the list of tasks."""
    return [item.text for item in page.all("a") if "task-list" in (item.get("class") or "")]


def test_the_list_says_who_by_when_what_is_in_the_way_and_what_is_new(busy):
    page = fetch(busy.of("lead"), busy.address())

    assert "Writer · was due on 31 May 2027 · 2 open comments" in page.words
    assert "Blocked: No data." in page.words
    assert "1 answer and 2 comments new since you looked" in page.words
    assert "Viewer · due on 1 June 2027" in page.words


@pytest.mark.parametrize(
    ("who", "shown", "titles"),
    [
        ("writer", "mine", ["MA-01"]),
        ("lead", "mine", []),
        ("lead", "blocked", ["MA-01"]),
        ("lead", "changed", ["MA-01"]),
        ("writer", "changed", []),
    ],
)
def test_the_list_can_be_narrowed(busy, who, shown, titles):
    page = fetch(busy.of(who), busy.address(f"?show={shown}"))

    assert [title.split()[0] for title in rows(page)] == titles


def test_an_owner_who_left_is_shown_as_such(busy):
    with busy.session() as session:
        remove_member(deed(session, "lead"), TRUST, "writer")

    assert "Writer, who has left the team" in fetch(busy.of("lead"), busy.address()).words


def test_what_is_new_can_be_marked_as_read_from_the_list(busy):
    busy.now = JUNE + dt.timedelta(minutes=1)
    browser = busy.of("lead")
    address, hidden = fetch(browser, busy.address()).form_of("Mark all that is new as read")

    browser.post(address, data=hidden)

    assert "since you looked" not in fetch(browser, busy.address()).words


def test_a_criterions_page_shows_owner_day_what_is_in_the_way_and_comments_under_their_question(busy):
    page = fetch(busy.of("lead"), busy.address("/criteria/MA-01"))

    assert "Looked after by Writer To be done by 31 May 2027 Change" in page.words
    assert "Blocked No data." in page.words
    assert "1 open comment, 1 new on MA-01.q3" in page.words
    assert page.link("Change owner and due date of MA-01") == busy.address("/criteria/MA-01/assignment")
    assert page.link("Comment on MA-01.q3") == busy.address("/criteria/MA-01/comments?question=MA-01.q3#write")
    assert page.link("Comment on The criterion as a whole") == busy.address("/criteria/MA-01/comments#write")


def test_who_may_not_assign_is_offered_no_way_to(busy):
    page = fetch(busy.of("viewer"), busy.address("/criteria/MA-01"))

    assert "Looked after by Writer" in page.words
    assert busy.address("/criteria/MA-01/assignment") not in page.links()


@pytest.mark.parametrize("rest", ["", "/criteria/MA-01"])
def test_no_page_takes_more_than_twelve_statements_nor_more_for_more_rows(app, busy, rest):
    browser = busy.of("lead")
    few = statements_of(app, browser, busy.address(rest))
    with busy.session() as session:
        for number in range(8):
            by = deed(session, "writer", JUNE + dt.timedelta(minutes=number))
            add_comment(by, busy.assessment_id, NewComment("MA-01", ("", "MA-01.q3")[number % 2], "@Lead?"), None)

    many = statements_of(app, browser, busy.address(rest))

    assert len(few) == len(many)
    assert len(many) <= 12, many


def test_starting_twice_is_no_error(desks):
    with desks.session() as session:
        session.get_one(AssessmentRow, desks.assessment_id).state = "registered"
        session.commit()
    browser = desks.of("lead")

    first, second = (browser.post(desks.address("/start")) for _ in range(2))

    assert first.status_code == second.status_code == 303
    assert fetch(browser, desks.address()).words.count("The assessment is started.") == 1
