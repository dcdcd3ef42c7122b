"""Charts of figures and of published figures among peers, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from charter.domain.summaries import Summary
from reports.charts.chart import Chart
from reports.charts.funnels import draw_funnel
from reports.charts.metrics import draw_gaps, draw_percentages, draw_ratios
from reports.charts.peers import draw_survey_among_peers, draw_wres_among_peers

FUNNELS = 4  # more than any edition's benchmarks give; each has a name of its own

PUBLISHED_CHARTS: dict[str, Callable[[Summary], Chart | None]] = {
    "ratios": draw_ratios,
    "percentages": draw_percentages,
    "gaps": draw_gaps,
    "wres-among-peers": draw_wres_among_peers,
    "survey-among-peers": draw_survey_among_peers,
    **{f"funnel-{number}": partial(draw_funnel, number) for number in range(1, FUNNELS + 1)},
}
