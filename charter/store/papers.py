"""Papers of an assessment: PDFs that the worker makes of a draft or of a submission, and can make again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from charter.store.base import Base


class AssessmentPaperRow(Base):
    """One paper, as it was made of one state of the assessment."""

    __tablename__ = "assessment_papers"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # which one, such as draft-own_trust or submission-1-public
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    # digest of what it is made of: the head of history, or the frozen copy's; another one makes it anew
    source: Mapped[str] = mapped_column(String(64))
    # waiting, working, done or failed; set by whoever makes it
    state: Mapped[str] = mapped_column(String(10))
    # when it was asked for, or last worked on
    asked_at: Mapped[dt.datetime]
    # its bytes; None until it is done
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
