"""Where one figure lies among those of peers: median, quartiles, position. No names, no ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Edition
from charter.domain.intervals import wilson_interval


@dataclass(frozen=True, slots=True)
class MinPeers:
    """The fewest peers for each statistic; fewer, and it is not shown."""

    median: int
    percentile: int
    quartiles: int


@dataclass(frozen=True, slots=True)
class PeerStatistics:
    """Statistics of peers, each None where there are too few for it."""

    count: int
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    percentile: float | None  # of the own value; None without one


def min_peers(edition: Edition) -> MinPeers:
    """Give the edition's fewest peers; where it states none, no statistic needs more than one."""
    stated = (edition.facts.get("benchmarking") or {}).get("min_peers") or {}
    return MinPeers(*(int(stated.get(name, 1)) for name in ("median", "percentile", "quartiles")))


def peer_statistics(values: Sequence[float], own: float | None, least: MinPeers) -> PeerStatistics:
    """Give the statistics of peers' values; the own value is not among them."""
    count = len(values)
    has_quartiles = count >= max(least.quartiles, 1)
    return PeerStatistics(
        count=count,
        median=quantile(values, Fraction(1, 2)) if count >= max(least.median, 1) else None,
        lower_quartile=quantile(values, Fraction(1, 4)) if has_quartiles else None,
        upper_quartile=quantile(values, Fraction(3, 4)) if has_quartiles else None,
        percentile=None if own is None or count < max(least.percentile, 1) else percentile(values, own),
    )


def quantile(values: Sequence[float], share: Fraction) -> float | None:
    """Give the value below which a share of the values lies, interpolated between neighbours; None of no values.

    Source: Hyndman and Fan 1996, definition 7, as spreadsheets and most packages compute it.
    """
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + float(place - below) * (ordered[above] - ordered[below])


def percentile(values: Sequence[float], own: float) -> float | None:
    """Give how many in a hundred of the values lie below the own one, equal ones counted half; None of no values."""
    if not values:
        return None
    below = sum(value < own for value in values)
    equal = sum(value == own for value in values)
    return 100 * (below + equal / 2) / len(values)


def percent_interval(percent: float, base_n: int) -> tuple[float, float] | None:
    """Give the 95 % Wilson interval, in percent, of a published percentage of so many respondents.

    The count is worked back from the percentage. Published percentages are weighted, so it is close, not exact; the
    interval takes no account of who did not answer. None without respondents.
    """
    if base_n <= 0:
        return None
    count = min(round(percent * base_n / 100), base_n)
    ends = wilson_interval(count, base_n)
    return (100 * (ends.low or 0.0), 100 * (1.0 if ends.high is None else ends.high))
