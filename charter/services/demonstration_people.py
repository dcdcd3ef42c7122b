"""The invented people of a demonstration, as anybody who looks around may become them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.demonstration import DOMAIN
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow

ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class DemonstrationPerson:
    """Somebody invented: where they are, with which roles."""

    person_id: str
    name: str
    organisation_name: str
    roles: tuple[Role, ...]


def demonstration_people(session: Session) -> list[DemonstrationPerson]:
    """Give everybody of the demonstration by organisation, the lead first.

    Whoever asks has made sure that this is a demonstration.
    """
    chosen = (
        select(PersonRow.id, PersonRow.name, OrganisationRow.name, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(PersonRow.email.endswith(f"@{DOMAIN}"), PersonRow.active, MembershipRow.until_at.is_(None))
        .order_by(OrganisationRow.kind.desc(), OrganisationRow.name, MembershipRow.since_at, PersonRow.name)
    )
    found: dict[tuple[str, str], tuple[str, list[Role]]] = {}
    for person_id, name, where, role in session.execute(chosen):
        found.setdefault((person_id, where), (name, []))[1].append(Role(role))
    people = [
        DemonstrationPerson(person_id, name, where, tuple(sorted(roles, key=ORDER.index)))
        for (person_id, where), (name, roles) in found.items()
    ]
    places = list(dict.fromkeys(one.organisation_name for one in people))
    return sorted(people, key=lambda one: (places.index(one.organisation_name), ORDER.index(one.roles[0])))


def demonstration_person(session: Session, person_id: str) -> PersonRow | None:
    """Give somebody of the demonstration; None for everybody else, so that nobody real is ever given."""
    row = session.get(PersonRow, person_id)
    is_theirs = row is not None and row.active and (row.email or "").endswith(f"@{DOMAIN}")
    return row if is_theirs else None
