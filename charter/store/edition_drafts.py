"""Drafts of editions, version by version, and the editions that were published from them."""

from __future__ import annotations

import datetime as dt
import hmac
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from charter.domain.errors import InvalidBundle
from charter.store.accounts import PersonRow
from charter.store.base import Base
from charter.store.chains import canonical, signature_of
from charter.store.edition_bundles import Files, checksum_of, digest_of, pack, unpack


class EditionDraftRow(Base):
    """One draft of an awarding body. Discarding and publishing are marks: its versions stay."""

    __tablename__ = "edition_drafts"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # the awarding body whose draft it is
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # what it is to be called, such as bme-mentoring/2.0
    reference: Mapped[str] = mapped_column(String(90))
    # the edition that it follows, and that edition's checksum when the draft was begun
    base_reference: Mapped[str] = mapped_column(String(90))
    base_checksum: Mapped[str] = mapped_column(String(64))
    # who began it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[dt.datetime]
    # when it was set aside; None = it was not
    discarded_at: Mapped[dt.datetime | None]
    # when an edition was published from it; None = not yet
    published_at: Mapped[dt.datetime | None]


class EditionDraftVersionRow(Base):
    """One save of a draft. Written once: the database refuses to change or delete it."""

    __tablename__ = "edition_draft_versions"

    draft_id: Mapped[str] = mapped_column(ForeignKey("edition_drafts.id"), primary_key=True)
    # counts from 1 without a gap
    number: Mapped[int] = mapped_column(primary_key=True)
    # the edition's files, packed as edition_bundles does
    bundle: Mapped[bytes] = mapped_column(LargeBinary)
    # what edition_files.checksum gives for a folder of these files; hexadecimal
    checksum: Mapped[str] = mapped_column(String(64))
    # SHA-256 of all files, notes and worked cases too; hexadecimal
    digest: Mapped[str] = mapped_column(String(64))
    # who saved it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime]
    # what was changed, in words that the product makes
    what: Mapped[str] = mapped_column(Text)
    # the version that the person saw when they began; 0 = none, for the first
    seen: Mapped[int]


class EditionPublicationRow(Base):
    """An edition that was published here. Written once, and signed."""

    __tablename__ = "edition_publications"

    # such as bme-mentoring/2.0; no edition is published twice
    reference: Mapped[str] = mapped_column(String(90), primary_key=True)
    # the version that it was made of
    draft_id: Mapped[str] = mapped_column(ForeignKey("edition_drafts.id"))
    number: Mapped[int]
    # its files, checksum and digest, as of a version
    bundle: Mapped[bytes] = mapped_column(LargeBinary)
    checksum: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    # who published it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[dt.datetime]
    # HMAC-SHA-256 over all of the above but the bundle, with a key kept outside the database; hexadecimal
    signature: Mapped[str] = mapped_column(String(64))


def publication_signature(row: EditionPublicationRow, key: bytes) -> str:
    """Give the signature that a published edition must have."""
    told = [
        row.reference,
        row.draft_id,
        row.number,
        row.checksum,
        row.digest,
        row.person_id,
        row.published_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    ]
    return signature_of(canonical(told).decode(), key)


def drafts_of(session: Session, organisation_id: str) -> list[tuple[EditionDraftRow, int, dt.datetime, str]]:
    """Give a body's drafts, newest first, each with its newest version's number and moment, and who saved it."""
    newest = (
        select(EditionDraftVersionRow.draft_id, func.max(EditionDraftVersionRow.number).label("number"))
        .group_by(EditionDraftVersionRow.draft_id)
        .subquery()
    )
    version = EditionDraftVersionRow
    chosen = (
        select(EditionDraftRow, version.number, version.saved_at, PersonRow.name)
        .join(newest, newest.c.draft_id == EditionDraftRow.id)
        .join(version, (version.draft_id == newest.c.draft_id) & (version.number == newest.c.number))
        .join(PersonRow, PersonRow.id == version.person_id)
        .where(EditionDraftRow.organisation_id == organisation_id)
        .order_by(EditionDraftRow.begun_at.desc(), EditionDraftRow.id)
    )
    return [(row, number, at, name or "") for row, number, at, name in session.execute(chosen)]


def newest_version(session: Session, draft_id: str) -> EditionDraftVersionRow | None:
    """Give a draft's newest version with its files."""
    version = EditionDraftVersionRow
    chosen = select(version).where(version.draft_id == draft_id).order_by(version.number.desc()).limit(1)
    return session.scalars(chosen).one_or_none()


def version_rows(session: Session, draft_id: str, most: int = 500) -> list[tuple[EditionDraftVersionRow, str]]:
    """Give a draft's versions without their files, newest first, each with the name of who saved it."""
    version = EditionDraftVersionRow
    chosen = (
        select(version, PersonRow.name)
        .join(PersonRow, PersonRow.id == version.person_id)
        .where(version.draft_id == draft_id)
        .order_by(version.number.desc())
        .options(defer(version.bundle))
        .limit(most)
    )
    return [(row, name or "") for row, name in session.execute(chosen)]


def live_drafts_of(session: Session, reference: str) -> list[EditionDraftRow]:
    """Give the drafts that are to be called so, and are neither discarded nor published."""
    row = EditionDraftRow
    chosen = select(row).where(row.reference == reference, row.discarded_at.is_(None), row.published_at.is_(None))
    return list(session.scalars(chosen))


def publications(session: Session) -> list[EditionPublicationRow]:
    """Give every edition that was published here, without its files: one statement."""
    chosen = select(EditionPublicationRow).order_by(EditionPublicationRow.reference)
    return list(session.scalars(chosen.options(defer(EditionPublicationRow.bundle))))


def packed_values(files: Files) -> dict[str, Any]:
    """Give what a row holds of an edition's files."""
    return {"bundle": pack(files), "checksum": checksum_of(files), "digest": digest_of(files)}


def sound_files(row: EditionDraftVersionRow | EditionPublicationRow) -> dict[str, str]:
    """Give the files of a row. Raises InvalidBundle where they are not what its checksums say."""
    files = unpack(row.bundle)
    if digest_of(files) != row.digest or checksum_of(files) != row.checksum:
        raise InvalidBundle("The files are not those that were saved: their checksums differ.")
    return files


def publication_fault(row: EditionPublicationRow, key: bytes) -> str:
    """Give what is wrong with a published edition of the database, as a sentence; "" where nothing is."""
    if not hmac.compare_digest(row.signature.encode(), publication_signature(row, key).encode()):
        return (
            f"Edition {row.reference} of the database bears no signature of this installation: its record was changed, "
            "or another key signed it. Restore the record, or set CHARTER_SIGNING_KEY to the key that signed it."
        )
    try:
        sound_files(row)
    except InvalidBundle:
        return f"Edition {row.reference} of the database is not what was published. Restore its files from a backup."
    return ""
