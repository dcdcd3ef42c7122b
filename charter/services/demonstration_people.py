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
    organisation_name: str  # of the first, and how many more there are
    roles: tuple[Role, ...]


def demonstration_people(session: Session) -> list[DemonstrationPerson]:
    """Give everybody of the demonstration once, by their first organisation, the lead first.

    Whoever asks has made sure that this is a demonstration.
    """
    chosen = (
        select(PersonRow.id, PersonRow.name, OrganisationRow.name, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(PersonRow.email.endswith(f"@{DOMAIN}"), PersonRow.active, MembershipRow.until_at.is_(None))
        .order_by(OrganisationRow.kind.desc(), OrganisationRow.name, MembershipRow.since_at, PersonRow.name)
    )
    found: dict[str, _Found] = {}
    for person_id, name, where, role in session.execute(chosen):
        found.setdefault(person_id, _Found(name, {})).places.setdefault(where, []).append(Role(role))
    order = list(dict.fromkeys(next(iter(one.places)) for one in found.values()))
    people = [one.shown(person_id) for person_id, one in found.items()]
    firsts = {person_id: order.index(next(iter(one.places))) for person_id, one in found.items()}
    return sorted(people, key=lambda one: (firsts[one.person_id], ORDER.index(one.roles[0])))


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    places: dict[str, list[Role]]

    def shown(self, person_id: str) -> DemonstrationPerson:
        first, *others = self.places
        where = f"{first} and {len(others)} more" if others else first
        return DemonstrationPerson(person_id, self.name, where, tuple(sorted(self.places[first], key=ORDER.index)))


def demonstration_person(session: Session, person_id: str) -> PersonRow | None:
    """Give somebody of the demonstration; None for everybody else, so that nobody real is ever given."""
    row = session.get(PersonRow, person_id)
    is_theirs = row is not None and row.active and (row.email or "").endswith(f"@{DOMAIN}")
    return row if is_theirs else None
