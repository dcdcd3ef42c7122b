"""The statement of an institution's network of BME staff: every save a row of its own, none ever changed."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.chains import canonical


class NetworkStatementRow(Base):
    """One save of the statement, kept for ever: the database refuses to change or delete it."""

    __tablename__ = "network_statements"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # counts from 1
    version: Mapped[int] = mapped_column(primary_key=True)
    # as the network wrote it; may be empty
    text: Mapped[str] = mapped_column(Text)
    # random; goes into the digest, so that nobody can tell the text by trying texts against history
    seal: Mapped[str] = mapped_column(String(22))
    # SHA-256 over all of the above, hexadecimal: what history holds
    digest: Mapped[str] = mapped_column(String(64))
    # who saved it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime]


def statement_digest(row: NetworkStatementRow) -> str:
    """Give what a statement's digest must be."""
    return hashlib.sha256(canonical([row.assessment_id, row.version, row.text, row.seal])).hexdigest()


def statements_of(session: Session, assessment_id: str) -> list[NetworkStatementRow]:
    """Give every save of the statement, oldest first."""
    chosen = select(NetworkStatementRow).where(NetworkStatementRow.assessment_id == assessment_id)
    return list(session.scalars(chosen.order_by(NetworkStatementRow.version)))


def newest_statement(session: Session, assessment_id: str) -> NetworkStatementRow | None:
    """Give the statement as it stands; None where the network has written none."""
    chosen = select(NetworkStatementRow).where(NetworkStatementRow.assessment_id == assessment_id)
    return session.scalars(chosen.order_by(NetworkStatementRow.version.desc()).limit(1)).one_or_none()
