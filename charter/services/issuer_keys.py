"""The keys that sign credentials: made, replaced, given up. Each awarding body has its own, one a kind of signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.credentials import Algorithm, Document
from charter.domain.errors import NoCredentialKey, UnknownKey
from charter.domain.permissions import OrganisationKind
from charter.services.credential_office import Office
from charter.services.credential_signing import PrivateKey, key_text, make_key, public_half, read_key, sign
from charter.services.deeds import Deed
from charter.store.accounts import OrganisationRow
from charter.store.chains import NOTHING_BEFORE, Happening, is_signed
from charter.store.credential_keys import PrivateKeys
from charter.store.issuer_keys import (
    COMPROMISED,
    MADE,
    RETIRED,
    IssuerKeyEventRow,
    add_key,
    add_key_event,
    events_of_key,
    key_event_digest,
    key_events,
)

ELSEWHERE = (
    "The private half of the key {key} is not on this machine, so nothing can be signed. Give it the folder that holds "
    "it (CHARTER_CREDENTIAL_KEYS), or make a new key with `flask charter credential rotate-key`."
)


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key as its record tells today. Only one with our signature over all of its record is ever given."""

    key_id: str
    body_id: str
    algorithm: Algorithm
    jwk: dict[str, Any]
    made_at: dt.datetime
    # made, retired or compromised
    state: str
    # from when on a signature of it may be somebody else's; None = it was never lost
    lost_from: dt.date | None = None
    # since when it is what it is; None = since it was made
    changed_at: dt.datetime | None = None

    @property
    def signs(self) -> bool:
        """Whether it signs new credentials."""
        return self.state == MADE

    @property
    def is_published(self) -> bool:
        """Whether others may check signatures with it: a lost one is taken away, since its thief could date back."""
        return self.state != COMPROMISED


def keys_of(session: Session, body_id: str, signing_key: bytes) -> tuple[IssuerKey, ...]:
    """Give every key of a body, oldest first; those whose record is not ours are left out."""
    found = (_read(events, signing_key) for events in key_events(session, body_id).values())
    return tuple(key for key in found if key is not None)


def find_key(session: Session, key_id: str, signing_key: bytes) -> IssuerKey | None:
    """Give a key; None where there is none with that id whose record is ours."""
    return _read(events_of_key(session, key_id), signing_key)


def make_missing_keys(deed: Deed, private: PrivateKeys, body_id: str) -> tuple[IssuerKey, ...]:
    """Give the keys that sign for a body, made where it has none of a kind. Commits nothing."""
    deed.session.get_one(OrganisationRow, body_id, with_for_update=True)  # so that two do not make one each
    signing = {key.algorithm: key for key in keys_of(deed.session, body_id, deed.key) if key.signs}
    return tuple(signing.get(one) or _make(deed, private, body_id, one) for one in Algorithm)


def make_all_keys(deed: Deed, private: PrivateKeys) -> None:
    """Make the keys that any awarding body lacks, at each start. Commits."""
    for body_id in awarding_bodies(deed.session):
        make_missing_keys(deed, private, body_id)
    deed.session.commit()


def awarding_bodies(session: Session) -> tuple[str, ...]:
    """Give the id of every awarding body."""
    bodies = select(OrganisationRow.id).where(OrganisationRow.kind == OrganisationKind.BODY)
    return tuple(session.scalars(bodies.order_by(OrganisationRow.id)))


def rotate_keys(deed: Deed, private: PrivateKeys, body_id: str) -> tuple[IssuerKey, ...]:
    """Retire every key that signs for a body and make new ones; give the new ones. Commits.

    What was signed can still be checked; the private halves of the old ones are destroyed.
    """
    deed.session.get_one(OrganisationRow, body_id, with_for_update=True)
    retired = [key for key in keys_of(deed.session, body_id, deed.key) if key.signs]
    for key in retired:
        _note(deed, key, RETIRED, {})
    made = make_missing_keys(deed, private, body_id)
    deed.session.commit()
    for key in retired:
        private.delete(key.key_id)
    return made


