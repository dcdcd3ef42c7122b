"""Agreement over a round: alpha against published values, its bootstrap by hand, severity, and what divides panels."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.agreement import NO_VARIATION, NOBODY_RATED, NOTHING_SHARED, Figure, Panel
from charter.domain.errors import InvalidRatings
from charter.domain.round_alpha import (
    ONE_SUBMISSION,
    coincidences,
    krippendorff_alpha,
    level_counts,
    needs_calibration,
    ordinal_alphas,
    round_alpha,
)
from charter.domain.round_spread import Division, Severity, dividing_criteria, reviewer_severities

NONE = None
# Krippendorff 2011, Computing Krippendorff's alpha-reliability, data C, page 8: four coders, twelve units.
# Ratio .797 as printed; the last unit has one rating and says nothing.
DATA_C = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3),
    (NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE),
)
# Wikipedia, “Krippendorff's alpha”, a computational example: three coders, fifteen units.
COMPUTATIONAL_EXAMPLE = (
    (NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3),
    (1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    (NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4),
)
# Gwet 2014, cont3x3abstractors, as printed in the README of the R package irrCAC: two coders, a hundred units.
ABSTRACTORS = tuple(zip(*[(0, 0)] * 13, *[(1, 1)] * 20, *[(1, 2)] * 7, *[(2, 1)] * 4, *[(2, 2)] * 56, strict=True))


def panel(name, *ratings, reviewers="xyzw"):
    """Give a submission whose criteria are called C1, C2 …, rated by as many reviewers as a row is long."""
    width = len(ratings[0]) if ratings else 0
    return Panel(name, tuple(f"C{number + 1}" for number in range(len(ratings))), tuple(reviewers[:width]), ratings)


def coded(coders):
    """Give a published table, coders × units, as one submission."""
    return panel("published", *zip(*coders, strict=True))


@pytest.mark.parametrize(
    ("coders", "scale", "expected", "tolerance"),
    [
        (DATA_C, "nominal", 0.743, 0.0005),
        (DATA_C, "ordinal", 0.815, 0.0005),
        (DATA_C, "interval", 0.849, 0.0005),
        (DATA_C, "ratio", 0.797, 0.0005),
        (COMPUTATIONAL_EXAMPLE, "nominal", 0.691358, 0.0000005),
        (ABSTRACTORS, "nominal", 0.7972585, 0.00000005),
        (COMPUTATIONAL_EXAMPLE, "interval", 0.810845, 0.0000005),
    ],
)
def test_published_alphas_are_reproduced(coders, scale, expected, tolerance):
    assert krippendorff_alpha(level_counts(coded(coders), 5), scale) == pytest.approx(expected, abs=tolerance)


def test_a_rating_that_stands_alone_changes_nothing_and_one_submission_has_no_interval():
    found = round_alpha([coded(DATA_C)], seed=1)

    assert found.alpha == pytest.approx(0.815, abs=0.0005)
    assert (found.submission_count, found.unit_count, found.rating_count) == (1, 11, 40)
    assert (found.interval, found.why_no_interval) == (None, ONE_SUBMISSION)


def test_whole_submissions_are_drawn():
    # Both: 8 ratings, 4 of each level, 4 of 8 coincidences off the diagonal: 1 − 7 × 4 ÷ 32.
    # Twice the first: 1. Twice the second: all 8 off the diagonal, 1 − 7 × 8 ÷ 32. A quarter of the draws each.
    panels = [panel("one", (0, 0), (4, 4)), panel("two", (0, 4), (4, 0))]

    found = round_alpha(panels, seed=3)

    assert found.alpha == pytest.approx(0.125)
    assert found.interval == pytest.approx((-0.75, 1.0))
    assert found.resample_count == 1000


def test_the_interval_repeats_from_its_seed_in_whichever_order_submissions_come():
    panels = [panel("a", (0, 1), (2, 2)), panel("b", (3, 4), (4, 4)), panel("c", (1, 1), (0, 2)), panel("d", (2, 3))]

    found = round_alpha(panels, seed=11)

    assert found == round_alpha(panels[::-1], seed=11)
    assert found.interval != round_alpha(panels, seed=12).interval


def test_draws_without_variation_are_left_out_and_counted():
    found = round_alpha([panel("same", (2, 2), (2, 2)), panel("other", (0, 1), (3, 3))], seed=5, resamples=200)

    assert 120 < found.resample_count < 180  # a quarter of them drew the first submission twice
    assert found.interval is not None


@pytest.mark.parametrize(
    ("panels", "reason"),
    [
        ([], NOBODY_RATED),
        ([panel("a", (None, None))], NOBODY_RATED),
        ([panel("a", (1, None), (None, 3))], NOTHING_SHARED),
        ([panel("a", (3, 3, 3), (3, 3, 3)), panel("b", (3, 3, None), (1, None, None))], NO_VARIATION),
    ],
)
def test_alpha_is_not_computable_without_pairs_or_variation(panels, reason):
    found = round_alpha(panels, seed=1)

    assert (found.alpha, found.why_not, found.interval, found.why_no_interval) == (None, reason, None, reason)
    assert needs_calibration(found, 0.667) is None


def test_alpha_below_the_line_asks_for_calibration_and_on_it_does_not():
    found = round_alpha([panel("one", (0, 0), (4, 4)), panel("two", (0, 4), (4, 0))], seed=3, resamples=10)

    assert needs_calibration(found, 0.667) is True
    assert needs_calibration(found, found.alpha) is False


LEVEL = st.one_of(st.none(), st.integers(0, 4))
PANELS = st.lists(st.lists(st.tuples(LEVEL, LEVEL, LEVEL), min_size=1, max_size=5), min_size=1, max_size=5)


@settings(max_examples=60)
@given(PANELS)
def test_summed_coincidences_give_the_alpha_of_the_package(rounds):
    tables = [level_counts(panel("any", *rows), 4) for rows in rounds]

    own = ordinal_alphas(sum(coincidences(table) for table in tables)[None])[0]
    whole = krippendorff_alpha(np.concatenate(tables))

    assert own == pytest.approx(np.nan if whole is None else whole, nan_ok=True)


@settings(max_examples=40)
@given(PANELS, st.permutations(range(3)))
def test_the_order_of_reviewers_changes_nothing(rounds, order):
    panels = [panel(str(number), *rows) for number, rows in enumerate(rounds)]
    moved = [panel(str(number), *([row[at] for at in order] for row in rows)) for number, rows in enumerate(rounds)]

    assert round_alpha(panels, seed=2, resamples=20) == round_alpha(moved, seed=2, resamples=20)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=9).filter(lambda levels: len(set(levels)) > 1))
def test_alpha_is_one_where_all_agree_and_levels_vary(levels):
    assert round_alpha([panel("a", *((level,) * 3 for level in levels))], seed=1).alpha == 1


def test_severity_is_the_mean_difference_from_the_median_of_the_others():
    # x: 1 − 3, 3 − 3, 2 − 4. y: 2 − 2.5, 3 − 3, too few to say. z: 4 − 1.5, 3 − 3, 4 − 2; in the second: nobody else.
    panels = [panel("one", (1, 2, 4), (3, 3, 3), (2, None, 4)), panel("two", (4,), reviewers="z")]

    assert reviewer_severities(panels, least=3) == (
        Severity("x", Figure(Fraction(-4, 3), 3), 1),
        Severity("y", Figure(None, 2, "there are fewer than 3 comparisons"), 1),
        Severity("z", Figure(Fraction(3, 2), 3), 1),
    )


def test_the_criteria_that_divide_panels_come_first():
    panels = [panel("one", (1, 2, 2), (0, 3, 3), (2, 2, 2)), panel("two", (2, 2), (2, 3), (1, None))]

    assert dividing_criteria(panels) == (
        Division("C2", Fraction(2), 2, 2),
        Division("C1", Fraction(1, 2), 2, 1),
        Division("C3", Fraction(0), 1, 0),
    )
    assert [item.criterion_id for item in dividing_criteria(panels, least=2)] == ["C2", "C1"]


def test_ratings_of_other_reviewers_than_are_named_are_refused():
    misfit = panel("one", (1, 2, 3), reviewers="xy")

    with pytest.raises(InvalidRatings):
        reviewer_severities([misfit], least=1)
