"""Figures with intervals, and published figures among peers: the exact words and marks for small summaries."""

from __future__ import annotations

from dataclasses import replace

from charter.domain.summaries import BenchmarkSummary, Funnel, FunnelPoint, PeerFigure, Source
from reports.charts import draw_charts
from tests.support.summaries import METRIC, SHARE, rich_summary

SURVEY = Source("A survey", "A publisher", "2024")
PEERS = (40.0, 45.0, 50.0, 55.0, 60.0)
ITEM = PeerFigure(
    figure_id="Q1",
    title="Staff who agree",
    unit="pct",
    value=47.5,
    value_text="47.5\u00a0%",
    interval=(44.0, 51.0),
    base_n=800,
    peer_group="5 trusts in England",
    peer_values=PEERS,
    peer_bases=(500, 600, 700, 800, 900),
    median=50.0,
    lower_quartile=45.0,
    upper_quartile=55.0,
    sentence="It is below the median.",
    sources=(SURVEY,),
)
WRES = replace(
    ITEM, figure_id="WRES 5", title="WRES 5: harassment", interval=None, base_n=None, bme_value=47.5, white_value=38.0
)
POINTS = tuple(FunnelPoint(base, value, False) for base, value in zip((500, 600, 700, 800, 900), PEERS, strict=True))
LIMITS = ((500, 40.0, 60.0, 35.0, 65.0), (900, 42.0, 58.0, 38.0, 62.0))
FUNNEL = Funnel(
    title="Staff who agree",
    mean_percent=51.0,
    points=(*POINTS, FunnelPoint(800, 47.5, True)),
    limits=LIMITS,
    dispersion=9.0,
    note="Limits are widened.",
    sentence="Of all respondents of the peers, 51.0\u00a0% agree.",
    sources=(SURVEY,),
)


def chart(name, *, metrics=(), figures=(), funnels=()):
    benchmarks = BenchmarkSummary("Among peers.", tuple(figures), tuple(funnels), (), (SURVEY,))
    found = {one.name: one for one in draw_charts(rich_summary(metrics=tuple(metrics), benchmarks=benchmarks))}
    return found.get(name)


def marks(figure, name):
    return next(trace for trace in figure["data"] if trace["name"] == name)


# ---- figures -------------------------------------------------------------------------------------------------------


def test_ratios_are_counted_on_both_sides_of_the_band():
    fair = replace(METRIC, name="Fair", value=1.0, value_text="1.00", interval=(0.9, 1.1))
    high = replace(METRIC, name="High", value=2.0, value_text="2.00", interval=(0.7, 6.0))

    found = chart("ratios", metrics=(METRIC, fair, high))

    assert found.alternative == (
        "1 of 3 ratios lie between 0.80 and 1.25. Under it: Uptake (0.70). Over it: High (2.00). "
        "2 of 3 intervals hold 1, which is equality."
    )
    assert found.rows[0] == ("Uptake", "0.70", "0.51 to 0.95", "2 (1 to 3)", "The interval is wide.")
    assert found.figure["layout"]["xaxis"]["type"] == "log"
    assert [(shape["x0"], shape["x1"]) for shape in found.figure["layout"]["shapes"]] == [(0.8, 1.25), (1, 1)]


def test_a_ratio_of_nothing_stands_at_the_end_of_the_axis_and_as_itself_in_the_table():
    none = replace(
        METRIC, name="None", value=0.0, value_text="0.00", interval=(0.0, None), interval_text="0.00 or more"
    )

    found = chart("ratios", metrics=(none, METRIC))

    low = 10 ** found.figure["layout"]["xaxis"]["range"][0]
    assert abs(marks(found.figure, "Value")["x"][0] - low) < 1e-9
    assert found.rows[0][1:3] == ("0.00", "0.00 or more")


def test_gaps_say_how_many_leave_out_equality():
    gap = replace(METRIC, name="Gap", unit="pp", value=-8.0, value_text="−8.0\u00a0points", interval=(-12.0, -4.0))
    small = replace(gap, name="Small", value=-1.0, value_text="−1.0\u00a0points", interval=(-3.0, 1.0))

    found = chart("gaps", metrics=(gap, small))

    assert found.alternative == (
        "2 of 2 gaps lie under 0, where BME staff answer less favourably. The interval of 1 leaves out 0. "
        "The widest is Gap (−8.0\u00a0points)."
    )


