"""For which submission of an assessment the worker has looked at an edition to come, so that it tells once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, ForeignKey, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.base import Base


class FutureOutlookRow(Base):
    """What an announced edition would mean for an assessment's newest submission, in one word."""

    __tablename__ = "future_outlooks"

    # which assessment
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # charter/version of the edition to come
    edition_reference: Mapped[str] = mapped_column(String(80), primary_key=True)
    # the number of the frozen copy that was looked at
    copy_number: Mapped[int]
    # whether it would not reach its tier again; its leads were told then, and are never told a second time
    is_below: Mapped[bool]
    # when
    looked_at: Mapped[dt.datetime]


def submissions_to_look_at(session: Session, state: str, kind: str, reference: str, future: str) -> list[str]:
    """Give the ids of newest frozen copies that answer an edition and were not looked at yet for one to come.

    Parameters
    ----------
    state, kind: of an assessment that is handed in, and of what was frozen then.
    reference, future: the edition that was answered, and the one to come.

    """
    newest = (
        select(FrozenCopyRow.assessment_id, func.max(FrozenCopyRow.number).label("number"))
        .where(FrozenCopyRow.kind == kind)
        .group_by(FrozenCopyRow.assessment_id)
        .subquery()
    )
    chosen = (
        select(FrozenCopyRow.id)
        .join(
            newest,
            and_(FrozenCopyRow.assessment_id == newest.c.assessment_id, FrozenCopyRow.number == newest.c.number),
        )
        .join(AssessmentRow, AssessmentRow.id == FrozenCopyRow.assessment_id)
        .outerjoin(
            FutureOutlookRow,
            and_(
                FutureOutlookRow.assessment_id == FrozenCopyRow.assessment_id,
                FutureOutlookRow.edition_reference == future,
            ),
        )
        .where(
            AssessmentRow.state == state,
            FrozenCopyRow.edition_reference == reference,
            or_(
                FutureOutlookRow.assessment_id.is_(None),
                and_(~FutureOutlookRow.is_below, FutureOutlookRow.copy_number < FrozenCopyRow.number),
            ),
            ~_has_later(state),
        )
        .order_by(FrozenCopyRow.id)
    )
    return list(session.scalars(chosen))


def _has_later(state: str) -> ColumnElement[bool]:
    """Whether the same part of the institution has handed in again since, in a later round."""
    later = aliased(AssessmentRow)
    return (
        select(later.id)
        .where(
            later.organisation_id == AssessmentRow.organisation_id,
            later.scope_name == AssessmentRow.scope_name,
            later.state == state,
            later.registered_at > AssessmentRow.registered_at,
        )
        .exists()
    )
