"""Figures as points with their 95 % intervals: ratios on a log axis, percentages, and gaps in percentage points."""

from __future__ import annotations

import math
from typing import Any

from charter.domain.summaries import MetricSummary, Summary
from charter.domain.wording import count_text, list_text, sentence
from reports.charts.chart import Chart
from reports.charts.listing import listed_axis, listed_height, listed_look, remark
from reports.charts.style import DARK, axis, band, figure, layout, line, wrapped

ROW = 42
LABEL = 36
NAMED = 4  # figures named in an alternative text; the table has them all
# Between four fifths and its inverse a difference is commonly read as small: the four-fifths rule of the
# Uniform Guidelines on Employee Selection Procedures (1978), which NHS England uses for WRES ratios.
FAIR = (0.8, 1.25)
RATIO_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 1, 1.25, 2, 5, 10, 20, 50, 100)
MARKS = {"*": "Withheld: small numbers", "..": "Too few people to show a value", "-": "Not supplied"}
HEADER = ("Figure", "Value", "95\u00a0% interval", "Indicates level", "Remark")


def draw_ratios(summary: Summary) -> Chart | None:
    """Give the ratios on a log axis with the band 0.80 to 1.25; None where no ratio has a value."""
    metrics, shown = _of_unit(summary, "ratio")
    if not shown:
        return None
    low, high = _ratio_ends(shown)
    ticks = [tick for tick in RATIO_TICKS if low <= tick <= high]
    across = axis(
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickmode="array",
        tickvals=ticks,
        ticktext=[f"{tick:g}" for tick in ticks],
        title={"text": "Ratio, on a log axis; 1 is equal, and the shaded band is 0.80 to 1.25"},
    )
    shapes = [band(*FAIR), line(1)]
    return _chart(
        "ratios",
        "Ratios",
        metrics=metrics,
        shown=shown,
        ends=(low, high),
        look={"xaxis": across, "shapes": shapes},
        words=_ratio_words,
    )


def draw_percentages(summary: Summary) -> Chart | None:
    """Give the percentages from 0 to 100; None where none has a value."""
    metrics, shown = _of_unit(summary, "pct")
    if not shown:
        return None
    across = axis(range=[0, 103], dtick=20, ticksuffix="\u00a0%", title={"text": "Per cent"})
    return _chart(
        "percentages",
        "Percentages",
        metrics=metrics,
        shown=shown,
        ends=(0, 103),
        look={"xaxis": across},
        words=_percentage_words,
    )


def draw_gaps(summary: Summary) -> Chart | None:
    """Give the differences in percentage points around no difference; None where none has a value."""
    metrics, shown = _of_unit(summary, "pp")
    if not shown:
        return None
    edge = max([5.0, *(abs(end) for metric in shown for end in _ends(metric))]) * 1.15
    title = {"text": "Percentage points; under 0 is less favourable for BME staff"}
    look = {"xaxis": axis(range=[-edge, edge], title=title), "shapes": [line(0)]}
    return _chart("gaps", "Gaps", metrics=metrics, shown=shown, ends=(-edge, edge), look=look, words=_gap_words)


def _of_unit(summary: Summary, unit: str) -> tuple[list[MetricSummary], list[MetricSummary]]:
    metrics = [metric for metric in summary.metrics if metric.unit == unit]
    return metrics, [metric for metric in metrics if metric.value is not None and math.isfinite(metric.value)]


def _chart(
    name: str,
    title: str,
    *,
    metrics: list[MetricSummary],
    shown: list[MetricSummary],
    ends: tuple[float, float],
    look: dict[str, Any],
    words: Any,
) -> Chart:
    height = listed_height(len(metrics), ROW)
    rows = listed_axis([wrapped(metric.name, LABEL) for metric in metrics])
    notes = [
        remark("not shown", place, _across(look, ends[0]))
        for place, metric in enumerate(metrics)
        if metric not in shown
    ]
    whole = {**listed_look(), **look, "yaxis": {**rows, "showgrid": True}, "annotations": notes}
    return Chart(
        name=name,
        section="metrics",
        title=f"{title}, with 95\u00a0% intervals",
        caption=f"{title}: value, 95\u00a0% interval and level indicated",
        alternative=" ".join([*words(shown), *_withheld(len(metrics) - len(shown))]),
        header=HEADER,
        rows=tuple(_row(metric) for metric in metrics),
        figure=figure([_intervals(metrics, ends), _points(metrics, shown, ends)], layout(height, **whole)),
        height=height,
    )


def _across(look: dict[str, Any], value: float) -> float:
    """Give where a note stands: on a log axis notes count in powers of ten, unlike points."""
    return math.log10(value) if look["xaxis"].get("type") == "log" else value


