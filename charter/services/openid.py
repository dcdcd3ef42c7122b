"""Who is meant by somebody whom another organisation's sign-in vouches for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from charter.store.accounts import PersonRow, person_of


def person_vouched_for(session: Session, email: str) -> PersonRow | None:
    """Give the person of an address that the provider has verified; None for a stranger, or who may not sign in.

    For the page that signs them in, before anybody is known. Nobody is added.
    """
    row = person_of(session, email.strip().lower())
    return row if row is not None and row.active else None
