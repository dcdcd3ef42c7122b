"""Scores out of levels: overall and by theme, exact, with what is not applicable left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from charter.domain.edition import Criterion, Edition, Theme
from charter.domain.errors import Fault, InvalidLevels
from charter.domain.results import Levels, Scorecard
from charter.domain.wording import count_text

LONGEST_SHOWN = 40
LARGEST_SHOWN = 10**12


def score(edition: Edition, levels: Levels) -> Scorecard:
    """Give the scores of a complete set of levels, exact.

    Measure "percent": 100 × Σ w·L/top ÷ Σ w over the applicable criteria; measure "points": Σ w·L. A theme that is
    rated several times is scored for each repetition; the median of these scores stands for it, overall too.

    Parameters
    ----------
    edition: how levels count; each criterion may have its own top level.
    levels: every criterion's level, 0 to its top level; None where not applicable and the criterion allows it; a
        tuple with a level for each repetition where its theme is rated several times.

    Returns
    -------
    The scores. A theme, or the whole, without anything applicable (or without weight) has None, never 0.

    Raises
    ------
    InvalidLevels: a criterion is unknown or left out, or holds what is no level of it; the message names each one.
        Also where the median of an even number of points falls between two whole numbers: half marks are refused.

    Source: the scoring rules of the edition; docs/method.md, scores.
    """
    faults = level_faults(edition, levels)
    if faults:
        raise InvalidLevels(" ".join(fault.message for fault in faults))
    kept = {item.id: _kept(levels[item.id]) for item in edition.criteria}
    sums = {theme.id: _theme_sums(edition, theme, kept) for theme in edition.themes}
    achieved = sum((one for one, _ in sums.values()), Fraction(0))
    possible = sum((one for _, one in sums.values()), Fraction(0))
    is_percent = edition.scoring.measure == "percent"
    return Scorecard(
        levels=kept,
        overall=_measured(achieved, possible, is_percent),
        themes={theme_id: _measured(*found, is_percent) for theme_id, found in sums.items()},
        not_applicable=tuple(criterion_id for criterion_id, level in kept.items() if level is None),
    )


def gain_per_level(edition: Edition, criterion: Criterion) -> Fraction:
    """Give what one level of the criterion adds to the sum that scores rest on: w ÷ top for percent, w for points."""
    if edition.scoring.measure != "percent":
        return criterion.weight
    return criterion.weight / criterion.top_level if criterion.top_level else Fraction(0)


def share_of_possible(edition: Edition, criterion: Criterion) -> Fraction:
    """Give what the criterion adds to the sum that scores are divided by: its weight, or 1 where points are counted."""
    return criterion.weight if edition.scoring.measure == "percent" else Fraction(1)


def median_score(scores: list[Fraction], *, whole_only: bool) -> Fraction | None:
    """Give the middle one of a theme's scores; of an even number, the exact mean of the two in the middle.

    None where that mean lies between two whole numbers and ``whole_only``: a half mark is no score.
    """
    ordered = sorted(scores)
    lower, upper = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    middle = (lower + upper) / 2
    return None if whole_only and lower != upper and middle.denominator != 1 else middle


def level_faults(edition: Edition, levels: Mapping[Any, Any]) -> tuple[Fault, ...]:
    """Give everything that keeps levels from being scored, in edition order; the place is the criterion's id."""
    known = {criterion.id for criterion in edition.criteria}
    repeats = {theme.id: theme.repeats.count for theme in edition.themes if theme.repeats}
    faults = [
        Fault(criterion.id, message)
        for criterion in edition.criteria
        for message in _criterion_faults(criterion, levels, repeats.get(criterion.theme_id))
    ]
    for unknown in levels:
        if unknown not in known:
            message = f"{_shown(unknown)} is no criterion of {edition.reference}. Take it out or correct its id."
            faults.append(Fault(printable(str(unknown)), message))
    return tuple(faults)


def _criterion_faults(criterion: Criterion, levels: Mapping[Any, Any], repeats: int | None) -> Iterator[str]:
    if criterion.id not in levels:
        yield f"{criterion.id} has no level. Give it one from 0 to {criterion.top_level}."
        return
    given = levels[criterion.id]
    if given is None:
        if not criterion.may_be_not_applicable:
            yield f"{criterion.id} may not be left out as not applicable. Give it a level."
    elif repeats is None:
        yield from _value_faults(criterion, given)
    elif not isinstance(given, (tuple, list)) or len(given) != repeats:
        yield f"{criterion.id} is rated {count_text(repeats, 'time')}. Give it a list of {repeats} levels."
    else:
        for value in given:
            yield from _value_faults(criterion, value)


def _value_faults(criterion: Criterion, value: Any) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        wanted = f"Give a whole number from 0 to {criterion.top_level}."
        yield f"{criterion.id} has {_shown(value)}, which is no level. {wanted}"
    elif not 0 <= value <= criterion.top_level:
        yield f"{criterion.id} has no level {_shown(value)}. Give one from 0 to {criterion.top_level}."


def _shown(value: Any) -> str:
    """A value as a sentence may show it: what was typed comes from files and can be of any kind and length."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return f"“{printable(value)}”"
    if isinstance(value, int):
        return str(value) if abs(value) < LARGEST_SHOWN else "of that size"
    if isinstance(value, (list, tuple, Mapping)):
        return "a list" if isinstance(value, (list, tuple)) else "a mapping"
    return str(value)[:LONGEST_SHOWN]


def printable(text: str) -> str:
    """Give the beginning of a text from a file, with a mark for each character that would break a message's line."""
    start = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:LONGEST_SHOWN]
    )
    return f"{start}…" if len(text) > LONGEST_SHOWN else start


def _kept(level: Any) -> int | tuple[int, ...] | None:
    return tuple(level) if isinstance(level, (list, tuple)) else level


def _theme_sums(edition: Edition, theme: Theme, levels: Levels) -> tuple[Fraction, Fraction]:
    """What the theme's applicable criteria achieve and could achieve."""
    applicable = [item for item in edition.criteria_of(theme.id) if levels[item.id] is not None]
    possible = sum((share_of_possible(edition, item) for item in applicable), Fraction(0))
    turns = range(theme.repeats.count if theme.repeats else 1)
    totals = [_total(edition, applicable, levels, turn) for turn in turns]
    middle = median_score(totals, whole_only=edition.scoring.measure != "percent")
    if middle is None:
        raise InvalidLevels(
            f"The middle of the totals of {theme.name} falls between two marks, at "
            f"{', '.join(item.id for item in applicable)}. Half marks are no score: agree on whole ones."
        )
    return middle, possible


def _total(edition: Edition, applicable: list[Criterion], levels: Levels, turn: int) -> Fraction:
    return sum((gain_per_level(edition, item) * _at(levels[item.id], turn) for item in applicable), Fraction(0))


def _at(level: int | tuple[int, ...] | None, turn: int) -> int:
    if isinstance(level, tuple):
        return level[turn]
    return level or 0


def _measured(achieved: Fraction, possible: Fraction, is_percent: bool) -> Fraction | None:
    if not possible:
        return None
    return 100 * achieved / possible if is_percent else achieved
