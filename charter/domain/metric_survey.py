"""Survey kinds: shares of favourable answers, their mean over items, and the gap between two groups."""

from __future__ import annotations

from fractions import Fraction

from charter.domain.edition import MetricDefinition
from charter.domain.intervals import newcombe_difference_interval, wilson_interval
from charter.domain.metric_figures import Counts, Figures
from charter.domain.metric_findings import Finding, percent_interval
from charter.domain.results import Interval

PARTS = ("favourable", "valid", "neutral")


def count_favourable(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count a group's favourable, valid and neutral answers to one item."""
    return figures.item(str(definition.parameters["item"]), str(definition.parameters["group"]), year)


def measure_favourable(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give 100 × favourable / valid with its Wilson interval and the neutral share beside it."""
    return _measure_items(definition, counts, [""])


def count_favourable_mean(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count a group's answers to each of several items, under the item's id."""
    group = str(definition.parameters["group"])
    found: Counts = {}
    for item in definition.parameters["items"]:
        answers = figures.item(str(item), group, year)
        found.update({f"{item} {part}": answers[part] for part in PARTS})
    return found


def measure_favourable_mean(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give the mean of the items' shares; its ends are the means of the items' Wilson ends."""
    return _measure_items(definition, counts, [f"{item} " for item in definition.parameters["items"]])


def count_favourable_gap(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count both groups' answers to one item."""
    found: Counts = {}
    for side in ("group", "reference"):
        group = str(definition.parameters[side])
        answers = figures.item(str(definition.parameters["item"]), group, year)
        found.update({f"{side} {part}": answers[part] for part in PARTS})
    return found


def measure_favourable_gap(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give the favourable share of the group minus that of the reference, in points, with Newcombe's interval."""
    x1, n1 = counts["group favourable"], counts["group valid"]
    x2, n2 = counts["reference favourable"], counts["reference valid"]
    fewest = min(n1, n2)
    if fewest < max(definition.min_denominator, 1):
        return Finding(counts, is_enough=False, shortage=_shortage(definition, fewest))
    return Finding(
        counts,
        value=100 * (x1 / n1 - x2 / n2),
        interval=percent_interval(newcombe_difference_interval(int(x1), int(n1), int(x2), int(n2))),
        is_enough=fewest >= definition.level_from,
        is_shown=True,
        shortage=_shortage(definition, fewest),
        neutral_percent=100 * counts["group neutral"] / n1,
    )


def _measure_items(definition: MetricDefinition, counts: Counts, prefixes: list[str]) -> Finding:
    triples = [tuple(counts[f"{prefix}{part}"] for part in PARTS) for prefix in prefixes]
    fewest = min(valid for _, valid, _ in triples)
    if fewest < max(definition.min_denominator, 1):
        return Finding(counts, is_enough=False, shortage=_shortage(definition, fewest))
    many = len(triples)
    ends = [wilson_interval(int(part), int(valid)) for part, valid, _ in triples]
    low = sum(end.low or 0.0 for end in ends) / many
    high = sum(1.0 if end.high is None else end.high for end in ends) / many
    return Finding(
        counts,
        value=100 * sum((part / valid for part, valid, _ in triples), Fraction(0)) / many,
        interval=percent_interval(Interval(low, high)),
        is_enough=fewest >= definition.level_from,
        is_shown=True,
        shortage=_shortage(definition, fewest),
        neutral_percent=100 * sum((neutral / valid for _, valid, neutral in triples), Fraction(0)) / many,
    )


def _shortage(definition: MetricDefinition, fewest: Fraction) -> str:
    if fewest >= definition.level_from:
        return ""
    if fewest < definition.min_denominator:
        return f"Fewer than {definition.min_denominator} valid answers in a group: no value is shown."
    return f"Fewer than {definition.level_from} valid answers in a group: the value is shown and gives no level."
