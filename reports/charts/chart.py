"""What a chart is: a figure, its table, and the words that state its finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Where a chart stands, on screen and on paper.
SECTIONS = ("tiers", "themes", "metrics", "benchmarks", "actions", "trend")
ROUND = "round"  # in the report of a round, which has its own order
AGREEMENT = "agreement"  # on the page of a round’s agreement


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: ``figure`` is Plotly's own form (``data`` and ``layout``), plain values only."""

    name: str  # stable, hyphens; the key in CHARTS
    section: str  # one of SECTIONS, or ROUND or AGREEMENT
    title: str
    caption: str  # of the table
    alternative: str  # states the finding, in words and numbers
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figure: dict[str, Any] = field(repr=False)
    height: int = 420  # pixels, at a width of 720
    note: str = ""  # to be printed under the chart, such as which limits a funnel has
