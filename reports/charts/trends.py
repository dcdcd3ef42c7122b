"""The charts of an institution's years: scores, levels of criteria, and figures, each with its table and finding."""

from __future__ import annotations

from collections.abc import Sequence

from charter.domain.summaries import Summary
from charter.domain.trend_summaries import Trend, TrendGroup, TrendLine
from charter.domain.wording import count_text, list_text
from reports.charts.chart import Chart
from reports.charts.panels import KEY, Grid, panels, year_cells, year_header

SECTION = "trend"
ONE, TWO = 1, 2  # columns of panels


def trend_charts(trend: Trend) -> tuple[Chart, ...]:
    """Give every chart of the years that has a point to draw."""
    found = [draw_overall(trend), draw_theme_scores(trend)]
    found += [draw_criterion_levels(trend, group) for group in trend.criteria]
    found += [draw_figures(trend, group) for group in trend.figures]
    return tuple(chart for chart in found if chart is not None)


def overall_on_paper(summary: Summary) -> Chart | None:
    """Give the overall score over the years; None where there is no year before."""
    return draw_overall(summary.trend) if summary.trend is not None else None


def themes_on_paper(summary: Summary) -> Chart | None:
    """Give the scores of the themes over the years; None where there is no year before."""
    return draw_theme_scores(summary.trend) if summary.trend is not None else None


def draw_overall(trend: Trend) -> Chart | None:
    """Give the overall score and the tier; None where no year has a score."""
    group = trend.overall
    tiers = ("Tier by levels", *year_cells(trend, [year.reached_text for year in trend.years], _dashes(trend)))
    return _chart(trend, group, ("What", ONE, 240), extra=(tiers,))


def draw_theme_scores(trend: Trend) -> Chart | None:
    """Give the scores of the themes; None where no year has one."""
    return _chart(trend, trend.themes, (trend.theme_word.capitalize(), TWO, 120))


def draw_criterion_levels(trend: Trend, group: TrendGroup) -> Chart | None:
    """Give the levels of a theme's criteria; None where no year has one."""
    return _chart(trend, group, ("Criterion", TWO, 120), title=f"Levels: {group.title}")


def draw_figures(trend: Trend, group: TrendGroup) -> Chart | None:
    """Give the figures of a unit; None where none has a value."""
    return _chart(trend, group, ("Figure", TWO, 120), title=f"Figures: {group.title}")


def _chart(
    trend: Trend,
    group: TrendGroup,
    look: tuple[str, int, int],
    *,
    title: str = "",
    extra: Sequence[tuple[str, ...]] = (),
) -> Chart | None:
    """``look``: the table's first heading, columns of panels, height of one."""
    drawn = [line for line in group.lines if any(value is not None for value in line.values)]
    if not drawn:
        return None
    first, columns, height = look
    grid = Grid(len(drawn), columns, height, group.top)
    name = f"trend-{group.group_id}"
    whole = title or (group.title if group.group_id == "overall" else f"{group.title} by {trend.theme_word}")
    return Chart(
        name=name,
        section=SECTION,
        title=f"{whole}, over the years",
        caption=f"{whole}, year by year with the edition of each",
        alternative=" ".join([*_found(trend, drawn), *_breaks(trend, group)]),
        header=(first, *year_header(trend)),
        rows=(*((line.name, *year_cells(trend, line.texts, line.compares)) for line in group.lines), *extra),
        figure=panels(trend, drawn, grid),
        height=grid.height,
        note=KEY,
    )


def _found(trend: Trend, lines: Sequence[TrendLine]) -> list[str]:
    """What moved between the last two years that compare, in words."""
    if len(trend.years) == 1:
        return [f"There is one year so far, {trend.years[0].title}."]
    if len(lines) == 1:
        steps = [f"{year.title}: {text}" for year, text in zip(trend.years, lines[0].texts, strict=True)]
        return [f"{'; '.join(steps)}."]
    moves = [move for line in lines if (move := _move(line)) is not None]
    years = f"Of {count_text(len(lines), 'line')} from {trend.years[0].name} to {trend.years[-1].name}"
    if not moves:
        return [f"{years}, none has two years that compare."]
    up, down = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    level = len(moves) - up - down
    told = [f"{count} {word}" for count, word in ((up, "rose"), (down, "fell"), (level, "stayed")) if count]
    return [f"{years}, {list_text(told)} between the last two years that compare."]


def _move(line: TrendLine) -> float | None:
    if not line.segments:
        return None
    last = line.segments[-1]
    before, after = line.values[last.start], line.values[last.end]
    return None if before is None or after is None else round(after - before, 9)


def _breaks(trend: Trend, group: TrendGroup) -> list[str]:
    found = []
    for number, item in enumerate(trend.breaks):
        said = [line.compares[number] for line in group.lines]
        counts = [f"{said.count(word)} {text}" for word, text in _WORDS.items() if word in said]
        only = sum(word.startswith("Only") for word in said)
        counts += [f"{only} in one of the two alone"] if only else []
        before, after = trend.years[item.year].name, trend.years[item.year + 1].name
        start = f"Between {before} and {after} {item.old_text} gives way to {item.new_text}"
        if len(said) == 1:
            found.append(f"{start}; {_ONE[said[0]]}.")
        else:
            found.append(f"{start}; across it {list_text(counts)}.")
    return found


_WORDS = {"In full": "compare in full", "In part": "compare in part", "No": "do not compare"}
_ONE = {
    "In full": "the two compare in full",
    "In part": "the two compare in part",
    "No": "the two do not compare, because other criteria or weights count",
    "–": "neither has a score",
}


def _dashes(trend: Trend) -> list[str]:
    return ["–" for _ in trend.breaks]
