"""What the team says to each other about an assessment, and whom it was said to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from charter.store.base import Base


class CommentRow(Base):
    """One comment. Its text lies here alone, so that it can be redacted; history holds its digest."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_assessment_id_criterion_id", "assessment_id", "criterion_id"),)

    # random; made with the form, so that the same form sent twice is one comment
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # what it is about: a criterion, and one of its questions; empty = the criterion as a whole
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    criterion_id: Mapped[str] = mapped_column(String(120))
    question_id: Mapped[str] = mapped_column(String(120))
    # as written; empty once redacted
    text: Mapped[str] = mapped_column(Text)
    # who wrote it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[dt.datetime]
    # who resolved it, and when; None = it is open
    resolved_by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    resolved_at: Mapped[dt.datetime | None]


class CommentMentionRow(Base):
    """Somebody whom a comment mentions."""

    __tablename__ = "comment_mentions"

    # the comment
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    # who is mentioned
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
