"""What happened to a round: opened, and every change since, in a chain of its own like an assessment's history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ForeignKey, String, Text, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.accounts import PersonRow
from charter.store.base import Base
from charter.store.chains import ChainedEvent, Happening, event_columns, event_digest, signature_of


class RoundEventRow(ChainedEvent, Base):
    """One event of a round; the database refuses to change or delete it."""

    __tablename__ = "round_events"

    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    # a value of domain.workflow.RoundEvent
    event: Mapped[str] = mapped_column(String(20))


class RoundEventTextRow(Base):
    """Why a round was changed, beside the chain, so that it can be redacted and the chain still holds."""

    __tablename__ = "round_event_texts"

    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    # the event's number
    number: Mapped[int] = mapped_column(primary_key=True)
    # as written; empty once redacted
    text: Mapped[str] = mapped_column(Text)


def round_event_digest(row: RoundEventRow) -> str:
    """Give what an event's digest must be."""
    return event_digest(row, row.round_id)


def last_round_event(session: Session, round_id: str) -> RoundEventRow | None:
    """Give the newest event of a round; None for one that was opened before they were noted."""
    chosen = select(RoundEventRow).where(RoundEventRow.round_id == round_id)
    return session.scalars(chosen.order_by(RoundEventRow.number.desc()).limit(1)).one_or_none()


def round_events_of(session: Session, round_id: str) -> Iterator[RoundEventRow]:
    """Give every event of a round, oldest first."""
    chosen = select(RoundEventRow).where(RoundEventRow.round_id == round_id).order_by(RoundEventRow.number)
    yield from session.scalars(chosen.execution_options(yield_per=500))


def told_round_events(session: Session, round_id: str, event: str) -> list[tuple[RoundEventRow, str, str]]:
    """Give the events of a kind, newest first, with the name of who did it and the text; both empty once redacted."""
    beside = and_(
        RoundEventTextRow.round_id == RoundEventRow.round_id, RoundEventTextRow.number == RoundEventRow.number
    )
    found = session.execute(
        select(RoundEventRow, PersonRow.name, RoundEventTextRow.text)
        .outerjoin(PersonRow, PersonRow.id == RoundEventRow.person_id)
        .outerjoin(RoundEventTextRow, beside)
        .where(RoundEventRow.round_id == round_id, RoundEventRow.event == event)
        .order_by(RoundEventRow.number.desc())
    )
    return [(row, name or "", text or "") for row, name, text in found]


def round_texts_of(session: Session, person_id: str, words: Iterable[str]) -> dict[str, list[RoundEventTextRow]]:
    """Give the texts that somebody wrote or that name them by one of the words, by round."""
    beside = and_(
        RoundEventTextRow.round_id == RoundEventRow.round_id, RoundEventTextRow.number == RoundEventRow.number
    )
    named = [RoundEventTextRow.text.icontains(word, autoescape=True) for word in words]
    chosen = (
        select(RoundEventTextRow)
        .join(RoundEventRow, beside)
        .where(RoundEventTextRow.text != "", or_(RoundEventRow.person_id == person_id, *named))
        .order_by(RoundEventTextRow.round_id, RoundEventTextRow.number)
    )
    found: dict[str, list[RoundEventTextRow]] = {}
    for row in session.scalars(chosen):
        found.setdefault(row.round_id, []).append(row)
    return found


def add_round_event(
    session: Session,
    round_id: str,
    event: str,
    *,
    person_id: str,
    now: dt.datetime,
    details: Mapping[str, Any],
    key: bytes,
    text: str = "",
) -> RoundEventRow:
    """Add an event to the end of a round's chain, signed, with the text that goes with it."""
    happening = Happening(event, person_id, now, details, text)
    row = RoundEventRow(round_id=round_id, **event_columns(happening, last_round_event(session, round_id)))
    row.digest = round_event_digest(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    if text:
        session.add(RoundEventTextRow(round_id=round_id, number=row.number, text=text))
    session.flush()
    return row
