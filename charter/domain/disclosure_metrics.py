"""Metrics under a disclosure policy: worked out again from the counts as the audience may see them.

Levels stay as decided on exact counts; a value shown here may seem to lie in another band.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.disclosure_counts import (
    Marks,
    is_exact,
    is_small,
    marks_of,
    rate_decimals,
    rate_mark,
    round_count,
    shown_value,
)
from charter.domain.disclosure_inputs import Inputs, counts_phrase, inputs_of
from charter.domain.disclosure_tables import survey_policy
from charter.domain.edition import DisclosurePolicy, Edition, MetricDefinition
from charter.domain.intervals import (
    koopman_ratio_interval,
    newcombe_difference_interval,
    rate_ratio_conditional_interval,
    wilson_interval,
    woolf_odds_ratio_interval,
)
from charter.domain.results import Interval, MetricResult
from charter.domain.wording import decimal_text, value_text

SURVEY_KINDS = ("favourable", "favourable_mean", "favourable_gap")
UNIT_WORDS = {"pct": "\u00a0%", "pp": "\u00a0points", "ratio": ""}
Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class DisclosedMetric:
    """A metric as an audience may see it; ``mark`` says why there is no value, "" where there is one."""

    value: float | None
    value_text: str
    interval: Ends | None = None
    interval_text: str = ""
    fraction: tuple[int, int] | None = None  # of a share, as shown
    mark: str = ""
    counts_text: str = ""  # the counts behind the value, as shown


@dataclass(frozen=True, slots=True)
class _Found:
    """What one kind comes to: a mark, or a value with its interval; an unbounded value is its interval's low end."""

    mark: str = ""
    value: Fraction | None = None
    interval: Interval | None = None
    fraction: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """One metric to be shown: what it is, what it came to, and for whom."""

    definition: MetricDefinition
    result: MetricResult
    policy: DisclosurePolicy
    marks: Marks
    inputs: Inputs

    def rate_mark(self, part: str, whole: str, minimum: Fraction | None = None) -> str:
        """Give the mark of the rate part / whole of two inputs; things may always be shown."""
        if not self.inputs.is_people(whole):
            return self.marks.too_few if self.inputs.exact(whole) <= 0 else ""
        return rate_mark(self.inputs.exact(part), self.inputs.exact(whole), self.policy, self.marks, minimum)


def disclose_metric(
    edition: Edition, definition: MetricDefinition, result: MetricResult, policy: DisclosurePolicy
) -> DisclosedMetric:
    """Give a metric as the policy's audience may see it, value and interval worked out from rounded counts.

    Parameters
    ----------
    result: the exact result; ``result.inputs`` holds its counts by name, as ``domain.metrics`` names them.

    Returns
    -------
    A value, or the mark for suppressed, too few or not supplied. There is no value where suppression applies to any
    input; counts of things (opportunities, events, actions, hours) are no counts of people and are not suppressed.

    """
    marks = marks_of(edition)
    if result.value is None and not result.is_unbounded:
        return _marked(_status_mark(result.status, marks))
    used = survey_policy(edition, policy) if definition.kind in SURVEY_KINDS else policy
    case = _Case(definition, result, used, marks, inputs_of(edition, definition, result, policy))
    found = KINDS[definition.kind](case)
    if found.mark:
        return _marked(found.mark)
    return _shown(edition, case, found, is_exact(policy))


def _status_mark(status: str, marks: Marks) -> str:
    return marks.too_few if status == "too_few" else marks.not_supplied


def _marked(mark: str) -> DisclosedMetric:
    return DisclosedMetric(None, mark, mark=mark)


def _shown(edition: Edition, case: _Case, found: _Found, exact: bool) -> DisclosedMetric:
    unit = case.definition.unit
    decimals = {"ratio": 2, "pct": rate_decimals(case.policy), "pp": rate_decimals(case.policy)}.get(unit, 1)
    if exact and unit in ("pct", "pp"):
        decimals = 1
    ends = None if found.interval is None else (found.interval.low, found.interval.high)
    shown_ends = ends if exact or ends is None else (_rounded(ends[0], decimals), _rounded(ends[1], decimals))
    return DisclosedMetric(
        value=_value(found.value, decimals, exact),
        value_text=_value_text(found, unit, decimals),
        interval=shown_ends,
        interval_text=_interval_text(ends, unit, decimals),
        fraction=found.fraction,
        counts_text=counts_phrase(edition, case.definition, case.inputs),
    )


