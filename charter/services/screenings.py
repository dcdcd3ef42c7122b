"""Screening for completeness: what is there, found complete, or returned once with reasons and a deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from charter.domain.case_workflow import CaseEvent, CaseState
from charter.domain.edition import Edition
from charter.domain.errors import InvalidRound, WrongState
from charter.domain.permissions import Action, Role
from charter.domain.promises import promises_of
from charter.domain.wording import date_text, plain_text
from charter.domain.workflow import Event
from charter.domain.working_days import day_in_england
from charter.domain.written_texts import length_fault
from charter.services.cases import Case, begin_case, case_for, happen_in
from charter.services.deeds import Deed, happen, round_of, window_of
from charter.services.outbox import Letter, put_letter
from charter.services.screening_checks import Check, Found, checks_of
from charter.services.teams import subject_of
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.evidence import evidence_of
from charter.store.mergers import people_on
from charter.store.proceedings import told_proceedings
from charter.store.told_events import ToldEvent, told_events

PRACTICE = "This is a practice submission, which nobody handed in. There is nothing to screen."
ONCE = (
    "The submission was returned once already, on {day}, and an incomplete submission is returned once. Find it "
    "complete: the panel judges what is there, and a note can say what is missing."
)
OTHER_COPY = "The institution has handed in another copy since you opened this page. Look at that one first."


@dataclass(frozen=True, slots=True)
class Noted:
    """What the office did before: returned, found complete or closed, by whom, when, and in which words."""

    event: CaseEvent
    name: str  # "" = somebody who was forgotten
    at: dt.datetime
    text: str


@dataclass(frozen=True, slots=True)
class Screening:
    """A submission as the office screens it."""

    case: Case
    copy_number: int
    handed_in_at: dt.datetime
    deadline_at: dt.datetime  # until when the institution may write anyway
    may_be_returned: bool  # once
    checks: tuple[Check, ...]
    noted: tuple[Noted, ...]  # oldest first

    @property
    def is_waiting(self) -> bool:
        """Whether it waits to be screened."""
        return self.case.state == CaseState.WAITING

    @property
    def missing(self) -> tuple[Check, ...]:
        """What the edition requires and is not there."""
        return tuple(one for one in self.checks if one.found == Found.MISSING)


@dataclass(frozen=True, slots=True)
class Return:
    """Why a submission goes back, until when it may come again, and which copy was looked at."""

    reasons: str
    until: dt.datetime
    copy_number: int


def screening_of(deed: Deed, case_id: str) -> Screening:
    """Give a submission with what the edition requires and what is there. The awarding body's office may.

    Raises as ``cases.case_for``; WrongState for practice.
    """
    case = case_for(deed, case_id, Action.SCREEN)
    if case.copy_number is None:
        raise WrongState(PRACTICE)
    copy, extended_until, closes_at = deed.session.execute(
        select(FrozenCopyRow, AssessmentRow.extended_until, RoundRow.closes_at)
        .join(AssessmentRow, AssessmentRow.id == FrozenCopyRow.assessment_id)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(AssessmentRow.id == case.assessment_id, FrozenCopyRow.number == case.copy_number)
        .options(undefer(FrozenCopyRow.answers))
    ).one()
    signed = told_events(deed.session, case.assessment_id, (Event.SIGNED_OFF,))
    files = evidence_of(deed.session, case.assessment_id)
    noted = _noted(deed, case)
    return Screening(
        case=case,
        copy_number=copy.number,
        handed_in_at=copy.frozen_at,
        deadline_at=max(closes_at, extended_until or closes_at),
        may_be_returned=all(one.event != CaseEvent.RETURNED for one in noted),
        checks=tuple(checks_of(copy, case.edition, files, _signed_text(signed, copy))),
        noted=noted,
    )


def find_complete(deed: Deed, case_id: str, copy_number: int, note: str = "") -> None:
    """Find a submission complete: its panel can begin. The awarding body's office may; a note stays on record.

    Raises as ``cases.case_for``; WrongState where it is with somebody else, or another copy came in since;
    InvalidRound where the note is too long. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.SCREENED)
    _check_copy(case, copy_number)
    text = plain_text(note)
    if fault := length_fault(text):
        raise InvalidRound(fault, "note")
    happen_in(deed, row, CaseEvent.SCREENED, {"copy": case.copy_number}, text=text)
    deed.session.commit()


