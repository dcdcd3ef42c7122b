"""The assessment that came before: the same part of the same institution, the same charter, an earlier round."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.workflow import State
from charter.store.assessments import AssessmentRow, RoundRow


def submitted_before(session: Session, row: AssessmentRow) -> AssessmentRow | None:
    """Give the newest submitted assessment of an earlier round; None where there is none."""
    whole = session.get_one(RoundRow, row.round_id)
    charter = whole.edition_reference.partition("/")[0]
    return session.scalars(
        select(AssessmentRow)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(
            AssessmentRow.organisation_id == row.organisation_id,
            AssessmentRow.scope == row.scope,
            AssessmentRow.scope_name == row.scope_name,
            AssessmentRow.state == State.SUBMITTED,
            AssessmentRow.id != row.id,
            RoundRow.edition_reference.startswith(f"{charter}/", autoescape=True),
            RoundRow.closes_at < whole.closes_at,
        )
        .order_by(RoundRow.closes_at.desc(), AssessmentRow.registered_at.desc())
        .limit(1)
    ).one_or_none()
