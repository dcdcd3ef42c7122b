"""Ratios of two groups: of rates (rate_ratio), of amounts a head (mean_ratio), from step to step (step_disparity)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from charter.domain.edition import MetricDefinition
from charter.domain.intervals import (
    katz_ratio_interval,
    koopman_ratio_interval,
    rate_ratio_conditional_interval,
    woolf_odds_ratio_interval,
)
from charter.domain.metric_figures import Counts, Figures, FiguresMissing
from charter.domain.metric_findings import Finding, base_shortage, expected_shortage, too_few
from charter.domain.metric_shares import check_part
from charter.domain.results import Interval, StepResult

SIDES = ("group", "reference")
WITHOUT = "without "


def count_rate_ratio(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count events and people in both groups, and what ``without`` takes off them where that is given."""
    found = _both_sides(figures, definition, year, "events", "base")
    for side in SIDES:
        check_part(definition, found[f"{side} events"], found[f"{side} base"])
    try:
        return found | _taken_off(figures, definition, year)
    except FiguresMissing:
        return found


def measure_rate_ratio(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give (a / n1) / (c / n2) with Koopman's interval; open above where the reference has no event."""
    inputs = {name: value for name, value in counts.items() if not name.startswith(WITHOUT)}
    a, n1, c, n2 = (counts[name] for name in ("group events", "group base", "reference events", "reference base"))
    if shortage := _ratio_shortage(definition, a, n1, c, n2):
        return too_few(inputs, shortage)
    cells = (int(a), int(n1), int(c), int(n2))
    return Finding(
        inputs,
        value=None if c == 0 else (a / n1) / (c / n2),
        interval=koopman_ratio_interval(*cells),
        is_unbounded=c == 0,
        without_value=_without_value(definition, counts),
        katz_interval=katz_ratio_interval(*cells) if definition.inverse_name else None,
    )


def count_mean_ratio(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count an amount and the people that it is spread over, in both groups."""
    return _both_sides(figures, definition, year, "amount", "people")


def measure_mean_ratio(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give (amount / people) of the group over that of the reference, with the conditional binomial interval."""
    a, n1, c, n2 = (counts[name] for name in ("group amount", "group people", "reference amount", "reference people"))
    if shortage := _ratio_shortage(definition, a, n1, c, n2):
        return too_few(counts, shortage)
    return Finding(
        counts,
        value=None if c == 0 else (a / n1) / (c / n2),
        interval=rate_ratio_conditional_interval(int(a), int(n1), int(c), int(n2)),
        is_unbounded=c == 0,
    )


def count_steps(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count both groups in every cluster of columns that a step leads from or to."""
    source = definition.parameters["counts"]
    clusters = dict.fromkeys(str(cluster) for step in definition.parameters["steps"] for cluster in step)
    return {
        f"{side} {cluster}": figures.cells(definition, source, definition.parameters[side], cluster, year)
        for cluster in clusters
        for side in SIDES
    }


def measure_step_disparity(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give the largest of the reportable steps, with Woolf's interval of that step.

    A step compares how many of the reference group and of the group stand above it for one below it. A step that does
    not meet the minimum is left out and named.
    """
    steps = [_step(definition, counts, str(lower), str(upper)) for lower, upper in definition.parameters["steps"]]
    reportable = [step for step in steps if step.is_reportable]
    if not reportable:
        inputs = too_few(counts, "No step between the bands has enough staff of both groups.")
        return Finding(inputs.inputs, is_enough=False, shortage=inputs.shortage, steps=tuple(steps))
    worst = max(reportable, key=_severity)
    return Finding(
        counts,
        value=worst.value,
        interval=_step_interval(worst),
        is_unbounded=worst.is_unbounded,
        steps=tuple(steps),
        notices=tuple(f"The step {step.name} is left out: too few staff." for step in steps if not step.is_reportable),
    )


def _both_sides(figures: Figures, definition: MetricDefinition, year: int, part: str, base: str) -> Counts:
    """Both counts of both groups; the reference may name measures of its own (``reference_events``)."""
    parameters, found = definition.parameters, {}
    for side in SIDES:
        for name in (part, base):
            source = parameters.get(f"reference_{name}", parameters[name]) if side == "reference" else parameters[name]
            found[f"{side} {name}"] = figures.cells(definition, source, parameters[side], parameters["columns"], year)
    return found


def _taken_off(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    without = definition.parameters.get("without")
    if not isinstance(without, Mapping):
        return {}
    parameters, found = definition.parameters, {}
    for side in SIDES:
        for name in ("events", "base"):
            source = [parameters[name][0], str(without[name])]
            count = figures.cells(definition, source, parameters[side], parameters["columns"], year)
            found[f"{WITHOUT}{side} {name}"] = count
    return found


def _without_value(definition: MetricDefinition, counts: Counts) -> Fraction | None:
    """The same ratio after taking off what ``without`` names; None where it is blank or leaves too few."""
    if f"{WITHOUT}group events" not in counts:
        return None
    names = [f"{side} {name}" for side in SIDES for name in ("events", "base")]
    a, n1, c, n2 = (counts[name] - counts[WITHOUT + name] for name in names)
    if min(a, c) < 0 or a > n1 or c > n2 or c == 0 or base_shortage(definition, [n1, n2]):
        return None
    return (a / n1) / (c / n2)


def _ratio_shortage(definition: MetricDefinition, a: Fraction, n1: Fraction, c: Fraction, n2: Fraction) -> str:
    if shortage := base_shortage(definition, [n1, n2]):
        return shortage
    if a + c == 0:
        return "Neither group has any, so there is nothing to compare."
    share = (a + c) / (n1 + n2)
    return expected_shortage(definition, [n1 * share, n2 * share])


def _step(definition: MetricDefinition, counts: Counts, lower: str, upper: str) -> StepResult:
    cells = tuple(counts[f"{side} {cluster}"] for side in ("reference", "group") for cluster in (lower, upper))
    white_from, white_to, group_from, group_to = cells
    whole = (int(white_from), int(white_to), int(group_from), int(group_to))
    name = f"{lower} to {upper}"
    if base_shortage(definition, [white_from, group_from]) or _expected_in_step(definition, *cells):
        return StepResult(name, whole, None, is_reportable=False)
    if group_to == 0:
        return StepResult(name, whole, None, is_reportable=True, is_unbounded=True)
    value = (white_to / white_from) / (group_to / group_from)
    return StepResult(name, whole, value, is_reportable=True)


def _expected_in_step(
    definition: MetricDefinition, r_from: Fraction, r_to: Fraction, g_from: Fraction, g_to: Fraction
) -> str:
    """Expected counts of all four cells: row × column / total."""
    total = r_from + r_to + g_from + g_to
    rows, columns = (r_from + r_to, g_from + g_to), (r_from + g_from, r_to + g_to)
    return expected_shortage(definition, [row * column / total for row in rows for column in columns])


def _severity(step: StepResult) -> tuple[bool, Fraction]:
    """What makes one step worse than another; of two unbounded ones, the one whose interval begins higher."""
    if step.value is not None:
        return (False, step.value)
    low = _step_interval(step).low
    return (True, Fraction(low or 0.0))


def _step_interval(step: StepResult) -> Interval:
    """Woolf's interval, which the added halves may not draw away from a value of 0 or from an unbounded one."""
    r_from, r_to, g_from, g_to = step.counts
    ends = woolf_odds_ratio_interval(r_to, r_from, g_to, g_from)
    return Interval(0.0 if r_to == 0 else ends.low, None if g_to == 0 else ends.high)
