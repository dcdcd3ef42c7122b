"""How an awarding body shows itself: its colours, what its letters say at both ends, and who signs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class BodyLookRow(Base):
    """One save of a body's look. Written once; the newest holds, and earlier letters keep what they said."""

    __tablename__ = "body_looks"

    # the awarding body
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    # counts from 1
    number: Mapped[int] = mapped_column(primary_key=True)
    # as it wants to be named on papers and pages; empty = as it is registered
    shown_name: Mapped[str] = mapped_column(String(200))
    # id of a palette: domain.palettes
    palette_id: Mapped[str] = mapped_column(String(20))
    # its own web site, and where it is written to; empty = none is given
    website: Mapped[str] = mapped_column(String(300))
    contact_email: Mapped[str] = mapped_column(String(320))
    # what its letters begin and end with, beside what they are about; empty = nothing
    letter_opening: Mapped[str] = mapped_column(Text)
    letter_closing: Mapped[str] = mapped_column(Text)
    # who signs certificates and letters: name and position; empty = the body itself
    signatory_name: Mapped[str] = mapped_column(String(200))
    signatory_position: Mapped[str] = mapped_column(String(200))
    # who saved it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime]


def newest_look(session: Session, organisation_id: str) -> BodyLookRow | None:
    """Give how an awarding body shows itself now; None where it never said."""
    chosen = select(BodyLookRow).where(BodyLookRow.organisation_id == organisation_id)
    return session.scalars(chosen.order_by(BodyLookRow.number.desc()).limit(1)).one_or_none()
