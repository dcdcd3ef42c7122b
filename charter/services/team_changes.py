"""Who did what to a team: noted with each deed, and read by whoever leads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import aliased

from charter.domain.permissions import Action, Role
from charter.services.deeds import OPERATOR, Deed, require_in
from charter.store.accounts import InvitationRow, PersonRow
from charter.store.team_changes import TeamChangeRow


class Change(StrEnum):
    """What was done."""

    INVITED = "invited"
    TAKEN_BACK = "taken_back"  # an invitation
    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    REMOVED = "removed"
    LEAD_HANDED_OVER = "lead_handed_over"
    ADDED = "added"  # by whoever runs the installation, without an invitation


@dataclass(frozen=True, slots=True)
class TeamChange:
    """One deed, with names as they are now; a name is "" where somebody was forgotten."""

    number: int
    made_at: dt.datetime
    change: Change
    name: str  # of who did it
    is_operators: bool  # whether whoever runs the installation did it, who is nobody here
    subject: str  # name of to whom, or the address that was invited
    is_own: bool  # whether they did it to themselves
    old_role: Role | None
    new_role: Role | None


def note_change(
    deed: Deed,
    organisation_id: str,
    change: Change,
    *,
    person_id: str | None = None,
    invitation_id: str | None = None,
    old: Role | None = None,
    new: Role | None = None,
) -> None:
    """Note what the deed's person does to a team, in the same transaction. Commits nothing."""
    deed.session.add(
        TeamChangeRow(
            organisation_id=organisation_id,
            person_id=deed.person_id,
            made_at=deed.now,
            change=change,
            subject_id=person_id,
            invitation_id=invitation_id,
            old_role=old,
            new_role=new,
        )
    )
    deed.session.flush()  # deeds of one transaction keep their order


def team_changes(deed: Deed, organisation_id: str, before: int | None, count: int) -> list[TeamChange]:
    """Give what was done to a team, newest first: a statement beside the one that asks for the role.

    The lead may, or a body's administrator. ``before``: only deeds with a lower number; None = from the newest on.
    Raises UnknownOrganisation, NotAllowed.
    """
    require_in(deed, organisation_id, Action.CHANGE_ROLE)
    actor, subject = aliased(PersonRow), aliased(PersonRow)
    chosen = (
        select(TeamChangeRow, actor.name, subject.name, InvitationRow.email)
        .outerjoin(actor, actor.id == TeamChangeRow.person_id)
        .outerjoin(subject, subject.id == TeamChangeRow.subject_id)
        .outerjoin(InvitationRow, InvitationRow.id == TeamChangeRow.invitation_id)
        .where(TeamChangeRow.organisation_id == organisation_id)
        .order_by(TeamChangeRow.number.desc())
        .limit(count)
    )
    if before is not None:
        chosen = chosen.where(TeamChangeRow.number < before)
    return [
        TeamChange(
            number=row.number,
            made_at=row.made_at,
            change=Change(row.change),
            name=name or "",
            is_operators=row.person_id == OPERATOR,
            subject=whom or email or "",
            is_own=row.subject_id == row.person_id,
            old_role=Role(row.old_role) if row.old_role else None,
            new_role=Role(row.new_role) if row.new_role else None,
        )
        for row, name, whom, email in deed.session.execute(chosen)
    ]
