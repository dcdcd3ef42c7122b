"""Who judges a case: seats, what each declared of interests, what the chair ruled, and who was at the meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import JSON, ForeignKey, Index, String, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base

_HELD = text("left_at IS NULL")


class SeatRow(Base):
    """A person's seat on the panel of a case, from a moment until another. Never deleted."""

    __tablename__ = "seats"
    __table_args__ = (
        # nobody holds two seats on one panel
        Index("uq_seats_held", "case_id", "person_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_seats_person_id", "person_id"),
    )

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    # reviewer or chair: domain.case_workflow.Seat
    seat: Mapped[str] = mapped_column(String(10))
    # why this person, in words; made by the solver, or written by whoever seated them
    reason: Mapped[str] = mapped_column(Text)
    # solver or hand; the solver's seed where it was the solver
    origin: Mapped[str] = mapped_column(String(10))
    seed: Mapped[int | None]
    # who seated them, and when
    seated_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    seated_at: Mapped[dt.datetime]
    # when the seat was given up or taken away; None = it is held
    left_at: Mapped[dt.datetime | None]


class DeclarationRow(Base):
    """What a person declared of their interests in a case. Written once; the newest holds. Notes stand in the chain."""

    __tablename__ = "declarations"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    # counts from 1
    number: Mapped[int] = mapped_column(primary_key=True)
    # opening (before anything is read) or meeting: domain.case_workflow.Stage
    stage: Mapped[str] = mapped_column(String(10))
    # ids of domain.conflicts.KINDS, in order; [] = none
    kinds: Mapped[list[str]] = mapped_column(JSON)
    declared_at: Mapped[dt.datetime]
    # number of the event in the case's chain, beside which their words stand
    event_number: Mapped[int]


class RulingRow(Base):
    """What the chair ruled on a soft interest that was declared. Written once."""

    __tablename__ = "rulings"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    # the number of the declaration
    number: Mapped[int] = mapped_column(primary_key=True)
    is_allowed: Mapped[bool]
    # who ruled, and when; the reason stands in the chain
    ruled_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    ruled_at: Mapped[dt.datetime]
    event_number: Mapped[int]


class PresenceRow(Base):
    """Whether somebody was there when the panel spoke of the case. Written once; the newest holds."""

    __tablename__ = "presences"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    # counts from 1
    number: Mapped[int] = mapped_column(primary_key=True)
    is_present: Mapped[bool]
    noted_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[dt.datetime]


def held_seats(session: Session, case_ids: Iterable[str]) -> list[SeatRow]:
    """Give the seats held now on the panels of some cases, chairs last; one statement."""
    chosen = select(SeatRow).where(SeatRow.case_id.in_(list(case_ids)), SeatRow.left_at.is_(None))
    return list(session.scalars(chosen.order_by(SeatRow.case_id, SeatRow.seat.desc(), SeatRow.seated_at, SeatRow.id)))


def seat_of(session: Session, case_id: str, person_id: str) -> SeatRow | None:
    """Give the seat that somebody holds on a case's panel now."""
    chosen = select(SeatRow).where(
        SeatRow.case_id == case_id, SeatRow.person_id == person_id, SeatRow.left_at.is_(None)
    )
    return session.scalars(chosen).one_or_none()


def has_sat(session: Session, case_id: str, person_id: str) -> bool:
    """Tell whether somebody holds or ever held a seat on a case's panel."""
    chosen = select(SeatRow.id).where(SeatRow.case_id == case_id, SeatRow.person_id == person_id)
    return session.scalar(chosen.limit(1)) is not None


def declarations_of(session: Session, case_id: str, person_id: str) -> list[DeclarationRow]:
    """Give what somebody declared in a case, oldest first."""
    chosen = select(DeclarationRow).where(DeclarationRow.case_id == case_id, DeclarationRow.person_id == person_id)
    return list(session.scalars(chosen.order_by(DeclarationRow.number)))


def rulings_of(session: Session, case_id: str, person_id: str) -> dict[int, RulingRow]:
    """Give what the chair ruled on somebody's declarations in a case, by the declaration's number."""
    chosen = select(RulingRow).where(RulingRow.case_id == case_id, RulingRow.person_id == person_id)
    return {row.number: row for row in session.scalars(chosen)}
