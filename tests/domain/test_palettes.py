"""Colours that awarding bodies choose from."""

import pytest

from charter.domain.palettes import LEAST_FOR_LINES, LEAST_FOR_TEXT, PALETTES, contrast, palette_named


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.005)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.id)
def test_every_pair_is_read_on_white_and_told_apart_without_hue(palette):
    assert contrast(palette.main, "#ffffff") >= LEAST_FOR_TEXT
    assert contrast(palette.second, "#ffffff") >= LEAST_FOR_LINES
    assert contrast(palette.main, palette.second) >= 2


def test_a_palette_that_is_gone_is_the_first_one():
    assert palette_named("plum").name == "Plum and rose"
    assert palette_named("gone").id == "navy"
