"""What was done to teams: who invited, changed or removed whom."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from charter.store.base import Base


class TeamChangeRow(Base):
    """One deed; never changed or deleted. It holds ids alone: names and addresses stand where they can be redacted."""

    __tablename__ = "team_changes"
    __table_args__ = (Index("ix_team_changes_organisation_id_number", "organisation_id", "number"),)

    # counts up over all teams, with gaps
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    # whose team
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    # who did it, and when
    person_id: Mapped[str] = mapped_column(String(22))
    made_at: Mapped[dt.datetime]
    # a value of services.team_changes.Change
    change: Mapped[str] = mapped_column(String(20))
    # to whom it was done; None = to an address, of the invitation
    subject_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    invitation_id: Mapped[str | None] = mapped_column(ForeignKey("invitations.id"))
    # values of domain.permissions.Role: what was held before, and what since; None = nothing
    old_role: Mapped[str | None] = mapped_column(String(20))
    new_role: Mapped[str | None] = mapped_column(String(20))
