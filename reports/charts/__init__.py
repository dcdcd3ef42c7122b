"""Charts: one function each, from a summary to a figure, its table and its finding in words; None = nothing to draw."""

from __future__ import annotations

from collections.abc import Callable

from charter.domain.summaries import Summary
from reports.charts.chart import SECTIONS, Chart
from reports.charts.own import OWN_CHARTS
from reports.charts.published import PUBLISHED_CHARTS

CHARTS: dict[str, Callable[[Summary], Chart | None]] = {**OWN_CHARTS, **PUBLISHED_CHARTS}


def draw_charts(summary: Summary) -> tuple[Chart, ...]:
    """Give every chart that the summary has something for, in the order of the sections."""
    drawn = [chart for draw in CHARTS.values() if (chart := draw(summary)) is not None]
    return tuple(sorted(drawn, key=lambda chart: SECTIONS.index(chart.section)))


__all__ = ["CHARTS", "SECTIONS", "Chart", "draw_charts"]
