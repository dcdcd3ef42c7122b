"""What happened to an assessment: a chain in which each event carries the digest of the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.chains import ChainedEvent, Happening, event_columns, event_digest, signature_of


class EventRow(ChainedEvent, Base):
    """One event of an assessment, a value of domain.workflow.Event; the database refuses to change or delete it."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_assessment_id_event", "assessment_id", "event"),)

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)


class EventTextRow(Base):
    """What somebody wrote for an event, beside the chain, so that it can be redacted and the chain still holds."""

    __tablename__ = "event_texts"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # the event's number
    number: Mapped[int] = mapped_column(primary_key=True)
    # as written; empty once redacted
    text: Mapped[str] = mapped_column(Text)


def digest_of(row: EventRow) -> str:
    """Give what an event's digest must be."""
    return event_digest(row, row.assessment_id)


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
    happening = Happening(event, person_id, now, details)
    row = EventRow(assessment_id=assessment_id, **event_columns(happening, last_event(session, assessment_id)))
    row.digest = digest_of(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    session.flush()
    return row
