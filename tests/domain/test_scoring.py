"""Scores out of levels, worked by hand, and every kind of level that is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.errors import InvalidLevels
from charter.domain.scoring import level_faults, median_score, score
from tests.support.scored_editions import criterion, edition

TWO_THEMES = edition([criterion("A1", 3, 4), criterion("A2", 1, 2), criterion("B1", 2, 4, optional=False)])
THREE_TIMES = edition([criterion("A1", 1, 3), criterion("A2", 1, 3), criterion("B1", 1, 3)], repeats={"A": 3})
TWICE = {"repeats": {"A": 2}, "measure": "points"}


def test_a_score_is_the_weighted_share_of_each_criterions_own_top_level():
    """A: 100 × (3·1/4 + 1·2/2) ÷ 4 = 43.75; B: 100 × (2·3/4) ÷ 2 = 75; overall 100 × (0.75 + 1 + 1.5) ÷ 6."""
    card = score(TWO_THEMES, {"A1": 1, "A2": 2, "B1": 3})

    assert card.themes == {"A": Fraction(175, 4), "B": 75}
    assert card.overall == Fraction(325, 6)
    assert card.not_applicable == ()


def test_what_is_not_applicable_leaves_both_sums():
    """A: 100 × (1·1/2) ÷ 1 = 50; overall 100 × (0.5 + 1.5) ÷ 3."""
    card = score(TWO_THEMES, {"A1": None, "A2": 1, "B1": 3})

    assert (card.themes["A"], card.overall) == (50, Fraction(200, 3))
    assert card.not_applicable == ("A1",)


def test_a_theme_without_anything_applicable_has_no_score_and_does_not_count():
    card = score(TWO_THEMES, {"A1": None, "A2": None, "B1": 1})

    assert card.themes == {"A": None, "B": 25}
    assert card.overall == 25


@pytest.mark.parametrize("measure", ["percent", "points"])
def test_there_is_no_score_where_nothing_at_all_is_applicable(measure):
    card = score(edition([criterion("A1")], measure=measure), {"A1": None})

    assert (card.overall, card.themes) == (None, {"A": None})


def test_there_is_no_share_of_criteria_that_weigh_nothing():
    card = score(edition([criterion("A1", 0)]), {"A1": 2})

    assert card.overall is None


def test_points_are_the_weighted_sum_of_levels():
    """A: 3·1 + 1·2 = 5; B: 2·3 = 6."""
    points = edition([criterion("A1", 3, 4), criterion("A2", 1, 2), criterion("B1", 2, 4)], measure="points")

    card = score(points, {"A1": 1, "A2": 2, "B1": 3})

    assert (card.themes, card.overall) == ({"A": 5, "B": 6}, 11)


def test_the_median_of_its_scores_stands_for_a_theme_that_is_rated_three_times():
    """Totals 0, 6 and 2 of 6: the median is 2, a third; the mean would be 8/3."""
    card = score(THREE_TIMES, {"A1": (0, 3, 1), "A2": (0, 3, 1), "B1": 3})

    assert card.themes == {"A": Fraction(100, 3), "B": 100}
    assert card.overall == Fraction(500, 9)  # 100 × (2/3 + 1) ÷ 3


def test_the_median_is_of_totals_and_not_of_each_criterion():
    """Totals 3, 3 and 4; the medians of the criteria, 2 and 2, would give 4."""
    card = score(edition([criterion("A1", 1, 3), criterion("A2", 1, 3)], measure="points", repeats={"A": 3}),
                 {"A1": (0, 3, 2), "A2": (3, 0, 2)})  # fmt: skip

    assert card.overall == 3


def test_a_repeated_criterion_may_be_not_applicable_as_a_whole():
    card = score(THREE_TIMES, {"A1": None, "A2": (0, 3, 1), "B1": 0})

    assert card.themes["A"] == Fraction(100, 3)


def test_the_middle_of_two_percentages_is_their_exact_mean():
    card = score(edition([criterion("A1", 1, 3)], repeats={"A": 2}), {"A1": (1, 2)})

    assert card.overall == 50


def test_the_middle_of_two_totals_may_be_a_whole_number_of_points():
    card = score(edition([criterion("A1", 1, 3)], **TWICE), {"A1": (1, 3)})

    assert card.overall == 2


def test_half_a_point_in_the_middle_of_two_totals_is_refused():
    with pytest.raises(InvalidLevels, match=r"A1\. Half marks"):
        score(edition([criterion("A1", 1, 3)], **TWICE), {"A1": (1, 2)})


def test_half_points_that_every_repetition_has_are_no_half_marks():
    halves = edition([criterion("A1", Fraction(1, 2), 3)], **TWICE)

    assert score(halves, {"A1": (1, 1)}).overall == Fraction(1, 2)


def test_the_median_of_one_is_itself():
    assert median_score([Fraction(15, 2)], whole_only=True) == Fraction(15, 2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "B1 may not be left out as not applicable"),
        (True, "B1 has true, which is no level"),
        (2.0, "B1 has 2.0, which is no level"),
        (1.5, "B1 has 1.5, which is no level. Give a whole number from 0 to 4"),
        (Fraction(15, 2), "B1 has 15/2, which is no level"),
        (float("nan"), "B1 has nan, which is no level"),
        ("2", "B1 has “2”, which is no level"),
        ([2], "B1 has a list, which is no level"),
        ({"level": 2}, "B1 has a mapping, which is no level"),
        (-1, "B1 has no level -1. Give one from 0 to 4"),
        (5, "B1 has no level 5. Give one from 0 to 4"),
        (10**5000, "B1 has no level of that size"),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, int) or value < 10 else "huge",
)
def test_what_is_no_level_is_refused_with_a_sentence_that_names_the_criterion(value, words):
    with pytest.raises(InvalidLevels) as refused:
        score(TWO_THEMES, {"A1": 1, "A2": 2, "B1": value})

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2, "A1 is rated 3 times. Give it a list of 3 levels"),
        ((1, 2), "A1 is rated 3 times. Give it a list of 3 levels"),
        ((1, 2, 3, 3), "A1 is rated 3 times. Give it a list of 3 levels"),
        ((1, 2, None), "A1 has null, which is no level"),
        ((1, 2, 4), "A1 has no level 4. Give one from 0 to 3"),
        ((1, 2, 0.5), "A1 has 0.5, which is no level"),
    ],
)
def test_a_repeated_criterion_needs_a_level_for_each_repetition(value, words):
    with pytest.raises(InvalidLevels) as refused:
        score(THREE_TIMES, {"A1": value, "A2": (1, 1, 1), "B1": 1})

    assert words in str(refused.value)


def test_every_fault_is_named_at_once():
    faults = level_faults(TWO_THEMES, {"A2": 3, "C9": 1, 7: 1})

    assert [(fault.place, fault.message.split(".")[0]) for fault in faults] == [
        ("A1", "A1 has no level"),
        ("A2", "A2 has no level 3"),
        ("B1", "B1 has no level"),
        ("C9", "“C9” is no criterion of small/1"),
        ("7", "7 is no criterion of small/1"),
    ]


def test_a_name_from_a_file_cannot_break_or_flood_a_message():
    faults = level_faults(edition([]), {"A\n\ud800" + "x" * 100: 1})

    assert faults[0].message.startswith("“A��" + "x" * 37 + "…” is no criterion")
