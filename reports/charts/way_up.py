"""The smallest way up to the next tier: from which level to which, by criterion."""

from __future__ import annotations

from typing import Any

from charter.domain.summaries import RaiseSummary, Summary, TierSummary
from charter.domain.wording import count_text, list_text
from reports.charts.chart import Chart
from reports.charts.listing import aimed_tier, level_axis, listed_axis, listed_height, listed_look, shortened
from reports.charts.style import DARK, INK, LIGHT, WHITE, figure, layout

ROW = 34
LABEL = 40


def draw_way_up(summary: Summary) -> Chart | None:
    """Give the levels to raise for the next tier; None where there is nothing to raise."""
    wanted = aimed_tier(summary.next_tier, summary.applied_for)
    tier = next((item for item in summary.tiers if item.tier_id == wanted), None)
    if tier is None or not tier.raises:
        return None
    height = listed_height(len(tier.raises), ROW)
    return Chart(
        name="way-up",
        section="tiers",
        title=f"The smallest way up to {tier.name}",
        caption=f"Levels to raise for {tier.name}, by criterion",
        alternative=_alternative(tier),
        header=("Criterion", "From level", "To level", "Levels to raise"),
        rows=tuple(_row(step) for step in tier.raises),
        figure=figure(_traces(tier.raises), _layout(summary, tier.raises, height)),
        height=height,
    )


def _row(step: RaiseSummary) -> tuple[str, ...]:
    raised = step.to_level - step.from_level
    return f"{step.criterion_id} {step.title}", str(step.from_level), str(step.to_level), str(raised)


def _traces(raises: tuple[RaiseSummary, ...]) -> list[dict[str, Any]]:
    places = list(range(len(raises)))
    way = {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "base": [step.from_level for step in raises],
        "x": [step.to_level - step.from_level for step in raises],
        "y": places,
        "width": 0.22,
        "marker": {"color": LIGHT},
        "hoverinfo": "skip",
    }
    start = {"symbol": "circle", "size": 12, "color": WHITE, "line": {"width": 2, "color": INK}}
    goal = {"symbol": "triangle-right", "size": 16, "color": DARK}
    return [
        way,
        _dots("Level in use", [step.from_level for step in raises], places, start),
        _dots("Level to reach", [step.to_level for step in raises], places, goal),
    ]


def _dots(name: str, levels: list[int], places: list[int], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": levels,
        "y": places,
        "marker": marker,
        "hoverinfo": "name+x",
    }


def _layout(summary: Summary, raises: tuple[RaiseSummary, ...], height: int) -> dict[str, Any]:
    look = listed_look()
    look["xaxis"] = level_axis(summary.levels)
    look["yaxis"] = listed_axis([shortened(f"{step.criterion_id} {step.title}", LABEL) for step in raises])
    return layout(height, **look)


def _alternative(tier: TierSummary) -> str:
    criteria = count_text(len(tier.raises), "criterion", "criteria")
    levels = count_text(tier.total_levels, "level")
    steps = [f"{step.criterion_id} from {step.from_level} to {step.to_level}" for step in tier.raises]
    return f"The smallest way up to {tier.name} is {levels} in {criteria}: {list_text(steps)}."
