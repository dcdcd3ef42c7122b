"""What changed in an answer after a panel asked, as both sides read it."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.services.panel_questions import Asked
from charter.store.editions import load_edition
from charter.web.panel_exchanges import exchange_line
from tests.support.teams import REFERENCE

NOW = dt.datetime(2027, 10, 7, 12, tzinfo=dt.UTC)
BEFORE = "Everybody hears of it at induction and from the network."


def line_of(question_id, before, after):
    """Give the line of a question about an answer that was given anew."""
    questions = {item.id: item for item in load_edition(REFERENCE).criterion("MA-01").questions}
    return exchange_line(
        Asked("id", "case", "MA-01", questions[question_id], "Who?", NOW, NOW, True, before, 1, after, "", NOW)
    )


def test_a_text_that_is_much_the_same_is_read_once_with_its_changes():
    line = line_of("MA-01.q3", BEFORE, "Everybody hears of it at induction, by letter and from the network.")

    assert [piece.text for piece in line["pieces"] if piece.kind == "added"] == ["induction, by letter"]


def test_a_text_that_is_another_stands_beside_the_old_one():
    line = line_of("MA-01.q3", BEFORE, "Nobody is told.")

    assert (line["pieces"], line["before"], line["after"]) == ((), BEFORE, "Nobody is told.")


@pytest.mark.parametrize(
    ("question_id", "before", "after", "words"),
    [
        ("MA-01.q1", "yes", "in_progress", ("Yes", "In progress")),
        ("MA-01.q5", "2023-10-02", None, ("2 October 2023", "No answer")),
        ("MA-01.q7", 1, 2, ("1", "2")),
    ],
)
def test_choices_and_days_are_told_in_words(question_id, before, after, words):
    line = line_of(question_id, before, after)

    assert (line["before"], line["after"]) == words
