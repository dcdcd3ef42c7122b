"""Bands: the level of a value, and the levels that an interval meets."""

from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.bands import level_of, level_range
from charter.domain.edition import Band
from charter.domain.results import Interval

RISING = (Band(0, None, Fraction(1, 2)), Band(1, Fraction(1, 2), Fraction(4, 5)), Band(3, Fraction(4, 5), None))
PEAK = (Band(1, None, Fraction(1, 2)), Band(4, Fraction(1, 2), Fraction(2)), Band(0, Fraction(2), None))


@pytest.mark.parametrize(
    ("value", "level"),
    [(Fraction(0), 0), (Fraction(499, 1000), 0), (Fraction(1, 2), 1), (Fraction(4, 5), 3), (Fraction(10**9), 3)],
)
def test_the_lower_edge_of_a_band_is_inside_and_the_upper_outside(value: Fraction, level: int) -> None:
    assert level_of(RISING, value) == level


def test_an_edge_is_compared_exactly() -> None:
    assert level_of(RISING, Fraction(48, 100) / Fraction(60, 100)) == 3
    assert level_of(RISING, Fraction(799_999_999_999_999_999, 10**18)) == 1


def test_an_unbounded_value_lies_in_the_open_band() -> None:
    assert level_of(PEAK, None) == 0


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.6, 0.7, (1, 1)),
        (0.1, 0.7, (0, 1)),
        (0.6, 0.8, (1, 3)),
        (0.6, 0.79999, (1, 1)),
        (0.5, 0.7, (1, 1)),
        (0.6, None, (1, 3)),
        (None, 0.7, (0, 1)),
    ],
)
def test_a_range_goes_over_every_level_between_the_ends(
    low: float | None, high: float | None, expected: tuple[int, int]
) -> None:
    assert level_range(RISING, Fraction(65, 100), Interval(low, high)) == expected


def test_a_range_over_a_peak_holds_the_levels_on_both_sides() -> None:
    assert level_range(PEAK, Fraction(1), Interval(0.9, 2.1)) == (0, 4)


def test_without_an_interval_the_range_is_the_level() -> None:
    assert level_range(RISING, Fraction(65, 100), None) == (1, 1)


def test_no_bands_give_no_level_and_no_range() -> None:
    assert level_of((), Fraction(1)) is None
    assert level_range((), Fraction(1), None) is None
