"""The order of a panel's meeting: each reason alone, all thresholds from the edition."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from charter.domain.errors import InvalidRatings, UnknownTier
from charter.domain.meeting import AGREED, DIFFERENCE, MUST_DISCUSS, NO_TOTAL, Rated, meeting_agenda
from charter.domain.meeting_rules import MeetingRules, meeting_rules
from charter.store.editions import load_edition
from tests.support.scored_editions import criterion, edition, tier

RULES = MeetingRules(range_from=2, outside_from=2, straddles=True, points_of_line=Fraction(5, 2))


def small(*tiers, names=("A1", "A2", "A3", "A4", "A5"), **more):
    """An edition of criteria with levels 0 to 4 that weigh the same."""
    return edition([criterion(name, top=4, **more) for name in names], tiers)


def agenda_of(levels, *tiers, rules=RULES, **more):
    """The agenda of criteria A1, A2 … in an edition of just these."""
    names = tuple(f"A{number + 1}" for number in range(len(levels)))
    rated = [Rated(name, given) for name, given in zip(names, levels, strict=True)]
    return meeting_agenda(small(*tiers, names=names), rated, rules=rules, **more)


def only_item(given, *tiers, rules=RULES, optional=True, **more):
    """The item of one criterion alone."""
    alone = small(*tiers, names=("A1",), optional=optional)
    return meeting_agenda(alone, [Rated("A1", given, **more)], rules=rules).items[0]


def test_what_must_be_discussed_comes_first_then_differences_then_what_is_agreed():
    rated = [
        Rated("A1", (2, 2, 2)),
        Rated("A2", (1, 2, 2)),
        Rated("A3", (1, 2, 2)),
        Rated("A4", (0, 2, 3)),
        Rated("A5", (4, 4, 4), level_range=(1, 2)),
    ]

    found = meeting_agenda(small(tier("bronze", 40, criteria={"A3": 2})), rated[::-1], rules=RULES)

    assert [(item.criterion_id, item.kind, item.proposed, item.reasons) for item in found.items] == [
        ("A3", MUST_DISCUSS, None, ("Reviewers are on both sides of the minimum for Bronze (level 2).",)),
        ("A4", MUST_DISCUSS, None, ("Reviewers are 3 levels apart: 0, 2 and 3.",)),
        ("A5", MUST_DISCUSS, None, ("Level 4 is 2 or more levels outside what the figures indicate, levels 1 to 2.",)),
        ("A2", DIFFERENCE, 2, ("Reviewers are one level apart: 1, 2 and 2.",)),
        ("A1", AGREED, 2, ("All 3 reviewers give level 2.",)),
    ]
    assert (found.total, found.near_lines) == (60, ())


def test_every_reason_is_told():
    item = only_item(
        (0, 3, 4), tier("bronze", criteria={"A1": 1}), tier("silver", criteria={"A1": 4}), level_range=(2, 2)
    )

    assert item.reasons == (
        "Reviewers are 4 levels apart: 0, 3 and 4.",
        "Levels 0 and 4 are 2 or more levels outside what the figures indicate, level 2.",
        "Reviewers are on both sides of the minimum for Bronze (level 1) and Silver (level 4).",
    )


def test_one_level_outside_what_the_figures_indicate_is_free():
    assert only_item((3, 3, 3), level_range=(1, 2)).kind == AGREED


def test_a_floor_is_no_mandatory_minimum():
    assert only_item((0, 1, 1), tier("silver", floor=1)).kind == DIFFERENCE


def test_of_two_middle_levels_the_lower_is_proposed_and_it_says_why():
    item = only_item((2, 3, 2, 3))

    assert (item.kind, item.proposed, item.proposed_text) == (
        DIFFERENCE,
        2,
        (
            "The two middle levels are 2 and 3. No half marks are given, so the lower is proposed: "
            "half of the reviewers did not see level 3 met."
        ),
    )
    assert only_item((2, 3, 3)).proposed_text == "Level 3 is the median."


@pytest.mark.parametrize(
    ("line", "distance", "kind", "text"),
    [
        (Fraction("52.5"), "-2.5", MUST_DISCUSS, "is 2.5 points below the line of Silver, 52.5 %."),
        (Fraction("52.51"), None, DIFFERENCE, ""),
        (50, "0", MUST_DISCUSS, "is exactly on the line of Silver."),
        (Fraction("49.99"), "0.01", MUST_DISCUSS, "is less than 0.1 points above the line of Silver, 50.0 %."),
        (Fraction("47.5"), "2.5", MUST_DISCUSS, "is 2.5 points above the line of Silver, 47.5 %."),
    ],
)
def test_near_a_line_every_difference_must_be_discussed(line, distance, kind, text):
    found = agenda_of([(2, 2, 2), (1, 2, 2)], tier("silver", line))

    assert [item.kind for item in found.items] == [kind, AGREED]
    assert [near.distance for near in found.near_lines] == ([Fraction(distance)] if distance else [])
    expected = f"The total of the middle levels, 50.0 %, {text}".replace(" %", "\u00a0%")
    assert [near.text for near in found.near_lines] == ([expected] if text else [])


def test_the_reason_names_the_line_that_is_near():
    found = agenda_of([(2, 2, 2), (1, 2, 2)], tier("bronze", 40), tier("silver", 51))

    assert found.items[0].reasons == (
        "Reviewers differ, and the total is so near to the line of Silver that this can decide.",
    )


def test_tiers_above_the_one_applied_for_play_no_part():
    tiers = (tier("bronze", 20), tier("silver", 50, criteria={"A2": 2}))

    assert agenda_of([(2, 2, 2), (1, 2, 2)], *tiers, applied_for="bronze").items[0].kind == DIFFERENCE
    assert agenda_of([(2, 2, 2), (1, 2, 2)], *tiers, applied_for="silver").items[0].kind == MUST_DISCUSS
    with pytest.raises(UnknownTier):
        agenda_of([(2, 2, 2)], *tiers, applied_for="platinum")


@pytest.mark.parametrize(
    ("levels", "count", "optional", "reason"),
    [
        ((None, None, None), 0, True, "No reviewer has given a level."),
        ((None, 2, None), 0, True, "Only one reviewer has given a level, 2, so there is nothing to compare."),
        ((None, 2, 2), 1, True, "1 reviewer says that it does not apply, and 2 gave a level."),
        ((None, None, None), 3, False, "3 reviewers say that it does not apply, but it may not be left out."),
    ],
)
def test_what_cannot_be_agreed_must_be_discussed(levels, count, optional, reason):
    item = only_item(levels, not_applicable_count=count, optional=optional)

    assert (item.kind, item.reasons, item.proposed) == (MUST_DISCUSS, (reason,), None)


def test_what_all_say_does_not_apply_is_agreed_and_leaves_the_total():
    rated = [Rated("A1", (None, None), not_applicable_count=2), Rated("A2", (3, 3))]

    found = meeting_agenda(small(names=("A1", "A2")), rated, rules=RULES)

    assert (found.items[0].kind, found.items[0].reasons) == (AGREED, ("All say that it does not apply.",))
    assert found.total == 75


def test_there_is_no_total_before_every_criterion_has_a_level():
    found = meeting_agenda(small(tier("bronze", 50)), [Rated("A1", (2, 2))], rules=RULES)

    assert (found.total, found.total_why_not, found.near_lines) == (None, NO_TOTAL, ())


def test_each_repetition_of_a_theme_is_an_item_of_its_own():
    twice = edition([criterion("A1", top=4)], repeats={"A": 2})
    rated = [Rated("A1", (1, 1), repetition=2), Rated("A1", (3, 4), repetition=1)]

    found = meeting_agenda(twice, rated, rules=RULES)

    assert [(item.repetition, item.kind) for item in found.items] == [(1, DIFFERENCE), (2, AGREED)]
    assert found.total == 50


def test_a_level_that_was_given_once_counts_for_each_repetition_of_its_theme():
    twice = edition([criterion("A1", top=4)], repeats={"A": 2})

    assert meeting_agenda(twice, [Rated("A1", (1, 1))], rules=RULES).total == 25


@pytest.mark.parametrize("rated", [[Rated("B1", (1,))], [Rated("A1", (5,))], [Rated("A1", (1,)), Rated("A1", (2,))]])
def test_what_is_no_rating_of_the_edition_is_refused(rated):
    with pytest.raises(InvalidRatings):
        meeting_agenda(small(), rated, rules=RULES)


def test_the_first_edition_states_every_threshold():
    assert meeting_rules(load_edition("bme-mentoring/1.0")) == MeetingRules(
        range_from=2,
        outside_from=2,
        straddles=True,
        points_of_line=Fraction(5, 2),
        reason_words=30,
        quorum=3,
        calibrate_below=0.667,
        confidence_percent=95,
    )


def test_another_edition_states_others_and_what_is_not_understood_is_told():
    reasons = [
        "range_3_or_more",
        "total_within_4_points_of_a_tier_line",
        "chair_is_worried",
        "many_or_more_outside_level_range",
    ]
    other = replace(small(), facts={"panel": {"must_discuss": reasons}})

    assert meeting_rules(other) == MeetingRules(
        range_from=3,
        points_of_line=Fraction(4),
        unread=("chair_is_worried", "many_or_more_outside_level_range"),
    )
    assert meeting_agenda(other, [Rated("A1", (1, 3))]).items[0].kind == DIFFERENCE
    assert meeting_rules(small()) == MeetingRules()
