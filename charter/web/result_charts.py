"""The charts of a result page: which stand in which section, their tables, and their data for the browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from charter.domain.summaries import Summary
from reports.charts import SECTIONS, Chart, draw_charts


def section_charts(summary: Summary, picture_url: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    """Give the charts of each section as templates show them, with where their pictures are."""
    charts = draw_charts(summary)
    return {
        section: [shown_chart(one, picture_url(one.name)) for one in charts if one.section == section]
        for section in SECTIONS
    }


def charts_json(summary: Summary) -> bytes:
    """Give the data and layout of every chart by name, for the script that draws them."""
    return json.dumps({chart.name: chart.figure for chart in draw_charts(summary)}, ensure_ascii=False).encode()


def shown_chart(chart: Chart, picture_url: str = "") -> dict[str, Any]:
    """Give a chart as templates show it, with its table."""
    return {
        "name": chart.name,
        "title": chart.title,
        "alternative": chart.alternative,
        "note": chart.note,
        "caption": chart.caption,
        "header": chart.header,
        "rows": chart.rows,
        "picture_url": picture_url,
    }
