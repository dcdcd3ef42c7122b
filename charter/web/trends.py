"""An assessment's years beside one another: scores, criteria and figures, with the break where the edition changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from charter.domain.trend_summaries import Trend, TrendGroup
from charter.services.trends import trend_of
from charter.web.filters import Link
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.result_charts import shown_chart
from reports.charts.chart import Chart
from reports.charts.trends import draw_criterion_levels, draw_figures, draw_overall, draw_theme_scores, trend_charts

blueprint = Blueprint("trends", __name__)
COMMON = "common"


@blueprint.get("/assessments/<assessment_id>/trend")
def trend(assessment_id: str) -> str:
    """Show the years of an assessment: all criteria, or those alone that every edition shown has."""
    found = workspace(assessment_id)
    years = trend_of(deed(), found, is_common=_is_common())
    return render_template(
        "trends/trend.html",
        trend=years,
        rows=list(_rows(years)),
        has_trend=len(years.years) > 1,
        views=_views(assessment_id, years),
        charts_url=url_for("trends.charts", assessment_id=assessment_id, view=COMMON if years.is_common else None),
        scores=[shown_chart(one) for one in (draw_overall(years), draw_theme_scores(years)) if one is not None],
        criteria=[_group(draw_criterion_levels(years, one), one) for one in years.criteria],
        figures=[_group(draw_figures(years, one), one) for one in years.figures],
        theme_word=years.theme_word,
        **frame(found),
    )


@blueprint.get("/assessments/<assessment_id>/trend/charts")
def charts(assessment_id: str) -> Response:
    """Give the charts' data."""
    years = trend_of(deed(), workspace(assessment_id), is_common=_is_common())
    figures = {chart.name: chart.figure for chart in trend_charts(years)}
    return Response(json.dumps(figures, ensure_ascii=False), mimetype="application/json")


def _is_common() -> bool:
    return request.args.get("view") == COMMON


def _views(assessment_id: str, years: Trend) -> list[Link]:
    """Both views, where there is a break; one is enough where there is none."""
    if not years.breaks:
        return []
    return [
        Link(text, url_for("trends.trend", assessment_id=assessment_id, view=view), years.is_common == (view == COMMON))
        for text, view in (("All criteria, as scored", None), ("Common criteria only", COMMON))
    ]


def _rows(years: Trend) -> Iterator[dict[str, Any]]:
    """The years from the oldest, with a row of its own where nothing was submitted, and where the edition changes."""
    gaps = {gap.place + 1: gap for gap in years.gaps}
    breaks = {item.year + 1: item for item in years.breaks}
    for number, year in enumerate(years.years):
        if year.place in gaps:
            yield {"year": None, "text": f"{gaps[year.place].name}: nothing was submitted."}
        if number in breaks:
            yield {
                "year": None,
                "text": f"The edition changes: {breaks[number].old_text} to {breaks[number].new_text}.",
            }
        yield {"year": year, "cells": (year.edition_text, year.overall_text, year.reached_text)}


def _group(chart: Chart | None, group: TrendGroup) -> dict[str, Any]:
    """A chart, or its title alone, with what does not compare in full."""
    return {
        "title": group.title,
        "chart": shown_chart(chart) if chart is not None else None,
        "sentences": [text for line in group.lines for text in line.sentences],
    }
