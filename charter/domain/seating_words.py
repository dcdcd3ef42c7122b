"""Why somebody is proposed for a seat, in words that they and the chair may read.

What somebody told of their own life is never a reason that is written down: it would name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from charter.domain.panels import holds, is_told_of_a_person, quality_text
from charter.domain.seating import Candidate, Problem, Seat, Submission
from charter.domain.wording import count_text, list_text, sentence


@dataclass(frozen=True, slots=True)
class ProposedSeat:
    """A seat and why."""

    seat: Seat
    reason: str  # sentences
    is_held: bool  # given by hand before


@dataclass(frozen=True, slots=True)
class Proposal:
    """A seating that keeps every rule."""

    seats: tuple[ProposedSeat, ...]  # by submission, reviewers first
    seed: int
    is_best: bool  # False: it keeps every rule, and a fairer or closer one may exist


def proposal(problem: Problem, seats: Collection[Seat], seed: int, *, is_best: bool) -> Proposal:
    """Give a seating with a reason for each seat."""
    people = {candidate.id: candidate for candidate in problem.candidates}
    submissions = {submission.id: submission for submission in problem.submissions}
    loads = Counter(seat.person_id for seat in seats)
    told = []
    for seat in sorted(seats, key=lambda seat: (seat.submission_id, seat.place != "reviewer", seat.person_id)):
        candidate, submission = people[seat.person_id], submissions[seat.submission_id]
        reason = _reason(problem, candidate, submission, loads[seat.person_id])
        is_held = seat in problem.held
        told.append(ProposedSeat(seat, f"Seated by hand. {reason}" if is_held else reason, is_held))
    return Proposal(tuple(told), seed, is_best)


def _reason(problem: Problem, candidate: Candidate, submission: Submission, seat_count: int) -> str:
    person = candidate.person
    brought = [
        quality_text(quality)
        for quality in problem.rules.composition
        if is_told_of_a_person(quality) and holds(person, quality, problem.professions)
    ]
    wished = sorted(submission.wishes & (person.expertise | {person.profession}) - set(problem.rules.composition))
    said = [
        f"brings {list_text(brought)}" if brought else "",
        f"suits the submission as {list_text([_plain(wish) for wish in wished])}" if wished else "",
        _interest_text(problem, candidate, submission),
        _load_text(person.load + seat_count, person.load_limit),
    ]
    again = "They reviewed this institution in an earlier round." if _met(problem, candidate, submission) else ""
    return " ".join(filter(None, (sentence(list_text([part for part in said if part])), again)))


def _interest_text(problem: Problem, candidate: Candidate, submission: Submission) -> str:
    if (candidate.id, submission.id) in problem.waiting:
        return "waits for a ruling on an interest"
    return "has no conflict of interest on record"


def _load_text(load: int, limit: int | None) -> str:
    if limit is None:
        return f"has {count_text(load, 'submission')} in this seating"
    return f"has {load} of at most {count_text(limit, 'submission')} in this seating"


def _met(problem: Problem, candidate: Candidate, submission: Submission) -> bool:
    return (candidate.id, submission.id) in problem.met_before


def _plain(name: str) -> str:
    return name.replace("_", " ")
