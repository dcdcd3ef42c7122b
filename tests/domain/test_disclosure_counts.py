"""Single counts and rates: the published worked cases and the edges."""

from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.disclosure import disclose_count, disclose_rate, round_count
from tests.support.disclosure_examples import OWN, PANEL, PUBLIC


def test_halves_are_rounded_away_from_zero():
    assert round_count(Fraction(5, 2), 5) == 5
    assert round_count(Fraction(-5, 2), 5) == -5


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (11, 10), (12, 10), (13, 15), (17, 15), (18, 20), (492, 490)])
def test_counts_are_rounded_to_the_nearest_five(count, shown):
    assert round_count(count, 5) == shown


def test_a_base_of_one_leaves_a_count_as_it_is():
    assert round_count(7, 1) == 7


def test_rate_is_worked_out_from_rounded_counts_without_decimals():
    rate = disclose_rate(37, 412, PUBLIC)

    assert (rate.percent, rate.text, rate.fraction) == (9, "9\u00a0%", (35, 410))


def test_rate_is_suppressed_when_its_complement_is_small():
    assert disclose_rate(405, 412, PUBLIC).text == "*"


def test_rate_is_suppressed_when_its_numerator_is_small():
    assert disclose_rate(10, 412, PUBLIC).text == "*"


def test_rate_of_too_few_people_says_too_few():
    assert disclose_rate(11, 22, PUBLIC).text == ".."


def test_own_trust_sees_an_exact_rate_with_one_decimal():
    rate = disclose_rate(37, 412, OWN)

    assert (rate.text, rate.fraction) == ("9.0\u00a0%", (37, 412))


def test_rate_of_nobody_and_rate_of_all_are_shown_when_there_are_enough_people():
    assert disclose_rate(0, 30, PUBLIC).text == "0\u00a0%"
    assert disclose_rate(30, 30, PUBLIC).text == "100\u00a0%"


def test_rate_not_supplied_is_marked_so():
    assert disclose_rate(None, 412, PUBLIC).text == "-"


def test_rate_among_nobody_is_too_few_even_inside_the_organisation():
    assert disclose_rate(0, 0, OWN).text == ".."


def test_panel_sees_a_rate_of_ten_people_that_the_public_does_not():
    assert disclose_rate(5, 10, PANEL).text == "50\u00a0%"
    assert disclose_rate(5, 10, PUBLIC).text == ".."


def test_a_single_small_count_is_withheld_and_a_zero_is_not():
    assert disclose_count(10, PUBLIC).text == "*"
    assert disclose_count(0, PUBLIC).text == "0"
    assert disclose_count(None, PUBLIC).text == "-"
    assert disclose_count(1234, PUBLIC).text == "1,235"
