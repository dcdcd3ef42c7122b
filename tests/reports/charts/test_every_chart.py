"""What holds for every chart: plain values, nothing cut off, a table that says it all, words that state the finding."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.summaries import BandShare, MetricSummary
from reports.charts import CHARTS, SECTIONS, draw_charts
from reports.charts.style import DARK, LIGHT, MIDDLE, PALE
from tests.support.summaries import ACTIONS, BANDS, METRIC, empty_summary, rich_summary

NAMES = ["way-up", "themes", "criteria", "pay-bands", "timeline", "ratios", "percentages", "gaps"]
NAMES += ["wres-among-peers", "survey-among-peers", "funnel-1", "funnel-2", "trend-overall", "trend-themes"]


@pytest.fixture(scope="module")
def charts(summaries):
    """The charts of the worked example, by name."""
    return {chart.name: chart for chart in draw_charts(summaries["example"])}


def test_the_worked_example_fills_every_chart_and_every_section(charts):
    assert sorted(charts) == sorted(NAMES)
    assert {chart.section for chart in charts.values()} == set(SECTIONS)


def test_charts_come_in_the_order_of_the_sections(charts):
    places = [SECTIONS.index(chart.section) for chart in charts.values()]

    assert places == sorted(places)


def test_an_empty_sheet_has_no_charts():
    assert draw_charts(empty_summary()) == ()


def test_each_chart_is_named_as_it_is_registered(charts):
    assert set(charts) <= set(CHARTS)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_plain_json(charts, name):
    figure = charts[name].figure

    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_whole(charts, name):
    chart = charts[name]

    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.header)}
    assert all(isinstance(cell, str) for row in chart.rows for cell in row)
    assert [row for row in chart.rows if not row[0]] == []
    assert chart.caption


@pytest.mark.parametrize("name", NAMES)
def test_words_state_the_finding_with_its_numbers(charts, name):
    chart = charts[name]

    assert any(sign.isdigit() for sign in chart.alternative)
    assert chart.alternative[0].isupper() or chart.alternative[0].isdigit()
    assert chart.alternative.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_no_mark_lies_outside_its_axes(charts, name):
    figure = charts[name].figure
    for letter in "xy":
        axis = figure["layout"].get(f"{letter}axis", {})
        if "range" not in axis or axis.get("type") == "date":
            continue
        ends = sorted(10**end if axis.get("type") == "log" else end for end in axis["range"])
        values = [value for trace in figure["data"] for value in trace[letter] if isinstance(value, (int, float))]
        assert [value for value in values if not ends[0] <= value <= ends[1]] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_mark_is_named_in_the_key(charts, name):
    keyed = [trace for trace in charts[name].figure["data"] if trace.get("showlegend", True)]

    assert [trace for trace in keyed if not trace.get("name")] == []


def test_no_other_organisation_is_named(charts, summaries):
    told = json.dumps([chart.figure for chart in charts.values()]) + str([chart.rows for chart in charts.values()])

    assert "Leeds" not in told
    assert "NHS Foundation Trust" not in told


def luminance(colour):
    """Give relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stay_apart_in_greyscale():
    shades = [luminance(colour) for colour in (DARK, MIDDLE, LIGHT, PALE)]

    contrasts = [(light + 0.05) / (dark + 0.05) for dark, light in pairwise(shades)]
    assert shades == sorted(shades)
    assert min(contrasts) > 1.6


# ---- odd values ----------------------------------------------------------------------------------------------------

NUMBERS = st.none() | st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1e-9, math.inf])
WORDS = st.text(max_size=300)
METRICS = st.builds(
    MetricSummary,
    metric_id=st.just("M"),
    name=WORDS,
    reading=WORDS,
    unit=st.sampled_from(["ratio", "pct", "pp", "hours"]),
    kind=st.just("rate_ratio"),
    role=st.just("lead"),
    status=st.just("ok"),
    status_text=WORDS,
    value=NUMBERS,
    value_text=WORDS,
    interval=st.none() | st.tuples(NUMBERS, NUMBERS),
    interval_text=WORDS,
    level=st.none() | st.integers(0, 4),
    level_range=st.none() | st.just((0, 4)),
    direction=st.just("higher"),
)


@settings(max_examples=150)
@given(
    st.lists(METRICS, max_size=4),
    st.lists(st.builds(BandShare, WORDS, WORDS, st.none() | st.floats(0, 100), WORDS, WORDS), max_size=4),
    WORDS,
)
def test_no_value_that_a_summary_can_hold_stops_a_chart(metrics, bands, words):
    actions = (replace(ACTIONS[0], title=words, start="", due=""), replace(ACTIONS[1], due=words))

    drawn = draw_charts(rich_summary(metrics=tuple(metrics), bands=tuple(bands), actions=actions))

    assert all(json.dumps(chart.figure, allow_nan=False) for chart in drawn)


def test_a_figure_that_is_withheld_is_never_drawn():
    hidden = replace(METRIC, name="Hidden", value=None, value_text="*", interval=None, interval_text="")

    [ratios] = [chart for chart in draw_charts(rich_summary(metrics=(METRIC, hidden))) if chart.name == "ratios"]

    assert ratios.rows[1] == ("Hidden", "*", "–", "2 (1 to 3)", "Withheld: small numbers. The interval is wide.")
    assert [trace["x"] for trace in ratios.figure["data"] if trace["name"] == "Value"] == [[0.7]]
    assert "1 figure cannot be shown; the table says why." in ratios.alternative


def test_a_pay_band_that_is_withheld_has_no_bar():
    [bands] = [chart for chart in draw_charts(rich_summary(bands=BANDS)) if chart.name == "pay-bands"]

    shown = [value for trace in bands.figure["data"] for value in trace["x"] if trace["type"] == "bar"]
    assert sum(value is not None for value in shown) == 2
    assert "Bands 8a and above" in bands.alternative
