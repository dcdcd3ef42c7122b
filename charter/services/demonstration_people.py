"""The invented people of a demonstration, as anybody who looks around may become them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.domain.wording import count_text
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
    """Give everybody of the demonstration once, by organisation, the lead first; who is in several comes last.

    Whoever asks has made sure that this is a demonstration.
    """
    chosen = (
        select(PersonRow.id, PersonRow.name, OrganisationRow.name, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(PersonRow.email.endswith(f"@{DOMAIN}"), PersonRow.active, MembershipRow.until_at.is_(None))
        .order_by(OrganisationRow.kind.desc(), OrganisationRow.name, MembershipRow.since_at, PersonRow.name)
    )
    found: dict[str, tuple[str, list[str], list[Role]]] = {}
    for person_id, name, where, role in session.execute(chosen):
        _, places, roles = found.setdefault(person_id, (name, [], []))
        places += [where] if where not in places else []
        roles += [Role(role)] if Role(role) not in roles else []
    people = [
        DemonstrationPerson(person_id, name, _places_text(places), tuple(sorted(roles, key=ORDER.index)))
        for person_id, (name, places, roles) in found.items()
    ]
    order = list(dict.fromkeys(one.organisation_name for one in people))
    crowd = {person_id for person_id, (_, places, _) in found.items() if len(places) > 1}
    return sorted(
        people,
        key=lambda one: (one.person_id in crowd, order.index(one.organisation_name), ORDER.index(one.roles[0])),
    )


def _places_text(places: list[str]) -> str:
    """Where somebody is: the first of many, and how many more."""
    more = len(places) - 1
    return f"{places[0]} and {count_text(more, 'other')}" if more else places[0]


def demonstration_person(session: Session, person_id: str) -> PersonRow | None:
    """Give somebody of the demonstration; None for everybody else, so that nobody real is ever given."""
    row = session.get(PersonRow, person_id)
    is_theirs = row is not None and row.active and (row.email or "").endswith(f"@{DOMAIN}")
    return row if is_theirs else None
