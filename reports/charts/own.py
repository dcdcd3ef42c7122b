"""Charts of an institution's own answers, by name."""

from __future__ import annotations

from collections.abc import Callable

from charter.domain.summaries import Summary
from reports.charts.bands import draw_bands
from reports.charts.chart import Chart
from reports.charts.criteria import draw_criteria
from reports.charts.themes import draw_themes
from reports.charts.timeline import draw_timeline
from reports.charts.trends import overall_on_paper, themes_on_paper
from reports.charts.way_up import draw_way_up

OWN_CHARTS: dict[str, Callable[[Summary], Chart | None]] = {
    "way-up": draw_way_up,
    "themes": draw_themes,
    "criteria": draw_criteria,
    "pay-bands": draw_bands,
    "timeline": draw_timeline,
    "trend-overall": overall_on_paper,
    "trend-themes": themes_on_paper,
}
