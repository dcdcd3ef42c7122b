"""The charts of an institution's years: scores, levels of criteria, and figures, each with its table and finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from charter.domain.summaries import Summary
from charter.domain.trend_summaries import Trend, TrendGroup, TrendLine
from charter.domain.wording import count_text, list_text
from reports.charts.chart import Chart
from reports.charts.panels import KEY, Grid, panels, year_cells, year_header

SECTION = "trend"


@dataclass(frozen=True, slots=True)
class Look:
    """What a chart's lines are called, and how its panels stand."""

    one: str
    many: str
    columns: int = 2
    panel_height: int = 112  # pixels


CRITERIA, FIGURES = Look("criterion", "criteria"), Look("figure", "figures")


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
    named = replace(group.lines[0], texts=tuple(_with_tier(trend, group.lines[0])))
    return _chart(trend, group, Look("score", "scores", 1, 240), drawn_as=(named,), extra=(tiers,))


def draw_theme_scores(trend: Trend) -> Chart | None:
    """Give the scores of the themes; None where no year has one."""
    look = Look(trend.theme_word, f"{trend.theme_word}s")
    return _chart(trend, trend.themes, look, title=f"{trend.themes.title} by {trend.theme_word}")


def draw_criterion_levels(trend: Trend, group: TrendGroup) -> Chart | None:
    """Give the levels of a theme's criteria; None where no year has one."""
    return _chart(trend, group, CRITERIA, title=f"Levels: {group.title}")


def draw_figures(trend: Trend, group: TrendGroup) -> Chart | None:
    """Give the figures of a unit; None where none has a value."""
    return _chart(trend, group, FIGURES, title=f"Figures: {group.title}")


@dataclass(frozen=True, slots=True)
class YearTable:
    """A table over the years without a chart, and what in it does not compare in full."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...]


def year_tables(trend: Trend) -> tuple[YearTable, ...]:
    """Give the levels of the criteria and the figures as tables, for paper."""
    told = [(f"Levels: {group.title}", CRITERIA, group) for group in trend.criteria]
    told += [(f"Figures: {group.title}", FIGURES, group) for group in trend.figures]
    return tuple(
        YearTable(
            caption,
            (look.one.capitalize(), *year_header(trend)),
            tuple((line.name, *year_cells(trend, line.texts, line.compares)) for line in group.lines),
            tuple(text for line in group.lines for text in line.sentences),
        )
        for caption, look, group in told
    )


def _chart(
    trend: Trend,
    group: TrendGroup,
    look: Look,
    *,
    title: str = "",
    drawn_as: Sequence[TrendLine] = (),
    extra: Sequence[tuple[str, ...]] = (),
) -> Chart | None:
    drawn = [line for line in group.lines if any(value is not None for value in line.values)]
    if not drawn:
        return None
    whole = title or group.title
    grid = Grid(len(drawn), look.columns, look.panel_height, group.top)
    return Chart(
        name=f"trend-{group.group_id}",
        section=SECTION,
        title=f"{whole}, over the years",
        caption=f"{whole}, year by year with the edition of each",
        alternative=" ".join([*_found(trend, drawn, look), *_breaks(trend, group, look)]),
        header=(look.one.capitalize(), *year_header(trend)),
        rows=(*((line.name, *year_cells(trend, line.texts, line.compares)) for line in group.lines), *extra),
        figure=panels(trend, drawn_as or drawn, grid),
        height=grid.height,
        note=KEY,
    )


def _with_tier(trend: Trend, line: TrendLine) -> list[str]:
    return [f"{text}<br>{year.reached_text}" for year, text in zip(trend.years, line.texts, strict=True)]


def _found(trend: Trend, lines: Sequence[TrendLine], look: Look) -> list[str]:
    """What moved between the last two years that compare, in words."""
    if len(trend.years) == 1:
        return [f"There is one year so far, {trend.years[0].title}."]
    if len(lines) == 1:
        steps = [f"{year.title}: {text}" for year, text in zip(trend.years, lines[0].texts, strict=True)]
        return [f"{'; '.join(steps)}."]
    moves = [move for line in lines if (move := _move(line)) is not None]
    if not moves:
        return [f"Of {count_text(len(lines), look.one, look.many)}, none has two years that compare."]
    up, down = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    stayed = len(moves) - up - down
    words = ((up, "rose"), (down, "fell"), (stayed, "stayed as they were" if stayed > 1 else "stayed as it was"))
    told = [f"{count} {word}" for count, word in words if count]
    whole = count_text(len(lines), look.one, look.many)
    return [f"Between the last two years that compare, of {whole} {list_text(told)}."]


def _move(line: TrendLine) -> float | None:
    if not line.segments:
        return None
    last = line.segments[-1]
    before, after = line.values[last.start], line.values[last.end]
    return None if before is None or after is None else round(after - before, 9)


def _breaks(trend: Trend, group: TrendGroup, look: Look) -> list[str]:
    found = []
    for number, item in enumerate(trend.breaks):
        said = [line.compares[number] for line in group.lines]
        before, after = trend.years[item.year].name, trend.years[item.year + 1].name
        start = f"Between {before} and {after} {item.old_text} gives way to {item.new_text}"
        if len(group.lines) == 1:
            found.append(f"{start}. {' '.join(group.lines[0].sentences) or 'The two compare in full.'}")
            continue
        counts = [f"{said.count(word)} {text}" for word, text in WORDS.items() if word in said]
        only = sum(word.startswith("Only") for word in said)
        counts += [f"{only} {'is' if only == 1 else 'are'} in one of the two alone"] if only else []
        found.append(f"{start}; of the {look.many}, {list_text(counts)}.")
    return found


WORDS = {"In full": "can be compared in full", "In part": "in part", "No": "not at all"}


def _dashes(trend: Trend) -> list[str]:
    return ["–" for _ in trend.breaks]
