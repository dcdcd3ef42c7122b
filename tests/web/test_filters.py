"""How pages write amounts, bands and codes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.edition import Band
from charter.web.filters import amount_text, band_text, number_text, plain


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(4, 5), "ratio", "0.80"),
        (Fraction(5, 4), "ratio", "1.25"),
        (Fraction(60), "pct", "60\u00a0%"),
        (Fraction(-5, 2), "pp", "−2.5\u00a0points"),
        (Fraction(1, 3), "hours", "0.333\u00a0hours"),
    ],
)
def test_an_amount_has_its_unit_and_no_needless_decimals(value, unit, text):
    assert amount_text(value, unit) == text


@pytest.mark.parametrize(
    ("minimum", "maximum", "text"),
    [
        (None, Fraction(1, 2), "Below 0.50"),
        (Fraction(1, 2), Fraction(13, 20), "0.50 or more, below 0.65"),
        (Fraction(19, 20), None, "0.95 or more"),
        (None, None, "Any value"),
    ],
)
def test_a_bands_lower_edge_belongs_to_it_and_its_upper_edge_does_not(minimum, maximum, text):
    assert band_text(Band(1, minimum, maximum), "ratio") == text


def test_a_weight_is_written_without_needless_decimals():
    assert (number_text(Fraction(24)), number_text(Fraction(5, 2))) == ("24", "2.5")


def test_a_code_is_written_as_words():
    assert plain("minor_revisions") == "Minor revisions"
