"""People who judge for an awarding body: what they bring, where they worked, and what they promised each round."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from charter.store.base import Base


class ReviewerRow(Base):
    """A person on an awarding body's list of reviewers and chairs."""

    __tablename__ = "reviewers"

    # the awarding body
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    # qualities that editions ask for in a panel's composition, such as data_skills, in order
    expertise: Mapped[list[str]] = mapped_column(JSON)
    # as they write it; empty = not said
    profession: Mapped[str] = mapped_column(String(120), server_default="")
    # lived experience of racism, as they chose to state; None = not said. Nobody else sets it
    lived_experience: Mapped[bool | None]
    # day of their training on appointment, and of the latest standardisation; None = not yet. The body sets them
    trained_on: Mapped[dt.date | None] = mapped_column(Date)
    standardised_on: Mapped[dt.date | None] = mapped_column(Date)
    # how many submissions a round at most; None = none was agreed
    load_limit: Mapped[int | None]
    # counts from 1; raised by one with each save
    version: Mapped[int]
    # who saved it last, and when
    saved_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime]


class EmploymentRow(Base):
    """Where a reviewer works or worked. Ended and deleted by whose it is; the chain tells that it was."""

    __tablename__ = "employments"

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    # an institution that takes part here; None = none that does
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    # as they write it
    name: Mapped[str] = mapped_column(String(300))
    # first and last day; None = not known, or still
    from_on: Mapped[dt.date | None] = mapped_column(Date)
    until_on: Mapped[dt.date | None] = mapped_column(Date)


class ConfidentialityRow(Base):
    """That somebody promised, for a round, to keep what they read to themselves. Written once."""

    __tablename__ = "confidentialities"

    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    # when, and the SHA-256 of the words that they accepted
    accepted_at: Mapped[dt.datetime]
    words: Mapped[str] = mapped_column(String(64))
