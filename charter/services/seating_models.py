"""The seating of panels as a linear model: a column a possible seat, a row a rule, and what may give where it is asked.

The rules are told a second time in domain.seating_rules, by which every seating found is checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from charter.domain.panels import CHAIR, LOAD, REVIEWERS, TRAINING, holds
from charter.domain.seating import (
    PLACES,
    REVIEWER,
    Candidate,
    Problem,
    Seat,
    Submission,
    bars_of,
    is_trained,
    reciprocal_pairs,
    rules_for,
)
from charter.domain.seating_relief import (
    EVERYTHING,
    LEAVE,
    PEOPLE,
    Concession,
    load_of_new_people,
    newcomer,
)
from charter.domain.seating_rules import BOTH, HELD
from charter.services.linear_models import LinearModel, Solution

Terms = list[tuple[int, float]]
_A_PERSON = 1_000  # what somebody new counts; a chair or a quality one more, so that no more is asked than must be


@dataclass(frozen=True, slots=True)
class Slack:
    """A column by which a rule may give."""

    column: int
    concession: Concession  # of one; what is found says how many
    weight: int = 1


class SeatingModel:
    """A problem as columns and rows. Whatever depends on an order goes by ids, so that only they and the seed count."""

    def __init__(
        self,
        problem: Problem,
        opened: frozenset[str] = frozenset(),
        *,
        below_quorum: bool = False,
        are_seats_whole: bool = True,
    ) -> None:
        """Write every rule down; nothing costs anything yet.

        Parameters
        ----------
        opened: rules that may give: LOAD, TRAINING, LEAVE, BOTH, HELD, PEOPLE, REVIEWERS, CHAIR, or qualities.
        below_quorum: whether REVIEWERS and CHAIR may give so far that the panel could not decide.
        are_seats_whole: False lets people be shared between seats: found faster, and it never asks for more to give.

        """
        self.problem, self.opened, self.below_quorum = problem, opened, below_quorum
        self.are_seats_whole = are_seats_whole
        self.model = LinearModel()
        self.candidates = sorted(problem.candidates, key=lambda candidate: candidate.id)
        self.submissions = sorted(problem.submissions, key=lambda submission: submission.id)
        self.seats: dict[Seat, int] = {}
        self.slacks: list[Slack] = []
        self.roles: dict[str, int] = {}  # of people who may not do both: the column that says whether they review
        self.of_panel: defaultdict[tuple[str, str], list[tuple[Candidate, int, int]]] = defaultdict(list)
        self.of_person: defaultdict[str, dict[str, list[int]]] = defaultdict(lambda: {place: [] for place in PLACES})
        self._add_seats()
        if PEOPLE in opened:
            self._add_newcomers()
        for submission in self.submissions:
            self._add_panel(submission)
        for candidate in self.candidates:
            self._add_load(candidate)
            self._add_both(candidate)
        self._add_reciprocal()
        self._add_held()

    def taken(self, solution: Solution) -> frozenset[Seat]:
        """Give the seats of a solution, those of newcomers left out."""
        return frozenset(seat for seat, column in self.seats.items() if solution.is_on(column))

    def given(self, solution: Solution) -> list[Concession]:
        """Give what gave in a solution."""
        found = ((slack.concession, solution.whole(slack.column)) for slack in self.slacks)
        return [
            Concession(item.rule, count, item.person_id, item.submission_id, item.place, item.quality)
            for item, count in found
            if count
        ]

    def decided(self, solution: Solution) -> Problem:
        """Give the problem in which whoever may not do both has the one role that a solution gave them."""

        def decide(candidate: Candidate) -> Candidate:
            column = self.roles.get(candidate.id)
            if column is None:
                return candidate
            reviews = solution.is_on(column)
            return replace(candidate, may_review=reviews, may_chair=not reviews)

        return replace(self.problem, candidates=tuple(decide(candidate) for candidate in self.problem.candidates))

    def _slack(self, concession: Concession, most: float = 1, weight: int = 1) -> int:
        column = self.model.column(0, most)
        self.slacks.append(Slack(column, concession, weight))
        return column

    def _give(self, concession: Concession, most: float, factor: float = 1) -> Terms:
        """Give the term by which a row may give; none where its rule is not open."""
        if concession.rule not in self.opened or most <= 0:
            return []
        return [(self._slack(concession, most), factor)]

    def _add_seats(self) -> None:
        bars = bars_of(self.problem)
        possible = {item.id for item in self.candidates if TRAINING in self.opened or self._is_trained(item)}
        for submission in self.submissions:
            for item in self.candidates:
                bar = bars.get((item.id, submission.id))
                is_barred = bar is not None and not (bar.waits_for_chair and LEAVE in self.opened)
                is_free = not is_barred and item.id in possible
                columns = self._add_places(item, submission, is_free=is_free)
                if len(columns) > 1:
                    self.model.row(_ones(columns), at_most=1)
                if columns and bar is not None and not is_barred:
                    leave = Concession(LEAVE, person_id=item.id, submission_id=submission.id)
                    self.model.row([*_ones(columns), *self._give(leave, 1, -1)], at_most=0)

    def _is_trained(self, candidate: Candidate) -> bool:
        return is_trained(candidate.person, self.problem.rules, self.problem.on)

    def _add_places(self, candidate: Candidate, submission: Submission, *, is_free: bool) -> list[int]:
        columns = []
        for place in PLACES:
            seat = Seat(submission.id, place, candidate.id)
            is_possible = is_free and candidate.may_take(place)
            if not is_possible and seat not in self.problem.held:
                continue
            column = self.model.column(0, 1 if is_possible else 0, is_whole=self.are_seats_whole)
            self.seats[seat] = column
            self.of_panel[submission.id, place].append((candidate, column, 1))
            self.of_person[candidate.id][place].append(column)
            columns.append(column)
        return columns

    def _add_newcomers(self) -> None:
        """Add people who do not exist yet, those of one kind together; a new chair brings nothing or everything.

        So many as sit on a panel can be different people, and each have no more than their load, because nobody sits
        twice where there are no more seats on a panel than people: seats are dealt in turn.
        """
        qualities = list(self.problem.rules.composition)
        everything = [EVERYTHING] if len(qualities) > 1 else []
        for place, wanted in ((REVIEWER, ["", *qualities, *everything]), (CHAIR, ["", *(everything or qualities)])):
            for quality in wanted:
                person = newcomer(self.problem, "", place, quality)
                if person is not None:
                    self._add_newcomer(person, place, quality, len(qualities) if quality == EVERYTHING else 1)

    def _add_newcomer(self, person: Candidate, place: str, quality: str, weight: int) -> None:
        size = self.problem.rules.chairs if place == CHAIR else self.problem.rules.reviewers
        people = self._slack(
            Concession(PEOPLE, place=place, quality=quality),
            size * max(len(self.submissions), 1),
            _A_PERSON * weight + (place == CHAIR) + bool(quality),
        )
        taken = []
        for submission in self.submissions:
            column = self.model.column(0, size, is_whole=self.are_seats_whole)
            if size > 1:
                self.model.row([(column, 1), (people, -1)], at_most=0)
            self.of_panel[submission.id, place].append((person, column, size))
            taken.append(column)
        self.model.row([*_ones(taken), (people, -load_of_new_people(self.problem))], at_most=0)

    def _add_panel(self, submission: Submission) -> None:
        rules = rules_for(self.problem, submission)
        quorum = 0 if self.below_quorum else rules.quorum
        sizes = (
            (REVIEWER, REVIEWERS, rules.reviewers, rules.reviewers - quorum),
            (CHAIR, CHAIR, rules.chairs, rules.chairs if self.below_quorum else 0),
        )
        for place, rule, size, most in sizes:
            seats = _ones(column for _, column, _ in self.of_panel[submission.id, place])
            held = sum(seat.submission_id == submission.id and seat.place == place for seat in self.problem.held)
            room = max(size, min(held, 1) if place == CHAIR else held)
            if size:
                slack = self._give(Concession(rule, submission_id=submission.id), most)
                self.model.row([*seats, *slack], at_least=size)
            self.model.row(seats, at_most=room)
        members = [item for place in PLACES for item in self.of_panel[submission.id, place]]
        for quality, needed in rules.composition.items():
            able = _ones(column for item, column, _ in members if holds(item.person, quality, self.problem.professions))
            slack = self._give(Concession(quality, submission_id=submission.id), needed)
            self.model.row([*able, *slack], at_least=needed)

    def _add_load(self, candidate: Candidate) -> None:
        columns = self.columns_of(candidate)
        if not columns:
            return
        room = self._room(candidate)
        if candidate.person.load_limit is not None:
            slack = self._give(Concession(LOAD, person_id=candidate.id), len(self.submissions), -1)
            self.model.row([*_ones(columns), *slack], at_most=room)
        if TRAINING in self.opened and not self._is_trained(candidate):
            slack = self._give(Concession(TRAINING, person_id=candidate.id), 1, -max(self._most(candidate), 1))
            self.model.row([*_ones(columns), *slack], at_most=0)

    def _add_both(self, candidate: Candidate) -> None:
        """Let somebody either review or chair who may not do both: a column says which."""
        if candidate.may_do_both or not all(self.of_person[candidate.id].values()):
            return
        reviews, most = self.model.column(), self._most(candidate)
        self.roles[candidate.id] = reviews
        both = self._give(Concession(BOTH, person_id=candidate.id), 1, -most)
        as_reviewer, as_chair = (_ones(self.of_person[candidate.id][place]) for place in PLACES)
        self.model.row([*as_reviewer, (reviews, -most)], at_most=0)
        self.model.row([*as_chair, (reviews, most), *both], at_most=most)

    def _room(self, candidate: Candidate) -> int:
        """Give how many submissions somebody can take before their limit."""
        limit, most = candidate.person.load_limit, len(self.submissions)
        return most if limit is None else min(max(limit - candidate.person.load, 0), most)

    def _most(self, candidate: Candidate) -> int:
        """Give how many submissions somebody can take at all: as few as can be said, so that bounds are close."""
        return len(self.submissions) if LOAD in self.opened else self._room(candidate)

    def _add_reciprocal(self) -> None:
        for one, other in reciprocal_pairs(self.problem):
            sides = [self._columns_at(*one), self._columns_at(*other)]
            if all(sides):
                self.model.row(_ones(column for side in sides for column in side), at_most=1)

    def _add_held(self) -> None:
        for seat in sorted(self.problem.held):
            given_up = self._give(Concession(HELD, 1, seat.person_id, seat.submission_id, seat.place), 1)
            self.model.row([(self.seats[seat], 1), *given_up], at_least=1)

    def columns_of(self, candidate: Candidate) -> list[int]:
        """Give every column that seats somebody."""
        return [column for place in PLACES for column in self.of_person[candidate.id][place]]

    def _columns_at(self, person_id: str, submission_id: str) -> list[int]:
        seats: Iterator[Seat] = (Seat(submission_id, place, person_id) for place in PLACES)
        return [self.seats[seat] for seat in seats if seat in self.seats]


def _ones(columns: Iterable[int]) -> Terms:
    return [(column, 1.0) for column in columns]
