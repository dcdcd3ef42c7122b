"""Charts that are lists: one labelled row each from top to bottom, with the key above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.charts.style import axis

TOP = 44  # pixels for the key
BOTTOM = 64  # pixels for the axis and its title


def listed_height(rows: int, row_height: int) -> int:
    """Give the chart's height in pixels for so many rows."""
    return TOP + BOTTOM + max(rows, 2) * row_height


def listed_axis(labels: Sequence[str]) -> dict[str, Any]:
    """Give a y axis with the labels at 0, 1, 2 … from the top; places are numbers, so equal labels stay apart."""
    return axis(
        showgrid=False,
        ticks="",
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        range=[len(labels) - 0.5, -0.5],
    )


def level_axis(levels: Sequence[tuple[int, str, str]]) -> dict[str, Any]:
    """Give an x axis of an edition's levels (level, label, meaning), each named."""
    places = [level for level, _, _ in levels]
    return axis(
        tickmode="array",
        tickvals=places,
        ticktext=[f"{level} {label}" for level, label, _ in levels],
        range=[min(places, default=0) - 0.4, max(places, default=4) + 0.45],
        tickangle=0,
    )


def listed_look() -> dict[str, Any]:
    """Give what every list has in its layout: margins in pixels and the key at the top left."""
    return {
        "margin": {"l": 20, "r": 24, "t": TOP, "b": BOTTOM},
        "legend": {"xref": "container", "yref": "container", "x": 0.01, "y": 0.995, "yanchor": "top"},
    }


def shortened(text: str, width: int) -> str:
    """Give the text cut at a word to at most so many characters, with an ellipsis where something was cut."""
    if len(text) <= width:
        return text
    return f"{text[:width].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def remark(text: str, place: float, at: float = 0.0) -> dict[str, Any]:
    """Give words in a row, to the right of a value of the x axis."""
    return {
        "text": text,
        "x": at,
        "y": place,
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "xshift": 6,
        "showarrow": False,
        "font": {"size": 12},
    }


def aimed_tier(next_tier: str | None, applied_for: str | None) -> str | None:
    """Give the tier that charts measure against: the lowest not reached, or the one applied for."""
    return next_tier or applied_for
