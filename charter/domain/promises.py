"""What an edition promises about time, the day on which each promise falls due, and which are at risk.

Every number is the edition's. What an edition does not promise has no line here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.edition import Edition
from charter.domain.wording import count_text, date_text
from charter.domain.working_days import BankHolidays, add_working_days, working_days_between

SCREENING, OUTCOME, OUTCOME_AFTER_PANEL = "screening", "outcome", "outcome_after_panel"
APPEAL, REVISIONS = "appeal", "revisions"
BODY, INSTITUTION = "body", "institution"
# not begun, running in good time, running and nearly over or bound to fail, over, kept, done but late
WAITING, OPEN, AT_RISK, LATE, KEPT, KEPT_LATE = "waiting", "open", "at_risk", "late", "kept", "kept_late"
_STATED_DAYS = re.compile(r"\b(\d{1,3}) working days\b")


@dataclass(frozen=True, slots=True)
class Promises:
    """The lengths of time that an edition promises; None where it says nothing."""

    screening_days: int | None = None  # working days
    outcome_weeks: int | None = None  # weeks from the submission
    outcome_after_panel_days: int | None = None  # working days from the panel's meeting
    appeal_days: int | None = None  # working days from the outcome
    revision_days: int | None = None  # working days from the day on which revisions were asked for


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one submission and when, as days in England; None = not yet, or never."""

    submitted_on: dt.date
    returned_on: dt.date | None = None  # sent back once as incomplete
    completed_on: dt.date | None = None  # and handed in again
    screened_on: dt.date | None = None  # found complete
    panel_on: dt.date | None = None  # the meeting, held or planned
    outcome_on: dt.date | None = None  # the outcome was sent
    revisions_asked_on: dt.date | None = None
    revisions_received_on: dt.date | None = None
    appealed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DueDay:
    """One promise to one submission on one day."""

    promise: str  # SCREENING, OUTCOME, OUTCOME_AFTER_PANEL, REVISIONS, APPEAL
    owner: str  # who must act: BODY or INSTITUTION
    due_on: dt.date | None  # None while what it is counted from has not happened
    state: str  # WAITING, OPEN, AT_RISK, LATE, KEPT, KEPT_LATE
    working_days_left: int | None  # negative once it is late; None while it waits and once it is done
    text: str  # the same as a sentence

    @property
    def needs_attention(self) -> bool:
        """Whether the board shows it among what is at risk: the body must act, and time is nearly or wholly up."""
        return self.owner == BODY and self.state in (AT_RISK, LATE)


def promises_of(edition: Edition) -> Promises:
    """Give what an edition promises about time.

    The days for revisions stand in the words of the outcome that lets revise within the round: the first number of
    working days there, unless the edition states ``revision_working_days``.
    """
    facts = edition.facts
    return Promises(
        screening_days=_whole(facts, "screening_working_days"),
        outcome_weeks=_whole(facts, "outcome_within_weeks_of_submission"),
        outcome_after_panel_days=_whole(facts, "outcome_within_working_days_of_panel"),
        appeal_days=_whole(facts, "appeal_working_days"),
        revision_days=_revision_days(facts),
    )


def due_days(
    promises: Promises, course: Course, today: dt.date, holidays: BankHolidays, *, warn_days: int
) -> tuple[DueDay, ...]:
    """Give every promise that the edition makes to a submission, with its due day and how it stands on a day.

    A period does not count the day that starts it. A submission that came back after it was returned is screened within
    as many days again; the weeks from submission run on. A due day that is no working day stays as promised, but the
    last working day before it is the last chance, and working days left are counted to it.

    Parameters
    ----------
    today: the day, in England, for which it is told.
    warn_days: a promise with so many working days left, or fewer, is at risk.

    Returns
    -------
    In the order in which they fall due in an ordinary course. Revisions only once they were asked for.

    """
    days = _Days(promises, course, today, holidays, warn_days)
    found = [_screening(days), _outcome(days), _outcome_after_panel(days), _revisions(days), _appeal(days)]
    return tuple(due for due in found if due is not None)


@dataclass(frozen=True, slots=True)
class _Days:
    promises: Promises
    course: Course
    today: dt.date
    holidays: BankHolidays
    warn_days: int

    def after(self, start: dt.date, count: int) -> dt.date:
        return add_working_days(start, count, self.holidays)


@dataclass(frozen=True, slots=True)
class _Line:
    """What one promise is called in sentences, and who keeps it."""

    promise: str
    owner: str
    subject: str  # "The screening"
    is_window: bool = False  # a right that lapses, rather than a duty that is broken


_SCREENING = _Line(SCREENING, BODY, "The screening")
_OUTCOME = _Line(OUTCOME, BODY, "The outcome")
_AFTER_PANEL = _Line(OUTCOME_AFTER_PANEL, BODY, "The outcome after the panel’s meeting")
_REVISIONS = _Line(REVISIONS, INSTITUTION, "The revised submission")
_APPEAL = _Line(APPEAL, INSTITUTION, "An appeal", is_window=True)


