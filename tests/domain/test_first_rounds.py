from __future__ import annotations

import datetime as dt

from charter.domain.first_rounds import as_due
from charter.domain.scoring import score
from charter.domain.tiers import decide
from charter.store.editions import load_edition

EDITION = load_edition("bme-mentoring/2.0")
MET = {"bronze": "met", "silver": "met", "gold": "met"}
LEVELS = {item.id: 3 for item in EDITION.criteria} | {"MA-07": 0}


def test_a_new_criterion_at_level_0_fails_nobody_in_its_first_round():
    edition = as_due(EDITION, dt.date(2028, 9, 30))

    found = decide(edition, score(edition, LEVELS), "silver", MET)

    assert (found.outcome, found.reached) == ("conferred", "silver")


def test_it_does_from_the_second_round_on():
    edition = as_due(EDITION, dt.date(2028, 10, 1))

    found = decide(edition, score(edition, LEVELS), "silver", MET)

    assert (found.outcome, found.shortfalls.criteria) == ("minor_revisions", {"MA-07": 1})


def test_its_level_counts_towards_the_score_all_the_same():
    early, late = as_due(EDITION, dt.date(2028, 9, 30)), EDITION

    assert score(early, LEVELS) == score(late, LEVELS)


def test_every_rule_binds_where_no_day_is_known():
    assert as_due(EDITION, None) is EDITION


def test_an_edition_without_new_criteria_is_never_eased():
    first = load_edition("bme-mentoring/1.0")

    assert as_due(first, dt.date(2020, 1, 1)) is first
