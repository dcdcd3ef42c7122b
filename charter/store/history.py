"""What happened to an assessment: a chain in which each event carries the digest of the one before."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base

NOTHING_BEFORE = "0" * 64


class EventRow(Base):
    """One event; the database refuses to change or delete it. It holds ids and digests, never names or texts."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_assessment_id_event", "assessment_id", "event"),)

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # counts from 1 without a gap
    number: Mapped[int] = mapped_column(primary_key=True)
    # a value of domain.workflow.Event
    event: Mapped[str] = mapped_column(String(30))
    # when, and the opaque id of who
    happened_at: Mapped[dt.datetime]
    person_id: Mapped[str] = mapped_column(String(22))
    # what it was about: fields, versions, digests
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    # the digest of the event before; 64 zeros for the first
    previous_digest: Mapped[str] = mapped_column(String(64))
    # SHA-256 over all of the above, hexadecimal
    digest: Mapped[str] = mapped_column(String(64))
    # HMAC-SHA-256 of the digest with a key kept outside the database, hexadecimal
    signature: Mapped[str] = mapped_column(String(64))


class EventTextRow(Base):
    """What somebody wrote for an event, beside the chain, so that it can be redacted and the chain still holds."""

    __tablename__ = "event_texts"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # the event's number
    number: Mapped[int] = mapped_column(primary_key=True)
    # as written; empty once redacted
    text: Mapped[str] = mapped_column(Text)


def text_digest(text: str) -> str:
    """Give what the chain holds of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(row: EventRow) -> str:
    """Give what an event's digest must be."""
    told = [
        row.assessment_id,
        row.number,
        row.event,
        row.happened_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        row.person_id,
        row.details,
        row.previous_digest,
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def signature_of(digest: str, key: bytes) -> str:
    """Give the signature of a digest."""
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def canonical(value: Any) -> bytes:
    """Give a JSON value as bytes, always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def last_event(session: Session, assessment_id: str) -> EventRow | None:
    """Give the newest event of an assessment."""
    newest = select(EventRow).where(EventRow.assessment_id == assessment_id).order_by(EventRow.number.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def events_of(session: Session, assessment_id: str) -> Iterator[EventRow]:
    """Give every event of an assessment, oldest first, a few at a time."""
    chosen = select(EventRow).where(EventRow.assessment_id == assessment_id).order_by(EventRow.number)
    yield from session.scalars(chosen.execution_options(yield_per=500))


def add_event(
    session: Session,
    assessment_id: str,
    event: str,
    *,
    person_id: str,
    now: dt.datetime,
    details: Mapping[str, Any],
    key: bytes,
) -> EventRow:
    """Add an event to the end of the chain, signed; two at once are told apart by the number, which is unique."""
    before = last_event(session, assessment_id)
    row = EventRow(
        assessment_id=assessment_id,
        number=1 if before is None else before.number + 1,
        event=event,
        happened_at=now,
        person_id=person_id,
        details=dict(details),
        previous_digest=NOTHING_BEFORE if before is None else before.digest,
    )
    row.digest = digest_of(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    session.flush()
    return row
