"""Characters on paper."""

import pytest

from reports.glyphs import printable


def test_what_the_fonts_have_stays():
    text = "Aoife Ní Dhúnlaing, Łukasz, Nguyễn, Ωmega, Жанна, ≥ 3 – 4 %, “so”"

    assert printable(text) == text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Well done \U0001f9d1", "Well done [adult]"),
        ("你好", "[cjk unified ideograph-4f60][cjk unified ideograph-597d]"),
        ("a\x00b\x1fc", "abc"),
        ("\U0001f44d\U0001f3fd", "[thumbs up sign][emoji modifier fitzpatrick type-4]"),
    ],
)
def test_what_the_fonts_lack_is_named(typed, printed):
    assert printable(typed) == printed
