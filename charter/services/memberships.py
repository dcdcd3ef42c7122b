"""Who belongs to an organisation: inviting, joining, changing a role, handing over the lead, leaving."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.errors import InvalidInvitation, LastLead, UnknownPerson
from charter.domain.permissions import HEADS, Action, OrganisationKind, Role, fits, may
from charter.domain.wording import date_text
from charter.services.deeds import Deed, new_id, require_in
from charter.services.outbox import Letter, put_letter
from charter.services.panel_leaving import leave_shut_seats
from charter.services.team_changes import Change, note_change
from charter.store.accounts import (
    InvitationRow,
    MembershipRow,
    OrganisationRow,
    PersonRow,
    held_memberships,
    person_of,
    roles_in,
)
from charter.store.mergers import merger_of

LIFETIME = dt.timedelta(days=14)
LETTER_WORDS = {  # the others by their own name
    Role.NETWORK: "a member of the network of BME staff",
    Role.ROUND_MANAGER: "round manager",
    Role.PANEL_CHAIR: "panel chair",
}
JOINED_TEAM = "They joined a team by which the submission counts as their own, and gave up the seat."
NO_SUCH_ROLE = "There is no such role here, so nobody can have it. Choose one of the team’s."
WITHOUT_HEAD = {
    OrganisationKind.INSTITUTION: "An organisation needs a lead. Hand the lead over first.",
    OrganisationKind.BODY: "An awarding body needs an administrator. Make somebody else administrator first.",
}
ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in an organisation, with the roles held now."""

    person_id: str
    name: str
    roles: tuple[Role, ...]


def invite(deed: Deed, organisation_id: str, email: str, role: Role, link: str) -> InvitationRow:
    """Invite an address to a role. ``link`` is the address of the page that takes it, with ``{token}`` in it.

    The lead may, or a body's administrator; the letter goes into the outbox in the same transaction. Raises NotAllowed,
    InvalidInvitation. Commits.
    """
    require_in(deed, organisation_id, Action.INVITE)
    row = offer(deed, organisation_id, email, role, link)
    deed.session.commit()
    return row


def offer(deed: Deed, organisation_id: str, email: str, role: Role, link: str) -> InvitationRow:
    """Put an invitation and its letter into the transaction; whoever calls has asked whether it is allowed.

    An earlier one of the same address for the same role ends: the newest letter is the one that works.
    Raises InvalidInvitation. Commits nothing.
    """
    address = email.strip().lower()
    if not ADDRESS.fullmatch(address) or len(address) > 320:
        raise InvalidInvitation("This is no e-mail address. Write one such as name@trust.nhs.uk.")
    _refuse_stray(deed, organisation_id, role)
    if merger_of(deed.session, organisation_id) is not None:
        raise InvalidInvitation("The organisation became part of another. Invite to that one instead.")
    known = person_of(deed.session, address)
    if known is not None and role in roles_in(deed.session, known.id, organisation_id):
        raise InvalidInvitation("This person has the role already.")
    _end_earlier(deed, organisation_id, address, role)
    token = secrets.token_urlsafe(32)
    row = InvitationRow(
        id=new_id(),
        token_digest=_digest(token),
        organisation_id=organisation_id,
        role=role,
        email=address,
        person_id=deed.person_id,
        invited_at=deed.now,
        expires_at=deed.now + LIFETIME,
        accepted_at=None,
    )
    deed.session.add(row)
    deed.session.flush()
    note_change(deed, organisation_id, Change.INVITED, invitation_id=row.id, new=role)
    put_letter(deed.session, _letter(deed, row, link.format(token=token)), deed.now)
    return row


def _end_earlier(deed: Deed, organisation_id: str, address: str, role: Role) -> None:
    waiting = select(InvitationRow).where(
        InvitationRow.organisation_id == organisation_id,
        InvitationRow.email == address,
        InvitationRow.role == role,
        InvitationRow.accepted_at.is_(None),
        InvitationRow.expires_at > deed.now,
    )
    for row in deed.session.scalars(waiting):
        row.expires_at = deed.now


