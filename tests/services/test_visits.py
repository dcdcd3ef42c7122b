"""What a visitor uploads: whose it is, how long, and what becomes of the files made of it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.domain.errors import DomainError
from charter.services import visits
from charter.services.answer_sheets import answers_file
from charter.services.editions import find_edition
from charter.services.standings import example_sheet
from charter.services.visits import Upload
from charter.store.visits import VisitFileRow, VisitRow

NOW = dt.datetime(2027, 9, 30, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(scope="module")
def content():
    return answers_file(find_edition("bme-mentoring", "1.0"), example_sheet("bme-mentoring/1.0"))


def draw(_standing, visit_id):
    return {"page.html": visit_id.encode()}


@pytest.fixture
def open_visit(session, content):
    """Opens visits; another visitor's is always there too."""

    def open_one(secret="mine", at=NOW, data=content):
        return visits.open_visit(session, secret, Upload(data, "answers.json"), draw, at)

    open_one("somebody else's")
    return open_one


def test_a_visit_is_its_holders_alone(session, open_visit):
    visit = open_visit()

    assert visits.find_visit(session, "mine", visit.id, NOW) == visit
    assert visits.find_visit(session, "another", visit.id, NOW) is None
    assert visits.find_visit(session, "", visit.id, NOW) is None


def test_a_visit_lasts_an_hour_and_not_a_second_longer(session, open_visit):
    visit = open_visit()

    assert visits.find_visit(session, "mine", visit.id, NOW + 60 * MINUTE - dt.timedelta(seconds=1)) == visit
    assert visits.find_visit(session, "mine", visit.id, NOW + 60 * MINUTE) is None


def test_what_is_drawn_is_kept_with_the_visit(session, open_visit):
    visit = open_visit()

    assert visits.visit_file(session, visit, "page.html") == visit.id.encode()


def test_the_secret_itself_is_not_in_the_database(session, open_visit):
    open_visit("a secret that nobody guesses")

    assert "a secret that nobody guesses" not in [row.holder for row in session.scalars(select(VisitRow))]


def test_the_same_file_again_is_the_same_visit_with_the_same_end(open_visit):
    first = open_visit()

    assert open_visit(at=NOW + 30 * MINUTE) == first


def test_the_same_file_after_its_hour_is_a_new_visit(open_visit):
    first = open_visit()

    assert open_visit(at=NOW + 61 * MINUTE).id != first.id


def test_a_file_that_cannot_be_read_leaves_nothing_behind(session, open_visit):
    with pytest.raises(DomainError):
        open_visit(data=b"{not an answer")

    assert len(session.scalars(select(VisitRow)).all()) == 1


def test_deleting_what_is_over_leaves_what_is_not(session, open_visit):
    open_visit()
    later = open_visit("late", at=NOW + 30 * MINUTE)

    assert visits.delete_expired(session, NOW + 61 * MINUTE) == 2

    assert [row.id for row in session.scalars(select(VisitRow))] == [later.id]
    assert {row.visit_id for row in session.scalars(select(VisitFileRow))} == {later.id}


def test_a_file_is_asked_for_once(session, open_visit):
    visit = open_visit()

    assert visits.ask_for_file(session, visit, "plan.pdf", NOW)
    assert not visits.ask_for_file(session, visit, "plan.pdf", NOW + MINUTE)
    assert visits.file_state(session, visit, "plan.pdf") == "waiting"


def test_a_file_that_takes_beyond_patience_may_be_asked_for_again(session, open_visit):
    visit = open_visit()
    visits.ask_for_file(session, visit, "plan.pdf", NOW)

    assert visits.ask_for_file(session, visit, "plan.pdf", NOW + 3 * MINUTE)


def test_a_file_that_failed_may_be_asked_for_again_and_one_that_is_done_may_not(session, open_visit):
    visit = open_visit()
    visits.finish_file(session, visit.id, "failed.pdf", None, NOW)
    visits.finish_file(session, visit.id, "done.pdf", b"PDF", NOW)

    assert visits.ask_for_file(session, visit, "failed.pdf", NOW)
    assert not visits.ask_for_file(session, visit, "done.pdf", NOW + 30 * MINUTE)


def test_the_worker_gets_what_was_read_and_says_that_it_works(session, open_visit):
    visit = open_visit()
    visits.ask_for_file(session, visit, "plan.pdf", NOW)

    edition, sheet = visits.start_file(session, visit.id, "plan.pdf", NOW)

    assert (edition.reference, sheet) == ("bme-mentoring/1.0", example_sheet("bme-mentoring/1.0"))
    assert visits.file_state(session, visit, "plan.pdf") == "working"


def test_the_worker_keeps_nothing_for_a_visit_that_is_over(session, open_visit):
    visit = open_visit()
    visits.close_visit(session, visit)

    visits.finish_file(session, visit.id, "plan.pdf", b"PDF", NOW)

    assert visits.start_file(session, visit.id, "plan.pdf", NOW) is None
    assert session.get(VisitFileRow, (visit.id, "plan.pdf")) is None
