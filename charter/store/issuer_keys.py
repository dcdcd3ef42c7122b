"""What happened to each key that signs credentials: made, retired or lost. Its public half is in the first event.

A key that somebody adds to the database without our signature over it is never published.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.chains import ChainedEvent, Happening, event_columns, event_digest, signature_of

MADE, RETIRED, COMPROMISED = "made", "retired", "compromised"


class IssuerKeyEventRow(ChainedEvent, Base):
    """One event of a key; the database refuses to change or delete it.

    The details hold the public half as a JSON Web Key where it was made, and the day from which it was lost.
    """

    __tablename__ = "issuer_key_events"

    # the public half's thumbprint, RFC 7638
    key_id: Mapped[str] = mapped_column(String(43), primary_key=True)
    # the awarding body whose key it is
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # EdDSA or RS256
    algorithm: Mapped[str] = mapped_column(String(10))


def key_event_digest(row: IssuerKeyEventRow) -> str:
    """Give what an event's digest must be."""
    return event_digest(row, row.key_id, row.organisation_id, row.algorithm)


def key_events(session: Session, organisation_id: str) -> dict[str, list[IssuerKeyEventRow]]:
    """Give the events of every key of a body, oldest key first, each oldest event first."""
    chosen = select(IssuerKeyEventRow).where(IssuerKeyEventRow.organisation_id == organisation_id)
    found: dict[str, list[IssuerKeyEventRow]] = {}
    for row in session.scalars(chosen.order_by(IssuerKeyEventRow.happened_at, IssuerKeyEventRow.number)):
        found.setdefault(row.key_id, []).append(row)
    return {key: sorted(rows, key=lambda row: row.number) for key, rows in found.items()}


def events_of_key(session: Session, key_id: str) -> list[IssuerKeyEventRow]:
    """Give the events of one key, oldest first."""
    chosen = select(IssuerKeyEventRow).where(IssuerKeyEventRow.key_id == key_id).order_by(IssuerKeyEventRow.number)
    return list(session.scalars(chosen))


def add_key(session: Session, organisation_id: str, jwk: dict[str, Any], happening: Happening, key: bytes) -> None:
    """Add a key that was made, signed; its id and kind are those of the JSON Web Key, which the happening holds."""
    row = IssuerKeyEventRow(
        key_id=jwk["kid"], organisation_id=organisation_id, algorithm=jwk["alg"], **event_columns(happening, None)
    )
    _keep(session, row, key)


def add_key_event(session: Session, before: IssuerKeyEventRow, happening: Happening, key: bytes) -> None:
    """Add what happened to a key after another event of it, signed."""
    row = IssuerKeyEventRow(
        key_id=before.key_id,
        organisation_id=before.organisation_id,
        algorithm=before.algorithm,
        **event_columns(happening, before),
    )
    _keep(session, row, key)


def _keep(session: Session, row: IssuerKeyEventRow, key: bytes) -> None:
    row.digest = key_event_digest(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    session.flush()
