"""Who tries to sign in, or to have a letter sent, and whether it is too often."""

from __future__ import annotations

import datetime as dt

from flask import current_app, request

from charter.services import lockouts
from charter.services.lockouts import Attempt
from charter.web import visitors
from charter.web.extensions import database
from charter.web.keys import derived_key
from charter.web.times import minute_text

TO_NEXT_MINUTE = dt.timedelta(seconds=59)
TOO_MANY = {
    "sign-in": "There were too many wrong tries. You can sign in again at {time}",
    "check": "Too many credentials were checked from your network. You can check another at {time}",
    "objection": "Too many objections came from your network. You can send another at {time}",
    "letter": "Too many letters were asked for. You can ask again at {time}",
}


def attempt(email: str | None) -> Attempt:
    """Give the attempt that this request is, for an e-mail address."""
    key = derived_key(current_app.config["CHARTER"], "attempts").encode()
    return Attempt(database(), email or "", request.remote_addr or "", visitors.now(), key)


def refusal(email: str | None, what: str = "sign-in") -> str | None:
    """Give the sentence that refuses it and says until when; None where it may be tried."""
    until = lockouts.refused_until(attempt(email), what)
    return TOO_MANY[what].format(time=minute_text(until + TO_NEXT_MINUTE)) if until else None
