"""Where this site issues credentials, for views."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from charter.services.credential_office import Office, open_office
from charter.services.deeds import Deed
from charter.web import clock
from charter.web.extensions import database

NOBODY = "public"  # stands where nobody signed in asks; is nobody's id


def office() -> Office:
    """Give where credentials are issued."""
    return open_office(current_app.config["CHARTER"])


def public_deed() -> Deed:
    """Give a deed of whoever asks: it can read what is public, and changes nothing."""
    return Deed(database(), NOBODY, now(), signing_key())


def signing_key() -> bytes:
    """Give the key that signs the records of keys and credentials; without it none of them is believed."""
    return (current_app.config["CHARTER"].signing_key or "").encode()


def now() -> dt.datetime:
    """Give the time of the site."""
    return clock.now()
