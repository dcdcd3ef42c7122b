"""Reminders that the worker makes by the calendar: before deadlines, and the week's letter. Each is made once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.edition import Criterion, Edition
from charter.domain.errors import DomainError
from charter.domain.notices import Notice, due_mark, due_week
from charter.domain.permissions import Role
from charter.domain.progress import Progress, criterion_progress
from charter.domain.wording import date_text
from charter.domain.workflow import Event, transition_of
from charter.services.deeds import Deed
from charter.services.letters import Subject, Week, deadline_letter, digest_letter
from charter.services.notices import recipients
from charter.services.outbox import Letter, put_letter
from charter.services.task_lists import given_values
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow, closes_at_of, edition_answered
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentMentionRow, CommentRow
from charter.store.editions import load_edition
from charter.store.notices import ReminderRow

WITH_THE_TEAM = transition_of(Event.COMMENTED).sources
DONE = (Progress.COMPLETE, Progress.NOT_APPLICABLE)
WEEK = dt.timedelta(days=7)
# Nothing older is ever due again, but what begins so: a correction stands beside the wording for as long as it does.
LONGEST = dt.timedelta(days=60)
LASTING = "erratum:"


@dataclass(frozen=True, slots=True)
class Work:
    """One assessment as reminders see it."""

    about: Subject
    organisation_id: str
    closes_at: dt.datetime
    edition_reference: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be made of an assessment once: by its name, and how its letters are made."""

    work: Work
    name: str
    letters: Callable[[Session, dt.datetime], Iterable[Letter]]


def make_reminders(session: Session, now: dt.datetime, site_url: str | None) -> int:
    """For the worker: put the reminders that are due into the outbox; give how many letters they are.

    Nobody is asked for permission: a letter goes only to members of the team whom it concerns and who want it. Each
    reminder is noted in the transaction that holds its letters, so that it is made once, however often this runs, at
    however many workers. One that was missed is made late while it is of use. Commits after each assessment.
    """
    return make_once(session, [one for work in open_work(session, now, site_url) for one in _due(work, now)], now)


def make_once(session: Session, due: Sequence[Reminder], now: dt.datetime) -> int:
    """Make those of the reminders that were not made yet; give how many letters they are. Commits after each."""
    made = _made(session, now)
    session.commit()
    wanted = [one for one in due if (one.work.about.assessment_id, one.name) not in made]
    return sum(_make(session, reminder, now) for reminder in wanted)


def _make(session: Session, reminder: Reminder, now: dt.datetime) -> int:
    session.add(ReminderRow(assessment_id=reminder.work.about.assessment_id, name=reminder.name, made_at=now))
    try:
        session.flush()
        count = sum(put_letter(session, letter, now) for letter in reminder.letters(session, now))
        session.commit()
    except IntegrityError:  # another worker is making it
        session.rollback()
        return 0
    except DomainError:  # such as an edition that is not installed: tried again in an hour, and nobody else waits
        session.rollback()
        return 0
    return count


def _due(work: Work, now: dt.datetime) -> Iterator[Reminder]:
    mark = due_mark(work.closes_at, now)
    if mark is not None:
        name = f"deadline:{work.closes_at.date()}:{mark}"
        yield Reminder(work, name, partial(_deadline_letters, work=work, mark=mark))
    monday = due_week(now)
    if monday is not None:
        yield Reminder(work, f"digest:{monday}", partial(_week_letters, work=work, monday=monday))


def _deadline_letters(session: Session, now: dt.datetime, *, work: Work, mark: int) -> Iterator[Letter]:
    """To each lead, and to whoever looks after something that is not finished."""
    unfinished = [criterion.id for criterion in _unfinished(session, work, now)]
    owners = {criterion_id: row.owner_id for criterion_id, row in _assigned(session, work).items()}
    for to in recipients(session, work.organisation_id, Notice.DEADLINE).values():
        own = [criterion_id for criterion_id in unfinished if owners.get(criterion_id) == to.person_id]
        if own or Role.LEAD in to.roles:
            team = unfinished if Role.LEAD in to.roles else []
            yield deadline_letter(work.about, to, closes_at=work.closes_at, mark_days=mark, team=team, own=own)


