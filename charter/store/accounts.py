"""People, organisations, and which role somebody has where and since when."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, select
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from charter.domain.permissions import Role, fits
from charter.store.base import Base

UNIQUIFIER_BYTES = 24


def new_uniquifier() -> str:
    """Give a random text that a session refers to a person by; another one ends every session."""
    return secrets.token_urlsafe(UNIQUIFIER_BYTES)


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
    # what their sessions refer to them by; changed to end all of them
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_uniquifier)
    # argon2 hash; None = they sign in another way, or have not joined yet
    password: Mapped[str | None] = mapped_column(String(255))
    # whether they may sign in
    active: Mapped[bool] = mapped_column(default=True)
    # by what a second step is made: authenticator; None = there is none
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    # the authenticator app's secret, encrypted
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    # which half-minute the last code was for that they used: none works twice
    tf_last_counter: Mapped[int | None]
    # digests of the recovery codes that are left; None = they have none
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON(none_as_null=True)))
    # how their passkeys know them; random
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    # set up to sign in with
    webauthn: Mapped[list[PasskeyRow]] = relationship(back_populates="person", cascade="all, delete-orphan")


class PasskeyRow(Base):
    """A passkey of a person: the public half of a key whose other half never leaves their device."""

    __tablename__ = "passkeys"

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # whose it is
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    # how they call it
    name: Mapped[str] = mapped_column(String(64))
    # how the device calls it
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    # its public half, COSE
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1024))
    # how often it was used, as the device counts; 0 = the device does not count
    sign_count: Mapped[int]
    # how the device can be reached, such as usb or internal
    transports: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    # whether it is kept on more than one device
    backup_state: Mapped[bool]
    # single_device or multi_device
    device_type: Mapped[str] = mapped_column(String(64))
    # what the browser said of it, JSON
    extensions: Mapped[str | None] = mapped_column(Text)
    # first = instead of a password, secondary = after it
    usage: Mapped[str] = mapped_column(String(64))
    # when it was set up
    added_at: Mapped[dt.datetime]
    # when it was last signed in with
    lastuse_datetime: Mapped[dt.datetime] = mapped_column("last_used_at")

    person: Mapped[PersonRow] = relationship(back_populates="webauthn")


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
    """Give the roles that somebody holds in an organisation now; none for a stranger.

    A role of another kind of organisation counts for nothing.
    """
    held = session.execute(
        select(MembershipRow.role, OrganisationRow.kind)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(
            MembershipRow.person_id == person_id,
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.until_at.is_(None),
        )
    )
    return frozenset(Role(role) for role, kind in held if fits(Role(role), kind))


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


def person_by(session: Session, **which: str) -> PersonRow | None:
    """Give the person of whom a column has that value: one of ``id``, ``email`` and the two that begin with ``fs``."""
    return session.scalars(select(PersonRow).filter_by(**which)).one_or_none()


def passkey_of(session: Session, credential_id: bytes) -> PasskeyRow | None:
    """Give the passkey that a device calls so."""
    return session.scalars(select(PasskeyRow).where(PasskeyRow.credential_id == credential_id)).one_or_none()
