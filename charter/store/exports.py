"""Exports that somebody asked for: which, for whom, how far they are. The files lie in a folder, for a day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base

WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"


class ExportRow(Base):
    """One export of an assessment, for the person who asked for it alone."""

    __tablename__ = "exports"
    __table_args__ = (Index("ix_exports_assessment_id_person_id", "assessment_id", "person_id"),)

    # random; names the file
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # of what
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    # who asked, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(index=True)
    # waiting, working, done or failed; set by the worker
    state: Mapped[str] = mapped_column(String(10))
    # how large the file is; None until it is done
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)


def newest_export(session: Session, assessment_id: str, person_id: str) -> ExportRow | None:
    """Give what somebody asked for last."""
    chosen = select(ExportRow).where(ExportRow.assessment_id == assessment_id, ExportRow.person_id == person_id)
    return session.scalars(chosen.order_by(ExportRow.asked_at.desc(), ExportRow.id).limit(1)).one_or_none()
