"""What happened to each key that signs credentials: made, retired or lost. Its public half is in the first event.

A key that somebody adds to the database without our signature over it is never published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.history import NOTHING_BEFORE, canonical, signature_of

MADE, RETIRED, COMPROMISED = "made", "retired", "compromised"


class IssuerKeyEventRow(Base):
    """One event of a key; the database refuses to change or delete it."""

    __tablename__ = "issuer_key_events"

    # the public half's thumbprint, RFC 7638
    key_id: Mapped[str] = mapped_column(String(43), primary_key=True)
    # counts from 1 without a gap
    number: Mapped[int] = mapped_column(primary_key=True)
    # the awarding body whose key it is
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # EdDSA or RS256
    algorithm: Mapped[str] = mapped_column(String(10))
    # made, retired or compromised
    event: Mapped[str] = mapped_column(String(20))
    # the public half as a JSON Web Key where it was made; the day from which it was lost
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    # when, and the opaque id of who
    happened_at: Mapped[dt.datetime]
    person_id: Mapped[str] = mapped_column(String(22))
    # the digest of the event before; 64 zeros for the first
    previous_digest: Mapped[str] = mapped_column(String(64))
    # SHA-256 over all of the above, hexadecimal
    digest: Mapped[str] = mapped_column(String(64))
    # HMAC-SHA-256 of the digest with a key kept outside the database, hexadecimal
    signature: Mapped[str] = mapped_column(String(64))


def key_event_digest(row: IssuerKeyEventRow) -> str:
    """Give what an event's digest must be."""
    told = [
        row.key_id,
        row.number,
        row.organisation_id,
        row.algorithm,
        row.event,
        row.details,
        row.happened_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        row.person_id,
        row.previous_digest,
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def key_events(session: Session, organisation_id: str | None = None) -> dict[str, list[IssuerKeyEventRow]]:
    """Give the events of every key, or of one body's, oldest key first, each oldest event first."""
    chosen = select(IssuerKeyEventRow).order_by(IssuerKeyEventRow.happened_at, IssuerKeyEventRow.number)
    if organisation_id is not None:
        chosen = chosen.where(IssuerKeyEventRow.organisation_id == organisation_id)
    found: dict[str, list[IssuerKeyEventRow]] = {}
    for row in session.scalars(chosen):
        found.setdefault(row.key_id, []).append(row)
    return {key: sorted(rows, key=lambda row: row.number) for key, rows in found.items()}


def events_of_key(session: Session, key_id: str) -> list[IssuerKeyEventRow]:
    """Give the events of one key, oldest first."""
    chosen = select(IssuerKeyEventRow).where(IssuerKeyEventRow.key_id == key_id).order_by(IssuerKeyEventRow.number)
    return list(session.scalars(chosen))


def add_key_event(
    session: Session,
    before: IssuerKeyEventRow,
    event: str,
    *,
    person_id: str,
    now: dt.datetime,
    details: Mapping[str, Any],
    key: bytes,
) -> IssuerKeyEventRow:
    """Add what happened to a key after another event of it, signed."""
    row = IssuerKeyEventRow(
        key_id=before.key_id,
        number=before.number + 1,
        organisation_id=before.organisation_id,
        algorithm=before.algorithm,
        event=event,
        details=dict(details),
        happened_at=now,
        person_id=person_id,
        previous_digest=before.digest,
    )
    return _signed(session, row, key)


def add_key(
    session: Session,
    organisation_id: str,
    algorithm: str,
    jwk: Mapping[str, Any],
    *,
    person_id: str,
    now: dt.datetime,
    key: bytes,
) -> IssuerKeyEventRow:
    """Add a key that was made, signed; its id is that of the JSON Web Key."""
    row = IssuerKeyEventRow(
        key_id=jwk["kid"],
        number=1,
        organisation_id=organisation_id,
        algorithm=algorithm,
        event=MADE,
        details={"jwk": dict(jwk)},
        happened_at=now,
        person_id=person_id,
        previous_digest=NOTHING_BEFORE,
    )
    return _signed(session, row, key)


def _signed(session: Session, row: IssuerKeyEventRow, key: bytes) -> IssuerKeyEventRow:
    row.digest = key_event_digest(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    session.flush()
    return row
