"""Whose browser this is: a random secret in the signed session cookie, and the visits that it opens. No account."""

from __future__ import annotations

import datetime as dt
import secrets
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import session

from charter.services import visits
from charter.services.visits import Visit
from charter.web.extensions import database

KEY = "visitor"
CLOCK = "Europe/London"


class NoVisit(Exception):
    """There is no such visit for this browser now: another's, deleted, or past its hour."""


def now() -> dt.datetime:
    """Give the time."""
    return dt.datetime.now(tz=dt.UTC)


def secret_of_browser() -> str:
    """Give the browser's secret; a browser that has none gets one with the answer."""
    if KEY not in session:
        session[KEY] = secrets.token_urlsafe(32)
    secret: str = session[KEY]
    return secret


def visit_of_browser(visit_id: str) -> Visit:
    """Give the visit where this browser holds it and its hour is not over; NoVisit otherwise."""
    secret = session.get(KEY)
    visit = visits.find_visit(database(), secret, visit_id, now()) if secret else None
    if visit is None:
        raise NoVisit
    return visit


def kept_until(visit: Visit) -> str:
    """Give the minute after which the visit is gone, as a clock in the United Kingdom shows it."""
    try:
        return f"{visit.expires_at.astimezone(ZoneInfo(CLOCK)):%H:%M}"
    except ZoneInfoNotFoundError:  # a machine without the time zones' data
        return f"{visit.expires_at:%H:%M} UTC"
