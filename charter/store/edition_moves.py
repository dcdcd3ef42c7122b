"""Moves of an assessment from edition to edition, and of a year into the next; and what waits to be confirmed since."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, exists, not_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from charter.store.base import Base
from charter.store.chains import canonical

# What a row tells of.
MOVED, CARRIED, UNDONE = "moved", "carried", "undone"
# What was decided of a mark.
WAITING, CONFIRMED, DECLINED = "waiting", "confirmed", "declined"


class EditionMoveRow(Base):
    """One move, or the undoing of one; the database refuses to change or delete it."""

    __tablename__ = "edition_moves"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # counts from 1 within the assessment
    number: Mapped[int] = mapped_column(primary_key=True)
    # moved: to the next edition, within the year; carried: out of an earlier year's; undone: as it was before
    kind: Mapped[str] = mapped_column(String(10))
    # the editions, charter/version; of an undoing the other way round
    from_reference: Mapped[str] = mapped_column(String(80))
    to_reference: Mapped[str] = mapped_column(String(80))
    # the assessment that was carried from; None = this one. No key: an assessment that is read in comes alone
    source_id: Mapped[str | None] = mapped_column(String(22))
    # the number of the move that an undoing takes back; None = it is none
    undoes: Mapped[int | None]
    # what was chosen of each criterion that left a choice
    decisions: Mapped[dict[str, Any]] = mapped_column(JSON)
    # what undoing it needs: fields with the version before, places of comments and owners
    was: Mapped[dict[str, Any]] = mapped_column(JSON)
    # what stands beside the answers after it: offered files, pins of actions, everything archived so far
    beside: Mapped[dict[str, Any]] = mapped_column(JSON)
    # who did it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    moved_at: Mapped[dt.datetime]


class CarriedMarkRow(Base):
    """One thing that came over, and whether somebody has looked at it since; history tells of both."""

    __tablename__ = "carried_marks"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # counts from 1 within the assessment
    number: Mapped[int] = mapped_column(primary_key=True)
    # the move that it came with
    move_number: Mapped[int]
    # answer, level, input, evidence or assignment …
    kind: Mapped[str] = mapped_column(String(20))
    # the field, or where it stands beside the fields; of one file with its name behind that
    place: Mapped[str] = mapped_column(String(400))
    # carried, routed, offered, both_parts or old_evidence
    reason: Mapped[str] = mapped_column(String(20))
    # the field's version that came over: whoever saved a later one has looked at it; 0 = it is no field
    version: Mapped[int]
    # waiting, confirmed or declined; with who said so, and when
    decision: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[dt.datetime | None]


def move_digest(row: EditionMoveRow) -> str:
    """Give a digest over all that a move's row holds, hexadecimal: history repeats it."""
    told = [
        row.assessment_id,
        row.number,
        row.kind,
        row.from_reference,
        row.to_reference,
        row.source_id,
        row.undoes,
        row.decisions,
        row.was,
        row.beside,
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def moves_of(session: Session, assessment_id: str) -> list[EditionMoveRow]:
    """Give every move of an assessment, oldest first."""
    chosen = select(EditionMoveRow).where(EditionMoveRow.assessment_id == assessment_id)
    return list(session.scalars(chosen.order_by(EditionMoveRow.number)))


def newest_move(session: Session, assessment_id: str) -> EditionMoveRow | None:
    """Give the newest move of an assessment, or its undoing; None where there was none."""
    chosen = select(EditionMoveRow).where(EditionMoveRow.assessment_id == assessment_id)
    return session.scalars(chosen.order_by(EditionMoveRow.number.desc()).limit(1)).one_or_none()


def carried_condition(assessment_id: str) -> ColumnElement[bool]:
    """Give the condition that an earlier year's answers came over and were not taken back."""
    undone = aliased(EditionMoveRow)
    is_undone = exists().where(undone.assessment_id == assessment_id, undone.undoes == EditionMoveRow.number)
    return exists().where(
        EditionMoveRow.assessment_id == assessment_id, EditionMoveRow.kind == CARRIED, not_(is_undone)
    )


def is_carried(session: Session, assessment_id: str) -> bool:
    """Tell whether an earlier year's answers came over and were not taken back."""
    return bool(session.scalar(select(carried_condition(assessment_id))))


def marks_of(session: Session, assessment_id: str, decision: str | None = None) -> list[CarriedMarkRow]:
    """Give the marks of an assessment, oldest first: all, or those of which this was decided."""
    chosen = select(CarriedMarkRow).where(CarriedMarkRow.assessment_id == assessment_id)
    if decision is not None:
        chosen = chosen.where(CarriedMarkRow.decision == decision)
    return list(session.scalars(chosen.order_by(CarriedMarkRow.number)))
