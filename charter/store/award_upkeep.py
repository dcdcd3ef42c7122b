"""What keeps an award: conditions that were attached, annual returns, and reviews of whether it still stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base

OPEN, MET, MISSED = "open", "met", "missed"


class ConditionRow(Base):
    """A condition with which an award was conferred. Whether it was met is told by the award's chain too."""

    __tablename__ = "award_conditions"
    __table_args__ = (Index("ix_award_conditions_state_due_on", "state", "due_on"),)

    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), primary_key=True)
    # counts from 1
    number: Mapped[int] = mapped_column(primary_key=True)
    # what must be done, in the chair's words, and by which day
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[dt.date] = mapped_column(Date)
    # open, met or missed; the body's administrator says so, or the worker when the day has passed
    state: Mapped[str] = mapped_column(String(8))
    # when that was said; None = it is open
    settled_at: Mapped[dt.datetime | None]


class ReturnRow(Base):
    """An annual return. Written once: the database refuses to change or delete it."""

    __tablename__ = "annual_returns"
    __table_args__ = (UniqueConstraint("award_id", "number"),)

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"))
    # counts from 1: the first is due a year after the award
    number: Mapped[int]
    # by which day it was due
    due_on: Mapped[dt.date] = mapped_column(Date)
    # the frozen copy that it consists of, by its assessment, number and digest
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    copy_number: Mapped[int]
    copy_digest: Mapped[str] = mapped_column(String(64))
    # what in it opens a review: a list of {"kind", "criterion_id", "text"}; [] = nothing
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # who made it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime]


class AwardReviewRow(Base):
    """A question whether an award still stands, from when it is opened until the body answers it."""

    __tablename__ = "award_reviews"
    __table_args__ = (Index("ix_award_reviews_award_id", "award_id"),)

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"))
    # return, not_made, condition or objection: a value of domain.award_states.Cause
    cause: Mapped[str] = mapped_column(String(12))
    # what was found, as sentences
    findings: Mapped[list[str]] = mapped_column(JSON)
    opened_at: Mapped[dt.datetime]
    # the last day on which it can be closed before the award is suspended; None = the edition says nothing
    closes_by: Mapped[dt.date | None] = mapped_column(Date)
    # when the body answered it; None = it is open
    closed_at: Mapped[dt.datetime | None]


def open_reviews(session: Session, award_id: str) -> list[AwardReviewRow]:
    """Give the reviews of an award that are open, oldest first."""
    chosen = select(AwardReviewRow).where(AwardReviewRow.award_id == award_id, AwardReviewRow.closed_at.is_(None))
    return list(session.scalars(chosen.order_by(AwardReviewRow.opened_at, AwardReviewRow.id)))


def conditions_of(session: Session, award_id: str) -> list[ConditionRow]:
    """Give the conditions of an award, in order."""
    chosen = select(ConditionRow).where(ConditionRow.award_id == award_id).order_by(ConditionRow.number)
    return list(session.scalars(chosen))


def returns_of(session: Session, award_id: str) -> list[ReturnRow]:
    """Give the annual returns of an award, in order."""
    return list(session.scalars(select(ReturnRow).where(ReturnRow.award_id == award_id).order_by(ReturnRow.number)))
