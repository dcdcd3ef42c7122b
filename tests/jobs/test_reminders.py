"""Reminders on their whole way, from the calendar to a mail server on this machine."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.jobs import mail, reminders
from charter.services.assignments import Assignment, assign_criterion
from charter.services.notices import choose_notices
from charter.services.outbox import Letter, put_letter
from charter.store.base import open_engine, writing
from charter.store.outbox import SENDING, MailRow
from tests.support.teams import CLOSES, deed, round_in_progress

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)


class Worker:
    """A worker on a day that the test says: it does its own tasks, which make reminders and send what waits."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def run(self, now):
        self.monkeypatch.setattr(reminders, "now", lambda: now)
        self.monkeypatch.setattr(mail, "now", lambda: now)
        reminders.make_reminders.call_local()
        mail.send_mail.call_local()


@pytest.fixture
def session(settings):
    """A session on the database that tasks see; in it, only our lead wants letters, and only of deadlines."""
    engine = open_engine(settings.database_url)
    with Session(writing(engine)) as session:
        yield session
    engine.dispose()


@pytest.fixture
def assessment_id(session):
    ours = round_in_progress(session)
    assign_criterion(deed(session, "lead"), ours, "MA-01", Assignment("lead"), None)
    choose_notices(deed(session, "stranger"), set())
    return ours


@pytest.fixture
def worker(assessment_id, postbox, monkeypatch):
    monkeypatch.setenv("CHARTER_SITE_URL", "https://charter.example/")
    monkeypatch.setenv("CHARTER_SMTP_URL", postbox.url)
    return Worker(monkeypatch)


def test_a_reminder_arrives_once_though_the_task_ran_five_times_and_the_server_refused_twice(worker, postbox):
    postbox.answers = ["451 later", "451 later"]

    for hours in range(5):
        worker.run(CLOSES - 28 * DAY + hours * HOUR)

    [message] = postbox.messages
    assert "To: lead@example.org" in message
    assert "Subject: Deadline 30 September 2027: Example trust" in message
    assert "https://charter.example/account/notices" in message


def test_a_worker_that_died_for_an_hour_sends_what_it_was_sending_and_what_came_due_meanwhile(worker, postbox, session):
    began = CLOSES - 28 * DAY - HOUR / 2
    session.add(
        MailRow(
            key="invitation:1",
            address="new@example.org",
            subject="Join",
            body="Come.",
            state=SENDING,
            written_at=began,
            next_try_at=began + 10 * MINUTE,
            useful_until=None,
            tries=1,
            sent_at=None,
            last_answer="",
        )
    )
    session.commit()

    worker.run(began + HOUR)
    worker.run(began + 2 * HOUR)

    assert sorted(line for one in postbox.messages for line in one.splitlines() if line.startswith("To: ")) == [
        "To: lead@example.org",
        "To: new@example.org",
    ]


def test_what_people_did_while_the_worker_was_dead_for_an_hour_waits_and_is_sent_once(worker, postbox, session):
    began = CLOSES - 40 * DAY
    worker.run(began)
    for number in range(3):
        put_letter(
            session, Letter(f"mention:{number}", f"p{number}@example.org", "Hello", "Come."), began + 20 * MINUTE
        )
    session.commit()

    for minutes in (60, 61, 62):
        worker.run(began + minutes * MINUTE)

    assert sorted(line for one in postbox.messages for line in one.splitlines() if line.startswith("To: ")) == [
        "To: p0@example.org",
        "To: p1@example.org",
        "To: p2@example.org",
    ]


def test_after_a_server_that_refused_for_three_weeks_only_what_is_still_of_use_arrives(worker, postbox, session):
    postbox.answer = "451 later"
    worker.run(CLOSES - 28 * DAY)
    worker.run(CLOSES - 7 * DAY)
    worker.run(CLOSES - 7 * DAY + HOUR)
    postbox.answer = "250 OK"

    worker.run(CLOSES - 6 * DAY)

    assert len(postbox.messages) == 1
    states = session.execute(select(MailRow.key, MailRow.state).order_by(MailRow.key)).all()
    assert [(key.rsplit(":", 2)[1], state) for key, state in states] == [("28", "refused"), ("7", "sent")]


def test_a_refusal_for_good_is_not_tried_again(worker, postbox):
    postbox.answer = "550 no such user"
    worker.run(CLOSES - 28 * DAY)
    postbox.answer = "250 OK"

    worker.run(CLOSES - 27 * DAY)

    assert postbox.messages == []
