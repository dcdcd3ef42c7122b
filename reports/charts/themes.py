"""Scores of the themes as bars, with a mark where each tier's minimum lies."""

from __future__ import annotations

from typing import Any

from charter.domain.summaries import Summary, ThemeSummary
from charter.domain.wording import count_text, decimal_text, sentence
from reports.charts.chart import Chart
from reports.charts.listing import aimed_tier, listed_axis, listed_height, listed_look, remark
from reports.charts.style import DARK, INK, MIDDLE, TIER_SYMBOLS, axis, figure, layout, wrapped

ROW = 52
LABEL = 26
NO_BREAK = "\u00a0"


def draw_themes(summary: Summary) -> Chart | None:
    """Give the scores of the themes against the tiers' minimums; None where no theme has a score."""
    if all(theme.score is None for theme in summary.themes):
        return None
    word = summary.theme_word
    height = listed_height(len(summary.themes), ROW)
    return Chart(
        name="themes",
        section="themes",
        title=f"Score by {word}, against the minimum of each tier",
        caption=f"Score by {word} and the minimum that each tier asks",
        alternative=_alternative(summary),
        header=(word.capitalize(), "Score", *(f"{summary.tier_names[tier]} asks" for tier in summary.tier_ids)),
        rows=tuple(_row(summary, theme) for theme in summary.themes),
        figure=figure([_bars(summary), *_marks(summary)], _layout(summary, height)),
        height=height,
    )


def _row(summary: Summary, theme: ThemeSummary) -> tuple[str, ...]:
    asked = (theme.minimums.get(tier) for tier in summary.tier_ids)
    return (
        theme.name,
        theme.score_text or "not given",
        *("no minimum" if at is None else _amount(summary, at) for at in asked),
    )


def _bars(summary: Summary) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": "Score",
        "x": [theme.score for theme in summary.themes],
        "y": list(range(len(summary.themes))),
        "width": 0.5,
        "marker": {"color": DARK},
        "hoverinfo": "x",
    }


def _marks(summary: Summary) -> list[dict[str, Any]]:
    marks = []
    for place, tier in enumerate(summary.tier_ids):
        asked = [(at, theme.minimums[tier]) for at, theme in enumerate(summary.themes) if tier in theme.minimums]
        if asked:
            marks.append(_mark(f"{summary.tier_names[tier]} asks", TIER_SYMBOLS[place % len(TIER_SYMBOLS)], asked))
    return marks


def _mark(name: str, symbol: str, asked: list[tuple[int, float]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [value for _, value in asked],
        # Below the bar, so that dark bars never hide a mark.
        "y": [place + 0.38 for place, _ in asked],
        "marker": {"symbol": symbol, "size": 11, "color": MIDDLE, "line": {"width": 2, "color": MIDDLE}},
        "hoverinfo": "name+x",
    }


def _layout(summary: Summary, height: int) -> dict[str, Any]:
    look = listed_look()
    look["xaxis"] = axis(range=[0, _end(summary)], title={"text": _axis_title(summary)})
    look["yaxis"] = listed_axis([wrapped(theme.name, LABEL) for theme in summary.themes])
    look["annotations"] = [
        remark(theme.score_text or "not given", place, theme.score or 0.0) for place, theme in enumerate(summary.themes)
    ]
    for note in look["annotations"]:
        note["font"] = {"size": 12, "color": INK}
        note["bgcolor"] = "#ffffff"
    return layout(height, **look)


def _end(summary: Summary) -> float:
    shown = [theme.score or 0.0 for theme in summary.themes]
    asked = [value for theme in summary.themes for value in theme.minimums.values()]
    largest = max(shown + asked, default=0.0)
    return 108.0 if _unit(summary) == "%" else largest * 1.15 or 1.0


def _axis_title(summary: Summary) -> str:
    return "Score, % of what could be reached" if _unit(summary) == "%" else sentence(f"Score, {_unit(summary)}")[:-1]


def _unit(summary: Summary) -> str:
    """Give the unit as the edition's own texts of scores have it: ``%``, or a word such as ``points``."""
    texts = (theme.score_text for theme in summary.themes if theme.score is not None)
    return next((text.partition(NO_BREAK)[2] for text in texts if NO_BREAK in text), "")


def _amount(summary: Summary, value: float) -> str:
    # Two decimals before one: a float a hair under a half would be rounded the wrong way.
    text = decimal_text(round(value, 6), 1)
    return f"{text}{NO_BREAK}{_unit(summary)}" if _unit(summary) else text


def _alternative(summary: Summary) -> str:
    met = [text for tier in summary.tier_ids if (text := _met(summary, tier))]
    return " ".join([*met, _lowest(summary)])


def _met(summary: Summary, tier: str) -> str:
    asked = [theme for theme in summary.themes if tier in theme.minimums and theme.score is not None]
    if not asked:
        return ""
    met = sum((theme.score or 0.0) >= theme.minimums[tier] - 1e-9 for theme in asked)
    return f"{summary.tier_names[tier]}’s minimum is met in {met} of {count_text(len(asked), summary.theme_word)}."


def _lowest(summary: Summary) -> str:
    scored = [(theme.score, theme) for theme in summary.themes if theme.score is not None]
    score, theme = min(scored, key=lambda item: item[0])
    found = f"The lowest is {theme.name} at {theme.score_text}"
    tier = aimed_tier(summary.next_tier, summary.applied_for)
    if tier is None or tier not in theme.minimums:
        return f"{found}."
    gap = theme.minimums[tier] - score
    owner = f"{summary.tier_names[tier]}’s minimum of {_amount(summary, theme.minimums[tier])}"
    if abs(gap) < 0.05:
        return f"{found}, at {owner}."
    return f"{found}, {decimal_text(round(abs(gap), 6), 1)} points {'under' if gap > 0 else 'over'} {owner}."
