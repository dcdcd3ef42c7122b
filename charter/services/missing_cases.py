"""Cases for submissions that have none: handed in before there were cases, or read in from elsewhere."""

from __future__ import annotations

from sqlalchemy import select

from charter.domain.case_workflow import CaseKind
from charter.domain.workflow import State
from charter.services.cases import receive_submission
from charter.services.deeds import Deed
from charter.store.assessments import AssessmentRow, newest_submission
from charter.store.cases import CaseRow


def open_missing_cases(deed: Deed) -> int:
    """Open a case for each submission that has none; give how many were opened.

    Whoever runs the installation may, at each start: what has a case is left alone. The chain of each begins signed, by
    the operator. Commits.
    """
    has_case = select(CaseRow.id).where(CaseRow.assessment_id == AssessmentRow.id, CaseRow.kind == CaseKind.FIRST)
    chosen = select(AssessmentRow).where(AssessmentRow.state == State.SUBMITTED, ~has_case.exists())
    count = 0
    for row in deed.session.scalars(chosen.order_by(AssessmentRow.id)).all():
        copy = newest_submission(deed.session, row.id)
        if copy is not None:
            receive_submission(deed, row, copy)
            count += 1
    deed.session.commit()
    return count
