"""Whether a seating keeps every rule: the same, whatever made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from charter.domain.panels import CHAIR, LOAD, Panel, Reviewer, shortfalls
from charter.domain.seating import (
    REVIEWER,
    Problem,
    Seat,
    bars_of,
    check_seats,
    reciprocal_pairs,
    rules_for,
)
from charter.domain.wording import count_text

# Rules beside those of panels.shortfalls. Held: what was seated by hand is still so.
PLACE, BOTH, CONFLICT, RECIPROCAL, CHAIRS, HELD = "place", "both", "conflict", "reciprocal", "chairs", "held"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that a seating breaks."""

    rule: str  # one of this module, or as in panels.Shortfall
    text: str  # a sentence; it says which submission where it is about one
    submission_id: str = ""
    person_ids: tuple[str, ...] = ()
    count: int = 1  # by how much


def breaches(problem: Problem, seats: Collection[Seat]) -> tuple[Breach, ...]:
    """Give every rule that a seating breaks, in words; empty where it may stand.

    What is asked: the edition's rules of each panel, as ``panels.shortfalls`` tells them; one chair at most; places
    that people may take; no conflict, not even one that waits for the chair; no two people who would judge each other's
    institution; load limits over all submissions; nobody both chair and reviewer who may not; and what was seated by
    hand. More reviewers than asked for are no breach.

    Raises
    ------
    InvalidSeating: a seat names somebody or something that is not in the problem.

    """
    check_seats(problem, seats)
    in_order = sorted(seats)
    return (
        *_panels(problem, in_order),
        *_places(problem, in_order),
        *_conflicts(problem, in_order),
        *_reciprocal(problem, in_order),
        *_loads(problem, in_order),
        *_both(problem, in_order),
        *_held(problem, seats),
    )


def _panels(problem: Problem, seats: Iterable[Seat]) -> Iterator[Breach]:
    people = {candidate.id: replace(candidate.person, load=0, load_limit=None) for candidate in problem.candidates}
    by_submission: defaultdict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_submission[seat.submission_id].append(seat)
    for submission in problem.submissions:
        panel, chair_count = _panel(people, by_submission[submission.id])
        rules = rules_for(problem, submission)
        for lack in shortfalls(panel, rules, problem.on, problem.professions):
            text = f"{submission.name}: {lack.text}"
            # A place held twice lacks nothing that could be counted.
            yield Breach(lack.rule, text, submission.id, lack.reviewer_ids, max(lack.missing, 1))
        if chair_count > max(rules.chairs, 1):
            text = f"{submission.name}: The panel has {count_text(chair_count, 'chair')}, and may have one."
            yield Breach(CHAIRS, text, submission.id, count=chair_count - 1)


def _panel(people: dict[str, Reviewer], seats: Iterable[Seat]) -> tuple[Panel, int]:
    chairs = [people[seat.person_id] for seat in seats if seat.place == CHAIR]
    reviewers = [people[seat.person_id] for seat in seats if seat.place == REVIEWER]
    return Panel((*reviewers, *chairs[1:]), chairs[0] if chairs else None), len(chairs)


def _places(problem: Problem, seats: Iterable[Seat]) -> Iterator[Breach]:
    people = {candidate.id: candidate for candidate in problem.candidates}
    names = {submission.id: submission.name for submission in problem.submissions}
    for seat in seats:
        candidate = people[seat.person_id]
        if not candidate.may_take(seat.place):
            doing = "chair a panel" if seat.place == CHAIR else "review"
            text = f"{names[seat.submission_id]}: {candidate.person.name} may not {doing}."
            yield Breach(PLACE, text, seat.submission_id, (candidate.id,))


def _conflicts(problem: Problem, seats: Iterable[Seat]) -> Iterator[Breach]:
    bars = bars_of(problem)
    people = {candidate.id: candidate.person.name for candidate in problem.candidates}
    names = {submission.id: submission.name for submission in problem.submissions}
    for seat in seats:
        bar = bars.get((seat.person_id, seat.submission_id))
        if bar:
            kind = "an interest that waits for the chair" if bar.waits_for_chair else "a conflict of interest"
            text = f"{names[seat.submission_id]}: {people[seat.person_id]} has {kind}. {bar.reason}"
            yield Breach(CONFLICT, text, seat.submission_id, (seat.person_id,))


def _reciprocal(problem: Problem, seats: Iterable[Seat]) -> Iterator[Breach]:
    taken = {(seat.person_id, seat.submission_id) for seat in seats}
    people = {candidate.id: candidate.person.name for candidate in problem.candidates}
    names = {submission.id: submission.name for submission in problem.submissions}
    for one, other in reciprocal_pairs(problem):
        if one in taken and other in taken:
            text = (
                f"{people[one[0]]} and {people[other[0]]} would judge each other’s institution: "
                f"{names[other[1]]} and {names[one[1]]}."
            )
            yield Breach(RECIPROCAL, text, one[1], (one[0], other[0]))


def _loads(problem: Problem, seats: Iterable[Seat]) -> Iterator[Breach]:
    taken: defaultdict[str, set[str]] = defaultdict(set)
    for seat in seats:
        taken[seat.person_id].add(seat.submission_id)
    for candidate in problem.candidates:
        person, limit = candidate.person, candidate.person.load_limit
        load = person.load + len(taken[person.id])
        if limit is not None and load > limit and taken[person.id]:
            text = f"{person.name} would have {count_text(load, 'submission')}; {limit} are agreed at most."
            yield Breach(LOAD, text, "", (person.id,), load - limit)


def _both(problem: Problem, seats: Iterable[Seat]) -> Iterator[Breach]:
    places: defaultdict[str, set[str]] = defaultdict(set)
    for seat in seats:
        places[seat.person_id].add(seat.place)
    for candidate in problem.candidates:
        if len(places[candidate.id]) > 1 and not candidate.may_do_both:
            text = f"{candidate.person.name} would chair one panel and review on another, which they may not."
            yield Breach(BOTH, text, "", (candidate.id,))


def _held(problem: Problem, seats: Collection[Seat]) -> Iterator[Breach]:
    people = {candidate.id: candidate.person.name for candidate in problem.candidates}
    names = {submission.id: submission.name for submission in problem.submissions}
    for seat in sorted(problem.held - frozenset(seats)):
        text = f"{names[seat.submission_id]}: {people[seat.person_id]} was seated by hand and would lose the seat."
        yield Breach(HELD, text, seat.submission_id, (seat.person_id,))
