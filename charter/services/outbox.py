"""Mail: put into the outbox with what it is about, and sent by the worker; retried, told once, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.store.outbox import REFUSED, SENDING, SENT, WAITING, MailRow, given_up_mails, next_due, waiting_mails

# A worker that dies while it sends leaves the mail marked; after so long another takes it up. The message keeps its
# Message-ID, so a mail server that had taken it already can tell.
PATIENCE = dt.timedelta(minutes=10)
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)
MOST_TRIES = 40  # about a week
TOO_LATE = "given up: it was too late to be of use"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready to be sent. ``key`` makes its Message-ID.

    What could not be sent before ``useful_until`` is given up: an old reminder misleads.
    """

    key: str
    address: str
    subject: str
    body: str
    useful_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter as whoever runs the installation sees it: never its text, which may hold a link that lets in."""

    address: str
    subject: str
    written_at: dt.datetime
    tries: int
    last_answer: str


@dataclass(frozen=True, slots=True)
class OutboxShown:
    """What waits, oldest first, and what was given up, newest first."""

    waiting: tuple[LetterShown, ...]
    given_up: tuple[LetterShown, ...]


class MailRefused(Exception):
    """The mail server refuses the message for good, such as for an address that does not exist."""


class MailDelayed(Exception):
    """The mail server cannot be reached, or asks to try again later."""


def put_letter(session: Session, letter: Letter, now: dt.datetime) -> bool:
    """Put a letter into the outbox; give whether it is new. The same key is told once.

    Commits nothing: it goes with the transaction that it is about.
    """
    if session.get(MailRow, letter.key) is not None:
        return False
    row = MailRow(
        key=letter.key,
        address=letter.address,
        subject=" ".join(letter.subject.split())[:200],
        body=letter.body,
        state=WAITING,
        written_at=now,
        next_try_at=now,
        useful_until=letter.useful_until,
        tries=0,
        sent_at=None,
        last_answer="",
    )
    session.add(row)
    session.flush()
    return True


def send_due(session: Session, send: Callable[[Letter], None], clock: Callable[[], dt.datetime]) -> int:
    """For the worker: send every letter that is due; give how many the mail server took.

    ``send`` raises MailRefused or MailDelayed. A delayed letter is tried again after a minute, then two, four … up to
    six hours; after about a week, when refused, or when no longer of use, it is given up and stays as refused. Commits
    after each step, so that a worker that dies has told nothing twice that it knew of.
    """
    taken = 0
    while (row := next_due(session, clock())) is not None:
        if row.useful_until is not None and row.useful_until <= clock():
            row.state, row.last_answer, row.body = REFUSED, TOO_LATE, ""
            session.commit()
            continue
        row.state, row.tries, row.next_try_at = SENDING, row.tries + 1, clock() + PATIENCE
        letter = Letter(row.key, row.address, row.subject, row.body)
        session.commit()
        _note(session.get_one(MailRow, letter.key), _tried(send, letter), clock())
        taken += session.get_one(MailRow, letter.key).state == SENT
        session.commit()
    return taken


def outbox_shown(session: Session) -> OutboxShown:
    """Give what waits and what was given up. For whoever runs the installation; changes nothing."""
    return OutboxShown(
        tuple(_shown(row) for row in waiting_mails(session)), tuple(_shown(row) for row in given_up_mails(session))
    )


def try_again(session: Session, now: dt.datetime) -> int:
    """Let every letter that was given up wait again while it is of use; give how many they are.

    For whoever runs the installation and has mended what was wrong. What a forgotten person was to get stays given up.
    Commits.
    """
    rows = [row for row in given_up_mails(session) if row.body and (row.useful_until is None or row.useful_until > now)]
    for row in rows:
        row.state, row.tries, row.next_try_at = WAITING, 0, now
    session.commit()
    return len(rows)


def _shown(row: MailRow) -> LetterShown:
    return LetterShown(row.address, row.subject, row.written_at, row.tries, row.last_answer)


def _tried(send: Callable[[Letter], None], letter: Letter) -> Exception | None:
    try:
        send(letter)
    except (MailRefused, MailDelayed) as error:
        return error
    return None


def _note(row: MailRow, error: Exception | None, now: dt.datetime) -> None:
    row.last_answer = str(error)[:200] if error else ""
    if error is None:
        row.state, row.sent_at, row.body = SENT, now, ""
    elif isinstance(error, MailRefused) or row.tries >= MOST_TRIES:
        row.state = REFUSED
    else:
        row.state, row.next_try_at = WAITING, now + min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