def _row(metric: MetricSummary) -> tuple[str, ...]:
    level = "–" if metric.level is None else str(metric.level)
    if metric.level_range and metric.level_range[0] != metric.level_range[1]:
        level += f" ({metric.level_range[0]} to {metric.level_range[1]})"
    remarks = [] if metric.value is not None else [MARKS.get(metric.value_text, metric.status_text)]
    return (
        metric.name,
        metric.value_text,
        metric.interval_text or "–",
        level,
        " ".join(map(sentence, [*remarks, *metric.notices])),
    )


def _intervals(metrics: list[MetricSummary], ends: tuple[float, float]) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, metric in enumerate(metrics):
        if metric.interval is not None:
            low, high = metric.interval
            xs += [_inside(ends[0] if low is None else low, ends), _inside(ends[1] if high is None else high, ends)]
            xs.append(None)
            ys += [place, place, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "95\u00a0% interval",
        "x": xs,
        "y": ys,
        "line": {"color": DARK, "width": 2},
        "hoverinfo": "skip",
    }


def _points(metrics: list[MetricSummary], shown: list[MetricSummary], ends: tuple[float, float]) -> dict[str, Any]:
    placed = [(place, metric) for place, metric in enumerate(metrics) if metric in shown]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Value",
        "x": [_inside(metric.value or 0.0, ends) for _, metric in placed],
        "y": [place for place, _ in placed],
        "text": [f"{metric.name}: {metric.value_text}" for _, metric in placed],
        "marker": {"symbol": "circle", "size": 9, "color": DARK},
        "hoverinfo": "text",
    }


def _inside(value: float, ends: tuple[float, float]) -> float:
    """Give the value, or the end of the axis that it lies beyond: a ratio of 0 has no place on a log axis."""
    return min(max(value, ends[0]), ends[1])


def _ends(metric: MetricSummary) -> list[float]:
    known = [metric.value, *(metric.interval or ())]
    return [end for end in known if end is not None and math.isfinite(end)]


def _ratio_ends(shown: list[MetricSummary]) -> tuple[float, float]:
    """Give the ends of the log axis: all that is positive, at most a hundredfold either way."""
    known = [end for metric in shown for end in _ends(metric) if end > 0]
    return max(min([0.5, *known]) * 0.85, 0.01), min(max([2.0, *known]) * 1.15, 100.0)


def _ratio_words(shown: list[MetricSummary]) -> list[str]:
    inside = [metric for metric in shown if FAIR[0] <= (metric.value or 0.0) <= FAIR[1]]
    under = [metric for metric in shown if (metric.value or 0.0) < FAIR[0]]
    over = [metric for metric in shown if (metric.value or 0.0) > FAIR[1]]
    words = [f"{len(inside)} of {count_text(len(shown), 'ratio')} lie between 0.80 and 1.25."]
    words += [f"Under it: {_named(under)}."] if under else []
    words += [f"Over it: {_named(over)}."] if over else []
    equal = [metric for metric in shown if metric.interval is not None and _holds(metric.interval, 1.0)]
    with_interval = [metric for metric in shown if metric.interval is not None]
    words.append(f"{len(equal)} of {count_text(len(with_interval), 'interval')} hold 1, which is equality.")
    return words


def _percentage_words(shown: list[MetricSummary]) -> list[str]:
    ordered = sorted(shown, key=lambda metric: metric.value or 0.0)
    if len(ordered) == 1:
        return [f"{_named(ordered)}."]
    return [f"The lowest of {len(ordered)} percentages is {_named(ordered[:1])}, the highest {_named(ordered[-1:])}."]


def _gap_words(shown: list[MetricSummary]) -> list[str]:
    below = sum((metric.value or 0.0) < 0 for metric in shown)
    clear = [metric for metric in shown if metric.interval is not None and not _holds(metric.interval, 0.0)]
    widest = max(shown, key=lambda metric: abs(metric.value or 0.0))
    return [
        f"{below} of {count_text(len(shown), 'gap')} lie under 0, where BME staff answer less favourably.",
        f"The interval of {len(clear)} leaves out 0.",
        f"The widest is {_named([widest])}.",
    ]


def _holds(interval: tuple[float | None, float | None], value: float) -> bool:
    low, high = interval
    return (low is None or low <= value) and (high is None or value <= high)


def _withheld(count: int) -> list[str]:
    if not count:
        return []
    return [f"{count_text(count, 'figure')} cannot be shown; the table says why."]


def _named(metrics: list[MetricSummary]) -> str:
    names = [f"{metric.name} ({metric.value_text})" for metric in metrics[:NAMED]]
    left = len(metrics) - len(names)
    return list_text([*names, f"{left} more"] if left else names)
