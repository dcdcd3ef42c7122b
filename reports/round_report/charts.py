"""The charts of a round's report: counts, criteria that institutions find hard, and agreement."""

from __future__ import annotations

from typing import Any

from charter.domain.round_reports import AgreementLine, Counts, HardCriterion, RoundReport
from reports.charts.chart import ROUND, Chart
from reports.charts.listing import listed_axis, listed_height, listed_look, remark, shortened
from reports.charts.style import DARK, INK, MIDDLE, axis, figure, layout, line

ROW = 30
LABEL = 44
MOST_HARD = 12  # criteria drawn; the table has them all


def round_charts(report: RoundReport) -> dict[str, Chart]:
    """Give every chart that there is something for, by name."""
    found = [
        count_chart("outcomes", report.outcomes),
        *(count_chart(f"group-{place}", group) for place, group in enumerate(report.groups, start=1)),
        hard_chart(report),
        agreement_chart(report.agreement),
    ]
    return {chart.name: chart for chart in found if chart is not None}


def count_chart(name: str, counts: Counts) -> Chart | None:
    """Give counts as bars; None where all are withheld."""
    if all(item.count is None for item in counts.lines):
        return None
    height = listed_height(len(counts.lines), ROW)
    rows = [(item.label, item.text) for item in counts.lines]
    return Chart(
        name=name,
        section=ROUND,
        title=counts.title,
        caption=counts.title,
        alternative=counts.sentence,
        header=("Group", "Submissions"),
        rows=(*rows, ("All", counts.total_text)),
        figure=figure([_bars([item.count for item in counts.lines])], _count_layout(counts, height)),
        height=height,
    )


def hard_chart(report: RoundReport) -> Chart | None:
    """Give the share of submissions below the level asked, by criterion; None where all are withheld."""
    shown = [item for item in report.criteria if item.below_percent is not None][:MOST_HARD]
    if not shown:
        return None
    height = listed_height(len(shown), ROW)
    look = listed_look()
    look["xaxis"] = axis(
        range=[0, 112], ticksuffix="%", title={"text": "Submissions below the level that their tier asks"}
    )
    look["yaxis"] = listed_axis([shortened(f"{item.criterion_id} {item.title}", LABEL) for item in shown])
    look["annotations"] = [
        remark(item.below_text, place, item.below_percent or 0.0) for place, item in enumerate(shown)
    ]
    return Chart(
        name="hard-criteria",
        section=ROUND,
        title="Criteria that institutions find hard",
        caption="How institutions fared on each criterion",
        alternative=report.criteria_sentence,
        header=("Criterion", "Below the level asked", "Mean level", "Panels apart by"),
        rows=tuple(hard_row(item) for item in report.criteria),
        figure=figure([_bars([item.below_percent for item in shown])], layout(height, **look)),
        height=height,
        note=f"The chart shows the first {len(shown)}; the table has every criterion."
        if len(shown) < len(report.criteria)
        else "",
    )


def hard_row(item: HardCriterion) -> tuple[str, ...]:
    """Give a criterion as a row of the table."""
    return (f"{item.criterion_id} {item.title}", item.below_text, item.mean_text, item.spread_text)


def agreement_chart(found: AgreementLine) -> Chart | None:
    """Give alpha with its interval and the edition's line; None where there is no alpha."""
    if found.alpha is None:
        return None
    height = listed_height(1, ROW)
    look = listed_look()
    low = min(found.interval[0] if found.interval else found.alpha, 0.0)
    look["xaxis"] = axis(range=[low - 0.05, 1.05], title={"text": "Krippendorff’s alpha"})
    look["yaxis"] = listed_axis(["All panels"])
    if found.line is not None:
        look["shapes"] = [line(found.line)]
        look["annotations"] = [_line_label(found.line)]
    return Chart(
        name="agreement",
        section=ROUND,
        title="Agreement of reviewers",
        caption="Agreement of reviewers over the round",
        alternative=" ".join([f"{found.rows[0][0]}: {found.rows[0][1]}.", *found.sentences]),
        header=("What", "Value"),
        rows=found.rows,
        figure=figure([*_interval(found), _dot(found.alpha)], layout(height, **look)),
        height=height,
    )


def _bars(values: list[Any]) -> dict[str, Any]:
    placed = [(place, value) for place, value in enumerate(values) if value is not None]
    return {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "x": [value for _, value in placed],
        "y": [place for place, _ in placed],
        "width": 0.6,
        "marker": {"color": DARK},
        "hoverinfo": "x",
    }


def _count_layout(counts: Counts, height: int) -> dict[str, Any]:
    look = listed_look()
    most = max(item.count or 0 for item in counts.lines)
    look["xaxis"] = axis(range=[0, most * 1.2 or 1], title={"text": "Submissions"})
    look["yaxis"] = listed_axis([shortened(item.label, LABEL) for item in counts.lines])
    look["annotations"] = [
        remark("withheld" if item.count is None else item.text, place, item.count or 0.0)
        for place, item in enumerate(counts.lines)
    ]
    return layout(height, **look)


def _interval(found: AgreementLine) -> list[dict[str, Any]]:
    if found.interval is None:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "Interval",
            "x": list(found.interval),
            "y": [0, 0],
            "line": {"color": MIDDLE, "width": 3},
            "hoverinfo": "skip",
        }
    ]


def _dot(alpha: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Alpha",
        "x": [alpha],
        "y": [0],
        "marker": {"symbol": "circle", "size": 12, "color": DARK},
        "hoverinfo": "x",
    }


def _line_label(at: float) -> dict[str, Any]:
    return {
        "text": "Calibrate below",
        "x": at,
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "xanchor": "right",
        "xshift": -4,
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 12, "color": INK},
    }
