"""What working out a metric comes to, before its level: value, interval, and whether its minimum is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from charter.domain.edition import MetricDefinition
from charter.domain.results import Interval, StepResult

Counts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Finding:
    """A metric worked out from counts.

    ``is_enough``: the minimum for a level is met. ``is_shown``: the value may be shown though there is no level.
    ``shortage`` says in a sentence which minimum is not met. ``inputs`` are the counts that the value rests on.
    """

    inputs: Counts
    value: Fraction | None = None
    interval: Interval | None = None
    is_enough: bool = True
    is_shown: bool = False
    is_unbounded: bool = False
    shortage: str = ""
    steps: tuple[StepResult, ...] = ()
    without_value: Fraction | None = None
    katz_interval: Interval | None = None
    neutral_percent: Fraction | None = None
    notices: tuple[str, ...] = field(default=())


def too_few(inputs: Counts, shortage: str) -> Finding:
    """Give the finding of a metric whose minimum is not met and whose value is not shown."""
    return Finding(inputs, is_enough=False, shortage=shortage)


def base_shortage(definition: MetricDefinition, bases: Sequence[Fraction]) -> str:
    """Say that a denominator is below the minimum, or "" where none is; a denominator of 0 always is."""
    least = max(definition.min_denominator, 1)
    if all(base >= least for base in bases):
        return ""
    if len(bases) == 1:
        return f"The figure that it is a share of must be at least {least}."
    return f"The figures that it is worked out from must each rest on at least {least}."


def expected_shortage(definition: MetricDefinition, expected: Sequence[Fraction]) -> str:
    """Say that fewer events than the minimum are expected in a cell, or ""."""
    if all(count >= definition.min_expected for count in expected):
        return ""
    return f"Fewer than {definition.min_expected} would be expected in one of the groups."


def percent_interval(interval: Interval) -> Interval:
    """Give an interval of shares as percentages."""
    return scaled(interval, 100)


def scaled(interval: Interval, factor: float) -> Interval:
    """Give an interval with both ends multiplied; an open end stays open."""
    low = None if interval.low is None else interval.low * factor
    high = None if interval.high is None else interval.high * factor
    return Interval(low, high)
