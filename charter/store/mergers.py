"""Which organisation became part of which: two histories, one future."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import CTE, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.domain.permissions import Role, fits
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.store.base import Base


class MergerRow(Base):
    """An organisation that became part of another, once; the database refuses to change or delete it."""

    __tablename__ = "organisation_mergers"

    # which one: it keeps its assessments and their history, and begins nothing new
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    # which one goes on
    into_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # the first day on which they were one
    merged_on: Mapped[dt.date]
    # who put it on record here, and when; "operator" = whoever runs the installation
    person_id: Mapped[str] = mapped_column(String(22))
    noted_at: Mapped[dt.datetime]


def roles_on(session: Session, person_id: str, *organisation_ids: str) -> frozenset[Role]:
    """Give the roles that somebody holds now in one of the organisations, or in what it became part of.

    As ``roles_in``: a role of another kind of organisation counts for nothing.
    """
    held = session.execute(
        select(MembershipRow.role, OrganisationRow.kind)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(
            MembershipRow.person_id == person_id,
            MembershipRow.organisation_id.in_(select(_line(organisation_ids).c.id)),
            MembershipRow.until_at.is_(None),
        )
    )
    return frozenset(Role(role) for role, kind in held if fits(Role(role), kind))


def people_on(session: Session, organisation_id: str, roles: Iterable[Role]) -> list[PersonRow]:
    """Give everybody with an address who holds one of the roles now there, or in what it became part of."""
    held = select(MembershipRow.person_id).where(
        MembershipRow.organisation_id.in_(select(_line((organisation_id,)).c.id)),
        MembershipRow.until_at.is_(None),
        MembershipRow.role.in_(list(roles)),
    )
    chosen = select(PersonRow).where(PersonRow.id.in_(held), PersonRow.email.is_not(None))
    return list(session.scalars(chosen.order_by(PersonRow.id)))


def merger_of(session: Session, organisation_id: str) -> MergerRow | None:
    """Give what became of an organisation; None while it stands by itself."""
    return session.get(MergerRow, organisation_id)


def gathered_under(session: Session, organisation_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give each of the organisations and all that became part of them: id -> (which of those asked for, own name)."""
    asked = select(OrganisationRow.id, OrganisationRow.id.label("under")).where(
        OrganisationRow.id.in_(organisation_ids)
    )
    line = asked.cte("gathered", recursive=True)
    line = line.union(select(MergerRow.organisation_id, line.c.under).where(MergerRow.into_id == line.c.id))
    found = session.execute(
        select(line.c.id, line.c.under, OrganisationRow.name).join(OrganisationRow, OrganisationRow.id == line.c.id)
    )
    return {name: (under, own) for name, under, own in found}


def _line(organisation_ids: Iterable[str]) -> CTE:
    """The ids of organisations and of what they became part of, step by step."""
    chosen = select(OrganisationRow.id).where(OrganisationRow.id.in_(organisation_ids))
    line = chosen.cte("line", recursive=True)
    return line.union(select(MergerRow.into_id).where(MergerRow.organisation_id == line.c.id))
