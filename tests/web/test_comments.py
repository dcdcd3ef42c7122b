"""Comments on pages: read, written, refused without a loss, resolved; and noting what was looked at."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from charter.services.comments import NewComment, add_comment
from charter.services.criterion_overview import criterion_overview
from charter.services.workspaces import workspace_of
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.comments import CommentRow
from charter.store.outbox import MailRow
from tests.support.desks import Desks
from tests.support.pages import Page, fetch
from tests.support.statements import statements_of
from tests.support.teams import JUNE, deed

PAGE = "/criteria/MA-01/comments"


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch)


@pytest.fixture
def said(desks):
    """A comment of the contributor on a question; its id."""
    with desks.session() as session:
        comment = NewComment("MA-01", "MA-01.q3", "Who has the figures?\nAsk <b>@Lead</b>.")
        return add_comment(deed(session, "writer"), desks.assessment_id, comment, None).id


def post(browser, desks, **fields):
    return browser.post(desks.address(PAGE), data={"question": "", "text": "", **fields})


def comments(desks):
    with desks.session() as session:
        return session.scalars(select(CommentRow)).all()


def test_comments_stand_under_their_question_with_who_when_and_whom_they_mention(desks, said):
    page = fetch(desks.of("lead"), desks.address(PAGE))

    assert page.heading == "Comments"
    assert "Writer 1 June 2027 at 11:00 New Who has the figures? Ask <b>@Lead</b>. Mentions Lead" in page.words
    assert any(item.text.startswith("MA-01.q3 ") for item in page.all("h2"))


def test_without_comments_the_page_says_so(desks):
    assert "Nobody has commented yet." in fetch(desks.of("viewer"), desks.address(PAGE)).words


def test_a_comment_is_added_once_and_those_chosen_or_named_are_told(desks):
    browser = desks.of("viewer")
    _, hidden = fetch(browser, desks.address(PAGE)).form_of("Add the comment")
    fields = {**hidden, "question": "MA-01.q3", "text": "@writer?", "told": ["lead"]}

    first = browser.post(desks.address(PAGE), data=fields)
    second = browser.post(desks.address(PAGE), data=fields)

    [kept] = comments(desks)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == f"{desks.address(PAGE)}#comment-{kept.id}"
    assert (kept.question_id, kept.text, kept.person_id) == ("MA-01.q3", "@writer?", "viewer")
    with desks.session() as session:
        told = session.scalars(select(MailRow.address).order_by(MailRow.address)).all()
    assert told == ["lead@example.org", "writer@example.org"]


@pytest.mark.parametrize(
    ("fields", "words", "anchor"),
    [
        ({"text": " "}, "Write a comment", "#text"),
        ({"text": "x" * 2001}, "The comment is 1 character too long. Shorten it to 2,000", "#text"),
        ({"text": "Dear @Sam", "told": ["lead"]}, "Nobody in the team is called “Sam”.", "#text"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_nothing_typed_is_lost(desks, fields, words, anchor):
    response = post(desks.of("viewer"), desks, question="MA-01.q3", **fields)

    page = Page(response)
    assert page.status == 422
    assert page.title.startswith("Error: Comments")
    assert page.link(words) == anchor
    assert page.by_id("text").text.lstrip("\n") == fields["text"]
    assert [item.get("value") for item in page.all("option") if item.get("selected") is not None] == ["MA-01.q3"]
    assert [item.get("value") for item in page.all("input") if item.get("checked") is not None] == fields.get(
        "told", []
    )
    assert comments(desks) == []


def test_a_book_that_is_pasted_is_refused_in_words_and_comes_back_whole(desks):
    book = "@all words " * 2_000_000

    page = post(desks.of("viewer"), desks, text=book)

    assert page.status_code == 422
    assert "The comment is 21,997,999 characters too long. Shorten it to 2,000" in page.get_data(as_text=True)
    assert page.get_data(as_text=True).count(book) == 1
    assert comments(desks) == []


@pytest.mark.parametrize(
    "name",
    ["فاطمة الزهراء", "王小明", "Жанна д’Арк", "Zoë 🦊👩🏽‍⚕️", "Tie\u0302\u0301ng Vie\u0323\u0302t", "अनुराधा", "שירה"],
)
def test_a_name_of_any_script_is_mentioned_shown_and_told(desks, name):
    with desks.session() as session:
        session.execute(update(PersonRow).where(PersonRow.id == "lead").values(name=name))
        session.execute(update(PersonRow).where(PersonRow.id == "viewer").values(name=f"{name} II"))
        session.commit()

    sent = post(desks.of("viewer"), desks, text=f"@{name}, 谢谢 🙏 شكرا")

    assert sent.status_code == 303
    page = fetch(desks.of("writer"), desks.address(PAGE))
    assert f"{name} II 1 June 2027 at 11:00 New @{name}, 谢谢 🙏 شكرا Mentions {name}" in page.words
    with desks.session() as session:
        [letter] = session.scalars(select(MailRow)).all()
    assert (letter.address, letter.subject) == ("lead@example.org", f"{name} II mentions you in a comment on MA-01")
    assert letter.body.startswith(f"Hello {name},")


def test_of_two_of_one_name_one_has_to_be_chosen(desks):
    with desks.session() as session:
        session.execute(update(PersonRow).where(PersonRow.id == "signer").values(name="Lead"))
        session.commit()

    page = Page(post(desks.of("viewer"), desks, text="@Lead?"))

    assert page.link("More than one member is called “Lead”") == "#told"
    assert post(desks.of("viewer"), desks, text="@Lead?", told=["signer"]).status_code == 303


def test_a_comment_is_resolved_and_opened_again_with_a_button(desks, said):
    browser = desks.of("viewer")
    address, hidden = fetch(browser, desks.address(PAGE)).form_of("Mark as resolved")
    browser.post(address, data=hidden)
    resolved = fetch(browser, desks.address(PAGE))
    browser.post(resolved.form_of("Open again")[0], data=hidden)

    assert "Resolved by Viewer on 1 June 2027 at 11:00" in resolved.words
    assert "Resolved by" not in fetch(browser, desks.address(PAGE)).words


def test_once_submitted_comments_are_read_and_not_written(desks, said):
    with desks.session() as session:
        session.execute(update(AssessmentRow).values(state="submitted"))
        session.commit()

    page = fetch(desks.of("viewer"), desks.address(PAGE))

    assert "Who has the figures?" in page.words
    assert "Nobody can write any now" in page.words
    assert [text for text in ("Add the comment", "Mark as resolved") if text in page.words] == []
    assert post(desks.of("viewer"), desks, text="Late.").status_code == 409


@pytest.mark.parametrize("rest", ["/criteria/XX-99/comments", "/criteria/MA-01x/comments"])
def test_a_criterion_that_is_not_there_has_no_comments(desks, rest):
    assert fetch(desks.of("lead"), desks.address(rest)).status == 404


def test_a_page_of_many_comments_takes_no_more_statements_than_an_empty_one(app, desks):
    browser = desks.of("lead")
    few = statements_of(app, browser, desks.address(PAGE))
    with desks.session() as session:
        for number in range(8):
            comment = NewComment("MA-01", ("", "MA-01.q3")[number % 2], f"@Lead {number}")
            add_comment(deed(session, "writer"), desks.assessment_id, comment, None)

    many = statements_of(app, browser, desks.address(PAGE))

    assert len(few) == len(many) <= 12


def new_for(desks, who):
    with desks.session() as session:
        by = deed(session, who, desks.now)
        found = criterion_overview(by, workspace_of(by, desks.assessment_id))
        return {name: one.change_count for name, one in found.items() if one.change_count}


def test_a_script_notes_that_the_page_was_looked_at_and_a_get_does_not(desks, said):
    browser = desks.of("lead")
    desks.now = JUNE + dt.timedelta(minutes=1)
    address, hidden = fetch(browser, desks.address(PAGE)).form_of("Mark MA-01 as read")
    before = new_for(desks, "lead")

    response = browser.post(address, data=hidden, headers={"Accept": "application/json"})

    assert before == {"MA-01": 1}
    assert (response.status_code, response.data) == (204, b"")
    assert new_for(desks, "lead") == {}


def test_without_a_script_a_button_notes_it_and_leads_back(desks, said):
    browser = desks.of("lead")
    desks.now = JUNE + dt.timedelta(minutes=1)
    address, hidden = fetch(browser, desks.address(PAGE)).form_of("Mark MA-01 as read")

    response = browser.post(address, data=hidden)

    assert response.headers["Location"] == desks.address("/criteria/MA-01")
    assert new_for(desks, "lead") == {}


@pytest.mark.parametrize(
    "shown_at", ["", "yesterday", "2027-06-01T09:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"]
)
def test_a_forged_moment_does_no_harm(desks, said, shown_at):
    response = desks.of("lead").post(desks.address("/seen"), data={"criterion": "MA-01", "shown_at": shown_at})

    assert response.status_code == 303


def test_everything_can_be_marked_as_read_at_once(desks, said):
    desks.now = JUNE + dt.timedelta(minutes=1)

    response = desks.of("lead").post(desks.address("/seen"))

    assert response.headers["Location"] == desks.address()
    assert new_for(desks, "lead") == {}
    assert new_for(desks, "viewer") == {"MA-01": 1}
