"""What a visitor uploaded to see where they stand: one row that expires within the hour, and the files made of it.

And, beside it, the files that are made once for everybody, such as the worked example's PDF.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class VisitRow(Base):
    """One upload. Only the browser whose secret hashes to ``holder`` may see it."""

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("holder", "upload_digest"),)

    # random, cannot be guessed; part of the address
    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    # SHA-256 of the secret in the visitor's session cookie, hexadecimal
    holder: Mapped[str] = mapped_column(String(64))
    # SHA-256 of the uploaded bytes, hexadecimal: the same file sent twice is one visit
    upload_digest: Mapped[str] = mapped_column(String(64))
    # charter/version that the file answers
    edition_reference: Mapped[str] = mapped_column(String(80))
    # the file's name as the browser gave it, shortened; shown to the visitor only
    file_name: Mapped[str] = mapped_column(String(120))
    # how many faults were found on reading
    fault_count: Mapped[int]
    # when it was uploaded
    opened_at: Mapped[dt.datetime]
    # from when on nobody may see it and the worker deletes it
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)


class VisitFileRow(Base):
    """A file of a visit: answers, page, charts, pictures, PDFs. Deleted with its visit."""

    __tablename__ = "visit_files"

    # the visit that it belongs to
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), primary_key=True)
    # its name within the visit, such as plan-public.pdf
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    # waiting, working, done or failed; set by whoever makes it
    state: Mapped[str] = mapped_column(String(10))
    # when it was asked for, or made
    asked_at: Mapped[dt.datetime]
    # its bytes; None until it is done
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class MadeFileRow(Base):
    """A file that everybody may see, made once by the worker and made again when its digest changes."""

    __tablename__ = "made_files"

    # such as bme-mentoring/1.0/plan.pdf
    name: Mapped[str] = mapped_column(String(160), primary_key=True)
    # of everything that it was made from, hexadecimal
    digest: Mapped[str] = mapped_column(String(64))
    # its bytes
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


def find_visit(session: Session, visit_id: str, holder: str, now: dt.datetime) -> VisitRow | None:
    """Give the visit where it is this holder's and its hour is not over."""
    return session.scalars(
        select(VisitRow).where(VisitRow.id == visit_id, VisitRow.holder == holder, VisitRow.expires_at > now)
    ).one_or_none()


def find_upload(session: Session, holder: str, digest: str, now: dt.datetime) -> VisitRow | None:
    """Give the visit that this holder opened with the same bytes, where its hour is not over."""
    return session.scalars(
        select(VisitRow).where(VisitRow.holder == holder, VisitRow.upload_digest == digest, VisitRow.expires_at > now)
    ).one_or_none()


def newest_of_holder(session: Session, holder: str, now: dt.datetime) -> VisitRow | None:
    """Give the newest visit of a holder whose time is not over."""
    chosen = select(VisitRow).where(VisitRow.holder == holder, VisitRow.expires_at > now)
    return session.scalars(chosen.order_by(VisitRow.opened_at.desc()).limit(1)).one_or_none()


def live_visit(session: Session, visit_id: str, now: dt.datetime) -> VisitRow | None:
    """Give the visit, whoever holds it, where its hour is not over: for the worker."""
    return session.scalars(select(VisitRow).where(VisitRow.id == visit_id, VisitRow.expires_at > now)).one_or_none()


def file_row(session: Session, visit_id: str, name: str) -> VisitFileRow | None:
    """Give a file of a visit without its bytes."""
    return session.get(VisitFileRow, (visit_id, name))


def file_content(session: Session, visit_id: str, name: str) -> bytes | None:
    """Give the bytes of a file of a visit; None where it is not there or not done."""
    return session.scalar(
        select(VisitFileRow.content).where(VisitFileRow.visit_id == visit_id, VisitFileRow.name == name)
    )


def file_contents(session: Session, visit_id: str) -> dict[str, bytes]:
    """Give the bytes of every file of a visit that is done, by name."""
    found = session.execute(select(VisitFileRow.name, VisitFileRow.content).where(VisitFileRow.visit_id == visit_id))
    return {name: content for name, content in found if content is not None}


def delete_visit(session: Session, visit_id: str) -> None:
    """Delete a visit and all its files."""
    session.execute(delete(VisitRow).where(VisitRow.id == visit_id))


def delete_expired(session: Session, now: dt.datetime) -> int:
    """Delete every visit whose hour is over, with its files; give how many there were."""
    ids = session.scalars(select(VisitRow.id).where(VisitRow.expires_at <= now)).all()
    session.execute(delete(VisitRow).where(VisitRow.expires_at <= now))
    return len(ids)


def made_digest(session: Session, name: str) -> str | None:
    """Give the digest that a file for everybody was made from; None where there is no such file."""
    return session.scalar(select(MadeFileRow.digest).where(MadeFileRow.name == name))


def made_content(session: Session, name: str) -> bytes | None:
    """Give the bytes of a file for everybody; None where the worker has not made it yet."""
    return session.scalar(select(MadeFileRow.content).where(MadeFileRow.name == name))


def keep_made(session: Session, name: str, digest: str, content: bytes) -> None:
    """Keep a file for everybody in place of an older one."""
    session.merge(MadeFileRow(name=name, digest=digest, content=content))
