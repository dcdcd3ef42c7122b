"""What somebody has looked at, which letters they do not want, and which reminders were made."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class SeenRow(Base):
    """Up to which moment somebody has seen what happened to a criterion."""

    __tablename__ = "criteria_seen"

    # who looked, at which criterion of which assessment
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    # everything saved until then was on the page that they saw; never moves back
    seen_at: Mapped[dt.datetime]


class DeclinedNoticeRow(Base):
    """A kind of letter that somebody switched off. Without a row they get it."""

    __tablename__ = "declined_notices"

    # who
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    # a value of domain.notices.Notice
    notice: Mapped[str] = mapped_column(String(20), primary_key=True)


class ReminderRow(Base):
    """A reminder that the worker has made for an assessment, letters or none, so that it makes it once."""

    __tablename__ = "reminders"

    # which assessment
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # which one, such as deadline:2027-09-30:7 or digest:2027-06-07
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    # when
    made_at: Mapped[dt.datetime]


def seen_by(session: Session, person_id: str, assessment_id: str) -> dict[str, SeenRow]:
    """Give what somebody has seen of an assessment, by criterion; absent = nothing."""
    chosen = select(SeenRow).where(SeenRow.person_id == person_id, SeenRow.assessment_id == assessment_id)
    return {row.criterion_id: row for row in session.scalars(chosen)}
