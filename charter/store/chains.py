"""What every chain of events has in common: each event carries the digest of the one before, and is signed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

NOTHING_BEFORE = "0" * 64


class ChainedEvent:
    """The columns of an event in a chain. It holds ids and digests, never names or texts."""

    # counts from 1 without a gap
    number: Mapped[int] = mapped_column(primary_key=True)
    # what happened: a value of the enumeration that the chain is told in
    event: Mapped[str] = mapped_column(String(30))
    # when, and the opaque id of who
    happened_at: Mapped[dt.datetime]
    person_id: Mapped[str] = mapped_column(String(22))
    # what it was about: ids, numbers, digests
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    # the digest of the event before; 64 zeros for the first
    previous_digest: Mapped[str] = mapped_column(String(64))
    # SHA-256 over what it is about and all of the above, hexadecimal
    digest: Mapped[str] = mapped_column(String(64))
    # HMAC-SHA-256 of the digest with a key kept outside the database, hexadecimal
    signature: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event tells: what, who, when, about what, and the text that goes with it."""

    event: str
    person_id: str
    now: dt.datetime
    details: Mapping[str, Any]
    text: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """What the chain holds: of a text, its digest."""
        return {**self.details, "text": text_digest(self.text)} if self.text else dict(self.details)


def event_columns(happening: Happening, before: ChainedEvent | None) -> dict[str, Any]:
    """Give the values of an event that follows another, but for digest and signature."""
    return {
        "number": 1 if before is None else before.number + 1,
        "event": happening.event,
        "happened_at": happening.now,
        "person_id": happening.person_id,
        "details": happening.told,
        "previous_digest": NOTHING_BEFORE if before is None else before.digest,
    }


def event_digest(row: ChainedEvent, *subject: str) -> str:
    """Give what an event's digest must be; ``subject`` is the ids of what its chain is about."""
    told = [
        *subject,
        row.number,
        row.event,
        row.happened_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        row.person_id,
        row.details,
        row.previous_digest,
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def text_digest(text: str) -> str:
    """Give what a chain holds of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def signature_of(digest: str, key: bytes) -> str:
    """Give the signature of a digest."""
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def is_signed(row: ChainedEvent, key: bytes) -> bool:
    """Tell whether an event's signature was made with the key."""
    return hmac.compare_digest(row.signature.encode(), signature_of(row.digest, key).encode())


def canonical(value: Any) -> bytes:
    """Give a JSON value as bytes, always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