def _value(value: Fraction | None, decimals: int, exact: bool) -> float | None:
    if value is None:
        return None
    return float(value) if exact else _rounded(value, decimals)


def _rounded(value: Fraction | float | None, decimals: int) -> float | None:
    if value is None:
        return None
    return float(shown_value(Fraction(value), decimals))


def _value_text(found: _Found, unit: str, decimals: int) -> str:
    if found.value is not None:
        return value_text(found.value, unit, decimals)
    low = found.interval.low if found.interval else None
    return "unbounded" if low is None else f"more than {value_text(low, unit, decimals)}"


def _interval_text(ends: Ends | None, unit: str, decimals: int) -> str:
    if ends is None or ends == (None, None):
        return ""
    low, high = (None if end is None else decimal_text(end, decimals) for end in ends)
    word = UNIT_WORDS.get(unit, f"\u00a0{unit}")
    if high is None:
        return f"{low}{word} or more"
    return f"up to {high}{word}" if low is None else f"{low} to {high}{word}"


def _share(case: _Case) -> _Found:
    return _simple_share(case, "numerator", "denominator")


def _favourable(case: _Case) -> _Found:
    return _simple_share(case, "favourable", "valid")


def _simple_share(case: _Case, part: str, whole: str) -> _Found:
    mark = case.rate_mark(part, whole)
    if mark:
        return _Found(mark)
    x, n = case.inputs.shown(part), case.inputs.shown(whole)
    fraction = (int(x), int(n)) if x.denominator == n.denominator == 1 else None
    return _Found(value=100 * x / n, interval=_percent(wilson_interval(int(x), int(n))), fraction=fraction)


def _favourable_mean(case: _Case) -> _Found:
    items = [str(item) for item in case.definition.parameters["items"]]
    pairs = [(f"{item} favourable", f"{item} valid") for item in items]
    mark = _first_mark(case, pairs, None)
    if mark:
        return _Found(mark)
    counts = [(case.inputs.shown(part), case.inputs.shown(whole)) for part, whole in pairs]
    value = 100 * sum((x / n for x, n in counts), Fraction(0)) / len(counts)
    ends = [_percent(wilson_interval(int(x), int(n))) for x, n in counts]
    low = sum(end.low or 0.0 for end in ends) / len(ends)
    high = sum(100.0 if end.high is None else end.high for end in ends) / len(ends)
    return _Found(value=value, interval=Interval(low, high))


def _favourable_gap(case: _Case) -> _Found:
    pairs = [(f"{side} favourable", f"{side} valid") for side in ("group", "reference")]
    mark = _first_mark(case, pairs, None)
    if mark:
        return _Found(mark)
    (x1, n1), (x2, n2) = ((case.inputs.shown(part), case.inputs.shown(whole)) for part, whole in pairs)
    interval = newcombe_difference_interval(int(x1), int(n1), int(x2), int(n2))
    return _Found(value=100 * (x1 / n1 - x2 / n2), interval=_percent(interval))


def _rate_ratio(case: _Case) -> _Found:
    pairs = [("group events", "group base"), ("reference events", "reference base")]
    mark = _first_mark(case, pairs, case.policy.ratio_min_denominator)
    if mark:
        return _Found(mark)
    (a, n1), (c, n2) = ((case.inputs.shown(part), case.inputs.shown(whole)) for part, whole in pairs)
    interval = koopman_ratio_interval(int(a), int(n1), int(c), int(n2))
    return _Found(value=None if c == 0 else (a / n1) / (c / n2), interval=interval)


def _mean_ratio(case: _Case) -> _Found:
    pairs = [("group amount", "group people"), ("reference amount", "reference people")]
    least = Fraction(case.policy.mean_min_n)
    if not is_exact(case.policy):
        least = max(least, case.policy.ratio_min_denominator)
    for _, people in pairs:
        if case.inputs.exact(people) <= 0 or case.inputs.exact(people) < least:
            return _Found(case.marks.too_few)
    names = [name for pair in pairs for name in pair]
    if any(_is_withheld(case, name) for name in names):
        return _Found(case.marks.suppressed)
    (a, n1), (c, n2) = ((case.inputs.shown(amount), case.inputs.shown(people)) for amount, people in pairs)
    interval = rate_ratio_conditional_interval(int(a), int(n1), int(c), int(n2))
    return _Found(value=None if c == 0 else (a / n1) / (c / n2), interval=interval)


