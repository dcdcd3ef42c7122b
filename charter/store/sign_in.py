"""What signing in leaves behind for a while: failures, and forms whose sender's session had ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class AttemptRow(Base):
    """One attempt that counts against whoever made it, such as a wrong password."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_subject_made_at", "subject", "made_at"),)

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # of whom, keyed digest, hexadecimal: neither an address nor a network can be read from it
    subject: Mapped[str] = mapped_column(String(64))
    # when
    made_at: Mapped[dt.datetime]


class KeptFormRow(Base):
    """A form that somebody sent after their session had ended; theirs alone, until they send it on."""

    __tablename__ = "kept_forms"

    # random
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # who had been signed in where it was typed
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    # where on this site it was sent to
    address: Mapped[str] = mapped_column(String(2000))
    # names and values in the order in which they were sent, as pairs
    fields: Mapped[list[Any]] = mapped_column(JSON)
    # names of fields that held files, which are to be chosen again
    files: Mapped[list[Any]] = mapped_column(JSON)
    # when it came
    kept_at: Mapped[dt.datetime]


def wait_for_turn(session: Session, subject: str) -> None:
    """Let only one transaction at a time count the attempts of a subject; on SQLite only one writes anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))


def attempts_since(session: Session, subject: str, since: dt.datetime, most: int) -> list[dt.datetime]:
    """Give when the newest attempts of a subject were made, newest first."""
    made = select(AttemptRow.made_at).where(AttemptRow.subject == subject, AttemptRow.made_at > since)
    return list(session.scalars(made.order_by(AttemptRow.made_at.desc()).limit(most)))


def delete_attempts(session: Session, *, subject: str | None = None, before: dt.datetime | None = None) -> None:
    """Delete the attempts of a subject, or those made before a moment."""
    if subject is not None:
        session.execute(delete(AttemptRow).where(AttemptRow.subject == subject))
    if before is not None:
        session.execute(delete(AttemptRow).where(AttemptRow.made_at < before))


def kept_forms_of(session: Session, person_id: str) -> list[KeptFormRow]:
    """Give what is kept for a person, newest first."""
    kept = select(KeptFormRow).where(KeptFormRow.person_id == person_id)
    return list(session.scalars(kept.order_by(KeptFormRow.kept_at.desc(), KeptFormRow.id)))


def delete_kept_forms(session: Session, before: dt.datetime) -> None:
    """Delete the forms that came before a moment."""
    session.execute(delete(KeptFormRow).where(KeptFormRow.kept_at < before))
