"""Who tries too often waits, whoever they say they are."""

from __future__ import annotations

import datetime as dt
from threading import Thread

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.services.lockouts import (
    Attempt,
    forget_attempts,
    network_part,
    note_failure,
    note_letter,
    note_success,
    refused_until,
)
from charter.store.base import writing
from charter.store.outbox import MailRow
from charter.store.sign_in import AttemptRow
from tests.support.teams import JUNE, add_people

QUARTER = dt.timedelta(minutes=15)


def trying(session, email="lead@example.org", network="10.0.0.1", now=JUNE):
    return Attempt(session, email, network, now, b"for tests alone")


def fail(session, times, **who):
    for _ in range(times):
        note_failure(trying(session, **who))


def test_nine_failures_are_borne(session):
    fail(session, 9)

    assert refused_until(trying(session)) is None


def test_after_ten_failures_it_is_refused_for_a_quarter_of_an_hour_and_no_longer(session):
    fail(session, 10)

    just_before, at_the_end = JUNE + QUARTER - dt.timedelta(seconds=1), JUNE + QUARTER
    assert refused_until(trying(session, now=just_before)) == JUNE + QUARTER
    assert refused_until(trying(session, now=at_the_end)) is None


def test_an_address_in_capitals_is_the_same_address(session):
    fail(session, 10, email=" Lead@Example.ORG")

    assert refused_until(trying(session)) == JUNE + QUARTER


def test_another_address_on_the_same_network_is_not_concerned(session):
    fail(session, 10)

    assert refused_until(trying(session, email="viewer@example.org")) is None


def test_one_network_that_fails_with_a_hundred_addresses_is_refused_with_every_address(session):
    for number in range(100):
        note_failure(trying(session, email=f"guess{number}@example.org"))

    assert refused_until(trying(session)) == JUNE + QUARTER
    assert refused_until(trying(session, network="10.0.0.2")) is None


def test_half_an_ipv6_address_is_one_customer():
    assert network_part("2001:db8:1:2:aaaa::1") == network_part("2001:db8:1:2:bbbb::2")
    assert network_part("2001:db8:1:3::1") != network_part("2001:db8:1:2::1")


def test_signing_in_forgets_the_failures_for_the_address(session):
    fail(session, 9)
    note_success(trying(session))
    fail(session, 9)

    assert refused_until(trying(session)) is None


def test_whoever_has_the_address_is_told_once_a_day(session):
    add_people(session)
    fail(session, 10)
    fail(session, 10, now=JUNE + dt.timedelta(hours=3))

    letters = session.scalars(select(MailRow)).all()

    assert [(letter.key, letter.address) for letter in letters] == [("lock-out:lead:2027-06-01", "lead@example.org")]


def test_letters_are_counted_apart_from_failures(session):
    for _ in range(5):
        note_letter(trying(session))

    assert refused_until(trying(session), "letter") == JUNE + QUARTER
    assert refused_until(trying(session)) is None


def test_neither_address_nor_network_is_kept(session):
    fail(session, 1)

    subjects = session.scalars(select(AttemptRow.subject)).all()

    assert [len(subject) for subject in subjects] == [64, 64]
    assert all(set(subject) <= set("0123456789abcdef") for subject in subjects)


def test_what_counts_no_more_is_deleted(session):
    fail(session, 1)
    fail(session, 1, now=JUNE + dt.timedelta(hours=20))

    forget_attempts(session, JUNE + dt.timedelta(hours=25))

    assert len(session.scalars(select(AttemptRow)).all()) == 2


def test_many_at_once_get_no_more_tries_than_one_after_the_other(engine):
    allowed = []

    def guess():
        with Session(writing(engine)) as session:
            if refused_until(trying(session)) is None:
                allowed.append(1)
                note_failure(trying(session))

    threads = [Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(allowed) == 10
