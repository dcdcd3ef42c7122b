"""The steps from agreed levels to an outcome, in words that can be checked."""

from fractions import Fraction

from charter.domain.decision_steps import decision_reckoning, decision_steps
from charter.domain.results import EligibilityFinding
from charter.domain.scoring import score
from charter.domain.tiers import decide, decide_finally
from tests.support.scored_editions import A_CONDITION, DECISION, criterion, edition, tier

FOUR = [criterion("A1", 1, 4), criterion("A2", 1, 4), criterion("B1", 1, 4), criterion("B2", 1, 4)]
REACHED = "The tier reached is the highest one whose rules about scores and levels all hold, its conditions aside."
ORDER = (
    "Of the outcomes that apply, the first in this order is the outcome: conferred, minor revisions, lower tier "
    "offered, major revisions and no award; where none does, no award."
)
LADDER = [tier("low", 25), tier("high", 75, {"A": 50}, {"A1": 3}, floor=1, eligibility=(A_CONDITION,))]


def steps(levels, answer="met", reason="the board said so"):
    whole = edition(FOUR, LADDER, decision=DECISION)
    card = score(whole, dict(zip(("A1", "A2", "B1", "B2"), levels, strict=True)))
    findings = {"low": (), "high": (EligibilityFinding("E1", "high", "it is so", answer, reason),)}
    decision = decide(whole, card, "high", {"low": "met", "high": answer})
    return [(one.rule, one.found, one.is_met) for one in decision_steps(whole, card, "high", decision, findings)]


def test_where_every_rule_holds_each_is_named_with_what_was_found_and_the_outcome_follows():
    """13 of 16 is 81.25 %; A has 6 of 8."""
    assert steps((3, 3, 3, 4)) == [
        ("High asks for this: It is so.", "Met. The board said so.", True),
        ("High asks for an overall score of at least 75.0\u00a0%.", "The score is 81.3\u00a0%.", True),
        ("High asks for at least 50.0\u00a0% in Theme A.", "The score is 75.0\u00a0%.", True),
        ("High asks for a least level in 1 criterion, as published.", "It has that level or more.", True),
        ("High asks that no criterion lies below level 1.", "None does.", True),
        (REACHED, "It is High.", True),
        (ORDER, "The outcome is “High: conferred”.", True),
    ]


def test_where_a_rule_is_missed_the_gap_the_narrow_miss_and_the_lower_tier_are_named():
    """5 of 16 is 31.25 %, 43.75 short; A has 2 of 8; A1 has 2 of 3, A2 and B2 have 0 of 1."""
    found = steps((2, 0, 3, 0))

    assert found[1:5] == [
        (
            "High asks for an overall score of at least 75.0\u00a0%.",
            "The score is 31.3\u00a0%, which is 43.8\u00a0points short.",
            False,
        ),
        (
            "High asks for at least 50.0\u00a0% in Theme A.",
            "The score is 25.0\u00a0%, which is 25.0\u00a0points short.",
            False,
        ),
        ("High asks for at least level 3 in A1 Title of A1.", "The agreed level is 2.", False),
        ("High asks that no criterion lies below level 1.", "Below it: A2 at 0 and B2 at 0.", False),
    ]
    assert found[5] == (
        (
            "A miss is narrow where the overall score is short by at most 3.0\u00a0points; no theme is short by more "
            "than 5.0\u00a0points; levels are short in at most 2 criteria, each by at most 1 level; every condition of "
            "the tier is met."
        ),
        (
            "Not all of this holds: the overall score is 43.8\u00a0points short; Theme A is 25.0\u00a0points short; "
            "levels are short in 3 criteria."
        ),
        False,
    )
    assert found[6] == (
        "Where High is not met, a lower tier is looked at: Low.",
        "All rules and conditions of Low are met.",
        True,
    )
    assert found[7:] == [
        (REACHED, "It is Low.", True),
        (ORDER, "The outcome is “Low: lower tier offered”.", True),
    ]


def test_a_miss_within_the_limits_is_narrow_but_not_without_the_tiers_conditions():
    """12 of 16 is 75 %; only A1 is short, by one level."""
    narrow, barred = steps((2, 3, 3, 4)), steps((2, 3, 3, 4), "cannot_tell", "the day is blank")

    assert [one[1:] for one in narrow if one[0].startswith("A miss is narrow")] == [
        ("All of this holds, so the miss can be mended in this round.", True)
    ]
    assert barred[0][1:] == ("This cannot be told, which bars the tier. The day is blank.", False)
    assert [one[1:] for one in barred if one[0].startswith("A miss is narrow")] == [
        ("Not all of this holds: not every condition of High is met.", False)
    ]


def test_where_nothing_applies_the_step_says_so():
    found = steps((None, None, None, None))

    assert found[1][1:] == ("Nothing in it applies, so nothing was scored.", False)


def test_exact_scores_decide_and_only_their_words_are_rounded():
    """66.666… is less than 66.67."""
    whole = edition([criterion("A1", 1, 3)], [tier("low", Fraction(6667, 100))], decision=DECISION)
    card = score(whole, {"A1": 2})
    decision = decide(whole, card, "low", {})

    first = decision_steps(whole, card, "low", decision, {})[0]

    assert (first.found, first.is_met) == ("The score is 66.7\u00a0%, which is less than 0.1\u00a0points short.", False)


def test_a_miss_that_was_mended_once_is_narrow_in_vain():
    whole = edition(FOUR, LADDER, decision=DECISION)
    card = score(whole, {"A1": 2, "A2": 3, "B1": 3, "B2": 4})
    decision = decide_finally(whole, card, "high", {"low": "met", "high": "met"})

    *_, follows = decision_reckoning(whole, card, "high", decision, {}, is_final=True)

    assert follows.steps[0].found == "All of this holds, but a miss can be mended once, and there was time for that."
    assert follows.steps[-1].found == "The outcome is “Low: lower tier offered”."