def _mean(case: _Case) -> _Found:
    people = case.inputs.exact("people")
    if people <= 0 or people < case.policy.mean_min_n:
        return _Found(case.marks.too_few)
    shown = Fraction(round_count(people, case.policy.round_base)) if people.denominator == 1 else people
    return _Found(value=case.inputs.shown("amount") / shown)


def _share_index(case: _Case) -> _Found:
    mark = _shares_mark(case, case.policy.ratio_min_denominator)
    if mark:
        return _Found(mark)
    x, n, y, m = _shares(case)
    if y == 0:
        return _Found(case.marks.too_few)
    interval = None
    if case.definition.parameters.get("interval") != "none" and case.inputs.is_people("whole"):
        ends = wilson_interval(int(x), int(n))
        reference = float(y / m)
        interval = Interval(_divided(ends.low, reference), _divided(ends.high, reference))
    return _Found(value=(x / n) / (y / m), interval=interval)


def _share_gap(case: _Case) -> _Found:
    mark = _shares_mark(case, None)
    if mark:
        return _Found(mark)
    x, n, y, m = _shares(case)
    return _Found(value=100 * (x / n - y / m))


def _shares_mark(case: _Case, minimum: Fraction | None) -> str:
    return _first_mark(case, [("part", "whole"), ("reference part", "reference whole")], minimum)


def _shares(case: _Case) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    shown = case.inputs.shown
    return shown("part"), shown("whole"), shown("reference part"), shown("reference whole")


def _step_disparity(case: _Case) -> _Found:
    """The largest of the reportable steps, each from rounded counts; one withheld count withholds them all."""
    steps = [step.counts for step in case.result.steps if step.is_reportable]
    if not steps or any(min(counts[0], counts[2]) < case.policy.ratio_min_denominator for counts in steps):
        return _Found(case.marks.too_few)
    if any(is_small(count, counts[0] + counts[2], case.policy) for counts in steps for count in counts):
        return _Found(case.marks.suppressed)
    base = case.policy.round_base
    rounded = [tuple(round_count(count, base) for count in counts) for counts in steps]
    unbounded = next((counts for counts in rounded if counts[3] == 0), None)
    shown = unbounded or max(rounded, key=_step_value)
    interval = woolf_odds_ratio_interval(shown[1], shown[0], shown[3], shown[2])
    return _Found(value=None if unbounded else _step_value(shown), interval=interval)


def _step_value(counts: tuple[int, ...]) -> Fraction:
    reference_from, reference_to, group_from, group_to = counts
    return Fraction(reference_to * group_from, reference_from * group_to)


def _first_mark(case: _Case, pairs: list[tuple[str, str]], minimum: Fraction | None) -> str:
    """The mark of the first rate that has one; too few goes before suppressed."""
    found = [case.rate_mark(part, whole, minimum) for part, whole in pairs]
    return case.marks.too_few if case.marks.too_few in found else next((mark for mark in found if mark), "")


def _is_withheld(case: _Case, name: str) -> bool:
    return case.inputs.is_people(name) and 0 < case.inputs.exact(name) < case.policy.suppress_below


def _percent(interval: Interval) -> Interval:
    return Interval(
        None if interval.low is None else 100 * interval.low, None if interval.high is None else 100 * interval.high
    )


def _divided(end: float | None, by: float) -> float | None:
    return None if end is None else end / by


KINDS: Mapping[str, Callable[[_Case], _Found]] = {
    "share": _share,
    "share_of_records": _share,
    "completion": _share,
    "favourable": _favourable,
    "favourable_mean": _favourable_mean,
    "favourable_gap": _favourable_gap,
    "rate_ratio": _rate_ratio,
    "step_disparity": _step_disparity,
    "share_index": _share_index,
    "share_gap": _share_gap,
    "mean_ratio": _mean_ratio,
    "mean": _mean,
}
