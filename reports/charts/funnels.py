"""A proportion among peers by how many answered, with limits where they would not mislead (Spiegelhalter 2005)."""

from __future__ import annotations

from typing import Any

from charter.domain.summaries import Funnel, FunnelPoint, Summary
from charter.domain.wording import percent_text
from reports.charts.chart import Chart
from reports.charts.style import DARK, INK, LIGHT, MIDDLE, axis, figure, layout

HEIGHT = 380
LIMITS = (("95\u00a0% limits", 1, 2, "dash"), ("99.8\u00a0% limits", 3, 4, "dot"))


def draw_funnel(number: int, summary: Summary) -> Chart | None:
    """Give the funnel of that number, from 1; None where there are fewer, or nobody to compare with."""
    funnels = summary.benchmarks.funnels
    if number > len(funnels) or not funnels[number - 1].points:
        return None
    funnel = funnels[number - 1]
    sources = "; ".join(f"{source.publisher}, {source.title} ({source.year})" for source in funnel.sources)
    return Chart(
        name=f"funnel-{number}",
        section="benchmarks",
        title=funnel.title,
        caption=f"{funnel.title}. Source: {sources}",
        alternative=funnel.sentence,
        header=("What", "Respondents", "Per cent"),
        rows=tuple(_rows(funnel)),
        figure=figure(_traces(funnel), _layout(funnel)),
        height=HEIGHT,
        note=funnel.note,
    )


def _rows(funnel: Funnel) -> list[tuple[str, str, str]]:
    peers, own = _parted(funnel)
    rows = [("This institution", f"{point.base_n:,}", percent_text(point.percent)) for point in own]
    everybody = sum(point.base_n for point in peers)
    rows.append(("All respondents of the peers", f"{everybody:,}", percent_text(funnel.mean_percent)))
    if peers:
        ordered = sorted(peers, key=lambda point: point.percent)
        sizes = sorted(point.base_n for point in peers)
        spread = f"{percent_text(ordered[0].percent)} to {percent_text(ordered[-1].percent)}"
        rows.append((f"{len(peers)} peers, lowest to highest", f"{sizes[0]:,} to {sizes[-1]:,}", spread))
    return [*rows, *_limit_rows(funnel, own)]


def _limit_rows(funnel: Funnel, own: list[FunnelPoint]) -> list[tuple[str, str, str]]:
    """Give the limits at the institution's own size, or at the ends where it is not among the points."""
    if not funnel.limits:
        return []
    sizes = [point.base_n for point in own] or [funnel.limits[0][0], funnel.limits[-1][0]]
    nearest = {min(funnel.limits, key=lambda limit: abs(limit[0] - size)) for size in sizes}
    return [
        (name, f"about {limit[0]:,}", f"{percent_text(limit[low])} to {percent_text(limit[high])}")
        for limit in sorted(nearest)
        for name, low, high, _ in LIMITS
    ]


def _parted(funnel: Funnel) -> tuple[list[FunnelPoint], list[FunnelPoint]]:
    peers = [point for point in funnel.points if not point.is_own]
    return peers, [point for point in funnel.points if point.is_own]


def _traces(funnel: Funnel) -> list[dict[str, Any]]:
    peers, own = _parted(funnel)
    sizes = [point.base_n for point in funnel.points]
    mean = {"x": [min(sizes), max(sizes)], "y": [funnel.mean_percent] * 2}
    traces = [
        _points("A peer", peers, {"symbol": "circle", "size": 6, "color": LIGHT, "line": {"width": 1, "color": INK}}),
        {"type": "scatter", "mode": "lines", "name": "All respondents", **mean, "line": {"color": INK, "width": 1.5}},
        *(_limits(funnel, name, low, high, dash) for name, low, high, dash in LIMITS if funnel.limits),
        _points("This institution", own, {"symbol": "diamond", "size": 14, "color": DARK}),
    ]
    return [{**trace, "hoverinfo": "name+x+y"} for trace in traces if trace["x"]]


def _points(name: str, points: list[FunnelPoint], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [point.base_n for point in points],
        "y": [point.percent for point in points],
        "marker": marker,
    }


def _limits(funnel: Funnel, name: str, low: int, high: int, dash: str) -> dict[str, Any]:
    sizes = [limit[0] for limit in funnel.limits]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [*sizes, None, *sizes],
        "y": [*(limit[low] for limit in funnel.limits), None, *(limit[high] for limit in funnel.limits)],
        "line": {"color": MIDDLE, "width": 1.5, "dash": dash},
    }


def _layout(funnel: Funnel) -> dict[str, Any]:
    sizes = [point.base_n for point in funnel.points]
    shares = [point.percent for point in funnel.points]
    shares += [value for limit in funnel.limits for value in limit[1:]]
    room = max((max(shares) - min(shares)) * 0.06, 1.0)
    return layout(
        HEIGHT,
        margin={"l": 64, "r": 24, "t": 44, "b": 56},
        legend={"xref": "container", "yref": "container", "x": 0.01, "y": 0.995, "yanchor": "top"},
        xaxis=axis(range=[0, max(sizes) * 1.05], title={"text": "Respondents"}, tickformat=",d"),
        yaxis=axis(
            range=[max(min(shares) - room, -1.0), min(max(shares) + room, 101.0)],
            title={"text": "Per cent"},
            ticksuffix="\u00a0%",
        ),
    )
