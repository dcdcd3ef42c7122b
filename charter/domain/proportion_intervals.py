"""Intervals for one proportion and for the difference of two, as shares between 0 and 1.

Every end is written as a sum of terms of one sign, so that nothing is lost where a count is 0, 1 or a thousand million.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from charter.domain.errors import InvalidCount
from charter.domain.results import Interval

# Two-sided 95 %: 1.959964 to six decimals.
Z = NormalDist().inv_cdf(0.975)
# More than a thousand times the people alive: above it a float no longer tells one person from the next.
LARGEST_COUNT = 10**13


def wilson_interval(x: int, n: int) -> Interval:
    """Give the Wilson score interval of the proportion x / n, as shares between 0 and 1.

    Parameters
    ----------
    x: people with the property, 0 to n.
    n: people, at least 1.

    Returns
    -------
    Both ends; the low end is exactly 0 for x = 0 and the high end exactly 1 for x = n.

    Raises
    ------
    InvalidCount: a count is negative, no whole number, above its base, or the base is 0.

    Source
    ------
    Wilson 1927, JASA 22:209; Newcombe 1998a, Stat Med 17:857, method 3.

    """
    check_proportion(x, n)
    return Interval(*wilson_ends(x, n))


def newcombe_difference_interval(x1: int, n1: int, x2: int, n2: int) -> Interval:
    """Give the hybrid score interval of x1/n1 − x2/n2, as a difference of shares between −1 and 1.

    Raises
    ------
    InvalidCount: as ``wilson_interval``.

    Source
    ------
    Newcombe 1998b, Stat Med 17:873, method 10 (square-and-add on the Wilson ends, without continuity correction).

    """
    check_proportion(x1, n1)
    check_proportion(x2, n2)
    low1, high1 = wilson_ends(x1, n1)
    low2, high2 = wilson_ends(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    difference = (x1 * n2 - x2 * n1) / (n1 * n2)
    low = difference - math.hypot(p1 - low1, high2 - p2)
    high = difference + math.hypot(high1 - p1, p2 - low2)
    return Interval(max(-1.0, low), min(1.0, high))


def wilson_ends(x: int, n: int) -> tuple[float, float]:
    """Give the ends of the Wilson interval of counts that were checked before."""
    spread = Z * math.sqrt(Z * Z + 4 * x * ((n - x) / n))
    reach = 2 * x + Z * Z + spread
    low = 2 * x * (x / n) / reach
    high = 1.0 if x == n else min(1.0, reach / (2 * (n + Z * Z)))
    return low, high


def check_proportion(x: int, n: int) -> None:
    """Raise InvalidCount unless x of n is possible."""
    check_count(x)
    check_count(n)
    if n == 0:
        raise InvalidCount("A share of nobody cannot be worked out: give a base of at least 1.")
    if x > n:
        raise InvalidCount(f"{x:,} of {n:,} is impossible: give at most as many as there are in the base.")


def check_count(count: int) -> None:
    """Raise InvalidCount unless the value is a whole number from 0 to the largest count."""
    if isinstance(count, bool) or not isinstance(count, int):
        raise InvalidCount(f"“{count}” is no count: give a whole number, 0 or more.")
    if not 0 <= count <= LARGEST_COUNT:
        raise InvalidCount(f"A count lies between 0 and {LARGEST_COUNT:,}: give a number in that range.")
