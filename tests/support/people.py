"""Signing a test's browser in as a person, without a password."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.store.accounts import PersonRow
from charter.web import people, visitors
from charter.web.sent_forms import PERSON


def sign_in(client, person_id, *, ago_seconds=0):
    """Sign a test client in as a person, as if they had typed their password just now, or some seconds ago.

    The time is that of ``charter.web.visitors.now``: a test that sets the clock sets it first. Gives the client.
    """
    with Session(client.application.extensions["charter_engine"]) as session:
        uniquifier = session.scalars(select(PersonRow.fs_uniquifier).where(PersonRow.id == person_id)).one()
    then = visitors.now().timestamp() - ago_seconds
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": uniquifier, "_fresh": True, "fs_paa": then, PERSON: person_id})
        cookie.update({people.BEGAN: then, people.SEEN: then})
    return client
