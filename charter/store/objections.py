"""Objections to awards: made by anybody, seen by the awarding body's office alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from charter.store.base import Base


class ObjectionRow(Base):
    """One objection. What was written stands beside the award's chain, which holds its digest.

    Who made it stands here alone, so that it can be taken out: no chain holds a name, an address or a digest of them.
    """

    __tablename__ = "objections"

    # random; whoever made it is given it to refer to
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), index=True)
    # one of the edition's grounds, in its words; empty = the edition names none
    ground: Mapped[str] = mapped_column(String(200))
    # who made it, as far as they said; empty = they did not, or were forgotten
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    # a value of domain.objections.ObjectionState
    state: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[dt.datetime]
    # when the body said that it has it; None = it did not yet
    acknowledged_at: Mapped[dt.datetime | None]
    # when the body ruled on it; None = it is open
    ruled_at: Mapped[dt.datetime | None]
    # the review of the award that it opened; None = it opened none
    review_id: Mapped[str | None] = mapped_column(ForeignKey("award_reviews.id"))
