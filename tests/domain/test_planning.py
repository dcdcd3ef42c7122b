"""The way up on editions small enough to work it out by hand."""

from __future__ import annotations

from charter.domain.planning import way_up
from tests.support.scored_editions import criterion, edition, tier

FOUR = [criterion("A1", 1, 4), criterion("A2", 3, 4), criterion("B1", 1, 4), criterion("B2", 1, 4)]
ALL_TWO = {"A1": 2, "A2": 2, "B1": 2, "B2": 2}


def steps(found):
    return [(step.criterion_id, step.from_level, step.to_level) for step in found.raises]


def test_nothing_is_raised_where_the_rules_hold():
    found = way_up(edition(FOUR, [tier("low", 50)]), ALL_TWO, "low")

    assert (found.is_possible, found.total_levels, found.raises) == (True, 0, ())


def test_the_heaviest_criterion_reaches_a_score_with_the_fewest_levels():
    # 50 % is 12 of 24 points; 60 % is 14.4, and A2 gives three points a level.
    found = way_up(edition(FOUR, [tier("low", 60)]), ALL_TWO, "low")

    assert steps(found) == [("A2", 2, 3)]


def test_a_mandatory_level_is_raised_though_another_would_give_more():
    found = way_up(edition(FOUR, [tier("low", 50, criteria={"B1": 3})]), ALL_TWO, "low")

    assert steps(found) == [("B1", 2, 3)]


def test_a_theme_that_is_short_is_raised_inside_that_theme():
    # B has 4 of 8 points and needs 75 %, which is 6.
    found = way_up(edition(FOUR, [tier("low", None, {"B": 75})]), ALL_TWO, "low")

    assert found.total_levels == 2
    assert {name for name, _, _ in steps(found)} <= {"B1", "B2"}


def test_room_in_the_figures_goes_first_among_ways_of_the_same_size():
    found = way_up(edition(FOUR, [tier("low", None, {"B": 62})]), ALL_TWO, "low", room={"B2": 1})

    assert steps(found) == [("B2", 2, 3)]


def test_a_cap_sends_the_way_elsewhere():
    found = way_up(edition(FOUR, [tier("low", 60)]), ALL_TWO, "low", caps={"A2": 2})

    # 2.4 points more without A2: three raises of one point.
    assert found.total_levels == 3
    assert "A2" not in {name for name, _, _ in steps(found)}


def test_a_cap_under_a_mandatory_level_bars_the_way_by_name():
    found = way_up(edition(FOUR, [tier("low", criteria={"B1": 3})]), ALL_TWO, "low", caps={"B1": 2})

    assert (found.is_possible, found.blocked_by, found.total_levels) == (False, ("B1",), 0)


def test_what_is_not_applicable_is_never_raised():
    found = way_up(edition(FOUR, [tier("low", 60)]), ALL_TWO | {"A2": None}, "low")

    assert "A2" not in {name for name, _, _ in steps(found)}
