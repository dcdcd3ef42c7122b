"""Who looks after which criterion, by when, and what stands in the way."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from charter.store.base import Base


class AssignmentRow(Base):
    """How a criterion is assigned now; history tells how it was before."""

    __tablename__ = "assignments"

    # of which assessment, and which of its edition's criteria
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    # counts from 1; raised by one with each save
    version: Mapped[int]
    # who looks after it; None = nobody does
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    # the day by which it is to be done; None = none was set
    due_on: Mapped[dt.date | None]
    # whether something stands in the way
    is_blocked: Mapped[bool]
    # what does, in words; empty where nothing does, and once redacted
    blocked_reason: Mapped[str] = mapped_column(Text)
    # who saved it so, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime]
