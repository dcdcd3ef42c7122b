"""The checksums of published editions as they were when this installation first used each."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class PublishedEditionRow(Base):
    """One published edition. Written once: the database refuses to change or delete it."""

    __tablename__ = "published_editions"

    # such as bme-mentoring/1.0
    reference: Mapped[str] = mapped_column(String(90), primary_key=True)
    # SHA-256 of its files, as the first use found it; hexadecimal
    checksum: Mapped[str] = mapped_column(String(64))
    # when it was first used here
    recorded_at: Mapped[dt.datetime]


def recorded_checksums(session: Session) -> dict[str, str]:
    """Give the checksum of every edition that was ever used here, by reference, in the order of references."""
    chosen = select(PublishedEditionRow).order_by(PublishedEditionRow.reference)
    return {row.reference: row.checksum for row in session.scalars(chosen)}
