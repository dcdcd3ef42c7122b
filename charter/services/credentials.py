"""Issuing credentials of awards, telling what became of them, and publishing both for whoever checks one."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.credentials import (
    Algorithm,
    AwardClaim,
    Issue,
    Purpose,
    StatusPlace,
    credential_document,
)
from charter.domain.errors import WrongState
from charter.domain.status_lists import ENTRIES, StatusList, is_full, status_list_document
from charter.services.credential_office import Office
from charter.services.deeds import Deed, new_id
from charter.services.issuer_keys import keys_of, make_missing_keys, sign_with, signing_key_of
from charter.store.chains import Happening, is_signed, signature_of
from charter.store.credentials import (
    CredentialRow,
    CredentialStatusRow,
    add_credential,
    add_status,
    credential_digest,
    credentials_of,
    last_list,
    places_taken,
    rendition,
    status_digest,
    statuses_of,
    statuses_of_list,
)

# Under this name a certificate carries its credential, as an attached file.
CREDENTIAL_FILE = "credential.jwt"
# What becomes of a credential, as its record tells.
RESTORED = "restored"
EVENTS = {Purpose.SUSPENSION: "suspended", Purpose.REVOCATION: "revoked"}
PURPOSES = {event: purpose for purpose, event in EVENTS.items()}


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Which list of statuses somebody asks for."""

    body_id: str
    number: int
    purpose: Purpose
    algorithm: Algorithm


def issue_credential(deed: Deed, office: Office, award_id: str, claim: AwardClaim) -> str:
    """Issue a credential of an award, one rendition a kind of signature; give its id. Commits nothing.

    The body gets its keys where it has none yet. Raises NoCredentialKey where one is not on this machine.
    """
    body_id = claim.issuer.body_id
    keys = make_missing_keys(deed, office.private, body_id)
    credential_id, place = new_id(), _free_place(deed.session, body_id)
    for algorithm in Algorithm:
        key = signing_key_of(keys, algorithm)
        document = credential_document(claim, Issue(credential_id, place, algorithm, office.addresses))
        row = CredentialRow(
            credential_id=credential_id,
            algorithm=algorithm.value,
            award_id=award_id,
            organisation_id=body_id,
            key_id=key.key_id,
            list_number=place.list_number,
            status_index=place.index,
            ends_on=claim.valid_until,
            token=sign_with(office, key, document),
            issued_at=deed.now,
        )
        add_credential(deed.session, row, deed.key)
    return credential_id


def set_status(deed: Deed, award_id: str, purpose: Purpose, *, is_set: bool) -> None:
    """Suspend, restore or revoke every credential of an award. Does nothing where it is so. Commits nothing.

    Raises WrongState where one that was revoked is to be restored: that is for good.
    """
    if purpose is Purpose.REVOCATION and not is_set:
        raise WrongState("A credential that was revoked stays so. Issue a new one instead.")
    ids = {row.credential_id for row in credentials_of(deed.session, award_id)}
    for credential_id in sorted(ids):
        if (purpose in statuses_now(deed.session, credential_id, deed.key)) != is_set:
            change_status(deed, credential_id, purpose, is_set=is_set)


def change_status(deed: Deed, credential_id: str, purpose: Purpose, *, is_set: bool) -> None:
    """Note that a status of one credential begins or ends. Commits nothing."""
    event = EVENTS[purpose] if is_set else RESTORED
    add_status(deed.session, credential_id, Happening(event, deed.person_id, deed.now, {}), deed.key)


def statuses_now(session: Session, credential_id: str, signing_key: bytes) -> frozenset[Purpose]:
    """Give what holds of a credential now."""
    return _in_force(statuses_of(session, credential_id), signing_key)


def token_of(session: Session, credential_id: str, algorithm: Algorithm) -> str | None:
    """Give a credential as it was issued; None where there is none."""
    row = rendition(session, credential_id, algorithm.value)
    return row.token if row else None


def credential_of_award(session: Session, award_id: str, algorithm: Algorithm = Algorithm.EDDSA) -> str | None:
    """Give the newest credential of an award, for its certificate and its page; None where none was issued."""
    found = (row.token for row in credentials_of(session, award_id) if row.algorithm == algorithm)
    return next(found, None)


def status_list_token(deed: Deed, office: Office, asked: ListAsked) -> str | None:
    """Give a list of statuses as it stands now, signed; None where the body has no such list.

    Raises NoCredentialKey where its key is not on this machine.
    """
    keys = keys_of(deed.session, asked.body_id, deed.key)
    if not keys or not 1 <= asked.number <= last_list(deed.session, asked.body_id):
        return None
    addresses = office.addresses
    listed = StatusList(
        issuer_address=addresses.issuer(asked.body_id),
        address=addresses.status_list(asked.body_id, asked.number, asked.purpose, asked.algorithm),
        purpose=asked.purpose,
        places=_places_set(deed, asked),
    )
    key = signing_key_of(keys, asked.algorithm)
    return sign_with(office, key, status_list_document(listed, deed.now))


def is_ours(row: CredentialRow, signing_key: bytes) -> bool:
    """Tell whether a credential's row is as it was written, with the key that is kept outside the database."""
    signature = signature_of(row.digest, signing_key)
    return row.digest == credential_digest(row) and hmac.compare_digest(row.signature.encode(), signature.encode())


def _places_set(deed: Deed, asked: ListAsked) -> frozenset[int]:
    changes: dict[int, list[CredentialStatusRow]] = {}
    for index, row in statuses_of_list(deed.session, asked.body_id, asked.number, asked.algorithm.value):
        changes.setdefault(index, []).append(row)
    return frozenset(index for index, rows in changes.items() if _is_listed(_in_force(rows, deed.key), asked.purpose))


def _is_listed(held: frozenset[Purpose], purpose: Purpose) -> bool:
    """Whoever looks for a suspension alone must not take a revoked one for good."""
    return purpose in held or (purpose is Purpose.SUSPENSION and Purpose.REVOCATION in held)


def _in_force(changes: Iterable[CredentialStatusRow], signing_key: bytes) -> frozenset[Purpose]:
    held = frozenset[Purpose]()
    for row in changes:
        if row.digest != status_digest(row) or not is_signed(row, signing_key):
            continue  # nobody of ours wrote it
        held = held - {Purpose.SUSPENSION} if row.event == RESTORED else held | {PURPOSES[row.event]}
    return held


def _free_place(session: Session, body_id: str) -> StatusPlace:
    """Give a place at random, so that neighbours in a list tell nothing; a new list where one is half full."""
    number = last_list(session, body_id)
    taken = places_taken(session, body_id, number, Algorithm.EDDSA.value)
    if is_full(taken):
        number, taken = number + 1, set()
    return StatusPlace(number, _place_outside(taken))


def _place_outside(taken: Collection[int]) -> int:
    while (found := secrets.randbelow(ENTRIES)) in taken:
        pass
    return found
