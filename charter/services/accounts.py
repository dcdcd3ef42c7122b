"""What somebody signs in with: finding a person and their passkeys. Passwords themselves are checked at the edge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.services.deeds import new_id
from charter.store.accounts import PasskeyRow, PersonRow, passkey_of, person_by


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a device says of a passkey that it has made."""

    name: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    usage: str
    device_type: str
    backup_state: bool
    transports: Sequence[str]


__all__ = [
    "NewPasskey",
    "PasskeyRow",
    "PersonRow",
    "add_passkey",
    "find_passkey",
    "find_person",
    "keep",
    "remove_passkey",
]


def find_person(session: Session, **which: str) -> PersonRow | None:
    """Give the person whose ``id``, ``email``, ``fs_uniquifier`` or ``fs_webauthn_user_handle`` it is.

    For whoever signs them in, before anybody is known: it asks for no right. An address is compared in small letters.
    """
    if "email" in which:
        which = {"email": which["email"].strip().lower()}
    return person_by(session, **which)


def find_passkey(session: Session, credential_id: bytes) -> PasskeyRow | None:
    """Give the passkey that a device calls so; for whoever signs its owner in."""
    return passkey_of(session, credential_id)


def add_passkey(session: Session, person_id: str, new: NewPasskey, now: dt.datetime) -> None:
    """Add a passkey to who is signed in. Commits nothing: it goes with what else is changed of them."""
    session.add(
        PasskeyRow(
            id=new_id(),
            person_id=person_id,
            name=new.name,
            credential_id=new.credential_id,
            public_key=new.public_key,
            sign_count=new.sign_count,
            transports=list(new.transports),
            backup_state=new.backup_state,
            device_type=new.device_type,
            extensions=None,
            usage=new.usage,
            added_at=now,
            lastuse_datetime=now,
        )
    )


def remove_passkey(session: Session, passkey: PasskeyRow) -> None:
    """Take a passkey from who is signed in. Commits nothing."""
    session.delete(passkey)


def keep(session: Session) -> None:
    """Keep what was changed of the person who signs in, or who changes how they do. Commits."""
    session.commit()
