"""What the letters to a team say. Plain text, no answers and no comments in it: those are read on the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from charter.domain.notices import Notice, mark_ends_at, week_ends_at
from charter.domain.wording import count_text, date_text, list_text
from charter.services.notices import Recipient
from charter.services.outbox import Letter

WHY = {
    Notice.MENTION: "when somebody mentions you in a comment",
    Notice.ASSIGNMENT: "when somebody asks you to look after a criterion",
    Notice.RETURNED: "when work that was finished comes back",
    Notice.DEADLINE: "before a deadline",
    Notice.DIGEST: "on Mondays, where there is something to say",
    Notice.CRITERIA: "when criteria that you answered are corrected, or will change",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about: an assessment, and where the site is found (None = nobody has said)."""

    assessment_id: str
    organisation_name: str
    round_title: str
    edition_version: str
    site_url: str | None

    def way_to(self, criterion_id: str = "", part: str = "") -> str:
        """Give a line that says how to get to the assessment, or to a criterion or a part of its page."""
        where = f"open {criterion_id} there" if criterion_id else "open it there"
        if self.site_url is None:
            return f"Sign in to the site of the charter and {where}."
        path = f"/assessments/{self.assessment_id}" + (f"/criteria/{criterion_id}" if criterion_id else "")
        return f"{self.site_url}{path}{part}"


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of an edition, as its letter tells it; ``criterion``: id and title, ``text``: as on the page."""

    criterion_id: str
    criterion: str
    number: int
    reference: str  # of the edition
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    """What the week's letter tells one person: criteria in words, and how many comments wait for them."""

    overdue: Sequence[str]
    due_this_week: Sequence[str]
    later: Sequence[str]
    mention_count: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.overdue or self.due_this_week or self.later or self.mention_count)


def mention_letter(about: Subject, to: Recipient, *, author: str, criterion_id: str, comment_id: str) -> Letter:
    """Give the letter to somebody whom a comment mentions."""
    text = (
        f"{author} mentions you in a comment on {criterion_id}, "
        f"in the self-assessment of {about.organisation_name}.\n\n"
        f"Read it and answer:\n\n{about.way_to(criterion_id, f'/comments#comment-{comment_id}')}"
    )
    key = f"mention:{comment_id}:{to.person_id}"
    subject = f"{author} mentions you in a comment on {criterion_id}"
    return _letter(Notice.MENTION, about, to, key=key, subject=subject, text=text)


def assignment_letter(
    about: Subject,
    to: Recipient,
    *,
    author: str,
    criterion: str,
    criterion_id: str,
    version: int,
    due_on: dt.date | None,
) -> Letter:
    """Give the letter to somebody who is to look after a criterion. ``criterion`` is its id and title."""
    when = f" It is to be done by {date_text(due_on)}." if due_on else ""
    text = (
        f"{author} asks you to look after a criterion in the self-assessment of {about.organisation_name}: "
        f"{criterion}.{when}\n\n{about.way_to(criterion_id)}"
    )
    key = f"assignment:{about.assessment_id}:{criterion_id}:{version}"[:160]
    subject = f"You are to look after {criterion_id}"
    return _letter(Notice.ASSIGNMENT, about, to, key=key, subject=subject, text=text)


def returned_letter(
    about: Subject, to: Recipient, *, number: int, subject: str, text: str, useful_until: dt.datetime, way: str = ""
) -> Letter:
    """Give the letter about work that comes back. ``number``: of the event by which it did; ``way``: to a criterion."""
    key = f"returned:{about.assessment_id}:{number}:{to.person_id}"
    text = f"{text}\n\n{about.way_to(way, '/comments' if way else '')}"
    return _letter(Notice.RETURNED, about, to, key=key, subject=subject, text=text, useful_until=useful_until)


def deadline_letter(
    about: Subject, to: Recipient, *, closes_at: dt.datetime, mark_days: int, team: Sequence[str], own: Sequence[str]
) -> Letter:
    """Give the letter before a deadline: to a lead with all that is unfinished (``team``), to an owner with their own.

    It names the day, not how many are left: it may be read later than it was written.
    """
    day = closes_at.date()
    lines = [f"The self-assessment of {about.organisation_name} has to be submitted by {date_text(day)}."]
    if team:
        lines.append(f"The team has {_criteria(team)} to finish: {list_text(team)}.")
    if own:
        lines.append(f"You look after {_criteria(own)} still to be finished: {list_text(own)}.")
    if not team and not own:
        lines.append("Every criterion is finished. What is left is to have it signed and to submit it.")
    key = f"deadline:{about.assessment_id}:{day}:{mark_days}:{to.person_id}"
    subject = f"Deadline {date_text(day)}: {about.organisation_name}"
    text = "\n\n".join([*lines, about.way_to()])
    ends_at = mark_ends_at(closes_at, mark_days)
    return _letter(Notice.DEADLINE, about, to, key=key, subject=subject, text=text, useful_until=ends_at)


