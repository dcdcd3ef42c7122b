"""Papers of a case, an award or a round: PDFs that the worker makes, and can make again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class MatterPaperRow(Base):
    """One paper, as it was made of one state of its matter."""

    __tablename__ = "matter_papers"

    # a value of domain.case_workflow.MatterKind, and the id of the case, award or round
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    matter_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # which one, such as reading-pack or certificate
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    # digest of all that it is made of; another one makes it anew
    source: Mapped[str] = mapped_column(String(64))
    # waiting, working, done or failed; set by whoever makes it
    state: Mapped[str] = mapped_column(String(10))
    # when it was asked for, or last worked on
    asked_at: Mapped[dt.datetime]
    # its bytes; None until it is done
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


def delete_matter_papers(session: Session) -> None:
    """Delete every paper: one may name somebody who was forgotten, and all can be made again."""
    session.execute(delete(MatterPaperRow))
