"""From tables to figures: every metric of an edition worked out for one answer sheet, exact, with level and range.

``MetricResult.inputs`` holds the exact counts behind a value, after pooling, under these names; disclosure and internal
reports rely on them:

- share, share_of_records, completion: ``numerator``, ``denominator``
- favourable: ``favourable``, ``valid``, ``neutral``
- favourable_gap: the same, each after ``group `` and after ``reference ``
- favourable_mean: the same, each after the item's id: ``S03 favourable``
- rate_ratio: ``group events``, ``group base``, ``reference events``, ``reference base``
- mean_ratio: ``group amount``, ``group people``, ``reference amount``, ``reference people``
- share_index, share_gap: ``part``, ``whole``, ``reference part``, ``reference whole``
- mean: ``amount``, ``people``
- step_disparity: each cluster after ``group `` and after ``reference ``; ``MetricResult.steps`` holds them by step

Reasons and notices name tables, cells and minimums, never a count that somebody supplied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.answers import AnswerSheet
from charter.domain.bands import level_of, level_range
from charter.domain.edition import Edition, MetricDefinition
from charter.domain.metric_figures import Counts, Figures, FiguresMissing, as_day, months_after
from charter.domain.metric_findings import Finding
from charter.domain.metric_kinds import COMMON
from charter.domain.metric_kinds import KINDS as DECLARED_KINDS
from charter.domain.metric_ratios import (
    count_mean_ratio,
    count_rate_ratio,
    count_steps,
    measure_mean_ratio,
    measure_rate_ratio,
    measure_step_disparity,
)
from charter.domain.metric_shares import (
    count_completion,
    count_mean,
    count_records,
    count_share,
    count_two_shares,
    measure_mean,
    measure_share,
    measure_share_gap,
    measure_share_index,
)
from charter.domain.metric_survey import (
    count_favourable,
    count_favourable_gap,
    count_favourable_mean,
    measure_favourable,
    measure_favourable_gap,
    measure_favourable_mean,
)
from charter.domain.results import MetricResult
from charter.domain.wording import date_text

EARLIER_YEARS = 2  # how many a flow may be pooled with


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind counts one year, and what it makes of the counts of one or more."""

    count: Callable[[Figures, MetricDefinition, int], Counts]
    measure: Callable[[MetricDefinition, Counts], Finding]


KINDS: Mapping[str, Kind] = {
    "share": Kind(count_share, measure_share),
    "share_of_records": Kind(count_records, measure_share),
    "completion": Kind(count_completion, measure_share),
    "favourable": Kind(count_favourable, measure_favourable),
    "favourable_mean": Kind(count_favourable_mean, measure_favourable_mean),
    "favourable_gap": Kind(count_favourable_gap, measure_favourable_gap),
    "rate_ratio": Kind(count_rate_ratio, measure_rate_ratio),
    "step_disparity": Kind(count_steps, measure_step_disparity),
    "share_index": Kind(count_two_shares, measure_share_index),
    "share_gap": Kind(count_two_shares, measure_share_gap),
    "mean_ratio": Kind(count_mean_ratio, measure_mean_ratio),
    "mean": Kind(count_mean, measure_mean),
}


def required_parameters(kind: str) -> frozenset[str]:
    """Give the inputs that a kind cannot do without; KeyError where there is no such kind."""
    return frozenset(DECLARED_KINDS[kind].needs)


def allowed_parameters(kind: str) -> frozenset[str]:
    """Give everything that a metric of a kind may declare; KeyError where there is no such kind."""
    return required_parameters(kind) | frozenset(DECLARED_KINDS[kind].may_have) | frozenset(COMMON)


def compute_metrics(edition: Edition, sheet: AnswerSheet, year: int = 0) -> dict[str, MetricResult]:
    """Give every metric of the edition for a year, by id, in the edition's order.

    Parameters
    ----------
    year: 0 is the year to the snapshot, -1 and -2 the two before.

    Source
    ------
    docs/method.md, kinds of metric and their status.

    """
    figures = Figures(edition, sheet)
    return {definition.id: _compute(figures, definition, year) for definition in edition.metrics}


def compute_metric(edition: Edition, sheet: AnswerSheet, metric_id: str, year: int = 0) -> MetricResult:
    """Give one metric for a year; KeyError where the edition has no metric of that id."""
    return _compute(Figures(edition, sheet), edition.metric(metric_id), year)


def figures_there(edition: Edition, sheet: AnswerSheet, metric_ids: Iterable[str]) -> dict[str, MetricResult]:
    """Give of these metrics only what bears on levels: not_applicable, not_yet, missing; else ``counted``.

    The same as ``compute_metrics`` says of these, without working values out; no earlier year is looked at.
    """
    figures = Figures(edition, sheet)
    return {metric_id: _counted(figures, edition.metric(metric_id)) for metric_id in metric_ids}


def tables_read(edition: Edition, metric_ids: Iterable[str]) -> tuple[str, ...]:
    """Give the ids of the tables that these metrics read, each once."""
    figures = Figures(edition, AnswerSheet(edition.reference))
    found = (table.id for metric_id in metric_ids for table in figures.tables_of(edition.metric(metric_id)))
    return tuple(dict.fromkeys(found))


