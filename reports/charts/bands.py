"""The share of BME staff by cluster of pay bands, against the share of the whole."""

from __future__ import annotations

from typing import Any

from charter.domain.summaries import BandShare, Summary
from charter.domain.wording import list_text, percent_text
from reports.charts.chart import Chart
from reports.charts.listing import listed_axis, listed_height, listed_look, remark
from reports.charts.style import DARK, axis, figure, layout, line, wrapped

ROW = 44
LABEL = 28
WITHHELD = "withheld"
# What a withheld figure looks like in tables; a reader of the chart gets the word.
HIDDEN = ("*", "")


def draw_bands(summary: Summary) -> Chart | None:
    """Give the BME share by cluster of pay bands; None where there are no clusters or all are withheld."""
    clusters = tuple(item for item in summary.bands if item.column)
    whole = next((item for item in summary.bands if not item.column), None)
    if all(item.bme_percent is None for item in clusters):
        return None
    height = listed_height(len(clusters), ROW)
    return Chart(
        name="pay-bands",
        section="metrics",
        title="Share of BME staff by pay band",
        caption="Share of BME staff among staff of known ethnicity, by pay band",
        alternative=_alternative(clusters, whole),
        header=("Pay band", "BME staff", "Staff of known ethnicity"),
        rows=tuple((item.label, _text(item), _cell(item.staff_text)) for item in summary.bands),
        figure=figure([_bars(clusters)], _layout(clusters, whole, height)),
        height=height,
        note=_note(clusters),
    )


def _text(item: BandShare) -> str:
    return _cell(item.text)


def _cell(text: str) -> str:
    return WITHHELD if text in HIDDEN else text


def _bars(clusters: tuple[BandShare, ...]) -> dict[str, Any]:
    shown = [(place, item.bme_percent) for place, item in enumerate(clusters) if item.bme_percent is not None]
    return {
        "type": "bar",
        "orientation": "h",
        "name": "BME staff",
        "showlegend": False,
        "x": [percent for _, percent in shown],
        "y": [place for place, _ in shown],
        "width": 0.6,
        "marker": {"color": DARK},
        "hoverinfo": "x",
    }


def _layout(clusters: tuple[BandShare, ...], whole: BandShare | None, height: int) -> dict[str, Any]:
    values = [item.bme_percent for item in (*clusters, *((whole,) if whole else ())) if item.bme_percent is not None]
    look = listed_look()
    look["xaxis"] = axis(
        range=[0, min(112.0, max(values) * 1.25 or 1.0)],
        ticksuffix="%",
        title={"text": "BME staff, % of staff of known ethnicity"},
    )
    look["yaxis"] = listed_axis([wrapped(item.label, LABEL) for item in clusters])
    notes = [remark(_text(item), place, item.bme_percent or 0.0) for place, item in enumerate(clusters)]
    for note in notes:
        # Over the line of the whole, which would else strike the words through.
        note["bgcolor"] = "#ffffff"
    if whole is not None and whole.bme_percent is not None:
        look["shapes"] = [line(whole.bme_percent)]
        notes.append(_line_label(whole))
    look["annotations"] = notes
    return layout(height, **look)


def _line_label(whole: BandShare) -> dict[str, Any]:
    return {
        "text": f"{whole.label}: {whole.text}",
        "x": whole.bme_percent,
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12},
    }


def _alternative(clusters: tuple[BandShare, ...], whole: BandShare | None) -> str:
    shown = [(item.bme_percent, item) for item in clusters if item.bme_percent is not None]
    high, low = max(shown, key=lambda pair: pair[0]), min(shown, key=lambda pair: pair[0])
    parts = [f"{item.label} {item.text}" for _, item in shown]
    found = f"The share of BME staff by pay band: {list_text(parts)}."
    if len(shown) > 1:
        found += f" It is highest in {high[1].label} and lowest in {low[1].label}."
    if whole is not None and whole.bme_percent is not None:
        under = [item.label for percent, item in shown if percent < whole.bme_percent]
        found += f" The whole is at {percent_text(whole.bme_percent)}; under it: {list_text(under) or 'none'}."
    return f"{found} {_note(clusters)}".strip()


def _note(clusters: tuple[BandShare, ...]) -> str:
    hidden = [item.label for item in clusters if item.bme_percent is None and item.text in HIDDEN]
    return f"Withheld, so that small numbers are protected: {list_text(hidden)}." if hidden else ""