def accept_invitation(deed: Deed, token: str) -> MembershipRow:
    """Take an invitation: once, before it expires. Whoever holds the link may.

    Seats on panels from which the new team shuts them out end. Raises InvalidInvitation. Commits.
    """
    found = deed.session.scalars(
        select(InvitationRow).where(InvitationRow.token_digest == _digest(token)).with_for_update()
    ).one_or_none()
    if found is None or found.accepted_at is not None:
        raise InvalidInvitation("This invitation was used, or never was. Ask your lead for a new one.")
    if deed.now >= found.expires_at:
        raise InvalidInvitation(f"This invitation ended on {date_text(found.expires_at.date())}. Ask for a new one.")
    role = Role(found.role)
    _refuse_stray(deed, found.organisation_id, role)
    found.accepted_at = deed.now
    row = _give(deed, deed.person_id, found.organisation_id, role)
    note_change(deed, found.organisation_id, Change.JOINED, person_id=deed.person_id, new=role)
    leave_shut_seats(deed, JOINED_TEAM, None)
    deed.session.commit()
    return row


def add_person(deed: Deed, email: str, name: str) -> PersonRow:
    """Add a person, or give the one of that address. Commits nothing: it goes with the sign-up."""
    address = email.strip().lower()
    known = person_of(deed.session, address)
    if known is not None:
        return known
    row = PersonRow(id=new_id(), email=address, name=name.strip()[:200], added_at=deed.now, redacted_at=None)
    deed.session.add(row)
    deed.session.flush()
    return row


def change_role(deed: Deed, organisation_id: str, person_id: str, old: Role, new: Role) -> None:
    """Give somebody another role for one that they hold.

    The lead may, or a body's administrator. Raises UnknownOrganisation, NotAllowed, LastLead; UnknownPerson where they
    are nobody of the team, InvalidInvitation where they do not hold the role or there is no such role here. Commits.
    """
    require_in(deed, organisation_id, Action.CHANGE_ROLE)
    _refuse_stray(deed, organisation_id, new)
    _lock(deed, organisation_id)
    _take(deed, person_id, organisation_id, {old})
    _give(deed, person_id, organisation_id, new)
    _refuse_without_head(deed, organisation_id)
    note_change(deed, organisation_id, Change.ROLE_CHANGED, person_id=person_id, old=old, new=new)
    deed.session.commit()


def remove_member(deed: Deed, organisation_id: str, person_id: str) -> None:
    """Take every role of somebody away; what they did stays, with their name. As ``change_role``. Commits."""
    require_in(deed, organisation_id, Action.REMOVE_MEMBER)
    _lock(deed, organisation_id)
    _take(deed, person_id, organisation_id, set(Role))
    _refuse_without_head(deed, organisation_id)
    note_change(deed, organisation_id, Change.REMOVED, person_id=person_id)
    deed.session.commit()


def hand_over_lead(deed: Deed, organisation_id: str, person_id: str) -> None:
    """Make another member lead and stay on as a contributor. The lead may. Raises as ``change_role``. Commits."""
    require_in(deed, organisation_id, Action.HAND_OVER_LEAD)
    _lock(deed, organisation_id)
    if not roles_in(deed.session, person_id, organisation_id):
        deed.session.rollback()
        raise UnknownPerson("Only a member can become lead. Invite them first.")
    if person_id != deed.person_id:
        _give(deed, person_id, organisation_id, Role.LEAD)
        _take(deed, deed.person_id, organisation_id, {Role.LEAD})
        _give(deed, deed.person_id, organisation_id, Role.CONTRIBUTOR)
        note_change(deed, organisation_id, Change.LEAD_HANDED_OVER, person_id=person_id, new=Role.LEAD)
    deed.session.commit()


def members(deed: Deed, organisation_id: str) -> list[Member]:
    """Give everybody in an organisation with their roles, by name. The team may. Raises as ``members_of``."""
    require_in(deed, organisation_id, Action.SEE_MEMBERS)
    roles: dict[str, list[Role]] = {}
    for row in held_memberships(deed.session, organisation_id):
        roles.setdefault(row.person_id, []).append(Role(row.role))
    people = deed.session.scalars(select(PersonRow).where(PersonRow.id.in_(roles)))
    found = [Member(one.id, one.name, tuple(sorted(roles[one.id]))) for one in people]
    return sorted(found, key=lambda member: (member.name.casefold(), member.person_id))


