"""Work that was finished and comes back to somebody: they are told by e-mail, once, while it is still to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.domain.notices import Notice
from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.domain.workflow import TRANSITIONS, Event, State
from charter.services.letters import returned_letter
from charter.services.notices import Recipient, recipients
from charter.services.outbox import Letter
from charter.services.reminders import Reminder, Work, make_once, open_work
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.history import EventRow

# Whoever hears of something later than this has met it on the page.
CATCH_UP = dt.timedelta(days=3)
TOLD = (Event.WITHDRAWN, Event.EXTENSION_GRANTED, Event.COMMENT_REOPENED)
TAKES_BACK = tuple(one.event for one in TRANSITIONS if State.SIGNED in one.sources and one.target == State.STARTED)


@dataclass(frozen=True, slots=True)
class Told:
    """What one letter about returned work says, and to whom."""

    subject: str
    text: str
    people: Sequence[Recipient]
    criterion_id: str = ""


def tell_of_returned_work(session: Session, now: dt.datetime, site_url: str | None) -> int:
    """For the worker: put letters about work that came back into the outbox; give how many they are.

    Read from history, so that every road is seen by which it can come back: a page, an autosave, an import, a file. To
    members of the team whom it concerns, who want it and did not do it themselves; what is done again by now is told to
    nobody. As ``make_reminders``. Commits.
    """
    open_now = {work.about.assessment_id: work for work in open_work(session, now, site_url)}
    found = [*_happened(session, now), *_taken_back(session, now)]
    due = [
        Reminder(work, f"returned:{row.number}", partial(_letters, work=work, row=row))
        for row in found
        if (work := open_now.get(row.assessment_id)) is not None
    ]
    return make_once(session, due, now)


def _happened(session: Session, now: dt.datetime) -> Iterable[EventRow]:
    recent = select(EventRow).where(EventRow.event.in_(TOLD), EventRow.happened_at >= now - CATCH_UP)
    return session.scalars(recent.order_by(EventRow.assessment_id, EventRow.number)).all()


def _taken_back(session: Session, now: dt.datetime) -> Iterator[EventRow]:
    """The change that took back the newest signature of each assessment, where it is not signed again."""
    signed = (
        select(EventRow.assessment_id, func.max(EventRow.number))
        .join(AssessmentRow, AssessmentRow.id == EventRow.assessment_id)
        .where(AssessmentRow.state == State.STARTED, EventRow.event.in_((Event.SIGNED_OFF, Event.SUBMITTED)))
        .group_by(EventRow.assessment_id)
    )
    for assessment_id, number in session.execute(signed).all():
        if session.get_one(EventRow, (assessment_id, number)).event == Event.SUBMITTED:
            continue  # it was withdrawn, which is told by itself
        after = (
            select(EventRow)
            .where(EventRow.assessment_id == assessment_id, EventRow.number > number, EventRow.event.in_(TAKES_BACK))
            .order_by(EventRow.number)
            .limit(1)
        )
        change = session.scalars(after).one_or_none()
        if change is not None and change.happened_at >= now - CATCH_UP:
            yield change


def _letters(session: Session, _now: dt.datetime, *, work: Work, row: EventRow) -> Iterator[Letter]:
    team = recipients(session, work.organisation_id, Notice.RETURNED)
    team.pop(row.person_id, None)
    told = _told(session, work, row, team.values())
    if told is None:
        return
    letter = partial(returned_letter, number=row.number, subject=told.subject, text=told.text, way=told.criterion_id)
    yield from (letter(work.about, to, useful_until=work.closes_at) for to in told.people)


def _told(session: Session, work: Work, row: EventRow, team: Iterable[Recipient]) -> Told | None:
    if row.event == Event.COMMENT_REOPENED:
        return _told_of_comment(session, work, row, team)
    if row.event == Event.EXTENSION_GRANTED:
        return _told_of_extension(work, team)
    return _told_of_signature(session, work, row, team)


def _told_of_signature(session: Session, work: Work, row: EventRow, team: Iterable[Recipient]) -> Told:
    name, day = work.about.organisation_name, date_text(work.closes_at.date())
    people = [to for to in team if to.roles & {Role.LEAD, Role.APPROVER}]
    if row.event == Event.WITHDRAWN:
        text = (
            f"{_author(session, row)} withdrew the submission of {name}. It stays on record. "
            f"The self-assessment has to be signed and submitted again by {day}."
        )
        return Told(f"Withdrawn: the submission of {name}", text, people)
    text = (
        f"{_author(session, row)} changed something after the self-assessment of {name} had been signed, so the "
        f"signature does not count any more. It has to be signed again before it can be submitted, by {day}."
    )
    return Told(f"To be signed again: {name}", text, people)


def _told_of_extension(work: Work, team: Iterable[Recipient]) -> Told:
    name, day = work.about.organisation_name, date_text(work.closes_at.date())
    text = (
        f"The awarding body of {work.about.round_title} gives {name} more time: the self-assessment can be changed, "
        f"and has to be submitted, by {day}. The reason stands in its history."
    )
    people = [to for to in team if to.roles & {Role.LEAD, Role.CONTRIBUTOR, Role.APPROVER}]
    return Told(f"More time, until {day}: {name}", text, people)


def _told_of_comment(session: Session, work: Work, row: EventRow, team: Iterable[Recipient]) -> Told | None:
    """To whoever had resolved it, and to whoever looks after its criterion; None where it is resolved again."""
    comment = session.get(CommentRow, str(row.details["comment"]))
    if comment is None or comment.resolved_at is not None:
        return None
    assigned = session.get(AssignmentRow, (row.assessment_id, comment.criterion_id))
    wanted = {_resolver_id(session, row), assigned.owner_id if assigned is not None else None}
    text = (
        f"{_author(session, row)} opened a comment on {comment.criterion_id} again that had been resolved, in the "
        f"self-assessment of {work.about.organisation_name}."
    )
    people = [to for to in team if to.person_id in wanted]
    return Told(f"Open again: a comment on {comment.criterion_id}", text, people, comment.criterion_id)


def _resolver_id(session: Session, reopened: EventRow) -> str | None:
    before = (
        select(EventRow)
        .where(
            EventRow.assessment_id == reopened.assessment_id,
            EventRow.event == Event.COMMENT_RESOLVED,
            EventRow.number < reopened.number,
        )
        .order_by(EventRow.number.desc())
    )
    rows = (row for row in session.scalars(before) if row.details["comment"] == reopened.details["comment"])
    found = next(rows, None)
    return found.person_id if found is not None else None


def _author(session: Session, row: EventRow) -> str:
    person = session.get(PersonRow, row.person_id)
    return (person.name if person is not None else "") or "Somebody of your team"
