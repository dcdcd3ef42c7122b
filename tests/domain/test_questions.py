"""Kinds of question: what an answer must be, and the sentence where it is not."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.edition import Question
from charter.domain.errors import Fault
from charter.domain.questions import KINDS, question_kind, word_count
from tests.support.editions import edition

EDITION = edition()


def kind(name: str, **more: Any) -> Any:
    return question_kind(EDITION, Question("A-1.q9", name, "What?", True, **more))


@pytest.mark.parametrize(
    ("name", "more", "typed", "value"),
    [
        ("yes_no", {}, "yes", "yes"),
        ("yes_no", {}, " In progress ", "in_progress"),
        ("rubric", {}, "4", 4),
        ("number", {"input_id": "hours"}, "7.5", Fraction(15, 2)),
        ("number", {"input_id": "leads"}, "3", Fraction(3)),
        ("date", {"input_id": "begun_on"}, "2027-03-31", dt.date(2027, 3, 31)),
        ("narrative", {"word_limit": 3}, " one  two\nthree ", "one  two\nthree"),
        ("upload", {"max_files": 2}, "a.pdf\n\n b.pdf \na.pdf", ("a.pdf", "b.pdf")),
    ],
)
def test_an_answer_becomes_a_value(name: str, more: dict[str, Any], typed: str, value: object) -> None:
    assert kind(name, **more).parse(typed) == value


@pytest.mark.parametrize(
    ("name", "more", "typed", "sentence"),
    [
        ("yes_no", {}, "maybe", "“maybe” is no answer here. Answer Yes, No or In progress."),
        ("rubric", {}, "5", "“5” is no level. Give one level, from 0 to 4."),
        ("number", {"input_id": "leads"}, "0", "0 is too small. Give a whole number, 1 or more."),
        ("number", {"input_id": "leads"}, "1.5", "“1.5” is no number that fits here. Give a whole number, 1 or more."),
        ("number", {"input_id": "hours"}, "1e9", "“1e9” is no number that fits here. Give a number, 0 or more."),
        ("date", {}, "2027-02-30",
         "“2027-02-30” is no day of the calendar. Give a day as year-month-day, such as 2027-03-31."),
        ("narrative", {"word_limit": 2}, "one two three",
         "The text has 3 words, 1 more than the limit of 2. Shorten it."),
        ("upload", {"max_files": 1}, "a\nb", "There are 2 files. Name 1 file at most."),
        ("metric", {}, "0.8",
         "“0.8” cannot be typed here. This figure is worked out from the data tables: fill those in."),
        ("data_table", {"table_id": "STAFF"}, "9",
         "“9” cannot be typed here. Fill in table STAFF with whole numbers; a blank is not zero."),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_a_fault_that_says_what_to_do(
    name: str, more: dict[str, Any], typed: str, sentence: str
) -> None:
    assert kind(name, **more).parse(typed) == Fault("A-1.q9", sentence)


def test_words_are_what_stands_between_white_space() -> None:
    assert word_count("https://example.org/a-b  isn’t\u00a0one\n– word") == 5


@pytest.mark.parametrize("name", list(KINDS))
def test_a_blank_is_no_value_and_no_fault(name: str) -> None:
    assert kind(name).parse(" \n ") is None


@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_says_in_a_sentence_what_it_asks(name: str) -> None:
    assert kind(name).describe().endswith(".")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(KINDS)), st.text())
def test_no_text_raises(name: str, typed: str) -> None:
    value = kind(name).parse(typed)

    assert value is None or isinstance(value, (str, int, Fraction, dt.date, tuple, Fault))
