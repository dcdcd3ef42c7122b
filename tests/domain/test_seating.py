"""What a seating breaks, and what would help where no seating keeps every rule, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.panels import PanelRules, Reviewer
from charter.domain.seating import Bar, Candidate, Problem, Seat, Submission
from charter.domain.seating_relief import Concession, Impossible, relaxed, relief
from charter.domain.seating_rules import breaches
from charter.domain.seating_words import proposal

MEETING = dt.date(2027, 11, 24)
RULES = PanelRules(1, 1, 1, {"data_skills": 1, "lived_experience_of_racism": 1}, is_trained_on_appointment=True)


def candidate(name, *expertise, may_review=True, may_chair=False, **facts):
    said = {"trained_on": MEETING, "load_limit": 2, **facts}
    return Candidate(Reviewer(name.lower(), name, frozenset(expertise), **said), may_review, may_chair)


ADA = candidate("Ada", "data_skills", lived_experience=True)
BEN = candidate("Ben", "data_skills", employer_ids=frozenset({"north"}), load_limit=1)
CAY = candidate("Cay", may_chair=True, lived_experience=True, employer_ids=frozenset({"south"}))
DEE = candidate("Dee", may_review=False, may_chair=True, lived_experience=True, trained_on=None)
NORTH = Submission("n", "Northfield", "north", frozenset({"nurse"}))
SOUTH = Submission("s", "Southmoor", "south")
EAST = Submission("e", "Eastham", "east")
ROUND = Problem((NORTH, SOUTH, EAST), (ADA, BEN, CAY, DEE), RULES, MEETING)
ADA_AT_NORTH, CAY_CHAIRS_NORTH = Seat("n", "reviewer", "ada"), Seat("n", "chair", "cay")
BEN_AT_EAST, CAY_CHAIRS_EAST = Seat("e", "reviewer", "ben"), Seat("e", "chair", "cay")
SEATS = frozenset({ADA_AT_NORTH, CAY_CHAIRS_NORTH, BEN_AT_EAST, CAY_CHAIRS_EAST})
HALF = replace(ROUND, submissions=(NORTH, EAST))


def texts(problem, seats):
    return [breach.text for breach in breaches(problem, seats)]


def test_a_seating_that_keeps_every_rule_breaks_none():
    assert breaches(HALF, SEATS) == ()


@pytest.mark.parametrize(
    ("seats", "told"),
    [
        (
            SEATS - {BEN_AT_EAST},
            [
                "Eastham: The panel needs 1 reviewer; it has 0.",
                "Eastham: The panel needs 1 member with data skills; it has 0.",
            ],
        ),
        (
            SEATS | {Seat("n", "reviewer", "ben")},
            [
                "Northfield: Ben has a conflict of interest. The reviewer works for the institution.",
                "Ben would have 2 submissions; 1 are agreed at most.",
            ],
        ),
        (
            SEATS - {CAY_CHAIRS_EAST} | {Seat("e", "chair", "dee")},
            ["Eastham: Dee has not been trained on appointment."],
        ),
        (SEATS - {BEN_AT_EAST} | {Seat("e", "reviewer", "ada")}, []),
        (
            SEATS - {ADA_AT_NORTH, CAY_CHAIRS_NORTH} | {Seat("n", "reviewer", "cay"), Seat("n", "chair", "ada")},
            ["Northfield: Ada may not chair a panel."],
        ),
    ],
)
def test_a_seating_says_what_it_breaks_and_nothing_else(seats, told):
    assert texts(HALF, seats) == told


def test_two_people_may_not_judge_each_others_institution():
    ben_at_south, cay_at_north = Seat("s", "reviewer", "ben"), Seat("n", "reviewer", "cay")

    told = texts(ROUND, {ben_at_south, cay_at_north})

    assert told[-1] == "Ben and Cay would judge each other’s institution: Northfield and Southmoor."


def test_an_interest_that_waits_for_the_chair_bars_until_it_is_allowed():
    waiting = replace(HALF, bars=(Bar("ada", "n", "The reviewer knows somebody of the team.", waits_for_chair=True),))
    leave = relief(waiting, [Concession("leave", 1, "ada", "n")])

    assert [breach.text for breach in breaches(waiting, SEATS)] == [
        "Northfield: Ada has an interest that waits for the chair. The reviewer knows somebody of the team."
    ]
    assert breaches(relaxed(waiting, leave), SEATS) == ()


def test_a_reason_tells_skills_and_load_and_never_lived_experience():
    reasons = {item.seat.person_id: item.reason for item in proposal(HALF, SEATS, 1, is_best=True).seats}

    assert reasons["ada"] == (
        "Brings data skills, has no conflict of interest on record and has 1 of at most 2 submissions in this seating."
    )
    assert reasons["cay"] == "Has no conflict of interest on record and has 2 of at most 2 submissions in this seating."


def test_ways_out_are_told_as_choices():
    people = relief(ROUND, [Concession("people", 2, place="reviewer", quality="data_skills")])
    load = relief(ROUND, [Concession("load", 3, "ada"), Concession("load", 1, "ben")])

    assert Impossible((people, load)).text == (
        "No seating keeps every rule. One would be possible with: 2 more reviewers with data skills, free of "
        "conflicts, each with up to 2 submissions; "
        "or 4 submissions more than was agreed: Ada (3 more) and Ben (1 more)."
    )
