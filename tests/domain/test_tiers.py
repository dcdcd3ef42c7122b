"""Tiers and outcomes on tiny editions: what each rule does by itself, and at its edges."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from charter.domain.edition import DecisionRules
from charter.domain.errors import UnknownTier
from charter.domain.scoring import score
from charter.domain.tiers import decide, reached, shortfalls
from tests.support.scored_editions import A_CONDITION, DECISION, NARROW, criterion, edition, tier

FIVE = [criterion("A1", 1, 4), criterion("A2", 1, 4), criterion("B1", 1, 4), criterion("B2", 1, 4)]
LADDER = [tier("low", 25), tier("high", 75, {"A": 50}, {"A1": 3}, floor=1)]
PLAIN = DecisionRules({}, (), None, ())


def levels(*four):
    return dict(zip(("A1", "A2", "B1", "B2"), four, strict=True))


def decided(whole, found_levels, applied_for, eligibility=None):
    found = decide(whole, score(whole, found_levels), applied_for, eligibility or {})
    return found.outcome, found.tier_id


# ---- what is missing -----------------------------------------------------------------------------------------------


def test_every_rule_that_is_missed_is_named_with_its_gap():
    """Overall 5 of 16, 31.25 %; A 25 %; A1 needs 3 and has 2; A2 and B2 are below the floor of 1."""
    whole = edition(FIVE, LADDER)

    short = shortfalls(whole, score(whole, levels(2, 0, 3, 0)), "high")

    assert short.overall == Fraction(175, 4)
    assert short.themes == {"A": 25}
    assert short.criteria == {"A1": 1, "A2": 1, "B2": 1}
    assert not short.is_met


def test_a_minimum_that_is_just_met_is_met():
    whole = edition(FIVE, LADDER)

    assert shortfalls(whole, score(whole, levels(3, 1, 4, 4)), "high").is_met


def test_a_score_is_not_rounded_before_it_is_compared():
    """2 of 3 is 66.67 %, and 66.67 is more than that."""
    whole = edition([criterion("A1", 1, 3)], [tier("low", Fraction(6667, 100))])

    assert shortfalls(whole, score(whole, {"A1": 2}), "low").overall == Fraction(1, 300)


def test_the_larger_of_minimum_and_floor_counts():
    whole = edition(FIVE, [tier("low", criteria={"A1": 1, "A2": 3}, floor=2)])

    assert shortfalls(whole, score(whole, levels(0, 0, 2, 0)), "low").criteria == {"A1": 2, "A2": 3, "B2": 2}


def test_what_is_not_applicable_is_never_short():
    whole = edition(FIVE, [tier("low", None, {"A": 100}, {"A1": 4}, floor=4)])

    assert shortfalls(whole, score(whole, levels(None, None, 4, 4)), "low").is_met


def test_a_criterion_that_is_rated_several_times_counts_by_its_lowest_level():
    whole = edition([criterion("A1", 1, 4)], [tier("low", criteria={"A1": 3})], repeats={"A": 3})

    assert shortfalls(whole, score(whole, {"A1": (4, 1, 4)}), "low").criteria == {"A1": 2}


def test_no_tier_is_reached_where_nothing_was_judged():
    whole = edition([criterion("A1")], [tier("low", criteria={"A1": 1}), tier("high", 50)])
    card = score(whole, {"A1": None})

    assert reached(whole, card) is None
    assert shortfalls(whole, card, "high").overall == 50
    assert decided(whole, {"A1": None}, "low") == ("major_revisions", "low")


def test_the_highest_tier_is_reached_even_where_a_lower_one_is_not():
    """A lower tier that asks for what the higher one does not is no bar; `flask charter check` warns of it."""
    whole = edition([criterion("A1")], [tier("low", criteria={"A1": 2}), tier("high", 50)])

    assert reached(whole, score(whole, {"A1": 1})) == "high"


def test_an_unknown_tier_is_a_sentence_that_names_those_there_are():
    whole = edition(FIVE, LADDER)
    card = score(whole, levels(1, 1, 1, 1))

    with pytest.raises(UnknownTier, match=r"small/1\.0 has no tier “platinum”\. Name one of: low, high\."):
        shortfalls(whole, card, "platinum")
    with pytest.raises(UnknownTier):
        decide(whole, card, "platinum", {})


# ---- what is decided -----------------------------------------------------------------------------------------------


def test_a_tier_is_conferred_where_all_its_rules_hold():
    assert decided(edition(FIVE, LADDER), levels(3, 1, 4, 4), "high") == ("conferred", "high")


def test_a_lower_tier_is_offered_where_the_miss_is_wide():
    assert decided(edition(FIVE, LADDER), levels(1, 1, 1, 1), "high") == ("lower_tier_offered", "low")


def test_major_revisions_are_asked_for_where_no_lower_tier_is_met():
    assert decided(edition(FIVE, LADDER), levels(0, 1, 1, 1), "high") == ("major_revisions", "high")


NARROW_TIERS = [tier("low", 25), tier("high", 50, {"A": 60, "B": 30}, {"A1": 2}, floor=1)]
HUNDREDS = [criterion("A1", 1, 100), criterion("A2", 1, 100), criterion("B1", 1, 100), criterion("B2", 1, 100)]


@pytest.mark.parametrize(
    ("found_levels", "outcome"),
    [
        (levels(60, 60, 34, 34), "minor_revisions"),  # 47 overall: 3 short
        (levels(60, 60, 34, 33), "lower_tier_offered"),  # 46.75 overall
        (levels(55, 55, 60, 60), "minor_revisions"),  # 55 in A: 5 short
        (levels(55, 54, 60, 60), "lower_tier_offered"),  # 54.5 in A
        (levels(1, 100, 100, 100), "lower_tier_offered"),  # A1 short by 1, but 50.5 in A
        (levels(100, 100, 0, 100), "minor_revisions"),  # one at the floor by 1
        (levels(100, 100, 0, 0), "lower_tier_offered"),  # two at the floor, but B at 0
    ],
)
def test_a_miss_is_narrow_up_to_the_editions_margins_and_not_beyond(found_levels, outcome):
    assert decided(edition(HUNDREDS, NARROW_TIERS), found_levels, "high")[0] == outcome


@pytest.mark.parametrize(
    ("found_levels", "outcome"),
    [
        (levels(1, 1, 2, 2), "minor_revisions"),  # two criteria by a level each
        (levels(1, 1, 1, 2), "major_revisions"),  # three criteria
        (levels(0, 2, 2, 2), "major_revisions"),  # one criterion by two levels
    ],
)
def test_a_narrow_miss_is_of_two_criteria_at_most_and_of_one_level_each(found_levels, outcome):
    whole = edition(FIVE, [tier("low", criteria=dict.fromkeys(("A1", "A2", "B1", "B2"), 2))])

    assert decided(whole, found_levels, "low")[0] == outcome


def test_a_floor_that_does_not_count_as_a_minimum_cannot_be_missed_narrowly():
    strict = replace(DECISION, narrow_miss=replace(NARROW, floor_counts_as_minimum=False))
    floor = edition(FIVE, [tier("low", floor=1)], decision=strict)
    minimum = edition(FIVE, [tier("low", criteria={"A1": 1})], decision=strict)

    assert decided(floor, levels(0, 1, 1, 1), "low")[0] == "major_revisions"
    assert decided(minimum, levels(0, 1, 1, 1), "low")[0] == "minor_revisions"


def test_there_is_no_narrow_miss_in_an_edition_that_has_no_rule_for_one():
    whole = edition(FIVE, [tier("low", criteria={"A1": 1})], decision=replace(DECISION, narrow_miss=None))

    assert decided(whole, levels(0, 1, 1, 1), "low")[0] == "major_revisions"


def test_a_narrow_miss_goes_before_a_lower_tier_unless_the_edition_says_otherwise():
    tiers = [tier("low", 25), tier("high", criteria={"A1": 2})]
    lower_first = replace(DECISION, precedence=("conferred", "lower_tier_offered", "minor_revisions"))

    assert decided(edition(FIVE, tiers), levels(1, 4, 4, 4), "high") == ("minor_revisions", "high")
    assert decided(edition(FIVE, tiers, decision=lower_first), levels(1, 4, 4, 4), "high") == (
        "lower_tier_offered",
        "low",
    )


def test_an_edition_that_states_no_outcomes_has_the_usual_ones():
    whole = edition(FIVE, LADDER, decision=PLAIN)

    assert decided(whole, levels(3, 1, 4, 4), "high") == ("conferred", "high")
    assert decided(whole, levels(2, 1, 4, 4), "high") == ("lower_tier_offered", "low")
    assert decided(whole, levels(0, 0, 0, 0), "low") == ("major_revisions", "low")


def test_an_outcome_that_the_edition_does_not_know_is_never_given():
    two = DecisionRules({"conferred": "", "no_award": ""}, ("conferred",), NARROW, ())
    whole = edition(FIVE, LADDER, decision=two)

    found = decide(whole, score(whole, levels(2, 1, 4, 4)), "high", {})

    assert (found.outcome, found.tier_id, found.reason) == ("no_award", "high", None)


# ---- eligibility ---------------------------------------------------------------------------------------------------

CONDITIONS = [tier("low", 25, eligibility=(A_CONDITION,)), tier("high", 75, includes="low")]


@pytest.mark.parametrize("answer", ["not_met", "cannot_tell"])
def test_conditions_that_are_not_met_or_cannot_be_told_bar_a_tier(answer):
    whole = edition(FIVE, CONDITIONS)

    found = decide(whole, score(whole, levels(4, 4, 4, 4)), "low", {"low": answer, "high": answer})

    assert (found.outcome, found.tier_id, found.reached, found.reason) == ("no_award", "low", "high", "ineligible")


def test_the_highest_lower_tier_with_rules_and_conditions_met_is_offered():
    three = [tier("low", 10), tier("middle", 30), tier("high", 75)]
    barred = {"low": "met", "middle": "met", "high": "not_met"}

    assert decided(edition(FIVE, three), levels(4, 4, 4, 4), "high", barred) == ("lower_tier_offered", "middle")
    assert decided(edition(FIVE, three), levels(1, 1, 1, 1), "high", barred) == ("lower_tier_offered", "low")
    assert decided(edition(FIVE, three), levels(0, 0, 0, 0), "high", barred) == ("no_award", "high")


def test_conditions_that_nobody_answered_bar_a_tier_that_has_or_includes_any():
    assert decided(edition(FIVE, CONDITIONS), levels(4, 4, 4, 4), "high") == ("no_award", "high")


def test_a_tier_without_conditions_needs_no_answer():
    assert decided(edition(FIVE, LADDER), levels(4, 4, 4, 4), "high", {}) == ("conferred", "high")


def test_a_narrow_miss_without_eligibility_is_mended_only_where_the_edition_lets_it():
    tiers = [tier("low", criteria={"A1": 2})]
    lax = replace(DECISION, narrow_miss=replace(NARROW, eligibility_must_be_met=False))

    assert decided(edition(FIVE, tiers), levels(1, 1, 1, 1), "low", {"low": "not_met"})[0] == "no_award"
    assert decided(edition(FIVE, tiers, decision=lax), levels(1, 1, 1, 1), "low", {"low": "not_met"}) == (
        "minor_revisions",
        "low",
    )
