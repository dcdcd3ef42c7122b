"""What a credential says of an award: an Open Badges 3.0 credential, its issuer's profile and its list of statuses.

Only words and addresses are made here; nothing is signed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from charter.domain.wording import date_text

CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# names the kind of schema below
EXTENSIONS_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
BADGES_SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
BEFORE = "a charter from before this register"
LAST_SECOND = dt.time(23, 59, 59)
Document = dict[str, Any]


class Algorithm(StrEnum):
    """How a credential is signed; each award has one rendition a kind."""

    EDDSA = "EdDSA"
    RS256 = "RS256"

    @property
    def slug(self) -> str:
        """Give its name in addresses."""
        return self.value.lower()


class Purpose(StrEnum):
    """What a list of statuses tells."""

    # withdrawn, for good
    REVOCATION = "revocation"
    # not to be relied on now, for a while or for good
    SUSPENSION = "suspension"


# Open Badges 3.0 allows one status a credential; this one says whenever it is not to be relied on. docs/decisions/0041
PURPOSE_NAMED = Purpose.SUSPENSION


@dataclass(frozen=True, slots=True)
class IssuerClaim:
    """The awarding body, as a credential names it."""

    # the opaque id that its addresses are made of
    body_id: str
    name: str
    # its own web site and address for letters; empty = none is given
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class AwardClaim:
    """What a credential says of an award."""

    # the award's public code, as in the register
    award_code: str
    issuer: IssuerClaim
    # the institution's opaque id, which never shows; its name, and its code where it has one
    institution_id: str
    institution_name: str
    ods_code: str | None
    tier_id: str
    tier_name: str
    charter_title: str
    # such as bme-mentoring/1.0, and the checksum of its files, hexadecimal; empty = from before this register
    edition_reference: str
    edition_checksum: str
    # what of the institution was assessed, in words
    scope: str
    awarded_on: dt.date
    # the last day on which it holds
    valid_until: dt.date
    # SHA-256 of the award's record, hexadecimal
    award_digest: str


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where in which list of its issuer a credential's status stands."""

    list_number: int
    index: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """Every public address that a credential names, below the site's own, which ends without a slash."""

    site: str

    def issuer(self, body_id: str) -> str:
        """Give where the issuer's profile is."""
        return f"{self.site}/issuers/{body_id}"

    def keys(self, body_id: str) -> str:
        """Give where the issuer's public keys are."""
        return f"{self.issuer(body_id)}/keys"

    def key(self, body_id: str, key_id: str) -> str:
        """Give where one public key is."""
        return f"{self.keys(body_id)}/{key_id}"

    def status_list(self, body_id: str, number: int, purpose: Purpose, algorithm: Algorithm) -> str:
        """Give where a list of statuses is."""
        return f"{self.issuer(body_id)}/statuses/{number}/{purpose}/{algorithm.slug}"

    def credential(self, credential_id: str) -> str:
        """Give where a credential is, which is its name too."""
        return f"{self.site}/credentials/{credential_id}"

    def digest(self, digest: str) -> str:
        """Give where it is told what a digest is of."""
        return f"{self.site}/verify/{digest}"

    def tiers(self, reference: str) -> str:
        """Give where an edition's tiers are explained."""
        return f"{self.site}/editions/{reference}/tiers"

    def institution(self, institution_id: str) -> str:
        """Give a name for the institution: the same in all its credentials, and made of nothing secret."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.site}/institutions/{institution_id}").urn


@dataclass(frozen=True, slots=True)
class Issue:
    """One credential to be made: its id, its status, how it will be signed and where its addresses are."""

    credential_id: str
    place: StatusPlace
    algorithm: Algorithm
    addresses: Addresses


def credential_document(claim: AwardClaim, issue: Issue) -> Document:
    """Give an Open Badges 3.0 credential, unsigned.

    Source: Open Badges 3.0 (1EdTech 2024), section B.1; Verifiable Credentials Data Model 2.0 (W3C 2025).
    """
    addresses = issue.addresses
    return {
        "@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT, EXTENSIONS_CONTEXT],
        "id": addresses.credential(issue.credential_id),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _title(claim),
        "issuer": issuer_document(claim.issuer, addresses),
        "validFrom": moment_text(first_moment(claim.awarded_on)),
        "validUntil": moment_text(last_moment(claim.valid_until)),
        "credentialSubject": _subject(claim, addresses),
        "evidence": [_evidence(claim, addresses)],
        "credentialStatus": _status(claim.issuer.body_id, issue),
        "credentialSchema": [dict(BADGES_SCHEMA)],
    }


def issuer_document(issuer: IssuerClaim, addresses: Addresses) -> Document:
    """Give who issues, as it stands in every credential."""
    told = {"url": issuer.url, "email": issuer.email}
    return {
        "id": addresses.issuer(issuer.body_id),
        "type": ["Profile"],
        "name": issuer.name,
        **{name: value for name, value in told.items() if value},
    }


def profile_document(issuer: IssuerClaim, addresses: Addresses) -> Document:
    """Give the issuer's public profile: an Open Badges 3.0 Profile that stands alone."""
    return {"@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT], **issuer_document(issuer, addresses)}


def claims_of(document: Document) -> Document:
    """Give the claims that a JSON Web Token repeats beside a credential.

    Source: Open Badges 3.0, section 8.2.4.1: iss, jti and sub are names; nbf and exp are seconds since 1970.
    """
    subject = document["credentialSubject"].get("id")
    until = document.get("validUntil")
    return {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        **({"sub": subject} if subject else {}),
        "nbf": int(dt.datetime.fromisoformat(document["validFrom"]).timestamp()),
        **({"exp": int(dt.datetime.fromisoformat(until).timestamp())} if until else {}),
    }


def first_moment(day: dt.date) -> dt.datetime:
    """Give the moment from which an award of that day holds."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def last_moment(day: dt.date) -> dt.datetime:
    """Give the last second of an award that holds until that day."""
    return dt.datetime.combine(day, LAST_SECOND, dt.UTC)


def moment_text(moment: dt.datetime) -> str:
    """Give a moment as a credential writes it."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _subject(claim: AwardClaim, addresses: Addresses) -> Document:
    return {
        "id": addresses.institution(claim.institution_id),
        "type": ["AchievementSubject"],
        "identifier": _identities(claim),
        "licenseNumber": claim.award_code,
        "narrative": f"What was assessed: {claim.scope}",
        "achievement": _achievement(claim, addresses),
    }


def _identities(claim: AwardClaim) -> list[Document]:
    told = {"name": claim.institution_name, "ext:ods-code": claim.ods_code}
    return [
        {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
        for kind, value in told.items()
        if value
    ]


def _achievement(claim: AwardClaim, addresses: Addresses) -> Document:
    reference = claim.edition_reference
    explained = addresses.tiers(reference) if reference else addresses.digest(claim.award_digest)
    return {
        "id": f"{explained}#{claim.tier_id}",
        "type": ["Achievement"],
        "achievementType": "Award",
        "name": _title(claim),
        "description": f"{claim.tier_name}, a tier of {claim.charter_title or BEFORE}.",
        "criteria": {"id": explained, "narrative": "The rules of the tier, and the criteria with their levels."},
        **({"humanCode": reference, "version": reference.rpartition("/")[2]} if reference else {}),
        **_checksum(claim.edition_checksum),
    }


def _title(claim: AwardClaim) -> str:
    return f"{claim.tier_name}: {claim.charter_title}" if claim.charter_title else claim.tier_name


def _checksum(checksum: str) -> Document:
    """The edition's checksum; an award from before this register has none."""
    entry = {"type": "IdentifierEntry", "identifier": checksum, "identifierType": "ext:edition-checksum-sha256"}
    return {"otherIdentifier": [entry]} if checksum else {}


def _evidence(claim: AwardClaim, addresses: Addresses) -> Document:
    held = f"from {date_text(claim.awarded_on)} to {date_text(claim.valid_until)}"
    return {
        "id": addresses.digest(claim.award_digest),
        "type": ["Evidence"],
        "name": "The record of the award",
        "genre": "Award record",
        "narrative": f"Award {claim.award_code}, {held}. Its record has the SHA-256 digest {claim.award_digest}.",
    }


def _status(body_id: str, issue: Issue) -> Document:
    place = issue.place
    address = issue.addresses.status_list(body_id, place.list_number, PURPOSE_NAMED, issue.algorithm)
    return {
        "id": f"{address}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE_NAMED.value,
        "statusListIndex": str(place.index),
        "statusListCredential": address,
    }
