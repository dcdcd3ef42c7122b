"""Credentials that were issued, each in a rendition a kind of signature, and what became of them."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.chains import ChainedEvent, Happening, canonical, event_columns, event_digest, signature_of


class CredentialRow(Base):
    """A credential as it was handed out; the database refuses to change or delete it."""

    __tablename__ = "credentials"
    __table_args__ = (
        UniqueConstraint("organisation_id", "list_number", "status_index", "algorithm", name="uq_credentials_place"),
    )

    # random; stands in its address
    credential_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # EdDSA or RS256
    algorithm: Mapped[str] = mapped_column(String(10), primary_key=True)
    # what it is of
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), index=True)
    # the awarding body that issued it, and the key that signed it
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    key_id: Mapped[str] = mapped_column(String(43), index=True)
    # where in which of the body's lists its status stands; both renditions have the same place
    list_number: Mapped[int]
    status_index: Mapped[int]
    # the last day on which it counts
    ends_on: Mapped[dt.date] = mapped_column(Date)
    # JSON Web Token
    token: Mapped[str] = mapped_column(Text)
    # when
    issued_at: Mapped[dt.datetime]
    # SHA-256 over all of the above, hexadecimal
    digest: Mapped[str] = mapped_column(String(64))
    # HMAC-SHA-256 of the digest with a key kept outside the database, hexadecimal
    signature: Mapped[str] = mapped_column(String(64))


class CredentialStatusRow(ChainedEvent, Base):
    """One change of a credential's status; the database refuses to change or delete it.

    The event is suspended, restored or revoked.
    """

    __tablename__ = "credential_statuses"

    # which credential, in all its renditions
    credential_id: Mapped[str] = mapped_column(String(22), primary_key=True)


def credential_digest(row: CredentialRow) -> str:
    """Give what a credential's digest must be."""
    told = [
        row.credential_id,
        row.algorithm,
        row.award_id,
        row.organisation_id,
        row.key_id,
        row.list_number,
        row.status_index,
        row.ends_on.isoformat(),
        row.token,
        row.issued_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def status_digest(row: CredentialStatusRow) -> str:
    """Give what a change's digest must be."""
    return event_digest(row, row.credential_id)


def add_credential(session: Session, row: CredentialRow, key: bytes) -> None:
    """Add a credential, signed."""
    row.digest = credential_digest(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    session.flush()


def add_status(session: Session, credential_id: str, happening: Happening, key: bytes) -> None:
    """Add a change to the end of a credential's, signed."""
    before = statuses_of(session, credential_id)
    row = CredentialStatusRow(credential_id=credential_id, **event_columns(happening, before[-1] if before else None))
    row.digest = status_digest(row)
    row.signature = signature_of(row.digest, key)
    session.add(row)
    session.flush()


def credentials_of(session: Session, award_id: str) -> list[CredentialRow]:
    """Give every rendition of every credential of an award, newest first."""
    chosen = select(CredentialRow).where(CredentialRow.award_id == award_id)
    ordered = chosen.order_by(CredentialRow.issued_at.desc(), CredentialRow.credential_id, CredentialRow.algorithm)
    return list(session.scalars(ordered))


def rendition(session: Session, credential_id: str, algorithm: str) -> CredentialRow | None:
    """Give one rendition of a credential; None where there is none."""
    return session.get(CredentialRow, (credential_id, algorithm))


def signed_by(session: Session, key_id: str) -> list[CredentialRow]:
    """Give what a key signed."""
    return list(session.scalars(select(CredentialRow).where(CredentialRow.key_id == key_id)))


def last_list(session: Session, body_id: str) -> int:
    """Give the number of a body's newest list; 1 where it has issued nothing yet."""
    newest = select(func.max(CredentialRow.list_number)).where(CredentialRow.organisation_id == body_id)
    return session.scalar(newest) or 1


def places_taken(session: Session, body_id: str, number: int, algorithm: str) -> set[int]:
    """Give the places of one of a body's lists that are taken."""
    chosen = select(CredentialRow.status_index).where(
        CredentialRow.organisation_id == body_id,
        CredentialRow.list_number == number,
        CredentialRow.algorithm == algorithm,
    )
    return set(session.scalars(chosen))


def statuses_of(session: Session, credential_id: str) -> list[CredentialStatusRow]:
    """Give what became of a credential, oldest change first."""
    chosen = select(CredentialStatusRow).where(CredentialStatusRow.credential_id == credential_id)
    return list(session.scalars(chosen.order_by(CredentialStatusRow.number)))


def statuses_of_list(
    session: Session, body_id: str, number: int, algorithm: str
) -> list[tuple[int, CredentialStatusRow]]:
    """Give what became of the credentials of one list, each with its place, oldest change first."""
    chosen = (
        select(CredentialRow.status_index, CredentialStatusRow)
        .join(CredentialStatusRow, CredentialStatusRow.credential_id == CredentialRow.credential_id)
        .where(
            CredentialRow.organisation_id == body_id,
            CredentialRow.list_number == number,
            CredentialRow.algorithm == algorithm,
        )
        .order_by(CredentialStatusRow.credential_id, CredentialStatusRow.number)
    )
    return [(index, row) for index, row in session.execute(chosen)]
