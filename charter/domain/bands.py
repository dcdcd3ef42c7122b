"""Band sets: the level of a value, and the levels that an interval meets.

Bands cover the axis from open end to open end; the minimum is inside, the maximum outside. Exact throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from charter.domain.edition import Band
from charter.domain.results import Interval

Point = Fraction | float


def level_of(bands: Sequence[Band], value: Point | None) -> int | None:
    """Give the level of the band that holds a value; None (unbounded) lies in the band that is open above."""
    for band in bands:
        if band.maximum is None if value is None else _holds(band, value):
            return band.level
    return None


def level_range(bands: Sequence[Band], value: Point | None, interval: Interval | None) -> tuple[int, int] | None:
    """Give the lowest and the highest level met between the ends of the interval; the level alone without one.

    An open end reaches into the open band. Ends are compared unrounded. The level of the value is always inside.
    """
    own = level_of(bands, value)
    met = [] if own is None else [own]
    if interval is not None:
        met += [band.level for band in bands if _meets(band, interval)]
    return (min(met), max(met)) if met else None


def _holds(band: Band, value: Point) -> bool:
    return (band.minimum is None or band.minimum <= value) and (band.maximum is None or value < band.maximum)


def _meets(band: Band, interval: Interval) -> bool:
    below = band.minimum is not None and interval.high is not None and interval.high < band.minimum
    above = band.maximum is not None and interval.low is not None and interval.low >= band.maximum
    return not below and not above
