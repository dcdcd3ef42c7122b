"""How an institution comes to take part: an awarding body asks its first lead to join."""

from __future__ import annotations

from sqlalchemy import select

from charter.domain.errors import InvalidInvitation, UnknownOrganisation
from charter.domain.permissions import Action, Role
from charter.services.deeds import Deed, new_id, require_in
from charter.services.memberships import offer
from charter.services.reference import find_organisation
from charter.store.accounts import OrganisationRow

INSTITUTION, BODY = "institution", "awarding_body"
LONGEST_NAME = 300


def add_institution(deed: Deed, body_id: str, *, ods_code: str, name: str, email: str, link: str) -> OrganisationRow:
    """Add an institution, or find it by its code, and invite an address to lead it.

    ``ods_code``: a code of the published lists, or "" for one that is not listed, which then needs a ``name``. The
    awarding body's administrator or round manager may; the letter goes into the outbox with it. Raises NotAllowed,
    UnknownOrganisation, InvalidInvitation. Commits.
    """
    require_in(deed, body_id, Action.ADD_INSTITUTION)
    row = _listed(deed, ods_code) if ods_code.strip() else _not_listed(deed, name)
    try:
        offer(deed, row.id, email, Role.LEAD, link)
    except InvalidInvitation:
        deed.session.rollback()
        raise
    deed.session.commit()
    return row


def _listed(deed: Deed, ods_code: str) -> OrganisationRow:
    found = find_organisation(deed.session, ods_code)
    if found.closed_text:
        successor = f" Choose its successor {found.successor}." if found.successor else ""
        raise UnknownOrganisation(f"{found.name} is closed.{successor}")
    known = deed.session.scalars(select(OrganisationRow).where(OrganisationRow.ods_code == found.code)).one_or_none()
    return known or _added(deed, found.name, found.code, found.organisation_type, found.region)


def _not_listed(deed: Deed, name: str) -> OrganisationRow:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise InvalidInvitation("Give the name of the institution, as it should stand in the register.")
    return _added(deed, plain, None, "", "")


def _added(deed: Deed, name: str, code: str | None, kind: str, region: str) -> OrganisationRow:
    row = OrganisationRow(
        id=new_id(), ods_code=code, name=name, kind=INSTITUTION, organisation_type=kind, region=region
    )
    deed.session.add(row)
    deed.session.flush()
    return row
