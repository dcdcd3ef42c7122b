"""One look for every chart: colours that survive greyscale and colour blindness, plain text, no decoration.

The colours are steps of lightness first (see the tests): dark blue, mid orange and light grey stay apart without hue.
A mark's shape or pattern always says the same as its colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

INK = "#212b32"  # text and axes
DARK = "#003087"  # the institution's own value
MIDDLE = "#c4630a"  # what a figure indicates, what is asked
LIGHT = "#aeb7bd"  # peers, context
PALE = "#e8edee"  # stretches behind marks
WHITE = "#ffffff"
# One shape a tier, lowest first, so that tiers can be told apart without colour; repeats after five.
TIER_SYMBOLS = ("line-ns-open", "diamond-open", "star-open", "square-open", "triangle-up-open")
FONT = "Atkinson Hyperlegible, Frutiger W01, Arial, sans-serif"
WIDTH = 720


def layout(height: int, **more: Any) -> dict[str, Any]:
    """Give a layout of the common look; ``more`` is merged over it, one level deep."""
    base: dict[str, Any] = {
        "width": WIDTH,
        "height": height,
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "margin": {"l": 200, "r": 24, "t": 16, "b": 56},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -0.14, "yanchor": "top", "font": {"size": 12}},
        "xaxis": axis(),
        "yaxis": axis(showgrid=False),
        "hovermode": "closest",
    }
    for key, value in more.items():
        base[key] = {**base[key], **value} if isinstance(value, dict) and isinstance(base.get(key), dict) else value
    return base


def axis(**more: Any) -> dict[str, Any]:
    """Give an axis of the common look."""
    if "title" in more:
        more["title"] = {"font": {"size": 13}, **more["title"]}
    return {
        "gridcolor": PALE,
        "linecolor": INK,
        "zeroline": False,
        "ticks": "outside",
        "automargin": True,
        "fixedrange": True,
        **more,
    }


def wrapped(text: str, width: int = 30) -> str:
    """Give a label broken into lines of at most so many characters where words allow it."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(lines)


def band(low: float, high: float, *, along: str = "x", colour: str = PALE) -> dict[str, Any]:
    """Give a shaded stretch behind the marks, from ``low`` to ``high`` along an axis."""
    if along == "x":
        return {"type": "rect", "xref": "x", "yref": "paper", "x0": low, "x1": high, "y0": 0, "y1": 1,
                "fillcolor": colour, "line": {"width": 0}, "layer": "below"}  # fmt: skip
    return {"type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": low, "y1": high,
            "fillcolor": colour, "line": {"width": 0}, "layer": "below"}  # fmt: skip


def line(at: float, *, along: str = "x", dash: str = "dash") -> dict[str, Any]:
    """Give a reference line across the plot at a value of an axis."""
    if along == "x":
        return {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
                "line": {"color": INK, "width": 1, "dash": dash}}  # fmt: skip
    return {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": at, "y1": at,
            "line": {"color": INK, "width": 1, "dash": dash}}  # fmt: skip


def figure(data: Sequence[dict[str, Any]], look: dict[str, Any]) -> dict[str, Any]:
    """Give the figure as plain values."""
    return {"data": list(data), "layout": look}
