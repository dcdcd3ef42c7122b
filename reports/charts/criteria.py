"""Every criterion in one chart: its level, what its figures indicate, and what the next tier asks."""

from __future__ import annotations

from typing import Any

from charter.domain.summaries import CriterionSummary, Summary
from charter.domain.wording import count_text, list_text
from reports.charts.chart import Chart
from reports.charts.listing import aimed_tier, level_axis, listed_axis, listed_height, listed_look, remark, shortened
from reports.charts.style import DARK, INK, MIDDLE, figure, layout

ROW = 24
LABEL = 40
NAMED = 6  # criteria named in the alternative text; the table has them all


def draw_criteria(summary: Summary) -> Chart | None:
    """Give the levels of all criteria; None where there are none."""
    criteria = _criteria(summary)
    if not criteria:
        return None
    tier = aimed_tier(summary.next_tier, summary.applied_for)
    asked = ("Asked by the next tier",) if tier is None else (f"{summary.tier_names[tier]} asks",)
    height = listed_height(len(criteria), ROW)
    return Chart(
        name="criteria",
        section="themes",
        title="Level of each criterion",
        caption="Level in use, level that the figures indicate and its range, and level asked, by criterion",
        alternative=_alternative(summary, criteria, tier),
        header=("Criterion", "Level", "Figures indicate", "Range", *(asked if tier else ())),
        rows=tuple(_row(item, tier) for item in criteria),
        figure=figure(_traces(summary, criteria, tier), _layout(summary, criteria, height)),
        height=height,
    )


def _criteria(summary: Summary) -> tuple[CriterionSummary, ...]:
    return tuple(item for theme in summary.themes for item in theme.criteria)


def _row(item: CriterionSummary, tier: str | None) -> tuple[str, ...]:
    low_high = "none" if item.level_range is None else f"{item.level_range[0]} to {item.level_range[1]}"
    cells = (
        f"{item.criterion_id} {item.title}",
        item.level_label if item.level is None else f"{item.level} {item.level_label}",
        "none" if item.indicated_level is None else str(item.indicated_level),
        low_high,
    )
    if tier is None:
        return cells
    minimum = item.minimums.get(tier)
    return (*cells, "no minimum" if minimum is None else str(minimum))


def _traces(summary: Summary, criteria: tuple[CriterionSummary, ...], tier: str | None) -> list[dict[str, Any]]:
    placed = list(enumerate(criteria))
    traces = [_ranges(criteria)]
    if tier is not None:
        asked = [(place, item.minimums[tier]) for place, item in placed if tier in item.minimums]
        mark = {"symbol": "line-ns-open", "size": 18, "color": INK, "line": {"width": 2, "color": INK}}
        traces.append(_dots(f"{summary.tier_names[tier]} asks at least", asked, mark))
    indicated = [(place, item.indicated_level) for place, item in placed if item.indicated_level is not None]
    diamond = {"symbol": "diamond-open", "size": 15, "color": MIDDLE, "line": {"width": 2, "color": MIDDLE}}
    traces.append(_dots("Figures indicate", indicated, diamond))
    levels = [(place, item.level) for place, item in placed if item.level is not None]
    traces.append(_dots("Level in use", levels, {"symbol": "circle", "size": 8, "color": DARK}))
    return [trace for trace in traces if trace["x"]]


def _dots(name: str, at: list[tuple[int, int]], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [level for _, level in at],
        "y": [place for place, _ in at],
        "marker": marker,
        "hoverinfo": "name+x",
    }


def _ranges(criteria: tuple[CriterionSummary, ...]) -> dict[str, Any]:
    xs: list[int | None] = []
    ys: list[int | None] = []
    for place, item in enumerate(criteria):
        if item.level_range is not None and item.level_range[0] != item.level_range[1]:
            xs += [*item.level_range, None]
            ys += [place, place, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Range of the figures",
        "x": xs,
        "y": ys,
        "line": {"color": MIDDLE, "width": 2},
        "hoverinfo": "skip",
    }


def _layout(summary: Summary, criteria: tuple[CriterionSummary, ...], height: int) -> dict[str, Any]:
    look = listed_look()
    look["xaxis"] = level_axis(summary.levels)
    labels = [shortened(f"{item.criterion_id} {item.title}", LABEL) for item in criteria]
    look["yaxis"] = {**listed_axis(labels), "showgrid": True, "tickfont": {"size": 12}}
    look["annotations"] = [remark(item.level_label, place) for place, item in enumerate(criteria) if item.level is None]
    return layout(height, **look)


def _alternative(summary: Summary, criteria: tuple[CriterionSummary, ...], tier: str | None) -> str:
    parts = [_levels_sentence(summary, criteria)]
    if tier is not None:
        parts.append(_asked_sentence(summary.tier_names[tier], criteria, tier))
    above = [item for item in criteria if _over_indicated(item)]
    if above:
        parts.append(f"{count_text(len(above), 'level')} in use {_lies(above)} above what the figures indicate: "
                     f"{_named(above)}.")  # fmt: skip
    return " ".join(parts)


def _levels_sentence(summary: Summary, criteria: tuple[CriterionSummary, ...]) -> str:
    counts = [(sum(item.level == level for item in criteria), level, label) for level, label, _ in summary.levels]
    at = [f"{count} at level {level} ({label})" for count, level, label in counts if count]
    without = sum(item.level is None for item in criteria)
    shown = [*at, f"{without} without a level"] if without else at
    return f"Of {count_text(len(criteria), 'criterion', 'criteria')}, {list_text(shown)}."


def _asked_sentence(name: str, criteria: tuple[CriterionSummary, ...], tier: str) -> str:
    asked = [item for item in criteria if tier in item.minimums and not item.is_not_applicable]
    if not asked:
        return f"{name} asks no level of a single criterion."
    short = [item for item in asked if (item.level or 0) < item.minimums[tier]]
    if not short:
        return f"None of them is under the level that {name} asks."
    of_asked = count_text(len(asked), "criterion", "criteria")
    return f"{name} asks a level of {of_asked}; {len(short)} of them {_is(short)} under it: {_named(short)}."


def _over_indicated(item: CriterionSummary) -> bool:
    return item.level is not None and item.indicated_level is not None and item.level > item.indicated_level


def _is(items: list[CriterionSummary]) -> str:
    return "is" if len(items) == 1 else "are"


def _lies(items: list[CriterionSummary]) -> str:
    return "lies" if len(items) == 1 else "lie"


def _named(items: list[CriterionSummary]) -> str:
    ids = [item.criterion_id for item in items]
    return list_text(ids if len(ids) <= NAMED else [*ids[:NAMED], f"{len(ids) - NAMED} more"])
