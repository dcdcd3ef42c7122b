"""What reviewers think, criterion by criterion, with every save; what they locked; and what the panel agreed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.chains import canonical, text_digest


class RatingRow(Base):
    """What one reviewer thinks of one criterion now; the database refuses to change it once their review is locked."""

    __tablename__ = "ratings"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    # id of a criterion of the case's edition
    criterion_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    # counts from 1; raised by one with each save
    version: Mapped[int]
    # 0 and up; None = none yet, or not applicable
    level: Mapped[int | None]
    # whether they hold that the criterion does not apply
    is_not_applicable: Mapped[bool]
    # why, in their words
    reason: Mapped[str] = mapped_column(Text)


class RatingVersionRow(Base):
    """One save of one rating, kept for ever: the database refuses to change or delete it."""

    __tablename__ = "rating_versions"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    # as in ratings
    version: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int | None]
    is_not_applicable: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[dt.datetime]


class LockRow(Base):
    """That a reviewer closed their review. Written once: from then on it never changes."""

    __tablename__ = "review_locks"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    locked_at: Mapped[dt.datetime]
    # ratings_digest of what was locked; the chain tells it too
    digest: Mapped[str] = mapped_column(String(64))


class AgreedLevelRow(Base):
    """What the panel agreed on one criterion, as its chair recorded it. Written once; the newest number holds."""

    __tablename__ = "agreed_levels"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    # counts from 1
    number: Mapped[int] = mapped_column(primary_key=True)
    # 0 and up; None = not applicable
    level: Mapped[int | None]
    is_not_applicable: Mapped[bool]
    # why, and what somebody who disagrees wants on record; "" = nothing to say
    reason: Mapped[str] = mapped_column(Text)
    dissent: Mapped[str] = mapped_column(Text)
    # the chair, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    agreed_at: Mapped[dt.datetime]


def ratings_digest(rows: Iterable[RatingRow | RatingVersionRow]) -> str:
    """Give a digest over one reviewer's ratings of a case, hexadecimal; the order of rows does not matter."""
    told = sorted([row.criterion_id, row.version, row.level, row.is_not_applicable, row.reason] for row in rows)
    return hashlib.sha256(canonical(told)).hexdigest()


def agreed_details(row: AgreedLevelRow) -> dict[str, Any]:
    """Give what the chain tells of an agreed level: the level itself, and digests of what was written."""
    return {
        "criterion": row.criterion_id,
        "number": row.number,
        "level": row.level,
        "is_not_applicable": row.is_not_applicable,
        "reason": text_digest(row.reason),
        "dissent": text_digest(row.dissent),
    }


def ratings_by(session: Session, case_id: str, person_id: str) -> dict[str, RatingRow]:
    """Give one reviewer's ratings of a case, by criterion."""
    chosen = select(RatingRow).where(RatingRow.case_id == case_id, RatingRow.person_id == person_id)
    return {row.criterion_id: row for row in session.scalars(chosen)}


def locked_by(session: Session, case_id: str) -> dict[str, LockRow]:
    """Give who has locked their review of a case."""
    return {row.person_id: row for row in session.scalars(select(LockRow).where(LockRow.case_id == case_id))}


def agreed_levels(session: Session, case_id: str) -> dict[str, AgreedLevelRow]:
    """Give what the panel agreed last, by criterion."""
    chosen = select(AgreedLevelRow).where(AgreedLevelRow.case_id == case_id).order_by(AgreedLevelRow.number)
    return {row.criterion_id: row for row in session.scalars(chosen)}
