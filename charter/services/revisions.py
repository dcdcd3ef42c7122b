"""Minor revisions: some criteria open again for the institution until a day, once; and what follows where none come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent, CaseState
from charter.domain.outcomes import Standing, standing_of, usual_answer_until
from charter.domain.workflow import Event
from charter.domain.working_days import day_in_england, end_of
from charter.services.award_renewals import has_failed, keep_after_failed_renewal
from charter.services.cases import Case, happen_in, hold_submission
from charter.services.deeds import WORKER, Deed, happen
from charter.services.judged_cases import read_findings
from charter.services.offers import offer_details
from charter.services.outcome_letters import about_row, tell_institution
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.decisions import newest_decision
from charter.store.editions import load_edition
from charter.store.reference_files import bank_holidays

LATE_SUBJECT = "The time for minor revisions is over"
LATE = (
    "The time for minor revisions is over, and no revised submission came in. What was submitted stands. The page of "
    "the outcome says what holds now, and until when you can act."
)


def ask_for_revisions(deed: Deed, case: Case, row: CaseRow, criteria: Sequence[str], until: dt.date) -> None:
    """Open the named criteria again until the end of a day; the rest stays as it was. For services; commits nothing."""
    ends_at = end_of(until)
    told = {"criteria": list(criteria), "until": ends_at.isoformat()}
    happen_in(deed, row, CaseEvent.REVISIONS_ASKED, told)
    assessment = deed.session.get_one(AssessmentRow, case.assessment_id, with_for_update=True)
    happen(deed, assessment, Event.REVISION_OPENED, told)
    assessment.only_criteria, assessment.extended_until = list(criteria), ends_at


def end_late_revisions(session: Session, now: dt.datetime, key: bytes) -> int:
    """For the worker: let decisions fall back whose revisions did not come in time; give how many.

    The assessment is submitted again as it was. Commits after each.
    """
    chosen = (
        select(CaseRow.id)
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .where(CaseRow.state == CaseState.REVISING, AssessmentRow.extended_until <= now)
        .order_by(CaseRow.id)
    )
    ids = session.scalars(chosen).all()
    session.commit()
    deed = Deed(session, WORKER, now, key)
    return sum(_end(deed, case_id) for case_id in ids)


def _answer_by(deed: Deed, row: CaseRow, falls: Standing) -> dict[str, str]:
    """The last day to answer, where it falls back to the offer of a lower tier."""
    if not falls.is_offer:
        return {}
    today = day_in_england(deed.now)
    return offer_details(usual_answer_until(load_edition(row.edition_reference), today, bank_holidays()))


def _end(deed: Deed, case_id: str) -> bool:
    hold_submission(deed, case_id)
    row = deed.session.get_one(CaseRow, case_id, with_for_update=True, populate_existing=True)
    decision = newest_decision(deed.session, case_id)
    if row.state != CaseState.REVISING or decision is None or row.assessment_id is None:
        deed.session.rollback()
        return False
    fallback = read_findings(decision.findings).get("fallback")
    falls = standing_of(decision.outcome, decision.tier_id, fallback, has_lapsed=True)
    details = {"number": decision.number, "outcome": falls.outcome, "tier": falls.tier_id}
    happen_in(deed, row, CaseEvent.REVISIONS_LAPSED, details | _answer_by(deed, row, falls))
    assessment = deed.session.get_one(AssessmentRow, row.assessment_id, with_for_update=True)
    happen(deed, assessment, Event.REVISION_LAPSED, {"outcome": falls.outcome, "tier": falls.tier_id})
    assessment.only_criteria = None
    if has_failed(falls.outcome, None):
        keep_after_failed_renewal(deed, row)
    tell_institution(deed, about_row(deed, row), f"lapsed:{decision.number}", LATE_SUBJECT, [LATE])
    deed.session.commit()
    return True
