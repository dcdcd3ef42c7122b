"""What an awarding body did in a matter: a chain of events for each case, award and list, like an assessment's history.

The institution's own history is another chain: what happens in a panel stands here alone, and no page, export or
letter of the institution reads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index, String, Text, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.accounts import PersonRow
from charter.store.base import Base
from charter.store.chains import ChainedEvent, Happening, event_columns, event_digest, signature_of


@dataclass(frozen=True, slots=True)
class Matter:
    """What a chain is about: a kind, such as ``case`` or ``award``, and the id of one of them."""

    kind: str
    id: str


class ProceedingRow(ChainedEvent, Base):
    """One event, a value of domain.case_workflow.CaseEvent or of what else has such a chain; written once.

    "worker" and "public" stand for whoever is nobody's id.
    """

    __tablename__ = "proceedings"
    __table_args__ = (Index("ix_proceedings_kind_happened_at", "kind", "happened_at"),)

    # a value of domain.case_workflow.MatterKind
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    # the id of the case, award, round or awarding body
    matter_id: Mapped[str] = mapped_column(String(22), primary_key=True)


Ends = dict[Matter, ProceedingRow]  # the newest event of each of several chains


class ProceedingTextRow(Base):
    """What somebody wrote for an event, beside the chain, so that it can be redacted and the chain still holds."""

    __tablename__ = "proceeding_texts"

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    matter_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # the event's number
    number: Mapped[int] = mapped_column(primary_key=True)
    # as written; empty once redacted
    text: Mapped[str] = mapped_column(Text)


_TEXT_OF = and_(
    ProceedingTextRow.kind == ProceedingRow.kind,
    ProceedingTextRow.matter_id == ProceedingRow.matter_id,
    ProceedingTextRow.number == ProceedingRow.number,
)


def proceeding_digest(row: ProceedingRow) -> str:
    """Give what an event's digest must be."""
    return event_digest(row, row.kind, row.matter_id)


def last_proceeding(session: Session, matter: Matter) -> ProceedingRow | None:
    """Give the newest event of a matter; None where nothing happened yet."""
    chosen = select(ProceedingRow).where(_in(ProceedingRow, matter)).order_by(ProceedingRow.number.desc())
    return session.scalars(chosen.limit(1)).one_or_none()


def ends_of(session: Session, kind: str, matter_ids: Iterable[str]) -> Ends:
    """Give the newest event of each of many matters that are locked; one statement."""
    about = ProceedingRow.kind == kind, ProceedingRow.matter_id.in_(list(matter_ids))
    newest = select(func.max(ProceedingRow.number), ProceedingRow.matter_id).where(*about)
    last = newest.group_by(ProceedingRow.matter_id).subquery()
    chosen = select(ProceedingRow).join(
        last, and_(ProceedingRow.matter_id == last.c.matter_id, ProceedingRow.number == last.c[0])
    )
    return {Matter(row.kind, row.matter_id): row for row in session.scalars(chosen.where(*about))}


def newest_proceeding(session: Session, matter: Matter, event: str) -> ProceedingRow | None:
    """Give the newest event of a kind in a matter; None where it has not happened."""
    chosen = select(ProceedingRow).where(_in(ProceedingRow, matter), ProceedingRow.event == event)
    return session.scalars(chosen.order_by(ProceedingRow.number.desc()).limit(1)).one_or_none()


def proceedings_of(session: Session, matter: Matter) -> Iterator[ProceedingRow]:
    """Give every event of a matter, oldest first, a few at a time."""
    chosen = select(ProceedingRow).where(_in(ProceedingRow, matter)).order_by(ProceedingRow.number)
    yield from session.scalars(chosen.execution_options(yield_per=500))


def told_proceedings(
    session: Session, matter: Matter, events: Iterable[str] = ()
) -> list[tuple[ProceedingRow, str, str]]:
    """Give a matter's events, of some kinds or all, oldest first, with who did it and the text; one statement."""
    chosen = (
        select(ProceedingRow, PersonRow.name, ProceedingTextRow.text)
        .outerjoin(PersonRow, PersonRow.id == ProceedingRow.person_id)
        .outerjoin(ProceedingTextRow, _TEXT_OF)
        .where(_in(ProceedingRow, matter))
        .order_by(ProceedingRow.number)
    )
    wanted = list(events)
    if wanted:
        chosen = chosen.where(ProceedingRow.event.in_(wanted))
    return [(row, name or "", text or "") for row, name, text in session.execute(chosen)]


def told_in_matters(
    session: Session, kind: str, matter_ids: Iterable[str], events: Iterable[str]
) -> list[tuple[ProceedingRow, str]]:
    """Give events of some kinds in several matters, each oldest first, with the text; one statement."""
    chosen = (
        select(ProceedingRow, ProceedingTextRow.text)
        .outerjoin(ProceedingTextRow, _TEXT_OF)
        .where(
            ProceedingRow.kind == kind,
            ProceedingRow.matter_id.in_(list(matter_ids)),
            ProceedingRow.event.in_(list(events)),
        )
        .order_by(ProceedingRow.matter_id, ProceedingRow.number)
    )
    return [(row, text or "") for row, text in session.execute(chosen)]


def texts_of_matter(session: Session, matter: Matter) -> list[ProceedingTextRow]:
    """Give every text beside the chain of a matter."""
    return list(session.scalars(select(ProceedingTextRow).where(_in(ProceedingTextRow, matter))))


def proceeding_texts_by(session: Session, person_id: str, words: Iterable[str]) -> list[ProceedingTextRow]:
    """Give the texts that somebody wrote or that name them by one of the words, matter by matter."""
    named = [ProceedingTextRow.text.icontains(word, autoescape=True) for word in words]
    chosen = (
        select(ProceedingTextRow)
        .join(ProceedingRow, _TEXT_OF)
        .where(ProceedingTextRow.text != "", or_(ProceedingRow.person_id == person_id, *named))
        .order_by(ProceedingTextRow.kind, ProceedingTextRow.matter_id, ProceedingTextRow.number)
    )
    return list(session.scalars(chosen))


def add_proceeding(
    session: Session,
    matter: Matter,
    event: str,
    *,
    person_id: str,
    now: dt.datetime,
    details: Mapping[str, Any],
    key: bytes,
    text: str = "",
    ends: Ends | None = None,
) -> ProceedingRow:
    """Add an event to the end of a matter's chain, signed; two at once are told apart by its number, which is unique.

    A text that goes with it stands beside the chain, which holds its digest. ``ends``: the ends of many chains, for
    whoever adds to all of them; nothing is read then, and what is added is written with the rest.
    """
    happening = Happening(event, person_id, now, details, text)
    columns = event_columns(happening, last_proceeding(session, matter) if ends is None else ends.get(matter))
    row = ProceedingRow(kind=matter.kind, matter_id=matter.id, **columns)
    row.digest = proceeding_digest(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    if text:
        session.add(ProceedingTextRow(kind=matter.kind, matter_id=matter.id, number=row.number, text=text))
    if ends is None:
        session.flush()
    else:
        ends[matter] = row
    return row


def _in(table: Any, matter: Matter) -> Any:
    return and_(table.kind == matter.kind, table.matter_id == matter.id)