def _compute(figures: Figures, definition: MetricDefinition, year: int) -> MetricResult:
    found = _without_figures(figures, definition, year)
    if found is not None:
        return found
    try:
        counts = KINDS[definition.kind].count(figures, definition, year)
    except FiguresMissing as missing:
        return MetricResult(definition.id, "missing", years_used=(year,), reason=str(missing))
    finding, years = _pooled(figures, definition, counts, year)
    return _result(definition, finding, years)


def _counted(figures: Figures, definition: MetricDefinition) -> MetricResult:
    found = _without_figures(figures, definition, 0)
    if found is not None:
        return found
    try:
        KINDS[definition.kind].count(figures, definition, 0)
    except FiguresMissing as missing:
        return MetricResult(definition.id, "missing", years_used=(0,), reason=str(missing))
    return MetricResult(definition.id, "counted", years_used=(0,))


def _without_figures(figures: Figures, definition: MetricDefinition, year: int) -> MetricResult | None:
    """What is found before any figure is looked at."""
    if reason := _why_not_applicable(figures, definition):
        return MetricResult(definition.id, "not_applicable", years_used=(year,), reason=reason)
    if reason := _why_not_yet(figures, definition, year):
        return MetricResult(definition.id, "not_yet", years_used=(year,), reason=reason)
    return None


def _why_not_applicable(figures: Figures, definition: MetricDefinition) -> str:
    for table in figures.tables_of(definition):
        if table.id in figures.sheet.tables_not_applicable and table.not_applicable_when is not None:
            return f"{table.id} does not apply: {table.not_applicable_when}."
    return ""


def _why_not_yet(figures: Figures, definition: MetricDefinition, year: int) -> str:
    """Why the period measured is not over, or ""; it wins over missing figures, which are then right to be missing."""
    if definition.age_input is None:
        return ""
    label = figures.input_label(definition.age_input)
    begun, snapshot = figures.day(definition.age_input), as_day(figures.sheet.snapshot_on)
    if begun is None:
        return f"“{label}” is blank."
    if definition.kind == "completion" and year == 0 and figures.sheet.previous_actions is None:
        return "This is the first plan: none was frozen with an earlier submission."
    return _age_shortage(definition, begun, label, snapshot, year)


def _age_shortage(definition: MetricDefinition, begun: dt.date, label: str, snapshot: dt.date | None, year: int) -> str:
    # The snapshot of an earlier year lies so many years before; it is the same to let the beginning come later.
    if snapshot is None or months_after(begun, definition.age_months - 12 * year) <= snapshot:
        return ""
    if definition.age_months == 0:
        return f"{date_text(begun)} (“{label}”) comes after the day of the snapshot."
    return f"The {definition.age_months} months since {date_text(begun)} had not passed on the day of the snapshot."


def _pooled(
    figures: Figures, definition: MetricDefinition, counts: Counts, year: int
) -> tuple[Finding, tuple[int, ...]]:
    """The finding of the year, or of it with the fewest earlier years that meet the minimum."""
    kind = KINDS[definition.kind]
    alone = finding = kind.measure(definition, counts)
    years: tuple[int, ...] = (year,)
    for earlier in range(year - 1, year - 1 - EARLIER_YEARS, -1):
        if finding.is_enough or not definition.pools:
            break
        try:
            more = kind.count(figures, definition, earlier)
        except FiguresMissing:
            break
        counts = {name: value + more[name] for name, value in counts.items() if name in more}
        finding, years = kind.measure(definition, counts), (*years, earlier)
    return (finding, years) if finding.is_enough else (alone, (year,))


def _result(definition: MetricDefinition, finding: Finding, years: tuple[int, ...]) -> MetricResult:
    status = ("pooled" if len(years) > 1 else "ok") if finding.is_enough else "too_few"
    has_value = finding.is_enough or finding.is_shown
    bands = definition.bands if finding.is_enough else None
    point: Fraction | None = None if finding.is_unbounded else finding.value
    return MetricResult(
        metric_id=definition.id,
        status=status,
        value=finding.value if has_value else None,
        is_unbounded=finding.is_unbounded and has_value,
        interval=finding.interval if has_value else None,
        level=level_of(bands, point) if bands else None,
        level_range=level_range(bands, point, finding.interval) if bands else None,
        is_flagged=finding.is_enough and _is_above(definition.flag_above, point, finding.is_unbounded),
        years_used=years,
        inputs=dict(finding.inputs),
        steps=finding.steps,
        without_value=finding.without_value if finding.is_enough else None,
        katz_interval=finding.katz_interval if finding.is_enough else None,
        neutral_percent=finding.neutral_percent if has_value else None,
        reason=finding.shortage,
        notices=finding.notices,
    )


def _is_above(limit: Fraction | None, value: Fraction | None, is_unbounded: bool) -> bool:
    return limit is not None and (is_unbounded or (value is not None and value > limit))
