"""Taking an invitation: what it offers, and joining as somebody who had no account."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import InvalidInvitation
from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.services.deeds import Deed
from charter.services.memberships import accept_invitation, add_person
from charter.store.accounts import InvitationRow, OrganisationRow, PersonRow, person_of


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers, to whom; ``has_account``: whether somebody has that address already."""

    organisation_name: str
    role: Role
    email: str
    ends_on: dt.date
    has_account: bool


def offer_of(session: Session, token: str, now: dt.datetime) -> Offer:
    """Give what an invitation offers. Whoever holds the token may. Raises InvalidInvitation, which says what to do."""
    row = session.scalars(select(InvitationRow).where(InvitationRow.token_digest == _digest(token))).one_or_none()
    if row is None or row.accepted_at is not None:
        raise InvalidInvitation(
            "This invitation was used, or never was. Sign in if you have joined, or ask for another."
        )
    if now >= row.expires_at:
        raise InvalidInvitation(
            f"This invitation ended on {date_text(row.expires_at.date())}. Ask whoever sent it for another."
        )
    where = session.get_one(OrganisationRow, row.organisation_id).name
    has_account = person_of(session, row.email) is not None
    return Offer(where, Role(row.role), row.email, row.expires_at.date(), has_account)


def join(session: Session, token: str, name: str, password: str | None, now: dt.datetime) -> PersonRow:
    """Add the person whom an invitation is for, with the hash of their password, and give them the role.

    Whoever holds the token may, unless the address belongs to somebody already, who signs in first. Raises
    InvalidInvitation. Commits.
    """
    offer = offer_of(session, token, now)
    if offer.has_account:
        raise InvalidInvitation("You have an account already. Sign in first, then take the invitation.")
    person = add_person(Deed(session, "", now, b""), offer.email, name)
    person.password = password
    accept_invitation(Deed(session, person.id, now, b""), token)
    return person


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
