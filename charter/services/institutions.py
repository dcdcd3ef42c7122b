"""How awarding bodies and institutions come to be here: an operator adds a body, a body asks an institution’s lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from charter.domain.errors import InvalidInvitation, UnknownInvitation, UnknownOrganisation
from charter.domain.permissions import Action, OrganisationKind, Role
from charter.domain.wording import one_line
from charter.services.deeds import Deed, new_id, require_in
from charter.services.memberships import ADDRESS, add_person, offer
from charter.services.reference import find_organisation
from charter.services.team_changes import Change, note_change
from charter.store.accounts import InvitationRow, MembershipRow, OrganisationRow, PersonRow, held_memberships, roles_in

INSTITUTION, BODY = OrganisationKind.INSTITUTION, OrganisationKind.BODY
LONGEST_NAME = 300


def add_institution(deed: Deed, body_id: str, *, ods_code: str, name: str, email: str, link: str) -> OrganisationRow:
    """Add an institution, or find it by its code, and invite an address to lead it.

    ``ods_code``: a code of the published lists, or "" for one that is not listed, which then needs a ``name``. The
    awarding body's administrator or round manager may, while nobody leads a team there: later that team's lead alone
    invites, so that no body lets itself into it. The letter goes into the outbox with it. Raises UnknownOrganisation,
    NotAllowed, InvalidInvitation. Commits.
    """
    require_in(deed, body_id, Action.ADD_INSTITUTION)
    row = _listed(deed, ods_code) if ods_code.strip() else _not_listed(deed, name)
    try:
        _refuse_led(deed, row)
        offer(deed, row.id, email, Role.LEAD, link)
    except InvalidInvitation:
        deed.session.rollback()
        raise
    deed.session.commit()
    return row


@dataclass(frozen=True, slots=True)
class Asked:
    """An institution whose lead a body has asked, and who has not joined yet."""

    invitation_id: str
    name: str
    email: str
    expires_at: dt.datetime


def asked_institutions(deed: Deed, body_id: str) -> tuple[Asked, ...]:
    """Give whom a body's people have asked to lead a team and who can still join, by name of the institution.

    For pages that have let somebody of the body in; one statement.
    """
    found = deed.session.execute(
        select(InvitationRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == InvitationRow.organisation_id)
        .where(*_waiting(deed, body_id))
        .order_by(OrganisationRow.name, InvitationRow.id)
    )
    return tuple(Asked(row.id, name, row.email, row.expires_at) for row, name in found)


def take_back_asking(deed: Deed, body_id: str, invitation_id: str) -> None:
    """Make such an invitation void, as when it went to a wrong address. As ``add_institution``.

    Raises UnknownOrganisation, NotAllowed, UnknownInvitation. Commits.
    """
    require_in(deed, body_id, Action.ADD_INSTITUTION)
    chosen = select(InvitationRow).where(InvitationRow.id == invitation_id, *_waiting(deed, body_id))
    row = deed.session.scalars(chosen).one_or_none()
    if row is None:
        raise UnknownInvitation(
            "There is no such invitation to take back. Look at the round: somebody may have joined."
        )
    row.expires_at = deed.now
    note_change(deed, row.organisation_id, Change.TAKEN_BACK, invitation_id=row.id, old=Role(row.role))
    deed.session.commit()


def _waiting(deed: Deed, body_id: str) -> tuple[ColumnElement[bool], ...]:
    """Invitations to lead that somebody of the body sent and that can still be taken."""
    people = select(MembershipRow.person_id).where(MembershipRow.organisation_id == body_id)
    return (
        InvitationRow.role == Role.LEAD,
        InvitationRow.person_id.in_(people),
        InvitationRow.accepted_at.is_(None),
        InvitationRow.expires_at > deed.now,
    )


def _refuse_led(deed: Deed, row: OrganisationRow) -> None:
    """Raise InvalidInvitation where somebody leads a team already."""
    if any(held.role == Role.LEAD for held in held_memberships(deed.session, row.id)):
        raise InvalidInvitation(
            f"{row.name} has a team here already, and its lead registers it. Only that lead can invite others."
        )


def _listed(deed: Deed, ods_code: str) -> OrganisationRow:
    found = find_organisation(deed.session, ods_code)
    if found.closed_text:
        successor = f" Choose its successor {found.successor}." if found.successor else ""
        raise UnknownOrganisation(f"{found.name} is closed.{successor}")
    known = deed.session.scalars(select(OrganisationRow).where(OrganisationRow.ods_code == found.code)).one_or_none()
    return known or _added(deed, found.name, found.code, found.organisation_type, found.region)


def _not_listed(deed: Deed, name: str) -> OrganisationRow:
    plain = one_line(name)
    if not plain or len(plain) > LONGEST_NAME:
        raise InvalidInvitation("Give the name of the institution, as it should stand in the register.")
    chosen = select(OrganisationRow).where(
        OrganisationRow.name == plain, OrganisationRow.kind == INSTITUTION, OrganisationRow.ods_code.is_(None)
    )
    known = deed.session.scalars(chosen.order_by(OrganisationRow.id)).first()
    return known or _added(deed, plain, None, "", "")


def _added(deed: Deed, name: str, code: str | None, kind: str, region: str) -> OrganisationRow:
    row = OrganisationRow(
        id=new_id(), ods_code=code, name=name, kind=INSTITUTION, organisation_type=kind, region=region
    )
    deed.session.add(row)
    deed.session.flush()
    return row


def add_body(deed: Deed, name: str, email: str, person_name: str) -> PersonRow:
    """Add an awarding body, or find the one of that name, with an administrator; for whoever runs the installation.

    The administrator's password is set by whoever calls, in the same transaction: commits nothing. Raises
    InvalidInvitation where a name or the address cannot be.
    """
    plain = " ".join(name.split())
    if not plain or not person_name.strip() or not ADDRESS.fullmatch(email.strip()):
        raise InvalidInvitation("Give the body’s name, the administrator’s name and an e-mail address.")
    known = deed.session.scalars(
        select(OrganisationRow).where(OrganisationRow.name == plain, OrganisationRow.kind == BODY)
    ).first()
    row = known or OrganisationRow(id=new_id(), ods_code=None, name=plain, kind=BODY)
    deed.session.add(row)
    person = add_person(deed, email, person_name)
    deed.session.flush()
    if Role.ADMINISTRATOR not in roles_in(deed.session, person.id, row.id):
        deed.session.add(
            MembershipRow(
                id=new_id(),
                person_id=person.id,
                organisation_id=row.id,
                role=Role.ADMINISTRATOR,
                since_at=deed.now,
                until_at=None,
            )
        )
        note_change(deed, row.id, Change.ADDED, person_id=person.id, new=Role.ADMINISTRATOR)
    deed.session.flush()
    return person
