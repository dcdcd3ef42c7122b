"""Metrics as an audience may see them: worked out again from rounded counts, or withheld."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest

from charter.domain.disclosure import disclose_metric
from charter.domain.edition import MetricDefinition
from charter.domain.results import Interval, MetricResult, StepResult
from tests.support.disclosure_examples import OWN, PANEL, PUBLIC, small_edition


def _definition(kind, unit, **parameters):
    return MetricDefinition(
        "X1", "Metric", unit, "indicative", "", kind, parameters, "higher", None, None, 20, 20, 5, False
    )


def _result(value, interval=None, *, status="ok", steps=(), is_unbounded=False, **inputs):
    named = {name.replace("_", " "): Fraction(count) for name, count in inputs.items()}
    return MetricResult("X1", status, value, is_unbounded, interval, steps=steps, inputs=named)


SHARE = _definition(
    "share", "pct", of=["PEOPLE", "appointed", "all", "all"], among=["PEOPLE", "eligible", "all", "all"]
)
RATIO = _definition(
    "rate_ratio", "ratio", group="bme", reference="white", events=["PEOPLE", "appointed"], base=["PEOPLE", "eligible"]
)
THINGS = _definition("share", "pct", of=["PEOPLE", "posts", "none", "none"], among=["PEOPLE", "posts", "none", "none"])
EVENTS = _definition("share_of_records", "pct", records="EVENTS", flags=["f"])
GAP = _definition("favourable_gap", "pp", item="S1", group="bme", reference="white")
STEPS = _definition("step_disparity", "ratio", counts=["STAFF", "staff"], group="bme", reference="white")
MEAN_RATIO = _definition(
    "mean_ratio", "ratio", group="bme", reference="white", amount=["PEOPLE", "appointed"], people=["PEOPLE", "eligible"]
)
MEAN = _definition("mean", "hours", amount={"input": "hours"}, people={"input": "leads"})


def test_public_share_is_worked_out_from_rounded_counts_without_decimals():
    shown = disclose_metric(small_edition(), SHARE, _result(Fraction(3700, 412), numerator=37, denominator=412), PUBLIC)

    assert (shown.value, shown.value_text, shown.fraction) == (9.0, "9\u00a0%", (35, 410))


def test_own_trust_sees_the_exact_share_and_its_counts():
    shown = disclose_metric(small_edition(), SHARE, _result(Fraction(3700, 412), numerator=37, denominator=412), OWN)

    assert (shown.value_text, shown.fraction, shown.counts_text) == ("9.0\u00a0%", (37, 412), "37 of 412")


@pytest.mark.parametrize(("numerator", "denominator", "mark"), [(405, 412, "*"), (7, 412, "*"), (11, 22, "..")])
def test_a_share_that_rests_on_small_numbers_has_a_mark_and_nothing_else(numerator, denominator, mark):
    result = _result(Fraction(100 * numerator, denominator), numerator=numerator, denominator=denominator)

    shown = disclose_metric(small_edition(), SHARE, result, PUBLIC)

    assert (shown.value, shown.value_text, shown.mark) == (None, mark, mark)
    assert (shown.interval, shown.interval_text, shown.fraction, shown.counts_text) == (None, "", None, "")


def test_public_ratio_and_its_interval_come_from_rounded_counts():
    """42 of 300 and 180 of 900 round to 40 of 300 and 180 of 900: 0.1333 / 0.2 = 0.67, interval 0.48 to 0.91."""
    result = _result(
        Fraction(7, 10), Interval(0.51, 0.95), group_events=42, group_base=300, reference_events=180, reference_base=900
    )

    shown = disclose_metric(small_edition(), RATIO, result, PUBLIC)

    assert (shown.value, shown.value_text) == (0.67, "0.67")
    assert shown.interval == pytest.approx((0.48, 0.91), abs=0.011)
    assert shown.counts_text == "40 of 300 BME, 180 of 900 White"


def test_own_trust_sees_the_ratio_of_the_golden_case():
    result = _result(Fraction(7, 10), group_events=42, group_base=300, reference_events=180, reference_base=900)

    shown = disclose_metric(small_edition(), RATIO, result, OWN)

    assert (shown.value_text, shown.interval_text) == ("0.70", "0.51 to 0.95")


def test_a_ratio_with_one_small_count_has_no_value():
    result = _result(Fraction(1, 15), group_events=4, group_base=300, reference_events=180, reference_base=900)

    assert disclose_metric(small_edition(), RATIO, result, PUBLIC).value_text == "*"


def test_a_ratio_on_too_few_people_says_so_to_the_panel_from_twenty_on():
    nineteen = _result(Fraction(1), group_events=9, group_base=19, reference_events=90, reference_base=190)
    twenty = _result(Fraction(1), group_events=10, group_base=20, reference_events=95, reference_base=190)

    assert disclose_metric(small_edition(), RATIO, nineteen, PANEL).value_text == ".."
    assert disclose_metric(small_edition(), RATIO, twenty, PANEL).value_text == "1.00"


def test_an_unbounded_ratio_is_more_than_the_lower_end():
    result = _result(None, is_unbounded=True, group_events=20, group_base=300, reference_events=0, reference_base=900)

    shown = disclose_metric(small_edition(), RATIO, result, PUBLIC)

    assert shown.value is None
    assert (shown.value_text, shown.interval_text) == ("more than 15.68", "15.68 or more")


def test_counts_of_things_are_not_suppressed():
    opportunities = _result(Fraction(80), numerator=8, denominator=10)
    events = _result(Fraction(75), numerator=3, denominator=4)

    assert disclose_metric(small_edition(), THINGS, opportunities, PUBLIC).value_text == "80\u00a0%"
    assert disclose_metric(small_edition(), EVENTS, events, PUBLIC).value_text == "75\u00a0%"


def test_a_survey_group_under_eleven_is_shown_to_nobody():
    counts = {"group_favourable": 6, "group_valid": 10, "reference_favourable": 60, "reference_valid": 100}

    assert disclose_metric(small_edition(), GAP, _result(Fraction(0), **counts), OWN).value is None


def test_a_public_gap_is_the_difference_of_rates_from_rounded_counts():
    """41 of 80 to 40 of 80 = 50; 118 of 200 to 120 of 200 = 60."""
    counts = {"group_favourable": 41, "group_valid": 80, "reference_favourable": 118, "reference_valid": 200}

    shown = disclose_metric(small_edition(), GAP, _result(Fraction(-31, 4), **counts), PUBLIC)

    assert shown.value == -10
    assert shown.value_text == "−10\u00a0points"
    assert shown.interval == (-23, 3)


def _steps(*counts):
    return tuple(StepResult("step", item, Fraction(item[1] * item[2], item[0] * item[3]), True) for item in counts)


def test_a_step_disparity_is_worked_out_from_rounded_counts():
    """White 400 to 300 and BME 201 to 92, rounded 200 to 90: (300 / 400) / (90 / 200) = 1.67."""
    result = _result(Fraction(1675, 1000), steps=_steps((400, 300, 201, 92)))

    assert disclose_metric(small_edition(), STEPS, result, PUBLIC).value_text == "1.67"


def test_a_step_with_one_small_count_withholds_the_whole_metric():
    result = _result(Fraction(2), steps=_steps((400, 300, 200, 90), (300, 100, 90, 7)))

    assert disclose_metric(small_edition(), STEPS, result, PUBLIC).value_text == "*"


def test_a_mean_of_too_few_people_is_not_shown_to_the_public():
    result = _result(Fraction(9), amount=27, people=3)

    assert disclose_metric(small_edition(), MEAN, result, PUBLIC).value_text == ".."
    assert disclose_metric(small_edition(), MEAN, result, OWN).value_text == "9.0\u00a0hours"


def test_a_ratio_of_means_on_twelve_people_is_for_the_organisation_itself():
    counts = {"group_amount": 36, "group_people": 12, "reference_amount": 40, "reference_people": 40}

    assert disclose_metric(small_edition(), MEAN_RATIO, _result(Fraction(3), **counts), PUBLIC).value_text == ".."
    assert disclose_metric(small_edition(), MEAN_RATIO, _result(Fraction(3), **counts), OWN).value_text == "3.00"


@pytest.mark.parametrize(
    ("status", "text"), [("missing", "-"), ("not_yet", "-"), ("not_applicable", "-"), ("too_few", "..")]
)
def test_a_metric_without_a_value_has_the_mark_of_its_status(status, text):
    assert disclose_metric(small_edition(), SHARE, _result(None, status=status), PUBLIC).value_text == text


def test_marks_come_from_the_edition():
    facts = {"disclosure": {"marks": {"suppressed": "c", "too_few_for_rate": "few", "not_supplied": "none"}}}
    edition = dataclasses.replace(small_edition(), facts=facts)

    shown = disclose_metric(edition, SHARE, _result(Fraction(50), numerator=11, denominator=22), PUBLIC)

    assert shown.value_text == "few"