def test_percentages_name_lowest_and_highest():
    low = replace(SHARE, name="Low", value=10.0, value_text="10\u00a0%", interval=None)

    found = chart("percentages", metrics=(SHARE, low))

    assert found.alternative == "The lowest of 2 percentages is Low (10\u00a0%), the highest Offer (62\u00a0%)."


# ---- among peers ---------------------------------------------------------------------------------------------------


def test_survey_items_stand_among_nameless_peers():
    found = chart("survey-among-peers", figures=(ITEM,))

    middle = "45.0\u00a0% to 55.0\u00a0%"
    assert found.rows == (
        ("Staff who agree", "47.5\u00a0%", "44.0\u00a0% to 51.0\u00a0%", "800", "50.0\u00a0%", middle, "5"),
    )
    assert found.alternative == (
        "Against the median of 5 trusts in England, the institution lies below it in 1 of 1 figures."
    )
    assert marks(found.figure, "A peer")["x"] == list(PEERS)
    assert marks(found.figure, "This institution")["x"] == [47.5]
    assert "Source: A publisher, A survey (2024)" in found.caption


def test_wres_shows_both_rates_and_names_the_widest_difference():
    found = chart("wres-among-peers", figures=(WRES, replace(WRES, figure_id="WRES 7", white_value=46.0)))

    assert found.rows[0][:3] == ("WRES 5: harassment", "47.5\u00a0%", "38.0\u00a0%")
    assert "BME and White staff differ most in WRES 5: 47.5\u00a0% against 38.0\u00a0%." in found.alternative
    assert marks(found.figure, "White staff here")["x"] == [38.0, 46.0]


def test_without_enough_peers_there_is_no_median_and_no_half():
    few = replace(ITEM, peer_values=(40.0, 60.0), median=None, lower_quartile=None, upper_quartile=None)

    found = chart("survey-among-peers", figures=(few,))

    assert found.rows[0][4:] == ("–", "–", "2")
    assert {trace["name"] for trace in found.figure["data"]} == {"A peer", "95\u00a0% interval", "This institution"}


def test_an_institution_without_a_value_sees_its_peers_alone():
    absent = replace(ITEM, value=None, value_text="", interval=None, base_n=None)

    found = chart("survey-among-peers", figures=(absent,))

    assert found.alternative == "1 figure among peers; no value of the institution can be set against them."
    assert "This institution" not in {trace["name"] for trace in found.figure["data"]}


# ---- funnels -------------------------------------------------------------------------------------------------------


def test_a_funnel_marks_the_institution_and_draws_both_limits():
    found = chart("funnel-1", funnels=(FUNNEL,))

    assert found.alternative == FUNNEL.sentence
    assert found.note == "Limits are widened."
    assert marks(found.figure, "This institution")["x"] == [800]
    assert marks(found.figure, "95\u00a0% limits")["y"] == [40.0, 42.0, None, 60.0, 58.0]
    assert found.rows == (
        ("This institution", "800", "47.5\u00a0%"),
        ("All respondents of the peers", "3,500", "51.0\u00a0%"),
        ("5 peers, lowest to highest", "500 to 900", "40.0\u00a0% to 60.0\u00a0%"),
        ("95\u00a0% limits", "about 900", "42.0\u00a0% to 58.0\u00a0%"),
        ("99.8\u00a0% limits", "about 900", "38.0\u00a0% to 62.0\u00a0%"),
    )


def test_a_funnel_has_no_limits_where_they_would_mislead():
    found = chart("funnel-1", funnels=(replace(FUNNEL, limits=(), note="No limits are drawn."),))

    assert {trace["name"] for trace in found.figure["data"]} == {"A peer", "All respondents", "This institution"}
    assert [row[0] for row in found.rows] == [
        "This institution",
        "All respondents of the peers",
        "5 peers, lowest to highest",
    ]
    assert found.note == "No limits are drawn."


def test_there_are_as_many_funnels_as_the_summary_has():
    assert chart("funnel-2", funnels=(FUNNEL,)) is None
    assert chart("funnel-2", funnels=(FUNNEL, FUNNEL)) is not None