def _screening(days: _Days) -> DueDay | None:
    count, course = days.promises.screening_days, days.course
    if count is None:
        return None
    if course.returned_on and not course.completed_on and not course.screened_on:
        text = (
            f"The submission was returned on {date_text(course.returned_on)}; the screening waits for it to come back."
        )
        return DueDay(SCREENING, BODY, None, WAITING, None, text)
    came_on = max(course.submitted_on, course.completed_on or course.submitted_on)  # taken back since, and again in
    return _stand(days, _SCREENING, days.after(came_on, count), course.screened_on)


def _outcome(days: _Days) -> DueDay | None:
    weeks, course = days.promises.outcome_weeks, days.course
    if weeks is None:
        return None
    due_on = course.submitted_on + dt.timedelta(weeks=weeks)
    return _stand(days, _OUTCOME, due_on, course.outcome_on, lambda: _why_outcome_fails(days, due_on))


def _outcome_after_panel(days: _Days) -> DueDay | None:
    count, course = days.promises.outcome_after_panel_days, days.course
    if count is None:
        return None
    if course.panel_on is None and course.outcome_on is not None:
        return None  # it met without a day that was set: nothing to count from, and nothing left to do
    if course.panel_on is None:
        text = f"The outcome is promised within {_days_text(count)} of the panel’s meeting, which has no day yet."
        return DueDay(OUTCOME_AFTER_PANEL, BODY, None, WAITING, None, text)
    return _stand(days, _AFTER_PANEL, days.after(course.panel_on, count), course.outcome_on)


def _revisions(days: _Days) -> DueDay | None:
    count, course = days.promises.revision_days, days.course
    if count is None or course.revisions_asked_on is None:
        return None
    return _stand(days, _REVISIONS, days.after(course.revisions_asked_on, count), course.revisions_received_on)


def _appeal(days: _Days) -> DueDay | None:
    count, course = days.promises.appeal_days, days.course
    if count is None:
        return None
    if course.outcome_on is None:
        text = f"An appeal is possible within {_days_text(count)} of the outcome."
        return DueDay(APPEAL, INSTITUTION, None, WAITING, None, text)
    return _stand(days, _APPEAL, days.after(course.outcome_on, count), course.appealed_on)


def _why_outcome_fails(days: _Days, due_on: dt.date) -> str:
    """Say why the outcome cannot be expected in time, though there is time left; "" where it can.

    The outcome may take all the days that the edition gives it after the meeting. The meeting is held on its day, or,
    where none is set, on the next working day at the earliest.
    """
    count, meeting = days.promises.outcome_after_panel_days, days.course.panel_on
    if count is None:
        return ""
    if meeting is not None:
        ends_on = days.after(meeting, count)
        meets = "meets" if meeting >= days.today else "met"
        told = f"The panel {meets} on {date_text(meeting)}; {_days_text(count)} after that is {date_text(ends_on)}."
    else:
        ends_on = days.after(days.today, count + 1)
        told = f"No day is set for the panel, and fewer than {_days_text(count + 1)} are left."
    return told if ends_on > due_on else ""


def _stand(
    days: _Days, line: _Line, due_on: dt.date, done_on: dt.date | None, fails: Callable[[], str] = lambda: ""
) -> DueDay:
    """Give how a promise with a due day stands. A day after today on which it was done has not happened yet."""
    when = date_text(due_on)
    if done_on is not None and done_on <= days.today:
        state = KEPT if done_on <= due_on else KEPT_LATE
        how = "in time" if state == KEPT else "late"
        text = f"{line.subject} came on {date_text(done_on)}, {how}: it was due by {when}."
        return DueDay(line.promise, line.owner, due_on, state, None, text)
    left = working_days_between(days.today, due_on, days.holidays)
    if days.today > due_on:
        over = "was possible until" if line.is_window else "is late: it was due by"
        text = f"{line.subject} {over} {when}{_late_by(left)}."
        return DueDay(line.promise, line.owner, due_on, LATE, left, text)
    why = fails()
    state = AT_RISK if why or left <= days.warn_days else OPEN
    text = f"{line.subject} is {'possible until' if line.is_window else 'due by'} {when}: {_left_text(left)}."
    return DueDay(line.promise, line.owner, due_on, state, left, f"{text} {why}".rstrip())


def _left_text(left: int) -> str:
    if left == 0:
        return "no working day is left after today"
    return f"{_days_text(left)} {'is' if left == 1 else 'are'} left"


def _late_by(left: int) -> str:
    return f", {_days_text(-left)} ago" if left < 0 else ""


def _days_text(count: int) -> str:
    return count_text(count, "working day")


def _whole(facts: Mapping[str, Any], name: str) -> int | None:
    stated = facts.get(name)
    return None if stated is None else int(stated)


def _revision_days(facts: Mapping[str, Any]) -> int | None:
    stated = _whole(facts, "revision_working_days")
    if stated is not None:
        return stated
    outcomes: Mapping[str, Any] = (facts.get("award_decision") or {}).get("outcomes") or {}
    found = _STATED_DAYS.search(str(outcomes.get("minor_revisions", "")))
    return int(found.group(1)) if found else None
