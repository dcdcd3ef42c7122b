"""Who is to sit on which panel: the problem as plain values, and what counts in it. The edition's rules are in panels.

A seating is a set of seats. Whether it keeps every rule is told by seating_rules, whoever or whatever made it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from charter.domain.conflicts import same_organisation
from charter.domain.errors import InvalidSeating
from charter.domain.panels import CHAIR, REVIEWERS, Panel, PanelRules, Reviewer, shortfalls

REVIEWER = "reviewer"
PLACES = (REVIEWER, CHAIR)
Pair = tuple[str, str]  # a person's id, a submission's id
OWN_INSTITUTION = "works for the institution"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be seated. ``person.load`` counts submissions beside those of the problem."""

    person: Reviewer
    may_review: bool = True
    may_chair: bool = False
    may_do_both: bool = True  # chair one submission and review another

    @property
    def id(self) -> str:
        """Give the person's id."""
        return self.person.id

    def may_take(self, place: str) -> bool:
        """Whether they may sit in that place."""
        return self.may_chair if place == CHAIR else self.may_review


@dataclass(frozen=True, slots=True)
class Submission:
    """What a panel is wanted for."""

    id: str
    name: str  # as people read it: the institution's
    organisation_id: str
    wishes: frozenset[str] = frozenset()  # professions and expertise that suit it; never a rule
    conceded: Mapping[str, int] = field(default_factory=dict)  # rule or quality -> how many fewer than the edition asks


@dataclass(frozen=True, slots=True)
class Bar:
    """That somebody may not judge a submission because of an interest, hard or not yet allowed."""

    person_id: str
    submission_id: str
    reason: str  # a sentence about the reviewer, as on record
    waits_for_chair: bool = False  # a soft interest that the chair may still allow


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """That somebody sits on a panel."""

    submission_id: str
    place: str  # REVIEWER or CHAIR
    person_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a seating depends on but the seed."""

    submissions: tuple[Submission, ...]
    candidates: tuple[Candidate, ...]
    rules: PanelRules
    on: dt.date  # the day for which training is asked, such as that of the first meeting
    professions: frozenset[str] = frozenset()  # of the awarding body
    bars: tuple[Bar, ...] = ()
    held: frozenset[Seat] = frozenset()  # given by hand: they stay
    waiting: frozenset[Pair] = frozenset()  # who holds a seat, and stays until it is ruled on an interest of theirs
    met_before: frozenset[Pair] = frozenset()  # whose institution somebody reviewed in an earlier round
    became_part_of: Mapping[str, str] = field(default_factory=dict)  # organisation -> the one that it became part of


def check_problem(problem: Problem) -> None:
    """Refuse a problem that contradicts itself.

    Raises
    ------
    InvalidSeating: two people or two submissions have one id, or a seat names what is not there.

    """
    for what, ids in (("people", _ids(problem.candidates)), ("submissions", _ids(problem.submissions))):
        if len(set(ids)) < len(ids):
            raise InvalidSeating(f"Two {what} have the same id.")
    check_seats(problem, problem.held)


def check_seats(problem: Problem, seats: Iterable[Seat]) -> None:
    """Raise InvalidSeating where a seat names a person, a submission or a place that is not there."""
    people, submissions = set(_ids(problem.candidates)), set(_ids(problem.submissions))
    for seat in seats:
        if seat.person_id not in people:
            raise InvalidSeating("Somebody who holds a seat is not among the people of this round.")
        if seat.submission_id not in submissions:
            raise InvalidSeating("A seat belongs to a submission that is not in this round.")
        if seat.place not in PLACES:
            raise InvalidSeating(f"There is no place called “{seat.place}”.")


def rules_for(problem: Problem, submission: Submission) -> PanelRules:
    """Give what is asked of one panel: the edition's rules less what was conceded for it."""
    rules, fewer = problem.rules, submission.conceded
    if not fewer:
        return rules
    return replace(
        rules,
        reviewers=max(rules.reviewers - fewer.get(REVIEWERS, 0), 0),
        chairs=max(rules.chairs - fewer.get(CHAIR, 0), 0),
        composition={name: max(count - fewer.get(name, 0), 0) for name, count in rules.composition.items()},
    )


def is_trained(person: Reviewer, rules: PanelRules, on: dt.date) -> bool:
    """Whether somebody has the training that the edition asks of every member on that day."""
    training = PanelRules(
        is_trained_on_appointment=rules.is_trained_on_appointment, is_standardised_yearly=rules.is_standardised_yearly
    )
    alone = replace(person, load=0, load_limit=None)
    return not shortfalls(Panel((alone,)), training, on)


def own_submissions(problem: Problem) -> dict[str, frozenset[str]]:
    """Give, for each person, the submissions of institutions for which they work now, merged ones counted as one."""

    @cache
    def is_same(one: str, other: str) -> bool:
        return one == other or same_organisation(one, other, problem.became_part_of)

    return {
        candidate.id: frozenset(
            submission.id
            for submission in problem.submissions
            if any(is_same(employer, submission.organisation_id) for employer in candidate.person.employer_ids)
        )
        for candidate in problem.candidates
    }


def bars_of(problem: Problem) -> dict[Pair, Bar]:
    """Give who may not judge what, by person and submission; one's own institution always counts, and hard ones win."""
    found = {
        (person_id, submission_id): Bar(person_id, submission_id, f"The reviewer {OWN_INSTITUTION}.")
        for person_id, own in own_submissions(problem).items()
        for submission_id in own
    }
    for bar in problem.bars:
        known = found.get((bar.person_id, bar.submission_id))
        if known is None or (known.waits_for_chair and not bar.waits_for_chair):
            found[bar.person_id, bar.submission_id] = bar
    return found


def reciprocal_pairs(problem: Problem) -> list[tuple[Pair, Pair]]:
    """Give pairs of person and submission that exclude one another: each would judge the other's institution."""
    own = own_submissions(problem)
    people = sorted(person_id for person_id, submissions in own.items() if submissions)
    return [
        ((one, theirs), (other, mine))
        for place, one in enumerate(people)
        for other in people[place + 1 :]
        for theirs in sorted(own[other] - own[one])
        for mine in sorted(own[one] - own[other])
    ]


def _ids(things: Iterable[Candidate | Submission]) -> list[str]:
    return [thing.id for thing in things]
