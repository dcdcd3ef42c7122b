"""Metrics as a summary shows them to one audience: value, interval, status in words."""

from __future__ import annotations

from collections.abc import Mapping

from charter.domain.disclosure import DisclosedMetric, disclose_metric
from charter.domain.edition import DisclosurePolicy, Edition, MetricDefinition
from charter.domain.results import MetricResult, StepResult
from charter.domain.summaries import MetricSummary
from charter.domain.wording import decimal_text, list_text, value_text

STATUS_WORDS = {
    "ok": "Computed",
    "pooled": "Computed from more than one year",
    "too_few": "Too few people to compute",
    "missing": "Not computed: figures are missing",
    "not_yet": "Not yet: the period measured is not over",
    "not_applicable": "Not applicable",
}
YEAR_WORDS = {0: "the year to the snapshot", -1: "the year before", -2: "two years before"}


def metric_summaries(
    edition: Edition, results: Mapping[str, MetricResult], policy: DisclosurePolicy
) -> dict[str, MetricSummary]:
    """Give every metric of the edition as the policy's audience may see it, keyed by id."""
    return {metric.id: metric_summary(edition, metric, results[metric.id], policy) for metric in edition.metrics}


def metric_summary(
    edition: Edition, metric: MetricDefinition, result: MetricResult, policy: DisclosurePolicy
) -> MetricSummary:
    """Give one metric as the policy's audience may see it; levels rest on exact counts for everybody."""
    shown = disclose_metric(edition, metric, result, policy)
    return MetricSummary(
        metric_id=metric.id,
        name=metric.name,
        reading=metric.reading,
        unit=metric.unit,
        kind=metric.kind,
        role=metric.role,
        status=result.status,
        status_text=_status_text(result),
        value=shown.value,
        value_text=shown.value_text,
        interval=shown.interval,
        interval_text=shown.interval_text,
        level=result.level,
        level_range=result.level_range,
        direction=metric.direction,
        notices=_notices(metric, result, shown),
        inverse_text=_inverse_text(metric, shown),
        pooled_text=_pooled_text(result),
        counts_text=shown.counts_text if policy.suppress_below == 0 else "",
        fraction=shown.fraction,
        steps=_steps(result, policy),
    )


def _status_text(result: MetricResult) -> str:
    words = STATUS_WORDS[result.status]
    return f"{words}. {result.reason}" if result.reason else f"{words}."


def _pooled_text(result: MetricResult) -> str:
    if result.status != "pooled":
        return ""
    return f"Pooled over {list_text([YEAR_WORDS[year] for year in sorted(result.years_used, reverse=True)])}."


def _inverse_text(metric: MetricDefinition, shown: DisclosedMetric) -> str:
    if not metric.inverse_name or not shown.value:
        return ""
    return f"{metric.inverse_name} = {decimal_text(1 / shown.value, 2)}"


def _notices(metric: MetricDefinition, result: MetricResult, shown: DisclosedMetric) -> tuple[str, ...]:
    notices = list(result.notices)
    if result.is_flagged and metric.flag_above is not None:
        line = value_text(metric.flag_above, metric.unit)
        notices.append(f"Above {line}: say in a sentence why. It costs nothing.")
    if shown.mark == "*":
        notices.append("Withheld because a small number stands behind it.")
    return tuple(notices)


def _steps(result: MetricResult, policy: DisclosurePolicy) -> tuple[tuple[str, str], ...]:
    """The single steps of a step disparity, for named roles inside the organisation only."""
    if policy.suppress_below:
        return ()
    return tuple((step.name, _step_text(step)) for step in result.steps)


def _step_text(step: StepResult) -> str:
    if not step.is_reportable:
        return "too few"
    return "unbounded" if step.value is None else value_text(step.value, "ratio")
