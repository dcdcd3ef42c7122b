"""People, organisations, and which role somebody has where and since when."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.domain.permissions import Role
from charter.store.base import Base


class PersonRow(Base):
    """Somebody who takes part. Name and address can be redacted; what they did stays under the id."""

    __tablename__ = "people"

    # random and opaque: it stands in history for ever
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # in small letters, unique; None once redacted
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    # as they write it; empty once redacted
    name: Mapped[str] = mapped_column(String(200))
    # when they were added
    added_at: Mapped[dt.datetime]
    # when name and address were removed at their wish; None = they were not
    redacted_at: Mapped[dt.datetime | None]


class OrganisationRow(Base):
    """An institution, or an awarding body, as it takes part here."""

    __tablename__ = "organisations"

    # random; cannot be guessed
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # Organisation Data Service code in capitals; None where it is not listed
    ods_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    # as shown
    name: Mapped[str] = mapped_column(String(300))
    # institution or awarding_body
    kind: Mapped[str] = mapped_column(String(20))
    # type in the codes of the charter's editions, and NHS region, as the published list had them; empty = not known
    organisation_type: Mapped[str] = mapped_column(String(40), server_default="")
    region: Mapped[str] = mapped_column(String(60), server_default="")


class MembershipRow(Base):
    """A role of a person in an organisation, from a moment until another. Never deleted."""

    __tablename__ = "memberships"
    __table_args__ = (Index("ix_memberships_person_id_organisation_id", "person_id", "organisation_id"),)

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # whose role it is
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    # where
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # a value of domain.permissions.Role
    role: Mapped[str] = mapped_column(String(20))
    # when it was given
    since_at: Mapped[dt.datetime]
    # when it was taken away; None = it is held
    until_at: Mapped[dt.datetime | None]


def roles_in(session: Session, person_id: str, organisation_id: str) -> frozenset[Role]:
    """Give the roles that somebody holds in an organisation now; none for a stranger."""
    held = session.scalars(
        select(MembershipRow.role).where(
            MembershipRow.person_id == person_id,
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.until_at.is_(None),
        )
    )
    return frozenset(Role(role) for role in held)


class InvitationRow(Base):
    """An offer of a role to an address; whoever holds the token may take it, once, until it expires."""

    __tablename__ = "invitations"

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # SHA-256 of the token in the link, hexadecimal: the link cannot be made from the database
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    # what is offered, and where
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[str] = mapped_column(String(20))
    # to which address, in small letters
    email: Mapped[str] = mapped_column(String(320))
    # who invited, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    invited_at: Mapped[dt.datetime]
    # from when on it is void
    expires_at: Mapped[dt.datetime]
    # when it was taken; None = it was not
    accepted_at: Mapped[dt.datetime | None]


def held_memberships(session: Session, organisation_id: str) -> list[MembershipRow]:
    """Give the memberships held in an organisation now, longest first."""
    chosen = select(MembershipRow).where(
        MembershipRow.organisation_id == organisation_id, MembershipRow.until_at.is_(None)
    )
    return list(session.scalars(chosen.order_by(MembershipRow.since_at, MembershipRow.id)))


def person_of(session: Session, email: str) -> PersonRow | None:
    """Give the person of an address."""
    return session.scalars(select(PersonRow).where(PersonRow.email == email)).one_or_none()