@dataclass(frozen=True, slots=True)
class Team:
    """An organisation's people, as one of them sees them."""

    organisation_id: str
    organisation_name: str
    kind: OrganisationKind
    members: tuple[Member, ...]
    roles: frozenset[Role]  # of whoever asks

    def may(self, action: Action) -> bool:
        """Tell whether whoever asks may do this."""
        return may(self.roles, action)

    def is_last(self, member: Member) -> bool:
        """Tell whether nobody else answers for the organisation, so that they cannot go or step down."""
        heads = [one for one in self.members if HEADS[self.kind] in one.roles]
        return heads == [member]


def members_of(deed: Deed, organisation_id: str, action: Action = Action.SEE_MEMBERS) -> Team:
    """Give the team of an organisation to somebody who may do this to it.

    Raises UnknownOrganisation for whoever has no role there, as if it did not exist; NotAllowed for the rest.
    """
    roles = require_in(deed, organisation_id, action)
    row = deed.session.get_one(OrganisationRow, organisation_id)
    return Team(row.id, row.name, OrganisationKind(row.kind), tuple(members(deed, organisation_id)), roles)


def _give(deed: Deed, person_id: str, organisation_id: str, role: Role) -> MembershipRow:
    """Give a role, or the membership that holds it already."""
    for held in held_memberships(deed.session, organisation_id):
        if held.person_id == person_id and held.role == role:
            return held
    row = MembershipRow(
        id=new_id(),
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        since_at=deed.now,
        until_at=None,
    )
    deed.session.add(row)
    deed.session.flush()
    return row


def _take(deed: Deed, person_id: str, organisation_id: str, roles: set[Role]) -> None:
    held = [row for row in held_memberships(deed.session, organisation_id) if row.person_id == person_id]
    taken = [row for row in held if row.role in roles]
    if not held:
        deed.session.rollback()
        raise UnknownPerson("They are not in the team. Look at its page to see who is.")
    if not taken:
        deed.session.rollback()
        raise InvalidInvitation("This person does not hold the role. Reload the page to see who does.")
    for row in taken:
        row.until_at = deed.now
    deed.session.flush()


def _lock(deed: Deed, organisation_id: str) -> None:
    """Let whoever else changes the team wait, so that two leads who step down at once do not leave it without one."""
    deed.session.get(OrganisationRow, organisation_id, with_for_update=True)


def _kind(deed: Deed, organisation_id: str) -> OrganisationKind:
    return OrganisationKind(deed.session.get_one(OrganisationRow, organisation_id).kind)


def _refuse_stray(deed: Deed, organisation_id: str, role: Role) -> None:
    """Raise InvalidInvitation where there is no such role in an organisation of this kind."""
    if not fits(role, _kind(deed, organisation_id)):
        raise InvalidInvitation(NO_SUCH_ROLE)


def _refuse_without_head(deed: Deed, organisation_id: str) -> None:
    kind = _kind(deed, organisation_id)
    if all(row.role != HEADS[kind] for row in held_memberships(deed.session, organisation_id)):
        deed.session.rollback()
        raise LastLead(WITHOUT_HEAD[kind])


def _letter(deed: Deed, row: InvitationRow, link: str) -> Letter:
    where = deed.session.get_one(OrganisationRow, row.organisation_id)
    role = LETTER_WORDS.get(Role(row.role), row.role)
    is_body = where.kind == OrganisationKind.BODY
    work = f"run the rounds of {where.name}" if is_body else f"work on the mentoring charter of {where.name}"
    team = f"team of {where.name}" if is_body else f"mentoring charter team of {where.name}"
    body = (
        f"You are invited to {work}, as {role}.\n\n"
        f"Open this link to join; it works once, until {date_text(row.expires_at.date())}:\n\n{link}\n\n"
        "If you did not expect this, you need not do anything.\n"
    )
    return Letter(f"invitation:{row.id}", row.email, f"Join the {team}", body)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
