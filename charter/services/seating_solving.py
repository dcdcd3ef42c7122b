"""Finds who sits on which panel: a seating that keeps every rule, or the least that would have to give.

Among the seatings that keep every rule, in this order of weight: loads in proportion to what people agreed to; members
who suit a submission; institutions that are new to them; and chance, by the seed, which mixes who sits with whom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b

from charter.domain.errors import InvalidSeating
from charter.domain.panels import CHAIR, LOAD, REVIEWERS, TRAINING
from charter.domain.seating import PLACES, Candidate, Problem, Seat, check_problem
from charter.domain.seating_relief import LEAVE, PEOPLE, Concession, Impossible, Relief, relaxed, relief
from charter.domain.seating_rules import BOTH, HELD, breaches
from charter.domain.seating_words import Proposal, proposal
from charter.services.linear_models import Solution
from charter.services.seating_models import SeatingModel

# What things cost. One submission moved from somebody at 20 of 24 to somebody at 18 saves 2 × LOAD_COST / 24.
_LOAD_COST, _WISH_COST, _MET_COST, _CHANCE_COST = 100.0, 3.0, 2.0, 1.0
_GAP = 2.0  # how far from the least cost is good enough: less than one submission from one person to the next


def seat_panels(problem: Problem, seed: int) -> Proposal | Impossible:
    """Give a seating that keeps every rule with a reason for each seat, or why there is none and what would help.

    The same problem and seed give the same seating, in whatever order its parts come.

    Raises
    ------
    InvalidSeating: the problem contradicts itself.

    """
    check_problem(problem)
    model = SeatingModel(problem)
    found = (_seats_in_one_role(problem, seed) if model.roles else None) or _seats(model, seed)
    if found is None:
        return _impossible(problem, seed)
    wrong = breaches(problem, found.seats)
    if wrong:
        raise InvalidSeating(f"The seating that was found breaks a rule: {wrong[0].text}")
    return proposal(problem, found.seats, seed, is_best=found.is_best)


@dataclass(frozen=True, slots=True)
class _Found:
    seats: frozenset[Seat]
    is_best: bool


def _seats(model: SeatingModel, seed: int) -> _Found | None:
    model.model.charge(_costs(model, seed))
    solution = model.model.solve(seed, _GAP)
    return _Found(model.taken(solution), solution.is_best) if solution else None


def _seats_in_one_role(problem: Problem, seed: int) -> _Found | None:
    """Decide first who reviews and who chairs, with people shared between seats; None where that leads nowhere.

    All at once would take minutes for a round of 400.
    """
    shared = SeatingModel(problem, are_seats_whole=False)
    shared.model.charge(_costs(shared, seed))
    solution = shared.model.solve(seed, _GAP)
    if solution is None:
        return None
    found = _seats(SeatingModel(shared.decided(solution)), seed)
    return replace(found, is_best=False) if found else None


def _costs(model: SeatingModel, seed: int) -> dict[int, float]:
    costs = {column: _seat_cost(model.problem, seat, seed) for seat, column in model.seats.items()}
    for candidate in model.candidates:
        costs |= _load_costs(model, candidate)
    return costs | _wish_costs(model)


def _seat_cost(problem: Problem, seat: Seat, seed: int) -> float:
    met = _MET_COST if (seat.person_id, seat.submission_id) in problem.met_before else 0.0
    return met + _CHANCE_COST * _chance(seed, seat)


def _chance(seed: int, seat: Seat) -> float:
    """Give a number from 0 to 1 for a person and a submission, whatever others there are."""
    told = f"{seed}\0{seat.submission_id}\0{seat.person_id}".encode()
    return blake2b(told, digest_size=1).digest()[0] / 255


def _load_costs(model: SeatingModel, candidate: Candidate) -> dict[int, float]:
    """Let each further submission cost more than the one before, the more the fewer somebody agreed to.

    The total is least where loads are in proportion to limits. Whoever agreed to no limit is taken to have one like the
    largest of the others.
    """
    columns = model.columns_of(candidate)
    if not columns:
        return {}
    limit = candidate.person.load_limit or _largest_limit(model)
    so_far, most = candidate.person.load, len(model.submissions)
    room = most if candidate.person.load_limit is None else min(limit - so_far, most)
    steps = {
        model.model.column(is_whole=False): _LOAD_COST * (2 * load - 1) / limit
        for load in range(so_far + 1, so_far + max(room, 0) + 1)
    }
    model.model.row([*((column, 1.0) for column in columns), *((step, -1.0) for step in steps)], at_most=0)
    return steps


def _largest_limit(model: SeatingModel) -> int:
    limits = [candidate.person.load_limit or 0 for candidate in model.candidates]
    return max(limits, default=0) or max(len(model.submissions), 1)


def _wish_costs(model: SeatingModel) -> dict[int, float]:
    """Let each wish of a submission that nobody on its panel fulfils cost something."""
    costs = {}
    for submission in model.submissions:
        members = [item for place in PLACES for item in model.of_panel[submission.id, place]]
        for wish in sorted(submission.wishes):
            able = [
                (column, 1.0)
                for candidate, column, _ in members
                if wish in candidate.person.expertise or wish == candidate.person.profession
            ]
            unmet = model.model.column(is_whole=False)
            model.model.row([*able, (unmet, 1.0)], at_least=1)
            costs[unmet] = _WISH_COST
    return costs


def _impossible(problem: Problem, seed: int) -> Impossible:
    rules = (LOAD, LEAVE, TRAINING, BOTH, PEOPLE, HELD, *problem.rules.composition, REVIEWERS, CHAIR)  # gravest last
    each = tuple(found for rule in rules if (found := _least(problem, rule, seed)))
    return Impossible(each, None if each else _together(problem, rules, seed))


def _least(problem: Problem, rule: str, seed: int) -> Relief | None:
    """Give the least by which one rule must give while all others hold; None where it cannot help.

    First with people shared between seats, which can only ask for less. Where a seating is possible with what that
    found, nothing less is; else it is looked for with whole seats.
    """
    for are_seats_whole in (False, True):
        model = SeatingModel(problem, frozenset({rule}), are_seats_whole=are_seats_whole)
        if not model.slacks:
            return None
        model.model.charge({slack.column: slack.weight for slack in model.slacks})
        solution = model.model.solve(seed)
        if solution is None:
            return None
        found = _relief(model, solution)
        if are_seats_whole or SeatingModel(relaxed(problem, found)).model.solve(seed):
            return found
    return None


def _together(problem: Problem, rules: tuple[str, ...], seed: int) -> Relief | None:
    """Give the least of all rules together: as little as can be of the gravest, then of the next."""
    opened = frozenset(rules) - {PEOPLE}
    model = SeatingModel(problem, opened, below_quorum=True)
    solution: Solution | None = None
    for rule in reversed([rule for rule in rules if rule in opened]):
        slacks = [slack for slack in model.slacks if slack.concession.rule == rule]
        if not slacks:
            continue
        model.model.charge({slack.column: 1.0 for slack in slacks})
        solution = model.model.solve(seed)
        if solution is None:
            return None
        total = sum(solution.whole(slack.column) for slack in slacks)
        model.model.row([(slack.column, 1.0) for slack in slacks], at_most=total)
    return _relief(model, solution) if solution else None


def _relief(model: SeatingModel, solution: Solution) -> Relief:
    given: list[Concession] = model.given(solution)
    return relief(model.problem, given, is_least=solution.is_best)
