"""Refusing who tries too often: to guess a password or a code, or to have letters sent."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.services.deeds import new_id
from charter.services.outbox import Letter, put_letter
from charter.store.accounts import person_of
from charter.store.sign_in import AttemptRow, attempts_since, delete_attempts, wait_for_turn

WINDOW = dt.timedelta(minutes=15)
MOST_BY_ADDRESS = 10
# A whole hospital may come from one network address, so it may fail more often than one person.
MOST_BY_NETWORK = 100
MOST_LETTERS = 5
# Credentials that one network may have checked.
MOST_CHECKS = 60
# Objections that may come from one network, such as that of a hospital.
MOST_OBJECTIONS = 10
KEPT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody trying something now: for which e-mail address, from which network address.

    ``key`` makes digests of both, so that neither is kept.
    """

    session: Session
    email: str
    network: str
    now: dt.datetime
    key: bytes

    def subjects(self, what: str) -> tuple[tuple[str, int], ...]:
        """Give what is counted, each with how often it may be tried in fifteen minutes."""
        of_network = {"check": MOST_CHECKS, "objection": MOST_OBJECTIONS}  # whoever does these need name nobody
        if what in of_network:
            return ((self._digest(f"{what} network {network_part(self.network)}"), of_network[what]),)
        most = MOST_BY_ADDRESS if what == "sign-in" else MOST_LETTERS
        return (
            (self._digest(f"{what} address {self.email.strip().lower()}"), most),
            (self._digest(f"{what} network {network_part(self.network)}"), MOST_BY_NETWORK),
        )

    def _digest(self, text: str) -> str:
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()


def network_part(address: str) -> str:
    """Give the part of a network address that stands for one customer: all of IPv4, the first half of IPv6."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if version == 6 else address


def refused_until(attempt: Attempt, what: str = "sign-in") -> dt.datetime | None:
    """Give until when it is refused; None = it may be tried.

    What is refused is not counted, so it ends fifteen minutes after the last attempt that was. An address that
    nobody has is counted like any other. Commits nothing.
    """
    ends = []
    for subject, most in attempt.subjects(what):
        wait_for_turn(attempt.session, subject)
        made = attempts_since(attempt.session, subject, attempt.now - WINDOW, most)
        if len(made) == most:
            ends.append(made[0] + WINDOW)
    return max(ends, default=None)


def note_failure(attempt: Attempt) -> None:
    """Count a failure to sign in; whoever has the address is told by e-mail, once a day, when it shuts the account.

    Commits.
    """
    _count(attempt, "sign-in")
    if refused_until(attempt) is not None:
        _tell(attempt)
    attempt.session.commit()


def note_letter(attempt: Attempt) -> None:
    """Count that a letter was asked for. Commits nothing: it goes with the letter."""
    _count(attempt, "letter")


def note_check(attempt: Attempt) -> None:
    """Count that a credential was checked. Commits."""
    _count(attempt, "check")
    attempt.session.commit()


def note_objection(attempt: Attempt) -> None:
    """Count that somebody objected to an award. Commits nothing: it goes with the objection."""
    _count(attempt, "objection")


def note_success(attempt: Attempt) -> None:
    """Forget the failures for an address whose owner signed in; not those of the network. Commits nothing."""
    delete_attempts(attempt.session, subject=attempt.subjects("sign-in")[0][0])


def forget_attempts(session: Session, now: dt.datetime) -> None:
    """For the worker: delete every attempt that counts no more. Commits."""
    delete_attempts(session, before=now - KEPT)
    session.commit()


def _count(attempt: Attempt, what: str) -> None:
    for subject, _most in attempt.subjects(what):
        attempt.session.add(AttemptRow(id=new_id(), subject=subject, made_at=attempt.now))
    attempt.session.flush()


def _tell(attempt: Attempt) -> None:
    person = person_of(attempt.session, attempt.email.strip().lower())
    if person is None or person.email is None:
        return
    body = (
        "Somebody typed a wrong password or code for your account too often. For fifteen minutes nobody can sign in "
        "to it; then everything works as before.\n\n"
        "If it was you, wait, or ask for a new password on the sign-in page. If it was not, you need not do anything: "
        "nobody got in. A second step, such as a code from your phone, makes your account safer: see “Your account”.\n"
    )
    letter = Letter(
        f"lock-out:{person.id}:{attempt.now:%Y-%m-%d}", person.email, "Your Charter account is shut for a while", body
    )
    put_letter(attempt.session, letter, attempt.now)
