"""Two texts side by side."""

from __future__ import annotations

from charter.domain.differences import Piece, differences


def test_words_that_changed_are_told_from_those_that_stayed():
    assert differences("All may ask.", "All staff may ask.") == (
        Piece("same", "All"),
        Piece("added", " staff"),
        Piece("same", " may ask."),
    )


def test_texts_of_very_many_lines_are_shown_whole_rather_than_compared_for_minutes():
    first, second = "a\n" * 50_000, "b\n" * 50_000

    assert differences(first, second) == (Piece("removed", first), Piece("added", second))
