"""Intervals against published worked examples, at their edges, and by their properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.errors import InvalidCount
from charter.domain.intervals import (
    katz_ratio_interval,
    koopman_ratio_interval,
    newcombe_difference_interval,
    rate_ratio_conditional_interval,
    wilson_interval,
    woolf_odds_ratio_interval,
)

MANY = settings(max_examples=300, deadline=None)
BASES = st.one_of(st.integers(1, 60), st.integers(1, 10**9))


@st.composite
def proportions(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(BASES)
    return draw(st.one_of(st.integers(0, n), st.sampled_from([0, min(1, n), n - 1, n]))), n


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:857, table I, method 3; as asserted in petelaud/ratesci tests/testthat/test3.R
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # Ligarden 2010 in Fagerland, Lydersen and Laake; ocbe-uio/contingencytables tests/testthat/test-ch2.R
        (13, 16, 0.5699, 0.9341),
    ],
)
def test_wilson_interval_equals_published_values(x: int, n: int, low: float, high: float) -> None:
    interval = wilson_interval(x, n)

    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("x1", "n1", "x2", "n2", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:873, table II, method 10, examples (a) to (h)
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
        # Perondi 2004 in Fagerland, Lydersen and Laake; ocbe-uio/contingencytables tests/testthat/test-ch4.R
        (7, 34, 1, 34, 0.0189, 0.3404),
    ],
)
def test_difference_interval_equals_published_values(
    *, x1: int, n1: int, x2: int, n2: int, low: float, high: float
) -> None:
    interval = newcombe_difference_interval(x1, n1, x2, n2)

    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("x1", "n1", "x2", "n2", "low", "high", "printed"),
    [
        (36, 40, 16, 80, 2.94, 7.15, 5e-3),  # Koopman 1984, Biometrics 40:513, example
        (7, 34, 1, 34, 1.2209, 42.5757, 5e-5),  # Perondi 2004; contingencytables test-ch4.R
        (8, 15, 4, 15, 0.815, 5.336, 5e-4),  # Gart and Nam 1988, Biometrics 44:323; ratesci test3.R
        (6, 10, 6, 20, 0.844, 4.594, 5e-4),  # the same
    ],
)
def test_koopman_interval_equals_published_values(
    *, x1: int, n1: int, x2: int, n2: int, low: float, high: float, printed: float
) -> None:
    interval = koopman_ratio_interval(x1, n1, x2, n2)

    assert interval.low == pytest.approx(low, abs=printed)
    assert interval.high == pytest.approx(high, abs=printed)


def test_koopman_interval_is_open_above_without_reference_events() -> None:
    interval = koopman_ratio_interval(3, 4, 0, 2)  # contingencytables test-ch4.R, table [[3, 1], [0, 2]]

    assert interval.low == pytest.approx(0.8257, abs=5e-5)
    assert interval.high is None


def test_koopman_interval_says_nothing_without_any_event() -> None:
    interval = koopman_ratio_interval(0, 1, 0, 2)  # contingencytables test-ch4.R, table [[0, 1], [0, 2]]

    assert interval.low == 0.0
    assert interval.high is None


def test_katz_interval_equals_the_documented_value_of_scipy() -> None:
    interval = katz_ratio_interval(10, 75, 12, 225)  # SciPy, contingency.relative_risk; Sahai and Khurshid 1996

    assert interval.low == pytest.approx(1.1261564003469628, rel=1e-13)
    assert interval.high == pytest.approx(5.549850800541033, rel=1e-13)


def test_katz_interval_equals_the_published_value_of_perondi() -> None:
    interval = katz_ratio_interval(7, 34, 1, 34)  # contingencytables test-ch4.R

    assert interval.low == pytest.approx(0.9096, abs=5e-5)
    assert interval.high == pytest.approx(53.8695, abs=5e-5)


def test_katz_interval_says_nothing_where_a_group_has_no_event() -> None:
    interval = katz_ratio_interval(0, 16, 15, 72)

    assert (interval.low, interval.high) == (0.0, None)


@pytest.mark.parametrize(
    ("a", "b", "c", "d", "low", "high", "printed"),
    [
        # Gerstman, StatPrimer, key to case-control studies: smoking and lung cancer (Doll and Hill 1950), IUD
        (647, 2, 622, 27, 3.32, 59.29, 2e-2),  # its logarithm was rounded to four decimals
        (89, 640, 194, 3193, 1.76, 2.98, 5e-3),
        # Ritland 2007 with 0.5 in every cell (Gart adjusted logit); contingencytables test-ch4.R
        (0, 16, 15, 57, 0.0064, 1.9804, 5e-5),
    ],
)
def test_odds_ratio_interval_equals_published_values(
    *, a: int, b: int, c: int, d: int, low: float, high: float, printed: float
) -> None:
    interval = woolf_odds_ratio_interval(a, b, c, d)

    assert interval.low == pytest.approx(low, abs=printed)
    assert interval.high == pytest.approx(high, abs=printed)


def test_conditional_interval_is_that_of_the_worked_mentor_load() -> None:
    interval = rate_ratio_conditional_interval(36, 12, 40, 40)  # 36 of 76: Wilson 0.3654 to 0.5845, odds times 40/12

    assert interval.low == pytest.approx(1.9195, abs=5e-5)
    assert interval.high == pytest.approx(4.6887, abs=5e-5)


def test_conditional_interval_is_open_where_the_reference_has_nothing() -> None:
    interval = rate_ratio_conditional_interval(9, 10, 0, 10)

    assert interval.low == pytest.approx(9 / 3.841459, rel=1e-6)  # Wilson's low end of 9 of 9 is 9 / (9 + z²)
    assert interval.high is None


@pytest.mark.parametrize(("x", "n"), [(1, 0), (0, 0), (-1, 5), (6, 5), (True, 5), (1.0, 5), (1, 10**14)])
def test_impossible_counts_are_refused_by_name(x: int, n: int) -> None:
    with pytest.raises(InvalidCount):
        wilson_interval(x, n)


def test_rate_of_nobody_is_refused_by_name() -> None:
    with pytest.raises(InvalidCount):
        rate_ratio_conditional_interval(1, 0, 1, 5)


@MANY
@given(proportions())
def test_wilson_interval_holds_its_share_within_0_and_1(counts: tuple[int, int]) -> None:
    x, n = counts

    interval = wilson_interval(x, n)

    assert 0 <= interval.low <= x / n <= interval.high <= 1


@MANY
@given(proportions())
def test_wilson_interval_mirrors_when_the_property_is_turned_round(counts: tuple[int, int]) -> None:
    x, n = counts

    interval, mirrored = wilson_interval(x, n), wilson_interval(n - x, n)

    assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-15)


@MANY
@given(proportions(), proportions())
def test_koopman_interval_is_reciprocal_when_the_groups_are_swapped(one: tuple[int, int], two: tuple[int, int]) -> None:
    interval, swapped = koopman_ratio_interval(*one, *two), koopman_ratio_interval(*two, *one)

    assert (interval.high is None) == (two[0] == 0)
    assert interval.high is None or interval.high == pytest.approx(1 / (swapped.low or math.inf), rel=1e-12)
    assert interval.low == pytest.approx(0.0 if swapped.high is None else 1 / swapped.high, rel=1e-12)


@MANY
@given(proportions(), proportions())
def test_koopman_interval_holds_the_ratio(one: tuple[int, int], two: tuple[int, int]) -> None:
    (x1, n1), (x2, n2) = one, two

    interval = koopman_ratio_interval(x1, n1, x2, n2)

    assert x2 == 0 or interval.low <= x1 / n1 / (x2 / n2) * (1 + 1e-12)
    assert interval.high is None or x1 / n1 / (x2 / n2) <= interval.high * (1 + 1e-12)


@MANY
@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_koopman_interval_leaves_out_1_exactly_when_chi_squared_is_significant(
    n1: int, n2: int, data: st.DataObject
) -> None:
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    x, y = x1 + x2, n1 + n2 - x1 - x2
    chi_squared = 0 if x * y == 0 else (x1 * n2 - x2 * n1) ** 2 * (n1 + n2) / (n1 * n2 * x * y)

    interval = koopman_ratio_interval(x1, n1, x2, n2)

    leaves_out = interval.low > 1 or (interval.high is not None and interval.high < 1)
    assert leaves_out == (chi_squared > 3.8414588206941254)


@MANY
@given(proportions(), proportions())
def test_difference_interval_holds_the_difference_and_turns_with_the_groups(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    interval, turned = newcombe_difference_interval(*one, *two), newcombe_difference_interval(*two, *one)

    difference = one[0] / one[1] - two[0] / two[1]
    assert -1 <= interval.low <= difference + 1e-15
    assert difference - 1e-15 <= interval.high <= 1
    assert interval.low == pytest.approx(-turned.high, abs=1e-15)


@MANY
@given(*[st.integers(0, 10**9)] * 4)
def test_odds_ratio_interval_is_reciprocal_when_the_groups_are_swapped(a: int, b: int, c: int, d: int) -> None:
    interval, swapped = woolf_odds_ratio_interval(a, b, c, d), woolf_odds_ratio_interval(c, d, a, b)

    assert interval.low == pytest.approx(1 / swapped.high, rel=1e-12)


@MANY
@given(st.integers(0, 10**9), BASES, st.integers(0, 10**9), BASES)
def test_conditional_interval_is_reciprocal_when_the_groups_are_swapped(a: int, n1: int, c: int, n2: int) -> None:
    interval, swapped = rate_ratio_conditional_interval(a, n1, c, n2), rate_ratio_conditional_interval(c, n2, a, n1)

    assert (interval.high is None) == (c == 0)
    assert interval.high is None or a == 0 or interval.high == pytest.approx(1 / swapped.low, rel=1e-9)
