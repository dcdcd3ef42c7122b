"""An edition to come: whoever would not reach their tier in it is told once, and nobody else."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.notices import Notice
from charter.services.assessments import Saved, record_answers
from charter.services.future_criteria import announced_after, follows
from charter.services.future_letters import tell_of_future_criteria
from charter.services.notices import choose_notices
from charter.services.submissions import sign_off, submit, withdraw
from charter.store.base import writing
from charter.store.future_outlooks import FutureOutlookRow
from charter.store.outbox import MailRow
from tests.support.answers import filled_round
from tests.support.followed_editions import FIRST, SECOND, use_announced
from tests.support.snapshots import once
from tests.support.teams import JUNE, deed

SITE = "https://charter.example"
LOW = ("MA-01", "MA-02", "MA-03", "RP-01", "RP-02")


@pytest.fixture(autouse=True)
def published(monkeypatch):
    use_announced(monkeypatch)


@pytest.fixture
def safe_id(session):
    """Handed in, and good enough for the edition to come."""
    return once(session, "handed in", lambda: handed_in(session, filled_round(session)))


@pytest.fixture
def low_id(session):
    """Handed in by a holder of Bronze whose levels have fallen since."""
    return once(session, "handed in low", lambda: handed_in(session, lowered(session, filled_round(session))))


def lowered(session, assessment_id, version=1):
    levels = [Saved(f"/criteria/{name}/level", 0, version) for name in LOW]
    record_answers(deed(session, "writer"), assessment_id, levels)
    return assessment_id


def handed_in(session, assessment_id):
    sign_off(deed(session, "signer"), assessment_id, "True.")
    submit(deed(session, "lead"), assessment_id)
    return assessment_id


def told(session):
    return [row for row in session.scalars(select(MailRow)) if row.key.startswith("future:")]


def test_the_edition_to_come_is_found_until_the_day_on_which_it_is_in_force():
    assert announced_after(FIRST, dt.date(2028, 4, 30)).edition.reference == SECOND
    assert announced_after(FIRST, dt.date(2028, 5, 1)) is None
    assert announced_after(SECOND, dt.date(2027, 6, 1)) is None
    assert not follows(FIRST, SECOND)


def test_a_holder_who_would_not_reach_its_tier_again_is_told_once(session, low_id):
    first = tell_of_future_criteria(session, JUNE, SITE)
    again = tell_of_future_criteria(session, JUNE + dt.timedelta(days=90), SITE)

    (letter,) = told(session)
    assert (first, again, letter.address) == (1, 0, "lead@example.org")
    assert letter.subject == "Criteria from 1 May 2028: Example trust"
    assert "would not reach its tier again without doing more" in letter.body
    assert f"{SITE}/assessments/{low_id}/future-criteria" in letter.body
    assert "Bronze" not in letter.body


def test_whoever_keeps_its_tier_is_looked_at_once_and_not_told(session, safe_id):
    count = tell_of_future_criteria(session, JUNE, SITE)

    row = session.get_one(FutureOutlookRow, (safe_id, SECOND))
    assert (count, told(session), row.is_below, row.copy_number) == (0, [], False, 1)


def test_a_later_submission_is_looked_at_again_until_it_was_told(session, safe_id):
    tell_of_future_criteria(session, JUNE, SITE)
    withdraw(deed(session, "lead"), safe_id)
    handed_in(session, lowered(session, safe_id))

    counts = [tell_of_future_criteria(session, JUNE, SITE) for _ in range(2)]
    withdraw(deed(session, "lead"), safe_id)
    handed_in(session, safe_id)
    counts.append(tell_of_future_criteria(session, JUNE, SITE))

    assert counts == [1, 0, 0]


def test_what_is_not_handed_in_is_nobodys_concern_and_a_declined_letter_is_not_written(session, low_id):
    choose_notices(deed(session, "lead"), set(Notice) - {Notice.CRITERIA})

    assert tell_of_future_criteria(session, JUNE, SITE) == 0
    assert session.get_one(FutureOutlookRow, (low_id, SECOND)).is_below


def test_two_workers_at_once_write_one_letter(session, engine, low_id):
    start, counts = threading.Barrier(2), []

    def work():
        with Session(writing(engine)) as own:
            start.wait()
            counts.append(tell_of_future_criteria(own, JUNE, SITE))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 1
    assert len(told(session)) == 1
