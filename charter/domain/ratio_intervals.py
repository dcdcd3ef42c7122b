"""Intervals for ratios: of two proportions (Koopman, Katz), of two odds (Woolf), of two rates (conditional).

An end that is open is None. Swapping the groups gives the reciprocal ends, swapped.
"""

from __future__ import annotations

import math

from charter.domain.errors import InvalidCount
from charter.domain.proportion_intervals import Z, check_count, check_proportion, wilson_ends
from charter.domain.results import Interval

HALVINGS = 200  # far more than a float can take; the search ends when it stops moving


def koopman_ratio_interval(x1: int, n1: int, x2: int, n2: int) -> Interval:
    """Give the score interval of the ratio (x1/n1) / (x2/n2) of two independent proportions.

    Returns
    -------
    The ends; low is exactly 0 where x1 = 0 and high is open where x2 = 0. Both 0: from 0, open.

    Raises
    ------
    InvalidCount: a count is negative, no whole number, above its base, or a base is 0.

    Source
    ------
    Koopman 1984, Biometrics 40:513. The score equation is solved by bisection on the logarithm of the ratio.

    """
    check_proportion(x1, n1)
    check_proportion(x2, n2)
    low = 0.0 if x1 == 0 else _koopman_low(x1, n1, x2, n2)
    # The high end is the reciprocal of the low end with the groups swapped.
    high = None if x2 == 0 else 1 / _koopman_low(x2, n2, x1, n1)
    return Interval(low, high)


def katz_ratio_interval(x1: int, n1: int, x2: int, n2: int) -> Interval:
    """Give the log interval of the ratio (x1/n1) / (x2/n2): the one that published WRES figures use.

    A group without events has no finite standard error: the interval is from 0, open.

    Source
    ------
    Katz, Baptista, Azen and Pike 1978, Biometrics 34:469, method C.

    """
    check_proportion(x1, n1)
    check_proportion(x2, n2)
    if x1 == 0 or x2 == 0:
        return Interval(0.0, None)
    centre = math.log(x1 / n1) - math.log(x2 / n2)
    return _log_interval(centre, (n1 - x1) / n1 / x1 + (n2 - x2) / n2 / x2)


def woolf_odds_ratio_interval(a: int, b: int, c: int, d: int) -> Interval:
    """Give the logit interval of the odds ratio (a/b) / (c/d).

    Where a cell is 0, 0.5 is added to all four cells; the value itself is never changed.

    Source
    ------
    Woolf 1955, Ann Hum Genet 19:251; the half: Haldane 1956, Ann Hum Genet 20:309; Anscombe 1956, Biometrika 43:461.

    """
    for count in (a, b, c, d):
        check_count(count)
    added = 0.5 if 0 in (a, b, c, d) else 0.0
    w, x, y, z = (count + added for count in (a, b, c, d))
    return _log_interval(math.log(w) - math.log(x) - math.log(y) + math.log(z), 1 / w + 1 / x + 1 / y + 1 / z)


def rate_ratio_conditional_interval(a: int, n1: int, c: int, n2: int) -> Interval:
    """Give the conditional interval of the ratio (a/n1) / (c/n2) of two rates, where a and c are not bounded by n.

    Given a + c, a is binomial; the Wilson ends of a / (a + c) are turned into p / (1 − p) × n2 / n1.

    Returns
    -------
    The ends; low is exactly 0 where a = 0 and high is open where c = 0.

    Source
    ------
    Przyborowski and Wilenski 1940, Biometrika 31:313; Graham, Mengersen and Morton 2003, Stat Med 22:2071.

    """
    for count in (a, n1, c, n2):
        check_count(count)
    if n1 == 0 or n2 == 0:
        raise InvalidCount("A rate of nobody cannot be worked out: give a base of at least 1 in both groups.")
    if a + c == 0:
        return Interval(0.0, None)
    low_a, _ = wilson_ends(a, a + c)
    low_c, high_c = wilson_ends(c, a + c)
    _, high_a = wilson_ends(a, a + c)
    bases = n2 / n1
    return Interval(low_a / high_c * bases if a else 0.0, None if c == 0 else high_a / low_c * bases)


def _log_interval(centre: float, variance: float) -> Interval:
    half = Z * math.sqrt(variance)
    return Interval(math.exp(centre - half), math.exp(centre + half))


def _koopman_low(x1: int, n1: int, x2: int, n2: int) -> float:
    """The ratio below the estimate at which the score is z; x1 is above 0. The score falls as the ratio grows."""
    start = math.log(x1 / n1) - math.log(x2 / n2) if x2 else 0.0
    high, step = start, 1.0
    while _score(math.exp(high), x1, n1, x2, n2) > Z:  # only without events in the reference
        high, step = high + step, step * 2
    low, step = high - 1.0, 1.0
    while _score(math.exp(low), x1, n1, x2, n2) < Z:
        low, step = low - step, step * 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _score(math.exp(middle), x1, n1, x2, n2) > Z:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def _score(ratio: float, x1: int, n1: int, x2: int, n2: int) -> float:
    """The signed root of Koopman's chi-squared at a ratio, from the proportions that are likeliest under it.

    With y the people without events, x = x1 + x2 and N = n1 + n2, the likeliest p2 is the smaller root of
    N r p² − (r(n1 + x2) + x1 + n2) p + x = 0. Its discriminant is written as a sum of squares, and 1 − p apart from p,
    so that neither loses digits near 0 or 1.
    """
    y1, y2, x = n1 - x1, n2 - x2, x1 + x2
    tilt = (ratio - 1) * x + ratio * y1 - y2
    product = 4 * ratio * y1 * y2
    root = math.sqrt(tilt * tilt + product)
    total = ratio * (n1 + x2) + (n2 + x1) + root
    above = tilt + root if tilt >= 0 else product / (root - tilt)
    below = root - tilt if tilt <= 0 else product / (root + tilt)
    p2 = 2 * x / total
    q2 = (above + 2 * y2) / total
    q1 = (below + 2 * ratio * y1) / total
    p1 = ratio * p2
    variance = p1 * q1 / n1 + ratio * ratio * p2 * q2 / n2
    gap = x1 / n1 - ratio * (x2 / n2)
    if variance <= 0:
        return 0.0 if gap == 0 else math.copysign(math.inf, gap)
    return gap / math.sqrt(variance)
