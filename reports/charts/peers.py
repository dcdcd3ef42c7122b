"""Published figures among peers: nameless ticks, the middle half as a bar, and the institution’s mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from charter.domain.summaries import PeerFigure, Source, Summary
from charter.domain.wording import count_text, list_text, percent_text
from reports.charts.chart import Chart
from reports.charts.listing import listed_axis, listed_height, listed_look
from reports.charts.style import DARK, INK, LIGHT, MIDDLE, axis, figure, layout, wrapped

LINE = 17  # pixels of a line of a label
BETWEEN = 12
LABEL = 44
NONE = "–"


def draw_wres_among_peers(summary: Summary) -> Chart | None:
    """Give the WRES indicators of staff experience among peers; None where none is published."""
    figures = [one for one in summary.benchmarks.figures if _is_by_ethnicity(one)]
    if not figures:
        return None
    return _chart(
        "wres-among-peers",
        "Workforce Race Equality Standard: experience of BME staff, among peers",
        figures,
        header=("Figure", "BME staff", "White staff", "Median of peers", "Middle half of peers", "Peers"),
        rows=[_wres_row(one) for one in figures],
        words=" ".join([_among(figures), *_widest(figures)]),
    )


def draw_survey_among_peers(summary: Summary) -> Chart | None:
    """Give the staff-survey items among peers; None where none is published."""
    figures = [one for one in summary.benchmarks.figures if not _is_by_ethnicity(one) and one.unit == "pct"]
    if not figures:
        return None
    return _chart(
        "survey-among-peers",
        "Staff survey: items that speak to mentoring, among peers",
        figures,
        header=(
            "Figure",
            "Value",
            "95\u00a0% interval",
            "Respondents",
            "Median of peers",
            "Middle half of peers",
            "Peers",
        ),
        rows=[_survey_row(one) for one in figures],
        words=_among(figures),
    )


def _is_by_ethnicity(one: PeerFigure) -> bool:
    return one.bme_value is not None or one.white_value is not None


def _chart(
    name: str,
    title: str,
    figures: list[PeerFigure],
    *,
    header: tuple[str, ...],
    rows: list[tuple[str, ...]],
    words: str,
) -> Chart:
    labels = [wrapped(one.title, LABEL) for one in figures]
    height = listed_height(len(figures), max(label.count("<br>") + 1 for label in labels) * LINE + BETWEEN)
    look = listed_look()
    look["xaxis"] = axis(range=_ends(figures), ticksuffix="\u00a0%", title={"text": "Per cent of staff"})
    look["yaxis"] = listed_axis(labels)
    traces = [
        _peers(figures),
        _halves(figures),
        _medians(figures),
        _whites(figures),
        _intervals(figures),
        _own(figures),
    ]
    return Chart(
        name=name,
        section="benchmarks",
        title=title,
        caption=f"{title}. Source: {_sources(figures)}",
        alternative=words,
        header=header,
        rows=tuple(rows),
        figure=figure([trace for trace in traces if trace["x"]], layout(height, **look)),
        height=height,
    )


def _sources(figures: Sequence[PeerFigure]) -> str:
    found: dict[Source, None] = dict.fromkeys(source for one in figures for source in one.sources)
    return "; ".join(f"{source.publisher}, {source.title} ({source.year})" for source in found)


def _wres_row(one: PeerFigure) -> tuple[str, ...]:
    return (one.title, one.value_text or NONE, _percent(one.white_value), *_peer_cells(one))


def _survey_row(one: PeerFigure) -> tuple[str, ...]:
    low, high = one.interval or (None, None)
    interval = f"{_percent(low)} to {_percent(high)}" if low is not None and high is not None else NONE
    base = f"{one.base_n:,}" if one.base_n is not None else NONE
    return (one.title, one.value_text or NONE, interval, base, *_peer_cells(one))


def _peer_cells(one: PeerFigure) -> tuple[str, str, str]:
    middle = NONE
    if one.lower_quartile is not None and one.upper_quartile is not None:
        middle = f"{_percent(one.lower_quartile)} to {_percent(one.upper_quartile)}"
    return (_percent(one.median), middle, str(len(one.peer_values)))


def _percent(value: float | None) -> str:
    return NONE if value is None else percent_text(round(value, 6), 1)


def _ends(figures: Sequence[PeerFigure]) -> list[float]:
    shown = [value for one in figures for value in _values(one)]
    low, high = min(shown, default=0.0), max(shown, default=100.0)
    room = max((high - low) * 0.05, 1.0)
    return [max(low - room, 0.0) if low >= 0 else low - room, min(high + room, 101.0)]


def _values(one: PeerFigure) -> list[float]:
    known = [one.value, one.white_value, *(one.interval or ()), *one.peer_values]
    return [value for value in known if value is not None]


def _peers(figures: Sequence[PeerFigure]) -> dict[str, Any]:
    return _marks(
        "A peer",
        [(value, place) for place, one in enumerate(figures) for value in one.peer_values],
        {"symbol": "line-ns-open", "size": 12, "color": LIGHT, "line": {"width": 1, "color": LIGHT}},
        "x",
    )


def _halves(figures: Sequence[PeerFigure]) -> dict[str, Any]:
    pairs = [
        (one.lower_quartile, one.upper_quartile, place + 0.26)
        for place, one in enumerate(figures)
        if one.lower_quartile is not None and one.upper_quartile is not None
    ]
    return _lines("Middle half of peers", pairs, {"color": INK, "width": 5})


def _medians(figures: Sequence[PeerFigure]) -> dict[str, Any]:
    at = [(one.median, place + 0.26) for place, one in enumerate(figures) if one.median is not None]
    mark = {"symbol": "line-ns-open", "size": 16, "color": INK, "line": {"width": 3, "color": INK}}
    return _marks("Median of peers", at, mark, "name+x")


def _whites(figures: Sequence[PeerFigure]) -> dict[str, Any]:
    at = [(one.white_value, place - 0.02) for place, one in enumerate(figures) if one.white_value is not None]
    mark = {"symbol": "square-open", "size": 11, "color": MIDDLE, "line": {"width": 2.5, "color": MIDDLE}}
    return _marks("White staff here", at, mark, "name+x")


def _intervals(figures: Sequence[PeerFigure]) -> dict[str, Any]:
    pairs = []
    for place, one in enumerate(figures):
        low, high = one.interval or (None, None)
        if low is not None and high is not None:
            pairs.append((low, high, place - 0.02))
    return _lines("95\u00a0% interval", pairs, {"color": DARK, "width": 3})


def _own(figures: Sequence[PeerFigure]) -> dict[str, Any]:
    at = [(one.value, place - 0.02) for place, one in enumerate(figures) if one.value is not None]
    by_ethnicity = any(_is_by_ethnicity(one) for one in figures)
    mark = {"symbol": "diamond", "size": 13, "color": DARK, "line": {"width": 1.5, "color": "#ffffff"}}
    return _marks("BME staff here" if by_ethnicity else "This institution", at, mark, "name+x")


def _marks(name: str, at: Sequence[tuple[float, float]], marker: dict[str, Any], hover: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [value for value, _ in at],
        "y": [place for _, place in at],
        "marker": marker,
        "hoverinfo": hover,
    }


def _lines(name: str, pairs: Sequence[tuple[float, float, float]], line: dict[str, Any]) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for low, high, place in pairs:
        xs += [low, high, None]
        ys += [place, place, None]
    return {"type": "scatter", "mode": "lines", "name": name, "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def _among(figures: Sequence[PeerFigure]) -> str:
    """Say on which side of the median of peers the institution lies, without saying which side is good."""
    told = [one for one in figures if one.value is not None and one.median is not None]
    if not told:
        return f"{count_text(len(figures), 'figure')} among peers; no value of the institution can be set against them."
    sides = {
        "above": [one for one in told if (one.value or 0.0) > (one.median or 0.0)],
        "below": [one for one in told if (one.value or 0.0) < (one.median or 0.0)],
        "at": [one for one in told if one.value == one.median],
    }
    parts = [f"{side} it in {len(found)}" for side, found in sides.items() if found]
    groups = list(dict.fromkeys(one.peer_group for one in told))
    return f"Against the median of {list_text(groups)}, the institution lies {list_text(parts)} of {len(told)} figures."


def _widest(figures: Sequence[PeerFigure]) -> list[str]:
    both = [one for one in figures if one.bme_value is not None and one.white_value is not None]
    if not both:
        return []
    widest = max(both, key=lambda one: abs((one.bme_value or 0.0) - (one.white_value or 0.0)))
    values = f"{_percent(widest.bme_value)} against {_percent(widest.white_value)}"
    return [f"BME and White staff differ most in {widest.figure_id}: {values}."]
