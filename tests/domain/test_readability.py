from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.readability import coleman_liau, reading_age, reading_grade

# The abstract of Coleman and Liau 1975; its own index is 14.5, from 537 letters and 4.20 sentences a hundred words.
ABSTRACT = (
    "Existing computer programs that measure readability are based largely upon subroutines which estimate number "
    "of syllables, usually by counting vowels. The shortcoming in estimating syllables is that it necessitates "
    "keypunching the prose into the computer. There is no need to estimate syllables since word length in letters "
    "is a better predictor of readability than word length in syllables. Therefore, a new readability formula was "
    "computed that has for its predictor variables letters per 100 words and sentences per 100 words. Both "
    "predictors can be counted by an optical scanning device, and thus the formula makes it economically feasible "
    "for an organization such as the U.S. Office of Education to calibrate the readability of all textbooks for "
    "the public school system."
)


def test_the_index_is_the_published_one():
    assert round(float(coleman_liau(Fraction(537), Fraction("4.20"))), 1) == 14.5


def test_a_text_is_measured_as_in_the_publication_to_a_fifth_of_a_grade():
    assert abs(reading_grade(ABSTRACT) - Fraction("14.5")) < Fraction(1, 5)


def test_the_age_is_five_years_above_the_grade():
    assert reading_age(ABSTRACT) == reading_grade(ABSTRACT) + 5


def test_the_easiest_text_is_for_the_first_grade():
    assert reading_age("Go. Do. Be.") == 6


@pytest.mark.parametrize("text", ["", " ", "?!"])
def test_no_words_have_no_age(text):
    assert reading_age(text) is None
