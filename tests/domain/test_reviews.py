"""What a reviewer's level needs beside it."""

from __future__ import annotations

from dataclasses import replace

from charter.domain.reviews import Asked, Figures, Rating, ReviewRules, asked_of, review_rules, still_missing
from charter.store.editions import load_edition
from tests.support.teams import REFERENCE

EDITION = load_edition(REFERENCE)
FIRST, MAY_BE_LEFT_OUT = EDITION.criterion("MA-01"), EDITION.criterion("NW-04")
RULES = ReviewRules(outside_from=2, reason_words=30)
ONE_TO_TWO = Figures(indicated=1, level_range=(1, 2))


def test_the_edition_says_when_a_reason_of_how_many_words_is_asked_for():
    assert review_rules(EDITION) == ReviewRules(outside_from=2, reason_words=30, sees_self_level=True)


def test_an_edition_may_keep_the_institutions_own_level_from_reviewers():
    silent = replace(EDITION, facts={"panel": {"sees_self_level": False}})

    assert review_rules(silent) == ReviewRules(outside_from=None, reason_words=0, sees_self_level=False)


def test_a_level_inside_the_range_asks_for_nothing():
    assert asked_of(FIRST, Rating(level=2), ONE_TO_TWO, RULES) == Asked()


def test_a_level_one_outside_the_range_asks_for_a_reason_and_demands_none():
    found = asked_of(FIRST, Rating(level=3), ONE_TO_TWO, RULES)

    assert found == Asked(
        "Level 3 is 1 level outside what the figures indicate (levels 1 to 2). Say in your reason why.", must=False
    )


def test_a_level_two_outside_the_range_demands_thirty_words():
    short = asked_of(FIRST, Rating(level=4, reason="one two " * 14 + "end"), ONE_TO_TWO, RULES)
    enough = asked_of(FIRST, Rating(level=4, reason="one two " * 15), ONE_TO_TWO, RULES)

    assert (short.must, enough.must) == (True, False)
    assert short.text.endswith("The edition asks for a reason of at least 30 words; yours has 29.")


def test_no_level_may_stand_above_what_missing_figures_allow():
    capped = Figures(cap=(1, "The level is at most 1 while the figures for M01 are missing."))

    assert asked_of(FIRST, Rating(level=2, reason="word " * 40), capped, RULES).must
    assert not asked_of(FIRST, Rating(level=1), capped, RULES).must


def test_who_says_that_a_criterion_does_not_apply_is_asked_why_it_holds():
    found = asked_of(MAY_BE_LEFT_OUT, Rating(is_not_applicable=True), Figures(), RULES)

    assert found.text.startswith("It may be left out when every profession has 50 or more staff here")
    assert not found.must


def test_a_review_lacks_levels_and_the_reasons_that_are_demanded():
    ratings = {"MA-01": Rating(level=4), "NW-04": Rating(is_not_applicable=True)}

    found = still_missing((FIRST, EDITION.criterion("MA-02"), MAY_BE_LEFT_OUT), ratings, {"MA-01": ONE_TO_TWO}, RULES)

    assert list(found) == ["MA-01", "MA-02"]
    assert found["MA-02"] == "It has no level yet."
