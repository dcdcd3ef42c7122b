"""Funnel limits: worked by hand, a published variance between studies, and when there are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.domain.funnel import between_variance, funnel_limits

ORGANISATIONS = st.lists(
    st.tuples(st.integers(0, 10000).map(lambda hundredths: hundredths / 100), st.integers(1, 20000)),
    min_size=1,
    max_size=40,
)


def test_additive_limits_of_three_organisations_by_hand():
    """50, 60 and 70 % of 100 each: p = 0.6, s² = 0.0024, z² = 4.1667, 0, 4.1667, so phi = 2.7778.

    w = 416.67 each, so tau² = (3 × 2.7778 - 2) / (1250 - 416.67) = 0.0076, and s² + tau² = 0.01: limits at 100
    respondents are 60 ± 196 × 0.1 and 60 ± 309.02 × 0.1.
    """
    found = funnel_limits([50, 60, 70], [100, 100, 100])

    assert found.kind == "additive"
    assert found.dispersion == pytest.approx(2.7778, abs=0.0001)
    assert found.between_variance == pytest.approx(0.0076)
    assert found.at(100) == pytest.approx((40.40, 79.60, 29.10, 90.90), abs=0.005)


def test_variance_between_studies_agrees_with_a_published_one():
    """BCG vaccine trials (Colditz 1994), log risk ratios as printed in Viechtbauer 2010: Q = 152.23, tau² = 0.309."""
    variances = [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]

    found = between_variance(152.233 / 13, [1 / variance for variance in variances])

    assert found == pytest.approx(0.309, abs=0.001)


def test_plain_binomial_limits_where_organisations_differ_by_chance_alone():
    """p = 0.6 and n = 400: 55.2 to 64.8 at 95 %, 52.4 to 67.6 at 99.8 %; z² = 0.1667, 0, 0.1667."""
    found = funnel_limits([59, 60, 61], [400, 400, 400])

    assert (found.kind, found.between_variance) == ("plain", 0)
    assert found.dispersion == pytest.approx(0.1111, abs=0.0001)
    assert found.at(400) == pytest.approx((55.2, 64.8, 52.4, 67.6), abs=0.05)


def test_no_limits_where_organisations_are_too_few_to_tell_how_much_they_differ():
    found = funnel_limits([50, 60, 70], [100, 100, 100], fewest=12)

    assert found.kind == "none"
    assert found.at(100) is None


def test_plain_limits_where_too_few_differ_by_no_more_than_twice_chance():
    """55, 60 and 65 % of 200: z² = 2.0833 twice, phi = 1.3889, under the 2 from which limits mislead."""
    found = funnel_limits([55, 60, 65], [200, 200, 200], fewest=12)

    assert found.kind == "plain"


def test_no_limits_where_everybody_answers_the_same():
    found = funnel_limits([100, 100], [50, 60])

    assert (found.kind, found.dispersion) == ("none", None)


def test_there_is_nothing_without_organisations():
    assert funnel_limits([], []) is None


def test_the_share_outside_plain_limits_is_told():
    """50 and 70 % lie 2.04 standard errors from 60 %: two of three outside."""
    assert funnel_limits([50, 60, 70], [100, 100, 100]).plain_outside_share == pytest.approx(0.6667, abs=0.0001)


@given(ORGANISATIONS)
def test_limits_lie_in_range_around_the_mean_and_narrow_with_the_base(organisations):
    found = funnel_limits([percent for percent, _ in organisations], [base for _, base in organisations])

    ends = [found.at(base) or (0, 100, 0, 100) for base in (10, 1000)]
    assert all(0 <= end[2] <= end[0] <= 100 * found.mean + 1e-9 for end in ends)
    assert all(100 * found.mean - 1e-9 <= end[1] <= end[3] <= 100 for end in ends)
    assert ends[1][1] - ends[1][0] <= ends[0][1] - ends[0][0]


@given(ORGANISATIONS, st.randoms(use_true_random=False))
def test_the_order_of_organisations_never_matters(organisations, random):
    shuffled = list(organisations)
    random.shuffle(shuffled)

    first, second = (funnel_limits([p for p, _ in rows], [n for _, n in rows]) for rows in (organisations, shuffled))

    assert first.mean == pytest.approx(second.mean)
    assert first.between_variance == pytest.approx(second.between_variance, abs=1e-9)
