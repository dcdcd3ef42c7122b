"""Is a credential genuine, does it count today, and what has the register? Every doubt has its sentence."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from sqlalchemy.orm import Session

from charter.domain.credentials import Algorithm, Document, Purpose
from charter.domain.wording import date_text
from charter.services import credential_words as words
from charter.services.award_entries import AwardEntry, entry_of_award, entry_of_digest
from charter.services.credential_reading import Handed
from charter.services.credential_signing import is_signed
from charter.services.credentials import is_ours, statuses_now
from charter.services.issuer_keys import IssuerKey, find_key
from charter.store.credentials import CredentialRow, rendition

KEY_ADDRESS = re.compile(r"https?://\S+/issuers/[A-Za-z0-9_-]{1,22}/keys/([A-Za-z0-9_-]{43})")
CREDENTIAL_ADDRESS = re.compile(r"https?://\S+/credentials/([A-Za-z0-9_-]{1,22})")
HEADER = frozenset({"alg", "kid", "typ"})
KEYS_WITHIN = frozenset({"jwk", "jku", "x5c", "x5u"})
CLAIMS = frozenset({"iss", "jti", "sub", "nbf", "exp"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in a sentence, and whether it is as it should be; None = that decides nothing."""

    text: str
    is_good: bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is told to whoever asked."""

    headline: str
    # whether it is genuine, and the award counts today
    stands: bool
    findings: tuple[Finding, ...]
    # what it says, as pairs of a name and a value; empty where it is not genuine
    says: tuple[tuple[str, str], ...] = ()
    # what the register has today; None = nothing, or it is not genuine
    entry: AwardEntry | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where credentials are checked: the database, the key that signs its records, and the time."""

    session: Session
    signing_key: bytes
    now: dt.datetime


@dataclass(slots=True)
class _Told:
    """What was found so far."""

    findings: list[Finding] = field(default_factory=list)

    def tell(self, text: str, *, is_good: bool | None = None) -> None:
        self.findings.append(Finding(text, is_good))


class _Refused(Exception):
    """It is not genuine; the message says why."""


def check(desk: Desk, handed: Handed) -> Verdict:
    """Give what there is to say of what was handed in. Nothing of it is kept."""
    if handed.digest:
        return _of_digest(desk, handed.digest)
    try:
        if handed.document is not None:
            return _of_document(desk, handed.document)
        verdict = _of_token(desk, handed.token)
    except _Refused as refusal:
        return Verdict(words.NOT_GENUINE, stands=False, findings=(Finding(str(refusal), is_good=False),))
    paper = (Finding(words.PAPER_ITSELF, is_good=None),) if handed.is_certificate else ()
    return replace(verdict, findings=(*verdict.findings, *paper))


def _of_digest(desk: Desk, digest: str) -> Verdict:
    entry = entry_of_digest(desk.session, digest, desk.now.date())
    if entry is None:
        return Verdict(words.NOTHING_FOUND, stands=False, findings=(Finding(words.DIGEST_UNKNOWN, is_good=False),))
    told = _Told()
    told.tell(words.DIGEST_KNOWN, is_good=True)
    _tell_register(told, entry)
    return Verdict(_headline(told, entry), stands=entry.holds, findings=tuple(told.findings), entry=entry)


def _of_token(desk: Desk, token: str) -> Verdict:
    key = _trusted_key(desk, token)
    document = _payload(token)
    row = _row_of(desk, document, key.algorithm)
    if row is None or not hmac.compare_digest(row.token.encode(), token.encode()):
        raise _Refused(words.NO_CREDENTIAL if "credentialStatus" not in document else words.NEVER_ISSUED)
    told = _Told()
    told.tell(words.SIGNATURE_HOLDS.format(body=document["issuer"]["name"]), is_good=True)
    return _of_issued(desk, told, row, key)


def _of_document(desk: Desk, document: dict[str, Any]) -> Verdict:
    """Text without a signature is compared with what was issued under its name."""
    row = _row_of(desk, document, Algorithm.EDDSA)
    key = find_key(desk.session, row.key_id, desk.signing_key) if row else None
    if row is None or key is None:
        raise _Refused(words.UNSIGNED_UNKNOWN)
    issued = {name: value for name, value in _payload(row.token).items() if name not in CLAIMS}
    if {name: value for name, value in document.items() if name not in CLAIMS} != issued:
        raise _Refused(words.UNSIGNED_OTHER)
    told = _Told()
    told.tell(words.UNSIGNED_SAME)
    return _of_issued(desk, told, row, key)


def _of_issued(desk: Desk, told: _Told, row: CredentialRow, key: IssuerKey) -> Verdict:
    """What was issued here: its key, its time, its status, and the register today."""
    document = _payload(row.token)
    _tell_key(told, key, row)
    has_begun = _tell_time(told, document, desk.now)
    _tell_status(told, statuses_now(desk.session, row.credential_id, desk.signing_key))
    entry = entry_of_award(desk.session, row.award_id, desk.now.date())
    _tell_register(told, entry)
    stands = all(one.is_good is not False for one in told.findings)
    headline, findings = _headline(told, entry if has_begun else None), tuple(told.findings)
    return Verdict(headline, stands=stands, findings=findings, says=_says(document), entry=entry)


