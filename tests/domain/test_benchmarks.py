"""Statistics of peers: quantiles, position, and the fewest peers for each."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest

from charter.domain.benchmarks import MinPeers, min_peers, peer_statistics, percent_interval, percentile, quantile
from tests.support.disclosure_examples import small_edition

LEAST = MinPeers(median=5, percentile=8, quartiles=12)
TWELVE = (10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0)


def test_quartiles_lie_between_neighbours_as_spreadsheets_compute_them():
    """Place of the lower quartile of twelve: 0.25 × 11 = 2.75, so 30 + 0.75 × 10."""
    assert quantile(TWELVE, Fraction(1, 4)) == 37.5
    assert quantile(TWELVE, Fraction(1, 2)) == 65
    assert quantile(TWELVE, Fraction(3, 4)) == 92.5


def test_quantile_of_one_value_is_that_value_and_of_none_is_undefined():
    assert quantile((42.0,), Fraction(1, 4)) == 42
    assert quantile((), Fraction(1, 2)) is None


def test_percentile_counts_equal_values_half():
    assert percentile((10.0, 20.0, 20.0, 30.0), 20.0) == 50


def test_twelve_peers_are_enough_for_every_statistic():
    found = peer_statistics(TWELVE, 55.0, LEAST)

    assert (found.median, found.lower_quartile, found.upper_quartile) == (65, 37.5, 92.5)
    assert found.percentile == pytest.approx(41.6667, abs=0.0001)


@pytest.mark.parametrize(
    ("count", "has_median", "has_percentile", "has_quartiles"),
    [(4, False, False, False), (5, True, False, False), (7, True, False, False), (8, True, True, False),
     (11, True, True, False), (12, True, True, True)],
)  # fmt: skip
def test_each_statistic_waits_for_its_fewest_peers(count, has_median, has_percentile, has_quartiles):
    found = peer_statistics(TWELVE[:count], 55.0, LEAST)

    assert (found.median is not None) == has_median
    assert (found.percentile is not None) == has_percentile
    assert (found.lower_quartile is not None, found.upper_quartile is not None) == (has_quartiles, has_quartiles)


def test_without_an_own_value_there_is_no_position():
    assert peer_statistics(TWELVE, None, LEAST).percentile is None


def test_fewest_peers_come_from_the_edition():
    facts = {"benchmarking": {"min_peers": {"percentile": 8, "quartiles": 12, "median": 5}}}

    assert min_peers(dataclasses.replace(small_edition(), facts=facts)) == LEAST


def test_interval_of_a_published_percentage_is_wilsons():
    """81 of 263, Newcombe 1998: 0.2553 to 0.3662."""
    low, high = percent_interval(30.798, 263)

    assert (round(low, 2), round(high, 2)) == (25.53, 36.62)


def test_there_is_no_interval_without_respondents():
    assert percent_interval(50.0, 0) is None
