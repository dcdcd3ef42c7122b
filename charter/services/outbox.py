"""Mail: put into the outbox with what it is about, and sent by the worker; retried, told once, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.store.outbox import REFUSED, SENDING, SENT, WAITING, MailRow, next_due

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
