"""Are keys, credentials and what became of them as they were written? One sentence for each that is not."""

from __future__ import annotations

from collections.abc import Iterator

from joserfc.errors import JoseError
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.credentials import Algorithm
from charter.services.credential_signing import is_signed, thumbprint_of
from charter.services.credentials import is_ours
from charter.services.issuer_keys import IssuerKey, find_key
from charter.services.issuer_keys import is_ours as is_our_record
from charter.store.chains import NOTHING_BEFORE
from charter.store.chains import is_signed as is_signed_by_us
from charter.store.credentials import CredentialRow, CredentialStatusRow, status_digest, statuses_of
from charter.store.issuer_keys import IssuerKeyEventRow, events_of_key

CHANGED = "it is not what was written."
OTHER_KEY = "its public half is not that of its name."
NO_KEY = "the key that signed it is gone."
NOT_SIGNED = "its signature does not hold."
NO_CREDENTIAL = "the credential is gone."


def credential_faults(session: Session, key: bytes) -> Iterator[str]:
    """Give a sentence for each thing that is not as it was written; ``key`` is the one that signs history."""
    for key_id in session.scalars(select(IssuerKeyEventRow.key_id).distinct()).all():
        yield from (f"Key {key_id}: {fault}" for fault in _key_faults(session, key_id, key))
    for row in session.scalars(select(CredentialRow).execution_options(yield_per=500)):
        name = f"Credential {row.credential_id}, {row.algorithm}"
        yield from (f"{name}: {fault}" for fault in _token_faults(session, row, key))
    for credential_id in session.scalars(select(CredentialStatusRow.credential_id).distinct()).all():
        name = f"Credential {credential_id}, its status"
        yield from (f"{name}: {fault}" for fault in _status_faults(session, credential_id, key))


def _key_faults(session: Session, key_id: str, key: bytes) -> Iterator[str]:
    events = events_of_key(session, key_id)
    if not is_our_record(events, key):
        yield CHANGED
    try:
        is_its_own = thumbprint_of(Algorithm(events[0].algorithm), events[0].details["jwk"]) == key_id
    except (JoseError, ValueError, KeyError, TypeError):
        is_its_own = False
    if not is_its_own:
        yield OTHER_KEY


def _token_faults(session: Session, row: CredentialRow, key: bytes) -> Iterator[str]:
    if not is_ours(row, key):
        yield CHANGED
    signer = find_key(session, row.key_id, key)
    if signer is None:
        yield NO_KEY
    elif not _is_of(signer, row):
        yield NOT_SIGNED


def _is_of(signer: IssuerKey, row: CredentialRow) -> bool:
    is_named = (signer.algorithm, signer.body_id) == (row.algorithm, row.organisation_id)
    return is_named and is_signed(row.token, signer.algorithm, signer.jwk)


def _status_faults(session: Session, credential_id: str, key: bytes) -> Iterator[str]:
    if session.get(CredentialRow, (credential_id, Algorithm.EDDSA.value)) is None:
        yield NO_CREDENTIAL
    before = NOTHING_BEFORE
    for number, row in enumerate(statuses_of(session, credential_id), 1):
        is_next = row.number == number and row.previous_digest == before
        if not (is_next and is_signed_by_us(row, key) and row.digest == status_digest(row)):
            yield f"change {row.number}: {CHANGED}"
        before = row.digest
