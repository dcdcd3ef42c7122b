"""What a reviewer's level needs beside it: a reason where the edition asks for one, and no level above a cap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from charter.domain.edition import Criterion, Edition
from charter.domain.levels import Cap
from charter.domain.meeting_rules import NUMBER_WORDS
from charter.domain.questions import word_count
from charter.domain.wording import count_text

DEVIATION = re.compile(r"(\w+) or more outside the level_range\b.*?(\d+) words")
NO_LEVEL = "It has no level yet."


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """What an edition says of single reviewers' levels; None and 0 where it says nothing."""

    outside_from: int | None = None  # levels outside the range of the figures, from which a reason is required
    reason_words: int = 0  # fewest words of that reason
    sees_self_level: bool = True  # whether reviewers are shown the level that the institution gave itself


@dataclass(frozen=True, slots=True)
class Rating:
    """What one reviewer thinks of one criterion now."""

    level: int | None = None
    is_not_applicable: bool = False
    reason: str = ""

    @property
    def is_given(self) -> bool:
        """Whether there is a level, or they hold that the criterion does not apply."""
        return self.level is not None or self.is_not_applicable


@dataclass(frozen=True, slots=True)
class Figures:
    """What the figures say of a criterion's level."""

    indicated: int | None = None
    level_range: tuple[int, int] | None = None
    cap: Cap | None = None  # the highest level while figures are missing or not yet due


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a reviewer about one criterion: a sentence beside the field, and whether it must be done."""

    text: str = ""
    must: bool = False  # before the review can be locked


def review_rules(edition: Edition) -> ReviewRules:
    """Give an edition's rules. Source: its rules of metrics (a reviewer's deviation) and of panels."""
    stated: Mapping[str, object] = edition.facts.get("metric_rules") or {}
    found = DEVIATION.search(str(stated.get("reviewer_deviation") or ""))
    sees_self_level = (edition.facts.get("panel") or {}).get("sees_self_level", True) is not False
    if found is None:
        return ReviewRules(sees_self_level=sees_self_level)
    number = found.group(1)
    outside = NUMBER_WORDS.get(number) or (int(number) if number.isdecimal() else None)
    return ReviewRules(outside, int(found.group(2)), sees_self_level)


def levels_outside(level: int, level_range: tuple[int, int] | None) -> int:
    """Give by how many levels a level lies outside a range; 0 inside it, and where there is none."""
    if level_range is None:
        return 0
    return max(level_range[0] - level, level - level_range[1], 0)


def asked_of(criterion: Criterion, rating: Rating, figures: Figures, rules: ReviewRules) -> Asked:
    """Give what is asked of a reviewer who gave this rating; nothing where there is no level yet."""
    if rating.is_not_applicable:
        when = criterion.not_applicable_when
        return Asked(f"It may be left out when {when}. Say why that holds." if when else "Say why it does not apply.")
    if rating.level is None:
        return Asked()
    if figures.cap is not None and rating.level > figures.cap[0]:
        return Asked(f"{figures.cap[1]} Choose a level that is no higher.", must=True)
    return _asked_outside(rating.level, rating.reason, figures.level_range, rules)


def still_missing(
    criteria: Iterable[Criterion],
    ratings: Mapping[str, Rating],
    figures: Mapping[str, Figures],
    rules: ReviewRules,
) -> dict[str, str]:
    """Give what keeps a review from being locked: criterion id -> a sentence; in the order of the criteria."""
    found = {}
    for criterion in criteria:
        rating = ratings.get(criterion.id, Rating())
        asked = asked_of(criterion, rating, figures.get(criterion.id, Figures()), rules)
        if not rating.is_given:
            found[criterion.id] = NO_LEVEL
        elif asked.must:
            found[criterion.id] = asked.text
    return found


def _asked_outside(level: int, reason: str, level_range: tuple[int, int] | None, rules: ReviewRules) -> Asked:
    outside = levels_outside(level, level_range)
    if not outside or level_range is None:
        return Asked()
    low, high = level_range
    span = f"level {low}" if low == high else f"levels {low} to {high}"
    where = f"Level {level} is {count_text(outside, 'level')} outside what the figures indicate ({span})."
    if rules.outside_from is None or outside < rules.outside_from:
        return Asked(f"{where} Say in your reason why.")
    words = word_count(reason)
    if words >= rules.reason_words:
        return Asked(f"{where} Your reason has the {rules.reason_words} words that are asked for.")
    so_far = f"yours has {words}" if words else "you have not written one yet"
    return Asked(f"{where} The edition asks for a reason of at least {rules.reason_words} words; {so_far}.", must=True)
