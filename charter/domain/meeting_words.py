"""The reasons on a meeting's page, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from charter.domain.edition import Scoring
from charter.domain.wording import count_text, decimal_text, list_text, percent_text

SMALLEST_SHOWN = Fraction(1, 10)


def apart_text(levels: Sequence[int | None]) -> str:
    """Give how far the reviewers are apart: ``Reviewers are 2 levels apart: 1, 2 and 3.``; "" where they are not."""
    given = _given(levels)
    if not given or given[0] == given[-1]:
        return ""
    apart = "one level apart" if given[-1] - given[0] == 1 else f"{given[-1] - given[0]} levels apart"
    return f"Reviewers are {apart}: {list_text([str(level) for level in given])}."


def count_reason(levels: Sequence[int | None], not_applicable_count: int) -> str:
    """Give what is to be said where levels do not differ: who rated, or that it does not apply."""
    given = _given(levels)
    if not given:
        return "All say that it does not apply." if not_applicable_count else "No reviewer has given a level."
    if len(given) == 1:
        return f"Only one reviewer has given a level, {given[0]}, so there is nothing to compare."
    return f"All {len(given)} reviewers give level {given[0]}."


def outside_text(outside: Sequence[int], level_range: tuple[int, int], least: int) -> str:
    """Give which levels lie so many levels, or more, outside what the figures indicate."""
    levels = sorted(set(outside))
    noun, verb = ("Level", "is") if len(levels) == 1 else ("Levels", "are")
    low, high = level_range
    indicated = f"level {low}" if low == high else f"levels {low} to {high}"
    subject = f"{noun} {list_text([str(level) for level in levels])} {verb}"
    return f"{subject} {least} or more levels outside what the figures indicate, {indicated}."


def straddle_text(minimums: Mapping[str, int]) -> str:
    """Give which tiers' minimums divide the reviewers: tier name -> level."""
    asked = list_text([f"{name} (level {level})" for name, level in minimums.items()])
    return f"Reviewers are on both sides of the minimum for {asked}."


def applies_text(not_applicable_count: int, rated_count: int) -> str:
    """Give that some say a criterion does not apply where others rated it, or where it may not be left out."""
    said = f"{count_text(not_applicable_count, 'reviewer')} {'says' if not_applicable_count == 1 else 'say'}"
    if rated_count:
        return f"{said} that it does not apply, and {rated_count} gave a level."
    return f"{said} that it does not apply, but it may not be left out."


def near_reason(names: Sequence[str]) -> str:
    """Give why a small difference is discussed: the total is near to the line of these tiers."""
    noun = "line" if len(names) == 1 else "lines"
    return f"Reviewers differ, and the total is so near to the {noun} of {list_text(names)} that this can decide."


def middle_text(levels: Sequence[int | None], proposed: int) -> str:
    """Give why a level is proposed: it is the median, or the lower of two middle levels."""
    given = _given(levels)
    lower, upper = given[(len(given) - 1) // 2], given[len(given) // 2]
    if lower == upper:
        return f"Level {proposed} is the median."
    return (
        f"The two middle levels are {lower} and {upper}. No half marks are given, so the lower is proposed: "
        f"half of the reviewers did not see level {upper} met."
    )


def line_text(scoring: Scoring, tier_name: str, total: Fraction, line: Fraction) -> str:
    """Give how near the total is to a tier's line."""
    distance = abs(total - line)
    start = f"The total of the middle levels, {_measured(total, scoring)}, is"
    if not distance:
        return f"{start} exactly on the line of {tier_name}."
    shown = f"less than {decimal_text(SMALLEST_SHOWN, 1)}" if distance < SMALLEST_SHOWN else decimal_text(distance, 1)
    side = "above" if total > line else "below"
    return f"{start} {shown} points {side} the line of {tier_name}, {_measured(line, scoring)}."


def _measured(value: Fraction, scoring: Scoring) -> str:
    return percent_text(value) if scoring.measure == "percent" else f"{decimal_text(value, 1)} {scoring.unit}"


def _given(levels: Sequence[int | None]) -> list[int]:
    return sorted(level for level in levels if level is not None)
