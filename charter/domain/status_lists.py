"""A list of statuses: one bit a credential, so many that nobody is told by asking for it.

Source: Bitstring Status List 1.0 (W3C 2025).
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from charter.domain.credentials import CREDENTIALS_CONTEXT, Algorithm, Document, Purpose, moment_text

ENTRIES = 131_072  # the fewest that the standard allows, so that one credential hides among many
FULL_SHARE = 0.5  # so that a free place is found at once, and stays one among many
# How long others may keep a list, and after how long they must not believe it any more.
KEPT = dt.timedelta(minutes=5)
BELIEVED = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StatusList:
    """One list of an issuer, as it stands now."""

    issuer_address: str
    address: str
    purpose: Purpose
    # the places whose bit is set
    places: frozenset[int]


def status_list_document(listed: StatusList, now: dt.datetime) -> Document:
    """Give the list as a credential, unsigned. It changes within an hour only where a status does."""
    begun = now.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "id": listed.address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": listed.issuer_address},
        "validFrom": moment_text(begun),
        "validUntil": moment_text(begun + BELIEVED),
        "credentialSubject": {
            "id": f"{listed.address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": listed.purpose.value,
            "ttl": int(KEPT.total_seconds() * 1000),
            "encodedList": encoded(listed.places),
        },
    }


def encoded(places: Iterable[int]) -> str:
    """Give the bits as the standard writes them: the first place is the highest bit of the first byte.

    Compressed without a time, so that the same bits are always the same text; "u" says base64url.
    """
    bits = bytearray(ENTRIES // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def is_full(taken: Collection[int]) -> bool:
    """Tell whether another list must be begun."""
    return len(taken) >= ENTRIES * FULL_SHARE


def algorithm_of(slug: str) -> Algorithm | None:
    """Give the algorithm that an address names; None where there is none."""
    return next((one for one in Algorithm if one.slug == slug), None)
