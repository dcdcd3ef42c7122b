"""What somebody signs in with: finding a person and their passkeys. Passwords themselves are checked at the edge."""

from __future__ import annotations

from sqlalchemy.orm import Session

from charter.store.accounts import PasskeyRow, PersonRow, passkey_of, person_by

__all__ = ["PasskeyRow", "PersonRow", "find_passkey", "find_person", "keep"]


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


def keep(session: Session) -> None:
    """Keep what was changed of the person who signs in, or who changes how they do. Commits."""
    session.commit()
