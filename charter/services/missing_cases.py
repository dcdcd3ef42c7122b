"""Cases for submissions that have none: handed in before there were cases, or read in from elsewhere."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from charter.domain.case_workflow import CaseKind
from charter.domain.workflow import State
from charter.services.cases import receive_submission
from charter.services.deeds import Deed
from charter.store.assessments import AssessmentRow, RoundRow, newest_submission
from charter.store.cases import CaseRow, case_of_assessment

LONG_OVER = dt.timedelta(days=182)


def open_missing_cases(deed: Deed) -> int:
    """Open a case for each submission that has none; give how many were opened.

    Whoever runs the installation may, at each start: what has a case is left alone, and so is a round that closed half
    a year ago or more: its outcomes were given elsewhere, and a case would only be late in everything. The chain of
    each begins signed, by the operator. Commits.
    """
    has_case = select(CaseRow.id).where(CaseRow.assessment_id == AssessmentRow.id, CaseRow.kind == CaseKind.FIRST)
    chosen = (
        select(AssessmentRow.id)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(AssessmentRow.state == State.SUBMITTED, ~has_case.exists(), RoundRow.closes_at > deed.now - LONG_OVER)
    )
    ids = deed.session.scalars(chosen.order_by(AssessmentRow.id)).all()
    count = sum(_open(deed, assessment_id) for assessment_id in ids)
    deed.session.commit()
    return count


def _open(deed: Deed, assessment_id: str) -> bool:
    """Open one, unless another process that starts at this moment has opened it."""
    row = deed.session.get_one(AssessmentRow, assessment_id, with_for_update=True, populate_existing=True)
    copy = newest_submission(deed.session, assessment_id)
    if copy is None or case_of_assessment(deed.session, assessment_id, CaseKind.FIRST) is not None:
        return False
    receive_submission(deed, row, copy)
    return True
