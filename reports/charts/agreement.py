"""The charts of a round's agreement: alpha against the edition's line, severity of reviewers, what divides panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from charter.domain.agreement_summaries import DECIMALS, DividingLine, RoundAgreement, SeverityLine
from charter.domain.wording import count_text, decimal_text, list_text
from reports.charts.chart import AGREEMENT, Chart
from reports.charts.listing import listed_axis, listed_height, listed_look, shortened
from reports.charts.style import DARK, INK, MIDDLE, axis, figure, layout, line

ROW, LABEL = 26, 40
NAMED = 3  # in the alternative text; the table has them all


def agreement_charts(found: RoundAgreement, end: str = "") -> tuple[Chart, ...]:
    """Give every chart that there is something to draw for; ``end`` tells those of one edition from another's."""
    charts = (draw_alpha(found, end), draw_severity(found.severities, end), draw_dividing(found.dividing, end))
    return tuple(chart for chart in charts if chart is not None)


def draw_alpha(found: RoundAgreement, end: str = "") -> Chart | None:
    """Give alpha with its interval and the edition's line; None where alpha is not computable."""
    alpha = found.alpha
    if alpha.alpha is None:
        return None
    low, high = alpha.interval or (alpha.alpha, alpha.alpha)
    shapes = [line(found.line)] if found.line is not None else []
    look = listed_look() | {"showlegend": False, "shapes": shapes}
    look["yaxis"] = listed_axis(["Alpha"])
    look["xaxis"] = axis(range=[min(0.0, low) - 0.05, 1.05], title={"text": "1 = full agreement, 0 = as by chance"})
    if found.line is not None:
        label = {"text": f"Line of the edition, {found.line:g}", "x": found.line, "y": 1, "yref": "paper"}
        look["annotations"] = [{**label, "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": INK}}]
    error = {"type": "data", "symmetric": False, "array": [high - alpha.alpha], "arrayminus": [alpha.alpha - low]}
    mark = _marks("Alpha", [alpha.alpha], [0], DARK) | {"error_x": error | {"color": DARK, "thickness": 2, "width": 8}}
    height = listed_height(2, 36)
    return Chart(
        name=f"alpha{end}",
        section=AGREEMENT,
        title="How far panels agree",
        caption="Krippendorff’s alpha, ordinal, over the round",
        alternative=f"{found.alpha_text} {found.calibration_text}".strip(),
        header=("Figure", "Value"),
        rows=_alpha_rows(found),
        figure=figure([mark], layout(height, **look)),
        height=height,
    )


def draw_severity(lines: Sequence[SeverityLine], end: str = "") -> Chart | None:
    """Give how far each reviewer lies from the others; None where nothing can be said of anybody."""
    shown = sorted((one for one in lines if one.difference is not None), key=_difference)
    if not shown:
        return None
    widest = max(1.0, *(abs(_difference(one)) for one in shown)) * 1.1
    look = listed_look() | {"showlegend": False, "shapes": [line(0, dash="solid")]}
    look["yaxis"] = {**listed_axis([shortened(one.name, LABEL) for one in shown]), "showgrid": True}
    look["xaxis"] = axis(range=[-widest, widest], title={"text": "Levels below or above the other reviewers"})
    height = listed_height(len(shown), ROW)
    marks = _marks("Reviewers", [_difference(one) for one in shown], list(range(len(shown))), DARK)
    return Chart(
        name=f"severity{end}",
        section=AGREEMENT,
        title="How severe each reviewer is",
        caption="Mean difference from the other reviewers of the same submissions, in levels",
        alternative=_severity_text(shown),
        header=("Reviewer", "Difference in levels", "Comparisons", "Submissions"),
        rows=tuple(_severity_row(one) for one in lines),
        figure=figure([marks], layout(height, **look)),
        height=height,
        note="Left of the line is stricter, right of it more generous. Submissions differ, so a difference is a reason "
        "to talk, and no fault.",
    )


def draw_dividing(lines: Sequence[DividingLine], end: str = "") -> Chart | None:
    """Give the criteria on which panels are apart; None where they are apart on none."""
    shown = [one for one in lines if one.mean_spread > 0]
    if not shown:
        return None
    look = listed_look() | {"showlegend": False}
    look["yaxis"] = listed_axis([shortened(f"{one.criterion_id} {one.title}", LABEL) for one in shown])
    look["xaxis"] = axis(rangemode="tozero", title={"text": "Mean of the highest less the lowest level"})
    height = listed_height(len(shown), ROW)
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [one.mean_spread for one in shown],
        "y": list(range(len(shown))),
        "marker": {"color": MIDDLE},
        "hoverinfo": "x",
    }
    named = [f"{one.criterion_id} ({decimal_text(one.mean_spread, DECIMALS)} levels)" for one in shown[:NAMED]]
    verb = "divides" if len(named) == 1 else "divide"
    return Chart(
        name=f"dividing{end}",
        section=AGREEMENT,
        title="Criteria that divide panels",
        caption="How far panels are apart on each criterion, the widest first",
        alternative=f"{list_text(named)} {verb} panels most.",
        header=("Criterion", "Mean spread in levels", "Panels that differ", "Submissions"),
        rows=tuple(_dividing_row(one) for one in lines),
        figure=figure([bars], layout(height, **look)),
        height=height,
    )


def _alpha_rows(found: RoundAgreement) -> tuple[tuple[str, ...], ...]:
    alpha = found.alpha
    interval = alpha.why_no_interval
    if alpha.interval is not None:
        interval = " to ".join(decimal_text(end, DECIMALS) for end in alpha.interval)
    return (
        ("Alpha", decimal_text(alpha.alpha or 0, DECIMALS)),
        (f"{found.confidence_percent} % interval", interval),
        ("Line of the edition", "none" if found.line is None else f"{found.line:g}"),
        ("Submissions", f"{alpha.submission_count:,}"),
        ("Criteria with two or more levels", f"{alpha.unit_count:,}"),
        ("Levels on these", f"{alpha.rating_count:,}"),
        ("Resamples of submissions, and their seed", f"{alpha.resample_count:,}; {alpha.seed}"),
    )


def _severity_row(one: SeverityLine) -> tuple[str, ...]:
    shown = one.why_not if one.difference is None else signed_text(one.difference)
    return (one.name, shown, f"{one.comparison_count:,}", f"{one.submission_count:,}")


def _dividing_row(one: DividingLine) -> tuple[str, ...]:
    title = f"{one.criterion_id} {one.title}"
    return (title, decimal_text(one.mean_spread, DECIMALS), f"{one.divided_count:,}", f"{one.submission_count:,}")


def _severity_text(shown: Sequence[SeverityLine]) -> str:
    strictest, kindest = shown[0], shown[-1]
    start = f"Of {count_text(len(shown), 'reviewer')}, {strictest.name} lies lowest"
    return (
        f"{start}, {signed_text(_difference(strictest))} levels from the others, and {kindest.name} highest, "
        f"{signed_text(_difference(kindest))} levels."
    )


def signed_text(value: float) -> str:
    """Give a difference with its sign."""
    text = decimal_text(value, DECIMALS)
    return text if value <= 0 or float(text) == 0 else f"+{text}"


def _difference(one: SeverityLine) -> float:
    return one.difference or 0.0


def _marks(name: str, xs: list[float], ys: list[int], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": xs,
        "y": ys,
        "marker": {"size": 11, "color": colour},
        "hoverinfo": "x",
    }
