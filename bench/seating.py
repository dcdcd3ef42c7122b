"""How long it takes to seat a whole round's panels, and to say what would help where no seating keeps every rule."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from dataclasses import replace
from itertools import combinations

from charter.domain.panels import PanelRules, Reviewer
from charter.domain.seating import Bar, Candidate, Problem, Submission
from charter.domain.seating_relief import Impossible
from charter.domain.seating_words import Proposal
from charter.services.seating_solving import seat_panels

SUBMISSIONS, REVIEWERS, CHAIRS = 400, 60, 14
AIM_SECONDS = 10
MEETING = dt.date(2027, 11, 24)
COMPOSITION = {
    "lived_experience_of_racism": 2,
    "mentoring_expertise": 1,
    "data_skills": 1,
    "awarding_body_profession": 1,
}
PROFESSIONS = ("occupational_therapist", "nurse", "physiotherapist", "midwife")
RULES = PanelRules(3, 1, 3, COMPOSITION, is_trained_on_appointment=True, is_standardised_yearly=True)


def run() -> list[str]:
    """Give the seconds for a round that can be seated, one that only just can, and one that cannot."""
    easy, tight = made_round(1, (21, 26)), made_round(2, (20, 21))
    without = replace(easy, candidates=tuple(_one_skill_less(item) for item in easy.candidates))
    return [_line("seating", easy), _line("seating, little room", tight), _line("seating, impossible", without)]


def made_round(seed: int, limits: tuple[int, int]) -> Problem:
    """Give a round of the size that is aimed for, with one interest in twenty-five pairs, some of them undecided."""
    chance = random.Random(seed)  # noqa: S311 - the same round each time
    candidates = tuple(_candidate(chance, number, limits) for number in range(REVIEWERS + CHAIRS))
    submissions = tuple(
        Submission(f"s{number:03}", f"Institution {number}", f"o{number}", frozenset(chance.sample(PROFESSIONS, 1)))
        for number in range(SUBMISSIONS)
    )
    bars = tuple(
        Bar(person.id, submission.id, "The reviewer knows somebody of the team.", chance.random() < 0.5)
        for person in candidates
        for submission in submissions
        if chance.random() < 0.04
    )
    return Problem(submissions, candidates, RULES, MEETING, frozenset(PROFESSIONS[:1]), bars)


def _candidate(chance: random.Random, number: int, limits: tuple[int, int]) -> Candidate:
    is_chair = number >= REVIEWERS
    expertise = {name for name in ("mentoring_expertise", "data_skills") if chance.random() < 0.45}
    person = Reviewer(
        f"p{number:02}",
        f"Person {number}",
        frozenset(expertise),
        PROFESSIONS[0] if chance.random() < 0.4 else chance.choice(PROFESSIONS[1:]),
        chance.choice((True, True, True, False, None)),
        frozenset({f"o{chance.randrange(SUBMISSIONS)}"}),
        MEETING - dt.timedelta(days=chance.randint(10, 300)),
        load_limit=chance.randint(30, 40) if is_chair else chance.randint(*limits),
    )
    return Candidate(person, may_review=not is_chair, may_chair=is_chair)


def _one_skill_less(item: Candidate) -> Candidate:
    """Give all but three people without data skills."""
    if item.id in {"p01", "p02", "p03"}:
        return replace(item, person=replace(item.person, expertise=item.person.expertise | {"data_skills"}))
    return replace(item, person=replace(item.person, expertise=item.person.expertise - {"data_skills"}))


def _line(name: str, problem: Problem) -> str:
    started = time.process_time()
    found = seat_panels(problem, seed=1)
    seconds = time.process_time() - started
    size = f"{len(problem.submissions)} submissions, {len(problem.candidates)} people"
    return f"{name}: {size} in {seconds:.1f} s of one processor (aim: {AIM_SECONDS}); {_told(problem, found)}"


def _told(problem: Problem, found: Proposal | Impossible) -> str:
    if isinstance(found, Impossible):
        return (
            f"{len(found.each)} ways out: {', '.join(f'{way.amount} {way.concessions[0].rule}' for way in found.each)}"
        )
    loads = Counter(item.seat.person_id for item in found.seats)
    shares = [loads[item.id] / (item.person.load_limit or 1) for item in problem.candidates]
    panels: dict[str, list[str]] = {}
    for item in found.seats:
        panels.setdefault(item.seat.submission_id, []).append(item.seat.person_id)
    together = Counter(pair for panel in panels.values() for pair in combinations(sorted(panel), 2))
    used = f"{min(shares):.0%} to {max(shares):.0%} of what people agreed to is used"
    return f"{used}, no two together more than {max(together.values())} times"
