"""Invitations that wait: who was asked to join, and taking an invitation back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.errors import UnknownInvitation
from charter.domain.permissions import Action, Role
from charter.services.deeds import Deed, require_in
from charter.services.team_changes import Change, note_change
from charter.store.accounts import InvitationRow


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that nobody has taken yet."""

    invitation_id: str
    email: str
    role: Role
    expires_at: dt.datetime


def open_invitations(deed: Deed, organisation_id: str) -> list[OpenInvitation]:
    """Give the invitations of an organisation that can still be taken, oldest first.

    The lead may see them, or a body's administrator.
    """
    require_in(deed, organisation_id, Action.INVITE)
    chosen = select(InvitationRow).where(
        InvitationRow.organisation_id == organisation_id,
        InvitationRow.accepted_at.is_(None),
        InvitationRow.expires_at > deed.now,
    )
    rows = deed.session.scalars(chosen.order_by(InvitationRow.invited_at, InvitationRow.id))
    return [OpenInvitation(row.id, row.email, Role(row.role), row.expires_at) for row in rows]


def take_back(deed: Deed, organisation_id: str, invitation_id: str) -> None:
    """Make an invitation void. The lead may, or a body's administrator.

    Raises UnknownOrganisation, NotAllowed, UnknownInvitation. Commits.
    """
    require_in(deed, organisation_id, Action.INVITE)
    row = deed.session.get(InvitationRow, invitation_id)
    if row is None or row.organisation_id != organisation_id or row.accepted_at is not None:
        raise UnknownInvitation(
            "There is no such invitation to take back. Look at the team’s page: somebody may have joined."
        )
    row.expires_at = min(row.expires_at, deed.now)
    note_change(deed, organisation_id, Change.TAKEN_BACK, invitation_id=row.id, old=Role(row.role))
    deed.session.commit()
