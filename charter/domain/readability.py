"""How old a reader must be to follow a text, from the lengths of its words and sentences."""

from __future__ import annotations

import re
from fractions import Fraction

AGE_IN_FIRST_GRADE = 5  # a grade of the formula plus this is the age at which it is reached
_WORD = re.compile(r"\w\S*")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?…]+(?=[\s”’\"')\]]|$)")  # not the full stop of an initial


def coleman_liau(letters: Fraction, sentences: Fraction) -> Fraction:
    """Give the Coleman-Liau index: the grade of school whose pupils follow a text.

    Parameters
    ----------
    letters, sentences: for each 100 words.

    Source: Coleman and Liau, A computer readability formula designed for machine scoring, Journal of Applied
    Psychology 60 (1975), 283-284: 0.0588 L - 0.296 S - 15.8; docs/method.md.

    """
    return Fraction("0.0588") * letters - Fraction("0.296") * sentences - Fraction("15.8")


def reading_grade(text: str) -> Fraction | None:
    """Give the Coleman-Liau index of a text; None without a word.

    A short text has few words to measure, so the index of a single question is a hint and no more.
    """
    words = _WORD.findall(text)
    if not words:
        return None
    letters = sum(len(_LETTER.findall(word)) for word in words)
    sentences = max(1, len(_SENTENCE_END.findall(text.strip())))
    return coleman_liau(Fraction(100 * letters, len(words)), Fraction(100 * sentences, len(words)))


def reading_age(text: str) -> Fraction | None:
    """Give the age at which a reader follows a text; never below the first grade's; None without a word."""
    grade = reading_grade(text)
    return None if grade is None else max(grade, Fraction(1)) + AGE_IN_FIRST_GRADE