def return_incomplete(deed: Deed, case_id: str, given: Return, site_url: str | None) -> None:
    """Return a submission as incomplete, once: its team may write again until a day of its own, and is told why.

    The awarding body's office may. Raises as ``cases.case_for``; WrongState where it was returned before, is with
    somebody else, or another copy came in since; InvalidRound, by the name of the part, where there are no reasons or
    the day cannot be. Commits.
    """
    assessment_id = case_for(deed, case_id, Action.SCREEN).assessment_id
    # whoever hands in or takes back holds the assessment first: the same order here, so that nobody waits for ever
    assessment = deed.session.get(AssessmentRow, assessment_id, with_for_update=True, populate_existing=True)
    case, row = begin_case(deed, case_id, CaseEvent.RETURNED)
    if assessment is None or case.copy_number is None:
        raise WrongState(PRACTICE)
    if row.returned_at is not None:
        raise WrongState(ONCE.format(day=_day_text(row.returned_at)))
    _check_copy(case, given.copy_number)
    reasons = _checked(deed, assessment, case.edition, given)
    told = {"copy": case.copy_number, "until": given.until.isoformat()}
    happen_in(deed, row, CaseEvent.RETURNED, told, text=reasons)
    happen(deed, assessment, Event.RETURNED, told, text=reasons)
    assessment.extended_until = given.until
    _put_letters(deed, assessment, given.until, reasons, site_url)
    deed.session.commit()


def return_told_to(deed: Deed, assessment_id: str) -> ToldEvent | None:
    """Give how a submission was returned, to a team that may see it; None where it was not. One statement."""
    found = told_events(deed.session, assessment_id, (Event.RETURNED,))
    return found[-1] if found else None


def _checked(deed: Deed, assessment: AssessmentRow, edition: Edition, given: Return) -> str:
    deadline_at, today = window_of(deed.session, assessment).closes_at, day_in_england(deed.now)
    if given.until <= deed.now:
        raise InvalidRound("That day is over. Give a day after today.", "until_on")
    if given.until < deadline_at:
        words = f"The institution can write until {_day_text(deadline_at)} anyway. Give that day or a later one."
        raise InvalidRound(words, "until_on")
    weeks = promises_of(edition).outcome_weeks
    last_on = None if weeks is None else max(day_in_england(deadline_at), today + dt.timedelta(weeks=weeks))
    if last_on is not None and day_in_england(given.until) > last_on:
        words = f"Within {weeks} weeks the whole outcome is promised. Give a day until {date_text(last_on)}."
        raise InvalidRound(words, "until_on")
    reasons = plain_text(given.reasons)
    if not reasons:
        raise InvalidRound("Say what is missing: the institution mends what you name.", "reason")
    if fault := length_fault(reasons):
        raise InvalidRound(fault, "reason")
    return reasons


def _day_text(moment: dt.datetime) -> str:
    return date_text(day_in_england(moment))


def _check_copy(case: Case, copy_number: int) -> None:
    if case.copy_number != copy_number:
        raise WrongState(OTHER_COPY)


def _signed_text(signed: list[ToldEvent], copy: FrozenCopyRow) -> str:
    before = [one for one in signed if one.happened_at <= copy.frozen_at]
    if not before:
        return ""
    last = before[-1]
    return f"Signed by {last.person_name or 'somebody who was forgotten'} on {_day_text(last.happened_at)}."


def _noted(deed: Deed, case: Case) -> tuple[Noted, ...]:
    found = told_proceedings(deed.session, case.matter, (CaseEvent.RETURNED, CaseEvent.SCREENED, CaseEvent.TAKEN_OUT))
    return tuple(Noted(CaseEvent(row.event), name, row.happened_at, text) for row, name, text in found)


def _put_letters(deed: Deed, assessment: AssessmentRow, until: dt.datetime, reasons: str, site_url: str | None) -> None:
    """To each lead and approver of the institution, or of what it became part of."""
    about = subject_of(deed, assessment, site_url)
    body = deed.session.get_one(OrganisationRow, round_of(deed.session, assessment).organisation_id).name
    text = (
        f"{body} returns the submission of {about.organisation_name} to {about.round_title} as incomplete.\n\n"
        f"Why:\n\n{reasons}\n\n"
        f"Your team can write again until {_day_text(until)}. Mend what is named, have it signed again and hand "
        "it in. A submission is returned once: what is missing then is judged as missing.\n\n"
        f"{about.way_to()}\n\n"
        f"--\nYou get this letter because you lead or sign for {about.organisation_name}.\n"
    )
    for to in people_on(deed.session, assessment.organisation_id, (Role.LEAD, Role.APPROVER)):
        greeting = f"Hello {to.name},\n\n" if to.name else ""
        subject = f"Returned as incomplete: {about.organisation_name}"
        key = f"case-returned:{assessment.id}:{to.id}"
        put_letter(deed.session, Letter(key, to.email or "", subject, greeting + text), deed.now)
