"""Seatings against every seating that there is, in rounds small enough to try them all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.panels import STANDARDISATION, TRAINING, PanelRules, Reviewer
from charter.domain.seating import Bar, Candidate, Problem, Seat, Submission
from charter.domain.seating_relief import LEAVE, PEOPLE, Impossible, relaxed
from charter.domain.seating_rules import CONFLICT, breaches
from charter.domain.seating_words import Proposal
from charter.services.seating_solving import seat_panels

FEW = settings(max_examples=30)
MEETING = dt.date(2027, 11, 24)
# What a relief's rule is called where it is broken.
BROKEN_AS = {LEAVE: {CONFLICT}, TRAINING: {TRAINING, STANDARDISATION}}


@st.composite
def people(draw, number):
    return Candidate(
        Reviewer(
            f"p{number}",
            f"Person {number}",
            draw(st.sampled_from([frozenset(), frozenset({"data_skills"})])),
            lived_experience=draw(st.sampled_from([True, True, None])),
            employer_ids=draw(st.sampled_from([frozenset(), frozenset({"o0"}), frozenset({"o1"})])),
            trained_on=draw(st.sampled_from([MEETING, MEETING, MEETING, None])),
            load_limit=draw(st.sampled_from([1, 2, 2, None])),
        ),
        may_review=draw(st.sampled_from([True, True, False])),
        may_chair=draw(st.booleans()),
        may_do_both=draw(st.sampled_from([True, True, False])),
    )


@st.composite
def rounds(draw):
    candidates = tuple(draw(people(number)) for number in range(4))
    submissions = tuple(Submission(f"s{at}", f"Institution {at}", f"o{at}", frozenset({"nurse"})) for at in range(2))
    pairs = [(person.id, submission.id) for person in candidates for submission in submissions]
    barred = draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True))
    held = draw(st.sampled_from([frozenset(), frozenset({Seat("s0", "reviewer", "p0")})]))
    composition = draw(st.sampled_from([{}, {"data_skills": 1}, {"lived_experience_of_racism": 2}]))
    return Problem(
        submissions,
        candidates,
        PanelRules(draw(st.sampled_from([1, 2])), 1, 1, composition, is_trained_on_appointment=True),
        MEETING,
        bars=tuple(Bar(*pair, "They know somebody.", draw(st.booleans())) for pair in barred),
        held=held,
    )


@st.composite
def tight_rounds(draw):
    """Give rounds in which most people may sit anywhere, and one rule or another leaves too few of them."""
    whole = draw(rounds())
    limits = draw(st.lists(st.sampled_from([1, 1, 2]), min_size=4, max_size=4))
    skills = draw(st.sampled_from([frozenset(), frozenset({"data_skills"})]))
    people = (
        replace(
            item.person,
            load_limit=limit,
            trained_on=MEETING,
            employer_ids=frozenset(),
            expertise=item.person.expertise | skills,
        )
        for item, limit in zip(whole.candidates, limits, strict=True)
    )
    return replace(
        whole,
        candidates=tuple(Candidate(person, may_review=True, may_chair=True) for person in people),
        bars=tuple(replace(bar, waits_for_chair=True) for bar in whole.bars),
        held=frozenset(),
    )


def every_seating(problem):
    """Give every choice of seats in which no panel is larger than the rules ask for."""
    ids = [candidate.id for candidate in problem.candidates]
    groups = list(chain.from_iterable(combinations(ids, size) for size in range(problem.rules.reviewers + 1)))
    for choice in product(product(groups, [None, *ids]), repeat=len(problem.submissions)):
        yield frozenset(
            Seat(submission.id, place, person_id)
            for submission, (reviewers, chair) in zip(problem.submissions, choice, strict=True)
            for place, person_id in [*(("reviewer", one) for one in reviewers), ("chair", chair)]
            if person_id
        )


def amount(problem, seats, rule):
    """Give how much a seating breaks one rule; None where it breaks another."""
    broken = breaches(problem, seats)
    names = BROKEN_AS.get(rule, {rule})
    waiting = {(bar.person_id, bar.submission_id) for bar in problem.bars if bar.waits_for_chair}
    others = [item for item in broken if item.rule not in names]
    hard = [item for item in broken if item.rule == CONFLICT and (*item.person_ids, item.submission_id) not in waiting]
    if others or (rule == LEAVE and hard):
        return None
    if rule == TRAINING:
        return len({person_id for item in broken for person_id in item.person_ids})
    return sum(item.count for item in broken)


@FEW
@given(rounds(), st.integers(0, 9))
def test_a_seating_keeps_every_rule_and_there_is_none_where_none_is_found(problem, seed):
    found = seat_panels(problem, seed)

    possible = any(not breaches(problem, seats) for seats in every_seating(problem))
    assert isinstance(found, Proposal) == possible
    assert not possible or breaches(problem, {item.seat for item in found.seats}) == ()


@FEW
@given(rounds(), st.integers(0, 9), st.randoms())
def test_a_seating_repeats_from_its_seed_in_whatever_order_the_round_comes(problem, seed, chance):
    mixed = replace(
        problem,
        submissions=tuple(chance.sample(problem.submissions, len(problem.submissions))),
        candidates=tuple(chance.sample(problem.candidates, len(problem.candidates))),
        bars=tuple(chance.sample(problem.bars, len(problem.bars))),
    )

    first, again = seat_panels(problem, seed), seat_panels(mixed, seed)

    assert getattr(again, "seats", None) == getattr(first, "seats", None)
    assert [way.amount for way in getattr(again, "each", ())] == [way.amount for way in getattr(first, "each", ())]


@FEW
@given(st.one_of(rounds(), tight_rounds()))
def test_every_way_out_makes_a_seating_possible_and_is_the_least_of_its_rule(problem):
    found = seat_panels(problem, 1)

    ways = found.each or (found.together,) if isinstance(found, Impossible) else ()
    assert all(isinstance(seat_panels(relaxed(problem, way), 1), Proposal) for way in ways)

    single = [way for way in getattr(found, "each", ()) if way.concessions[0].rule != PEOPLE]
    seatings = list(every_seating(problem)) if single else []
    for way in single:
        rule = way.concessions[0].rule
        tried = [amount(problem, seats, rule) for seats in seatings]
        assert way.amount == min(one for one in tried if one is not None), rule