def give_up_key(deed: Deed, private: PrivateKeys, key_id: str, lost_from: dt.date) -> IssuerKey:
    """Note that somebody else may have had a key since a day: it is published no more. Gives the key that was lost.

    Makes a new one in its place where it still signed. Commits. Raises UnknownKey.
    """
    key = find_key(deed.session, key_id, deed.key)
    if key is None:
        raise UnknownKey(f"There is no key {key_id}. `flask charter credential keys` lists those that there are.")
    if lost_from > deed.now.date():
        raise UnknownKey("A key cannot be lost on a day to come. Give the first day on which it may have been.")
    deed.session.get_one(OrganisationRow, key.body_id, with_for_update=True)
    _note(deed, key, COMPROMISED, {"from": lost_from.isoformat()})
    if key.signs:
        make_missing_keys(deed, private, key.body_id)
    deed.session.commit()
    private.delete(key.key_id)
    return key


def signing_key_of(keys: Sequence[IssuerKey], algorithm: Algorithm) -> IssuerKey:
    """Give the newest key that signs in this way. Raises NoCredentialKey."""
    found = [key for key in keys if key.signs and key.algorithm is algorithm]
    if not found:
        raise NoCredentialKey("This awarding body has no key yet. `flask charter credential keys` makes it.")
    return found[-1]


def sign_with(office: Office, key: IssuerKey, document: Document) -> str:
    """Give a document signed with a key. Raises NoCredentialKey where its private half is not here."""
    return sign(document, key.algorithm, _private_half(office, key), office.addresses.key(key.body_id, key.key_id))


def _private_half(office: Office, key: IssuerKey) -> PrivateKey:
    text = office.private.find(key.key_id)
    if text is None:
        raise NoCredentialKey(ELSEWHERE.format(key=key.key_id))
    return read_key(key.algorithm, text)


def _make(deed: Deed, private: PrivateKeys, body_id: str, algorithm: Algorithm) -> IssuerKey:
    made = make_key(algorithm)
    jwk = public_half(algorithm, made)
    private.add(jwk["kid"], key_text(made))  # before it is noted: a key that nobody has could never sign
    add_key(deed.session, body_id, jwk, Happening(MADE, deed.person_id, deed.now, {"jwk": jwk}), deed.key)
    return IssuerKey(jwk["kid"], body_id, algorithm, jwk, deed.now, MADE)


def _note(deed: Deed, key: IssuerKey, event: str, details: dict[str, Any]) -> None:
    before = events_of_key(deed.session, key.key_id)[-1]
    add_key_event(deed.session, before, Happening(event, deed.person_id, deed.now, details), deed.key)


def _read(events: Sequence[IssuerKeyEventRow], signing_key: bytes) -> IssuerKey | None:
    if not events or events[0].event != MADE or not is_ours(events, signing_key):
        return None
    first, last = events[0], events[-1]
    lost = [dt.date.fromisoformat(row.details["from"]) for row in events if row.event == COMPROMISED]
    return IssuerKey(
        key_id=first.key_id,
        body_id=first.organisation_id,
        algorithm=Algorithm(first.algorithm),
        jwk=first.details["jwk"],
        made_at=first.happened_at,
        state=COMPROMISED if lost else last.event,
        lost_from=min(lost, default=None),
        changed_at=last.happened_at if last is not first else None,
    )


def is_ours(events: Sequence[IssuerKeyEventRow], signing_key: bytes) -> bool:
    """Tell whether a key's record is whole, and signed with the key that is kept outside the database."""
    before = NOTHING_BEFORE
    for number, row in enumerate(events, 1):
        if row.number != number or row.previous_digest != before or row.digest != key_event_digest(row):
            return False
        if not is_signed(row, signing_key):
            return False
        before = row.digest
    return True
