"""Whether a band set covers its axis once, and has the shape that a metric's direction asks for.

Source: docs/method.md, bands.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from charter.domain.coherence_findings import Finding
from charter.domain.edition import Band, Edition, MetricDefinition
from charter.domain.wording import decimal_text, list_text

TARGETS = {"toward_1": Fraction(1), "toward_0": Fraction(0)}
TWO_SIDED = ("toward_1", "toward_0", "target_range")


def band_set_findings(name: str, bands: tuple[Band, ...]) -> Iterator[Finding]:
    """Give what is wrong with a band set by itself: open ends, order, gaps, overlaps."""
    start = ("band_sets", name)
    if bands and bands[0].minimum is not None:
        yield Finding((*start, 0), f"The axis of {name} must begin open. Write min: null in its first band.")
    if bands and bands[-1].maximum is not None:
        yield Finding((*start, len(bands) - 1), f"The axis of {name} must end open. Write max: null in its last band.")
    for place, band in enumerate(bands):
        if band.minimum is not None and band.maximum is not None and band.minimum >= band.maximum:
            yield Finding((*start, place), f"This band of {name} is empty. Write a max above its min.")
    for place, (lower, upper) in enumerate(pairwise(bands), start=1):
        yield from _seam(name, place, lower.maximum, upper.minimum)


def _seam(name: str, place: int, end: Fraction | None, begin: Fraction | None) -> Iterator[Finding]:
    keys = ("band_sets", name, place)
    if end is None or begin is None:
        yield Finding(keys, f"Only the ends of {name} may be open. Write numbers where two bands meet.")
    elif begin > end:
        yield Finding(keys, f"{name} has a gap from {_number(end)} to {_number(begin)}. Begin this band at the first.")
    elif begin < end:
        yield Finding(keys, f"{name} has two bands from {_number(begin)} to {_number(end)}. Let one end there.")


def _number(value: Fraction) -> str:
    places = 0 if value.denominator == 1 else 2
    return decimal_text(value, places)


def shape_findings(edition: Edition) -> Iterator[Finding]:
    """Give every band set that does not fit a direction in which it is used, or names a level that there is not."""
    top = len(edition.levels) - 1
    too_high: set[str] = set()
    for (name, direction), metrics in _uses(edition).items():
        bands = metrics[0].bands or ()
        if any(band.level > top for band in bands):
            if name not in too_high:
                yield Finding(("band_sets", name), f"{name} gives a level above {top}, the highest. Lower it.")
            too_high.add(name)
        elif (wrong := _misfit(bands, direction)) is not None:
            users = list_text([metric.id for metric in metrics])
            message = f"{name} does not fit the direction {direction} of {users}: {wrong}"
            yield Finding(("band_sets", name), message)


def _uses(edition: Edition) -> dict[tuple[str, str], list[MetricDefinition]]:
    """The metrics by band set and direction."""
    found: dict[tuple[str, str], list[MetricDefinition]] = {}
    for metric in edition.metrics:
        if metric.bands and metric.band_set_id is not None:
            found.setdefault((metric.band_set_id, metric.direction), []).append(metric)
    return found


def _misfit(bands: tuple[Band, ...], direction: str) -> str | None:
    levels = [band.level for band in bands]
    if direction == "higher":
        return None if _rises(levels) else "its levels fall along the axis. Let them rise."
    if direction == "lower":
        return None if _rises(levels[::-1]) else "its levels rise along the axis. Let them fall."
    return _two_sided_misfit(bands, levels, TARGETS.get(direction)) if direction in TWO_SIDED else None


def _two_sided_misfit(bands: tuple[Band, ...], levels: list[int], target: Fraction | None) -> str | None:
    first, last = levels.index(max(levels)), len(levels) - 1 - levels[::-1].index(max(levels))
    if not _rises(levels[: last + 1]) or not _rises(levels[first:][::-1]):
        return "its levels must rise to the best stretch and then fall."
    if bands[first].minimum is None or bands[last].maximum is None:
        return "its best stretch is open, so one side costs nothing. Let the levels fall on both sides."
    if target is not None and not _holds(bands[first], bands[last], target):
        return f"its best stretch does not hold {_number(target)}. Move the stretch."
    return None


def _rises(levels: list[int]) -> bool:
    return all(one <= other for one, other in pairwise(levels))


def _holds(first: Band, last: Band, target: Fraction) -> bool:
    return (first.minimum is None or first.minimum <= target) and (last.maximum is None or target < last.maximum)
