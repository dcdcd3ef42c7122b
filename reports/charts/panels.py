"""Lines over the years: a small panel for each with the edition break drawn, and the break as a column of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charter.domain.crosswalk import FULL
from charter.domain.trend_summaries import LEVEL, Trend, TrendLine
from reports.charts.listing import shortened
from reports.charts.style import DARK, INK, WHITE, WIDTH, axis, layout

TOP, BOTTOM, LEFT, RIGHT = 40, 52, 46, 20  # pixels around all panels
BETWEEN_ROWS, BETWEEN_COLUMNS = 84, 64  # pixels between panels: years under one, the name of the next
KEY = (
    "A filled point was submitted, an open one is a draft. A solid line joins years that compare in full, a dashed one "
    "years that compare in part; where nothing compares, no line joins."
)


@dataclass(frozen=True, slots=True)
class Grid:
    """How panels stand: how many, in how many columns, each how high in pixels; the top of their axes."""

    count: int
    columns: int
    panel_height: int
    top: float | None

    @property
    def rows(self) -> int:
        """How many rows it takes."""
        return -(-self.count // self.columns)

    @property
    def height(self) -> int:
        """The whole height in pixels."""
        return TOP + BOTTOM + self.rows * self.panel_height + (self.rows - 1) * BETWEEN_ROWS


def panels(trend: Trend, lines: Sequence[TrendLine], grid: Grid) -> dict[str, Any]:
    """Give the figure: a panel a line, from left to right and from top to bottom."""
    traces: list[dict[str, Any]] = []
    look: dict[str, Any] = {"showlegend": False, "annotations": [], "shapes": []}
    for number, line in enumerate(lines):
        end = str(number + 1) if number else ""
        traces += _traces(trend, line, end)
        look |= _axes(trend, line, number, grid)
        look["annotations"] += [_name(line, end), *_break_names(trend, end)]
        look["shapes"] += [_break(at, end) for at in _break_places(trend)]
    look["margin"] = {"l": LEFT, "r": RIGHT, "t": TOP, "b": BOTTOM}
    return {"data": traces, "layout": layout(grid.height, **look)}


def year_header(trend: Trend) -> tuple[str, ...]:
    """Give the header of a table over the years: a column a year, and one at each break, marked."""
    breaks = {item.year: item for item in trend.breaks}
    cells: list[str] = []
    for number, year in enumerate(trend.years):
        cells.append(year.title)
        if number in breaks:
            cells.append(f"Break: {breaks[number].old_text} to {breaks[number].new_text}. Compares?")
    return tuple(cells)


def year_cells(trend: Trend, texts: Sequence[str], compares: Sequence[str]) -> tuple[str, ...]:
    """Give a row under such a header."""
    between = dict(zip([item.year for item in trend.breaks], compares, strict=True))
    cells: list[str] = []
    for number, text in enumerate(texts):
        cells.append(text)
        if number in between:
            cells.append(between[number])
    return tuple(cells)


def _traces(trend: Trend, line: TrendLine, end: str) -> list[dict[str, Any]]:
    places = [year.place for year in trend.years]
    joined = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [places[item.start], places[item.end]],
            "y": [line.values[item.start], line.values[item.end]],
            "line": {"color": DARK, "width": 2, "dash": "solid" if item.comparable == FULL else "dash"},
            "hoverinfo": "skip",
            "showlegend": False,
            "xaxis": f"x{end}",
            "yaxis": f"y{end}",
        }
        for item in line.segments
    ]
    return [*joined, _points(trend, line, places, end)]


def _points(trend: Trend, line: TrendLine, places: Sequence[int], end: str) -> dict[str, Any]:
    shown = [number for number, value in enumerate(line.values) if value is not None]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": line.name,
        "x": [places[number] for number in shown],
        "y": [line.values[number] for number in shown],
        "text": [line.texts[number] for number in shown],
        "textposition": "top center",
        "textfont": {"size": 11, "color": INK},
        "cliponaxis": False,
        "marker": {
            "size": 9,
            "color": [WHITE if trend.years[number].is_draft else DARK for number in shown],
            "line": {"color": DARK, "width": 2},
        },
        "hoverinfo": "text",
        "xaxis": f"x{end}",
        "yaxis": f"y{end}",
    }


def _axes(trend: Trend, line: TrendLine, number: int, grid: Grid) -> dict[str, Any]:
    end = str(number + 1) if number else ""
    row, column = divmod(number, grid.columns)
    inner = grid.height - TOP - BOTTOM
    high = 1 - row * (grid.panel_height + BETWEEN_ROWS) / inner
    wide = WIDTH - LEFT - RIGHT
    width = (wide - (grid.columns - 1) * BETWEEN_COLUMNS) / grid.columns
    left = column * (width + BETWEEN_COLUMNS) / wide
    return {
        f"xaxis{end}": axis(
            domain=[left, left + width / wide],
            anchor=f"y{end}",
            showgrid=False,
            automargin=False,
            **_year_ticks(trend),
        ),
        f"yaxis{end}": axis(
            domain=[max(high - grid.panel_height / inner, 0), high],
            anchor=f"x{end}",
            automargin=False,
            showgrid=True,
            nticks=4,
            **_scale(line, grid.top),
        ),
    }


def _year_ticks(trend: Trend) -> dict[str, Any]:
    ticks = [(year.place, f"{year.name}{'<br>draft' if year.is_draft else ''}") for year in trend.years]
    ticks += [(gap.place, f"{gap.name}<br>none") for gap in trend.gaps]
    ticks.sort()
    return {
        "tickmode": "array",
        "tickvals": [place for place, _ in ticks],
        "ticktext": [text for _, text in ticks],
        "tickfont": {"size": 11},
        "range": [-0.5, max((place for place, _ in ticks), default=0) + 0.5],
        "tickangle": 0,
    }


def _scale(line: TrendLine, top: float | None) -> dict[str, Any]:
    """The range of a panel, with room for the words above its points."""
    if line.unit == LEVEL and top is not None:
        return {"range": [-0.3, top * 1.3], "tickmode": "array", "tickvals": list(range(int(top) + 1))}
    if top is not None:
        return {"range": [0, top * 1.2], "tickmode": "array", "tickvals": [0, top / 2, top]}
    values = [value for value in line.values if value is not None] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low or 1.0) * 0.3
    return {"range": [low - room / 2 if low < 0 else 0, high + room]}


def _break_places(trend: Trend) -> list[float]:
    """Just before the first year of the new edition, whatever lies between it and the last of the old one."""
    return [trend.years[item.year + 1].place - 0.5 for item in trend.breaks]


def _break(at: float, end: str) -> dict[str, Any]:
    return {"type": "line", "xref": f"x{end}", "yref": f"y{end} domain", "x0": at, "x1": at, "y0": 0, "y1": 1,
            "line": {"color": INK, "width": 1, "dash": "dot"}}  # fmt: skip


def _break_names(trend: Trend, end: str) -> list[dict[str, Any]]:
    """Both editions' names on either side of a break."""
    found = []
    is_crowded = len(trend.breaks) > 1
    for at, item in zip(_break_places(trend), trend.breaks, strict=True):
        for text, anchor, shift in ((item.old_text, "right", -3), (item.new_text, "left", 3)):
            shown = text.rpartition(" ")[2] if is_crowded else text
            found.append(_words(shown, end, x=at, xanchor=anchor, xshift=shift, y=1, yanchor="top"))
    return found


def _name(line: TrendLine, end: str) -> dict[str, Any]:
    words = _words(shortened(line.name, 46), end, x=0, xanchor="left", xshift=0, y=1, yanchor="bottom")
    return words | {"xref": f"x{end} domain", "yshift": 6, "font": {"size": 12, "color": INK}}


def _words(text: str, end: str, **where: Any) -> dict[str, Any]:
    base = {"text": text, "xref": f"x{end}", "yref": f"y{end} domain", "showarrow": False}
    return {**base, "font": {"size": 10, "color": INK}, **where}
