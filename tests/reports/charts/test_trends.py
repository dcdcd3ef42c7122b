"""Charts of the years: what joins, where the edition breaks, and what the table says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charter.domain.trend_summaries import TrendBreak
from reports.charts.trends import draw_criterion_levels, draw_overall, draw_theme_scores, trend_charts
from tests.support.years import three_years


@pytest.fixture(scope="module")
def trend():
    """Two years of edition 1.0, a year without a submission, and the draft of edition 2.0."""
    return three_years()


def lines_of(chart):
    """Give the lines between points: from where to where, and how they are drawn."""
    traces = [trace for trace in chart.figure["data"] if trace["mode"] == "lines"]
    return [(trace["x"], trace["line"]["dash"]) for trace in traces]


def test_no_line_of_the_overall_score_crosses_the_break(trend):
    chart = draw_overall(trend)

    assert lines_of(chart) == [([0, 1], "solid")]
    assert [shape["x0"] for shape in chart.figure["layout"]["shapes"]] == [2.5]


def test_a_theme_that_compares_in_part_is_joined_by_a_dashed_line(trend):
    assert ([1, 3], "dash") in lines_of(draw_theme_scores(trend))


def test_a_draft_is_an_open_point_and_a_year_without_a_submission_is_named(trend):
    chart = draw_overall(trend)

    points = chart.figure["data"][-1]
    assert points["marker"]["color"] == ["#003087", "#003087", "#ffffff"]
    assert chart.figure["layout"]["xaxis"]["ticktext"] == ["2025", "2026", "2027<br>none", "2028<br>draft"]


def test_both_editions_are_named_on_either_side_of_the_break(trend):
    notes = {note["text"]: note["xanchor"] for note in draw_overall(trend).figure["layout"]["annotations"]}

    assert (notes["edition 1.0"], notes["edition 2.0"]) == ("right", "left")


def test_the_table_marks_the_break_as_a_column(trend):
    chart = draw_overall(trend)

    assert chart.header == (
        "Score",
        "2025, edition 1.0",
        "2026, edition 1.0",
        "Break: edition 1.0 to edition 2.0. Compares?",
        "2028, edition 2.0 (draft)",
    )
    assert [row[3] for row in chart.rows] == ["No", "–"]


def test_the_words_tell_what_moved_and_what_does_not_compare(trend):
    access = next(group for group in trend.criteria if group.group_id == "criteria-MA")

    assert draw_criterion_levels(trend, access).alternative == (
        "Between the last two years that compare, of 7 criteria 5 stayed as they were. Between 2026 and 2028 edition "
        "1.0 gives way to edition 2.0; of the criteria, 4 can be compared in full, 1 in part and 2 are in one of the "
        "two alone."
    )


def test_several_breaks_are_told_apart_by_their_versions_alone(trend):
    crowded = replace(trend, breaks=(TrendBreak(0, "edition 0.9", "edition 1.0"), *trend.breaks))
    overall = replace(crowded.overall.lines[0], compares=("No", "No"))
    crowded = replace(crowded, overall=replace(crowded.overall, lines=(overall,)))

    notes = [note["text"] for note in draw_overall(crowded).figure["layout"]["annotations"]]

    assert notes == ["Overall score", "0.9", "1.0", "1.0", "2.0"]


def test_every_group_with_a_value_has_its_chart(trend):
    names = [chart.name for chart in trend_charts(trend)]

    assert names[:3] == ["trend-overall", "trend-themes", "trend-criteria-MA"]
    assert names[-3:] == ["trend-figures-pct", "trend-figures-ratio", "trend-figures-pp"]
