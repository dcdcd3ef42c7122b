"""Invented rounds: a large one, and one of so few submissions that next to nothing may be said."""

from __future__ import annotations

import datetime as dt
from random import Random

from charter.domain.agreement import Panel
from charter.domain.edition import Edition
from charter.domain.palettes import PALETTES
from charter.domain.round_alpha import round_alpha
from charter.domain.round_spread import dividing_criteria, reviewer_severities
from charter.services.round_reports import Challenges, Judged, ReportFrame, RoundFacts
from tests.support.certificates import LONG_NAME

FRAME = ReportFrame(
    "Society of Invented Therapists",
    PALETTES[3],
    "Mentoring Charter 2027",
    dt.date(2027, 5, 1),
    dt.date(2027, 9, 30),
    dt.date(2028, 1, 31),
)
LONG_FRAME = ReportFrame(
    LONG_NAME, PALETTES[5], LONG_NAME, dt.date(2027, 5, 1), dt.date(2027, 9, 30), dt.date(2028, 1, 31), "Example."
)
REGIONS = ("North West", "Midlands", "South East")
KINDS = ("Acute trust", "Community trust")
PLAN = (
    ("bronze", "conferred", 40),
    ("bronze", "minor_revisions", 20),
    ("silver", "conferred", 30),
    ("silver", "minor_revisions", 14),
)


def large_round(edition: Edition) -> RoundFacts:
    """Give a round of 104 submissions with three reviewers each of 20; nobody is anybody."""
    chance = Random(7)
    judged, panels = [], []
    for tier, outcome, count in PLAN:
        for _ in range(count):
            place = len(judged)
            levels = {item.id: chance.choice((1, 2, 2, 3, 3, 4)) for item in edition.criteria}
            judged.append(Judged(REGIONS[place % 3], KINDS[place % 2], tier, outcome, levels))
            ratings = [
                [min(4, max(0, level + chance.choice((-1, 0, 0, 0, 1)))) for _ in range(3)] for level in levels.values()
            ]
            reviewers = tuple(f"r{(place + shift) % 20:02}" for shift in (0, 7, 13))
            panels.append(Panel(f"s{place:03}", tuple(levels), reviewers, ratings))
    spreads = [max(row) - min(row) for panel in panels for row in panel.ratings]
    return RoundFacts(
        judged=tuple(judged),
        waiting_count=3,
        alpha=round_alpha(panels, seed=7, resamples=200),
        exact=(sum(one == 0 for one in spreads), len(spreads)),
        adjacent=(sum(one <= 1 for one in spreads), len(spreads)),
        severities=reviewer_severities(panels, least=10),
        divisions=dividing_criteria(panels),
        promises=(("Screening within 10 working days", 90, 104), ("Outcome within 12 weeks", 102, 104)),
        challenges=(Challenges("Appeals", 2, 3, 0), Challenges("Objections", 0, 12, 0)),
    )


def small_round(edition: Edition) -> RoundFacts:
    """Give a round of four submissions."""
    levels = {item.id: 2 for item in edition.criteria}
    judged = tuple(Judged("North West", "", "gold", "major_revisions", levels) for _ in range(4))
    panels = [Panel(f"s{place}", tuple(levels), ("a", "b"), [[2, 3]] * len(levels)) for place in range(4)]
    return RoundFacts(
        judged=judged,
        waiting_count=0,
        alpha=round_alpha(panels, seed=7, resamples=50),
        exact=(0, 112),
        adjacent=(112, 112),
        severities=reviewer_severities(panels, least=10),
        divisions=dividing_criteria(panels),
        promises=(("Outcome within 12 weeks", 4, 4),),
        challenges=(Challenges("Appeals", 1, 0, 0), Challenges("Objections", 0, 0, 0)),
    )
