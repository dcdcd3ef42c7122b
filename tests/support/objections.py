"""Objections that somebody made without signing in."""

from __future__ import annotations

from charter.services.lockouts import Attempt
from charter.services.objections import Objection, object_to
from tests.support.teams import JUNE, KEY, deed

FALSE = "false or misleading information"
WORDS = "The list of mentors holds people who left in 2024; I saw it on the intranet."


def attempt(session, now=JUNE, network="203.0.113.9"):
    """Give somebody trying from a network."""
    return Attempt(session, "", network, now, KEY)


def made_objection(session, award_id, ground=FALSE, now=JUNE, **more):
    """Give the id of an objection to an award."""
    objection = Objection(ground, WORDS, **more)
    return object_to(deed(session, "public", now), award_id, objection, attempt(session, now))
