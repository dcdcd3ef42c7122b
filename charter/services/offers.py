"""Offers of a lower tier that wait for an answer: reminded of, and over once their last day has passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent, CaseState, MatterKind
from charter.domain.outcomes import ANSWER_UNTIL, remind_on
from charter.domain.wording import date_text
from charter.domain.workflow import Event
from charter.domain.working_days import day_in_england
from charter.services.award_renewals import keep_after_failed_renewal
from charter.services.cases import happen_in, hold_submission
from charter.services.deeds import WORKER, Deed, note
from charter.services.institution_outcomes import Outcomes, outcomes_of
from charter.services.outcome_letters import about_row, tell_institution
from charter.store.cases import CaseRow
from charter.store.proceedings import ProceedingRow
from charter.store.reference_files import bank_holidays

OVER = (
    "The last day to answer the offer of a lower tier has passed without an answer, so the offer has lapsed. No award "
    "is conferred. A new submission in a later window is a new start."
)
ENDINGS = (CaseEvent.OFFER_ANSWERED, CaseEvent.OFFER_LAPSED)


def offer_details(last_day: dt.date | None) -> dict[str, str]:
    """Give what an event says of the last day to answer an offer; nothing where there is none."""
    return {} if last_day is None else {ANSWER_UNTIL: last_day.isoformat()}


def remind_of_offers(session: Session, now: dt.datetime, key: bytes) -> int:
    """For the worker: remind lead and approver of an offer that ends soon, once; give how many letters. Commits."""
    deed, count = Deed(session, WORKER, now, key), 0
    for row, outcomes in _open_offers(deed):
        last = outcomes.answer_until
        if last is None or not outcomes.may_answer or day_in_england(now) < remind_on(last, bank_holidays()):
            continue
        said = (
            f"The offer of a lower tier waits for your lead’s answer until {date_text(last)}. Without one it lapses: "
            "no award is conferred."
        )
        subject = f"An offer waits for your answer until {date_text(last)}"
        count += tell_institution(deed, about_row(deed, row), f"offer:{last.isoformat()}", subject, [said])
    session.commit()
    return count


def end_late_offers(session: Session, now: dt.datetime, key: bytes) -> int:
    """For the worker: let offers lapse that nobody answered by their last day; give how many.

    One whose outcome is appealed against waits for the ruling. Commits after each.
    """
    deed = Deed(session, WORKER, now, key)
    late = [row.id for row, outcomes in _open_offers(deed) if _is_late(outcomes, now)]
    session.commit()
    return sum(_end(deed, case_id) for case_id in late)


def _open_offers(deed: Deed) -> Iterator[tuple[CaseRow, Outcomes]]:
    """Every case with an offer that has a last day and was not answered."""
    of_case = (ProceedingRow.kind == MatterKind.CASE, ProceedingRow.matter_id == CaseRow.id)
    named = exists().where(*of_case, ProceedingRow.details[ANSWER_UNTIL].as_string().is_not(None))
    ended = exists().where(*of_case, ProceedingRow.event.in_(ENDINGS))
    chosen = select(CaseRow).where(CaseRow.state == CaseState.TOLD, CaseRow.assessment_id.is_not(None), named, ~ended)
    for row in deed.session.scalars(chosen.order_by(CaseRow.id)).all():
        outcomes = outcomes_of(deed.session, row.assessment_id or "", deed.now)
        if outcomes.told and outcomes.told[0].case_id == row.id:
            yield row, outcomes


def _is_late(outcomes: Outcomes, now: dt.datetime) -> bool:
    last = outcomes.answer_until
    waits = outcomes.appeal is not None and outcomes.appeal.is_admitted is None
    return last is not None and day_in_england(now) > last and not waits


def _end(deed: Deed, case_id: str) -> bool:
    hold_submission(deed, case_id)
    row = deed.session.get_one(CaseRow, case_id, with_for_update=True, populate_existing=True)
    outcomes = outcomes_of(deed.session, row.assessment_id or "", deed.now)
    if row.state != CaseState.TOLD or outcomes.answer or outcomes.is_offer_over or not _is_late(outcomes, deed.now):
        deed.session.rollback()
        return False
    details = {"tier": outcomes.standing.tier_id if outcomes.standing else None}
    happen_in(deed, row, CaseEvent.OFFER_LAPSED, details)
    note(deed, row.assessment_id or "", Event.OFFER_LAPSED, details)
    keep_after_failed_renewal(deed, row)
    tell_institution(deed, about_row(deed, row), "offer-over", "The offer of a lower tier has lapsed", [OVER])
    deed.session.commit()
    return True