def _week_letters(session: Session, now: dt.datetime, *, work: Work, monday: dt.date) -> Iterator[Letter]:
    """To each member with something to do or to answer; nothing to say is no letter."""
    unfinished, assigned = _unfinished(session, work, now), _assigned(session, work)
    waiting = _open_mentions(session, work)
    for to in recipients(session, work.organisation_id, Notice.DIGEST).values():
        own = [
            (assigned[one.id].due_on, one)
            for one in unfinished
            if one.id in assigned and assigned[one.id].owner_id == to.person_id
        ]
        week = _week(own, now.date(), monday, waiting.get(to.person_id, 0))
        if not week.is_empty:
            yield digest_letter(work.about, to, monday=monday, closes_on=work.closes_at.date(), week=week)


def _week(own: Sequence[tuple[dt.date | None, Criterion]], today: dt.date, monday: dt.date, mentions: int) -> Week:
    dated = sorted(((due_on, one) for due_on, one in own if due_on is not None), key=lambda pair: pair[0])
    next_monday = monday + WEEK
    return Week(
        overdue=[_line(one, due_on) for due_on, one in dated if due_on < today],
        due_this_week=[_line(one, due_on) for due_on, one in dated if today <= due_on < next_monday],
        later=[
            *(_line(one, due_on) for due_on, one in dated if due_on >= next_monday),
            *(_line(one, None) for due_on, one in own if due_on is None),
        ],
        mention_count=mentions,
    )


def _line(criterion: Criterion, due_on: dt.date | None) -> str:
    words = f"{criterion.id} {criterion.title}"
    return f"{words}, by {date_text(due_on)}" if due_on else words


def open_work(session: Session, now: dt.datetime, site_url: str | None) -> list[Work]:
    """Every assessment that a team may still work on."""
    chosen = (
        select(AssessmentRow, RoundRow, OrganisationRow.name)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(
            AssessmentRow.state.in_(WITH_THE_TEAM),
            RoundRow.opens_at <= now,
            or_(RoundRow.closes_at > now, AssessmentRow.extended_until > now),
        )
        .order_by(AssessmentRow.id)
    )
    return [
        Work(
            Subject(row.id, name, whole.title, edition_answered(row, whole).rpartition("/")[2], site_url),
            row.organisation_id,
            closes_at_of(row, whole),
            edition_answered(row, whole),
        )
        for row, whole, name in session.execute(chosen)
        if closes_at_of(row, whole) > now
    ]


def _made(session: Session, now: dt.datetime) -> set[tuple[str, str]]:
    is_recent = or_(ReminderRow.made_at >= now - LONGEST, ReminderRow.name.startswith(LASTING))
    chosen = select(ReminderRow.assessment_id, ReminderRow.name).where(is_recent)
    return {(assessment_id, name) for assessment_id, name in session.execute(chosen)}


def _unfinished(session: Session, work: Work, now: dt.datetime) -> list[Criterion]:
    edition: Edition = load_edition(work.edition_reference)
    values = given_values(Deed(session, "", now, b""), work.about.assessment_id)
    return [one for one in edition.criteria if criterion_progress(edition, one, values).progress not in DONE]


def _assigned(session: Session, work: Work) -> dict[str, AssignmentRow]:
    chosen = select(AssignmentRow).where(AssignmentRow.assessment_id == work.about.assessment_id)
    return {row.criterion_id: row for row in session.scalars(chosen)}


def _open_mentions(session: Session, work: Work) -> dict[str, int]:
    """How many open comments mention each person."""
    chosen = (
        select(CommentMentionRow.person_id, func.count())
        .join(CommentRow, CommentRow.id == CommentMentionRow.comment_id)
        .where(CommentRow.assessment_id == work.about.assessment_id, CommentRow.resolved_at.is_(None))
        .group_by(CommentMentionRow.person_id)
    )
    return dict(session.execute(chosen).all())
