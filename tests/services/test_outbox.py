"""Letters: told once, retried, never lost."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.services.outbox import Letter, MailDelayed, MailRefused, put_letter, send_due
from charter.store.outbox import SENDING, MailRow
from tests.support.teams import JUNE

LETTER = Letter("deadline:28:abc", "lead@example.org", "28 days\nleft", "Four weeks.")
MINUTE = dt.timedelta(minutes=1)


class Server:
    """Stands in for a mail server: notes what it takes, and refuses as often as it is told to."""

    def __init__(self, *answers):
        self.answers, self.taken = list(answers), []

    def __call__(self, letter):
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(letter.key)


@pytest.fixture
def waiting(session):
    put_letter(session, LETTER, JUNE)
    session.commit()
    return session


def at(moment):
    return lambda: moment


def row(session):
    session.expire_all()
    return session.scalars(select(MailRow)).one()


def test_a_letter_is_sent_once_and_its_text_is_forgotten(waiting):
    server = Server()

    assert send_due(waiting, server, at(JUNE)) == 1
    assert send_due(waiting, server, at(JUNE + MINUTE)) == 0

    sent = row(waiting)
    assert server.taken == ["deadline:28:abc"]
    assert (sent.state, sent.sent_at, sent.body, sent.subject) == ("sent", JUNE, "", "28 days left")


def test_the_same_thing_is_told_once(waiting):
    assert not put_letter(waiting, LETTER, JUNE + MINUTE)


def test_a_letter_goes_with_the_transaction_that_it_is_about(session):
    put_letter(session, LETTER, JUNE)
    session.rollback()

    assert session.scalars(select(MailRow)).all() == []


def test_a_delayed_letter_is_tried_after_one_two_and_four_minutes(waiting):
    server = Server(MailDelayed("busy"), MailDelayed("busy"), MailDelayed("busy"))
    waits = []
    now = JUNE
    for _ in range(3):
        send_due(waiting, server, at(now))
        waits.append(row(waiting).next_try_at - now)
        now = row(waiting).next_try_at

    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert send_due(waiting, server, at(now)) == 1
    assert row(waiting).tries == 4


def test_nothing_is_tried_before_its_time(waiting):
    server = Server(MailDelayed("busy"))
    send_due(waiting, server, at(JUNE))

    assert send_due(waiting, server, at(JUNE + MINUTE / 2)) == 0
    assert server.taken == []


def test_a_refused_letter_is_given_up_and_says_why(waiting):
    send_due(waiting, Server(MailRefused("recipient refused with 550")), at(JUNE))

    assert (row(waiting).state, row(waiting).last_answer) == ("refused", "recipient refused with 550")
    assert send_due(waiting, Server(), at(JUNE + dt.timedelta(days=9))) == 0


def test_after_about_a_week_of_delays_it_is_given_up(waiting):
    server = Server(*[MailDelayed("busy")] * 50)
    now = JUNE
    while row(waiting).state == "waiting":
        send_due(waiting, server, at(now))
        now = row(waiting).next_try_at

    assert row(waiting).tries == 40
    assert dt.timedelta(days=7) < now - JUNE < dt.timedelta(days=9)


def test_a_letter_that_could_not_be_sent_in_time_is_not_sent_at_all(session):
    put_letter(session, Letter("digest:1", "lead@example.org", "Your week", "Text.", JUNE + 2 * MINUTE), JUNE)
    session.commit()
    server = Server(MailDelayed("busy"))
    send_due(session, server, at(JUNE))

    assert send_due(session, server, at(JUNE + 2 * MINUTE)) == 0
    assert (row(session).state, row(session).last_answer) == ("refused", "given up: it was too late to be of use")


def test_a_letter_whose_worker_died_is_taken_up_by_another(waiting):
    found = row(waiting)
    found.state, found.next_try_at = SENDING, JUNE + 10 * MINUTE
    waiting.commit()
    server = Server()

    assert send_due(waiting, server, at(JUNE + 9 * MINUTE)) == 0
    assert send_due(waiting, server, at(JUNE + 10 * MINUTE)) == 1


def test_one_letter_that_fails_does_not_hold_back_the_others(waiting):
    put_letter(waiting, Letter("other", "x@example.org", "Hello", "Text."), JUNE)
    waiting.commit()
    server = Server(MailRefused("no"))

    assert send_due(waiting, server, at(JUNE)) == 1
    assert len(server.taken) == 1