def _trusted_key(desk: Desk, token: str) -> IssuerKey:
    """The key of ours that signed a token. Whatever the token says of how to check it is not followed."""
    header = _header(token)
    if header.get("alg") not in list(Algorithm):
        is_none = str(header.get("alg", "none")).lower() == "none"
        raise _Refused(words.NO_SIGNATURE if is_none else words.OTHER_SIGNATURE)
    if not KEYS_WITHIN.isdisjoint(header):
        raise _Refused(words.OWN_KEY)
    address = KEY_ADDRESS.fullmatch(str(header.get("kid", "")))
    if not HEADER.issuperset(header) or header.get("typ", "JWT") != "JWT":
        raise _Refused(words.ODD_HEADER)
    key = find_key(desk.session, address[1], desk.signing_key) if address else None
    if key is None:
        raise _Refused(words.UNKNOWN_KEY)
    if key.algorithm != header["alg"]:
        raise _Refused(words.OTHER_KIND)
    if not is_signed(token, key.algorithm, key.jwk):
        raise _Refused(words.WRONG_SIGNATURE)
    return key


def _header(token: str) -> dict[str, Any]:
    try:
        return dict(jws.extract_compact(token.encode()).headers())
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise _Refused(words.NOT_WHOLE) from error


def _payload(token: str) -> Document:
    try:
        document = json.loads(jws.extract_compact(token.encode()).payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise _Refused(words.NOT_WHOLE) from error
    if not isinstance(document, dict):
        raise _Refused(words.NO_CREDENTIAL)
    return document


def _row_of(desk: Desk, document: Document, algorithm: Algorithm) -> CredentialRow | None:
    """What was issued under the document's name; None where there is none, or its record is not ours."""
    address = CREDENTIAL_ADDRESS.fullmatch(str(document.get("id", "")))
    row = rendition(desk.session, address[1], algorithm.value) if address else None
    return row if row is not None and is_ours(row, desk.signing_key) else None


def _tell_key(told: _Told, key: IssuerKey, row: CredentialRow) -> None:
    if key.lost_from is None:
        return
    was_after = row.issued_at.date() >= key.lost_from
    sentence = words.KEY_LOST if was_after else words.KEY_LOST_LATER
    told.tell(sentence.format(day=date_text(key.lost_from)), is_good=False if was_after else None)


def _tell_time(told: _Told, document: Document, now: dt.datetime) -> bool:
    """Tell whether it is in its time; give whether that has begun."""
    begins, ends = (dt.datetime.fromisoformat(document[name]) for name in ("validFrom", "validUntil"))
    if now < begins:
        told.tell(words.NOT_YET.format(day=date_text(begins.date())), is_good=False)
    elif now > ends:
        told.tell(words.EXPIRED.format(day=date_text(ends.date())), is_good=False)
    else:
        told.tell(words.IN_TIME.format(day=date_text(ends.date())), is_good=True)
    return begins <= now


def _tell_status(told: _Told, held: frozenset[Purpose]) -> None:
    if Purpose.REVOCATION in held:
        told.tell(words.REVOKED, is_good=False)
    elif Purpose.SUSPENSION in held:
        told.tell(words.SUSPENDED, is_good=False)
    else:
        told.tell(words.NOT_REVOKED, is_good=True)


def _tell_register(told: _Told, entry: AwardEntry | None) -> None:
    if entry is None:
        told.tell(words.NOT_IN_REGISTER, is_good=False)
    else:
        told.tell(
            words.IN_REGISTER.format(code=entry.code, state=f"{entry.state[:1].lower()}{entry.state[1:]}"),
            is_good=entry.holds,
        )


def _headline(told: _Told, entry: AwardEntry | None) -> str:
    if all(one.is_good is not False for one in told.findings):
        return words.STANDS
    # such as one that a newer credential replaced, when the award was kept for longer or a key was lost
    return words.STANDS_BY_ANOTHER if entry is not None and entry.holds else words.STANDS_NOT


def _says(document: Document) -> tuple[tuple[str, str], ...]:
    """What a credential of ours says, in its own words."""
    subject = document["credentialSubject"]
    names = {one["identityType"]: one["identityHash"] for one in subject["identifier"]}
    until = dt.datetime.fromisoformat(document["validUntil"]).date()
    told = {
        "Awarded": document["name"],
        "To": names["name"],
        "ODS code": names.get("ext:ods-code", ""),
        "By": document["issuer"]["name"],
        "Edition": subject["achievement"].get("humanCode", ""),
        "What was assessed": subject["narrative"].partition(": ")[2],
        "From": date_text(dt.datetime.fromisoformat(document["validFrom"]).date()),
        "Until": date_text(until),
        "Number of the award": subject["licenseNumber"],
    }
    return tuple((name, value) for name, value in told.items() if value)