def digest_letter(about: Subject, to: Recipient, *, monday: dt.date, closes_on: dt.date, week: Week) -> Letter:
    """Give the week's letter: what is overdue, due this week and to be done later, and comments that wait."""
    days_left = count_text((closes_on - monday).days, "day")
    parts = [
        _part("Overdue", week.overdue),
        _part("Due this week", week.due_this_week),
        _part("Also yours, and not finished", week.later),
        _waiting(week.mention_count),
        f"The deadline is {date_text(closes_on)}, {days_left} from {date_text(monday)}.",
        about.way_to(),
    ]
    key = f"digest:{about.assessment_id}:{monday}:{to.person_id}"
    subject = f"Your week from {date_text(monday)}: {about.organisation_name}"
    text = "\n\n".join(part for part in parts if part)
    ends_at = week_ends_at(monday)
    return _letter(Notice.DIGEST, about, to, key=key, subject=subject, text=text, useful_until=ends_at)


def correction_letter(about: Subject, to: Recipient, said: Correction, *, useful_until: dt.datetime) -> Letter:
    """Give the letter about a correction that was put beside a criterion's wording."""
    text = (
        f"A correction stands beside the wording of {said.criterion}, which the self-assessment of "
        f"{about.organisation_name} answers.\n\n{said.text}\n\nThe published wording stays as it is, and nothing new "
        f"is asked.\n\n{about.way_to(said.criterion_id)}"
    )
    key = f"erratum:{about.assessment_id}:{said.reference}:{said.number}:{to.person_id}"[:160]
    subject = f"A correction to {said.criterion_id}: {about.organisation_name}"
    return _letter(Notice.CRITERIA, about, to, key=key, subject=subject, text=text, useful_until=useful_until)


def future_letter(about: Subject, to: Recipient, *, edition: str, reference: str, begins_on: dt.date) -> Letter:
    """Give the letter to a lead whose institution would not reach its tier again; ``edition`` in words."""
    text = (
        f"{edition} is published. It is in force from {date_text(begins_on)}, and whoever renews an award from then on "
        f"is judged by it.\n\nGoing by what {about.organisation_name} handed in, it would not reach its tier again "
        f"without doing more. That is an outlook, not a decision: it takes your levels as they were, and a new "
        f"criterion as not given. An award that you hold stays valid and names its edition.\n\n"
        f"See what would change for you, and what the outlook rests on:\n\n{about.way_to(part='/future-criteria')}"
    )
    key = f"future:{about.assessment_id}:{reference}:{to.person_id}"[:160]
    subject = f"Criteria from {date_text(begins_on)}: {about.organisation_name}"
    return _letter(Notice.CRITERIA, about, to, key=key, subject=subject, text=text, useful_until=_midnight(begins_on))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _letter(
    notice: Notice,
    about: Subject,
    to: Recipient,
    *,
    key: str,
    subject: str,
    text: str,
    useful_until: dt.datetime | None = None,
) -> Letter:
    settings = f"open {about.site_url}/account/notices" if about.site_url else "sign in and open your account"
    greeting = f"Hello {to.name},\n\n" if to.name else ""
    text = f"{text}\n\nThis is about {about.round_title}, edition {about.edition_version} of the criteria."
    foot = f"You get such a letter {WHY[notice]}. To choose which letters you get, {settings}."
    return Letter(key, to.email, subject, f"{greeting}{text}\n\n--\n{foot}\n", useful_until)


def _part(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{title}:", *(f"- {line}" for line in lines)]) if lines else ""


def _waiting(count: int) -> str:
    verb = "mentions" if count == 1 else "mention"
    return f"{count_text(count, 'open comment')} {verb} you." if count else ""


def _criteria(names: Sequence[str]) -> str:
    return count_text(len(names), "criterion", "criteria")
