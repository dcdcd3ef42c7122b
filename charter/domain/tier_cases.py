"""Many cases of one edition judged fast: the same as ``score`` and ``decide`` with every condition met, in integers.

The edition's fractions are brought to one scale of whole numbers once. What a theme's levels come to (its totals, and
what is missing from each tier) is worked out once for each combination of levels that occurs, and kept; a case then
adds up its themes. Nothing is rounded: a score or gap is a pair of integers, numerator and denominator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple

from charter.domain.edition import Criterion, Edition, Theme, Tier
from charter.domain.scoring import gain_per_level, share_of_possible
from charter.domain.tiers import choose_outcome, level_asked, lowest_level, tier_named

Ratio = tuple[int, int]  # numerator and denominator, not always in lowest terms
NOTHING: Ratio = (0, 1)
KEPT_COMBINATIONS = 20_000  # of a theme's levels; five criteria of five levels have 3,125


class JudgedCase(NamedTuple):
    """What a case comes to; see ``Scorecard``, ``Shortfalls`` and ``Decision``."""

    overall: Ratio | None
    themes: tuple[Ratio | None, ...]  # in edition order
    outcome: str
    tier_id: str
    reached: str | None
    overall_short: Ratio
    themes_short: tuple[tuple[str, Ratio], ...]
    criteria_short: tuple[tuple[str, int], ...]


class _Gaps(NamedTuple):
    """What a theme's levels miss of a tier."""

    theme: tuple[tuple[str, Ratio], ...]  # at most one
    criteria: tuple[tuple[str, int], ...]
    is_narrow: bool  # False where one of these gaps alone is too wide to be a narrow miss


class _ThemeResult(NamedTuple):
    achieved: int
    possible: int
    score: Ratio | None
    gaps: tuple[_Gaps, ...]  # for each tier


class CaseJudge:
    """Judges cases of one edition, every condition of eligibility taken as met."""

    def __init__(self, edition: Edition) -> None:
        """Bring the edition's numbers to whole ones."""
        self._edition = edition
        self._scale = _scale(edition)
        self._themes = tuple(_ThemeJudge(edition, theme, self._scale) for theme in edition.themes)
        ids = [item.id for theme in self._themes for item in theme.criteria]
        self._wanted = frozenset(ids)
        self._levels_of: Callable[[Mapping[str, Any]], tuple[Any, ...]] = (
            itemgetter(*ids) if len(ids) > 1 else lambda levels: tuple(levels[item] for item in ids)
        )
        has_repeats = any(theme.repeats for theme in edition.themes)
        self._types = {int, NoneType, list, tuple} if has_repeats else {int, NoneType}
        self._places = {tier.id: place for place, tier in enumerate(edition.tiers)}
        self._outcome = lru_cache(maxsize=KEPT_COMBINATIONS)(self._choose)

    def judge(self, levels: Mapping[str, Any], applied_for: str) -> JudgedCase | None:
        """Give what a case comes to; None where ``score`` would refuse its levels. Raises UnknownTier."""
        if applied_for not in self._places:
            tier_named(self._edition, applied_for)
        if levels.keys() != self._wanted:
            return None
        values = self._levels_of(levels)
        if not self._types.issuperset(map(type, values)):
            return None
        found: list[_ThemeResult] = []
        start = 0
        for theme in self._themes:
            result = theme.result(values[start : start + theme.count])
            if result is None:
                return None
            found.append(result)
            start += theme.count
        return self._together(found, applied_for)

    def _together(self, found: list[_ThemeResult], applied_for: str) -> JudgedCase:
        overall = _score(
            self._edition, sum(one.achieved for one in found), sum(one.possible for one in found), self._scale
        )
        met = tuple(
            tier.id
            for place, tier in enumerate(self._edition.tiers)
            if overall is not None
            and not any(one.gaps[place].theme or one.gaps[place].criteria for one in found)
            and not _gap(tier.overall_minimum, overall)[0]
        )
        place = self._places[applied_for]
        gaps = [one.gaps[place] for one in found]
        short = _gap(self._edition.tiers[place].overall_minimum, overall or NOTHING)
        criteria = tuple(item for gap in gaps for item in gap.criteria)
        is_narrow = overall is not None and self._is_narrow(short, gaps, len(criteria))
        outcome, tier_id = self._outcome(applied_for, met, is_narrow)
        return JudgedCase(
            overall,
            tuple(one.score for one in found),
            outcome,
            tier_id,
            met[-1] if met else None,
            short,
            tuple(item for gap in gaps for item in gap.theme),
            criteria,
        )

    def _is_narrow(self, short: Ratio, gaps: list[_Gaps], criteria_short: int) -> bool:
        rule = self._edition.decision.narrow_miss
        return (
            rule is not None
            and not _exceeds(short, rule.overall_short_at_most)
            and criteria_short <= rule.criteria_short_at_most
            and all(gap.is_narrow for gap in gaps)
        )

    def _choose(self, applied_for: str, met: tuple[str, ...], is_narrow: bool) -> tuple[str, str]:
        eligible = tuple(self._places)
        found = choose_outcome(self._edition, applied_for, met=met, eligible=eligible, is_narrow=is_narrow)
        return found[0], found[1]


class _ThemeJudge:
    """What the levels of one theme come to."""

    def __init__(self, edition: Edition, theme: Theme, scale: int) -> None:
        self.criteria = edition.criteria_of(theme.id)
        self.count = len(self.criteria)
        self._edition = edition
        self._theme = theme
        self._scale = scale
        self._repeats = theme.repeats.count if theme.repeats else None
        self._gains = [int(gain_per_level(edition, item) * scale) for item in self.criteria]
        self._possible = [int(share_of_possible(edition, item) * scale) for item in self.criteria]
        self._kept = lru_cache(maxsize=KEPT_COMBINATIONS)(self._work_out)

    def result(self, values: tuple[Any, ...]) -> _ThemeResult | None:
        """Give what levels come to; None where they are no levels. The caller has checked their outer types."""
        if self._repeats is None:
            return self._kept(values)
        turns = tuple(tuple(value) if isinstance(value, (list, tuple)) else value for value in values)
        if any(type(level) is not int for value in turns if isinstance(value, tuple) for level in value):
            return None
        return self._kept(turns)

    def _work_out(self, values: tuple[Any, ...]) -> _ThemeResult | None:
        if not all(map(self._is_level, self.criteria, values)):
            return None
        applicable = [place for place, value in enumerate(values) if value is not None]
        achieved = self._achieved(applicable, values)
        if achieved is None:
            return None
        possible = sum(self._possible[place] for place in applicable)
        found = _score(self._edition, achieved, possible, self._scale)
        gaps = tuple(self._gaps(tier, found, applicable, values) for tier in self._edition.tiers)
        return _ThemeResult(achieved, possible, found, gaps)

    def _is_level(self, criterion: Criterion, value: Any) -> bool:
        if value is None:
            return criterion.may_be_not_applicable
        if self._repeats is None:
            return isinstance(value, int) and 0 <= value <= criterion.top_level
        is_complete = isinstance(value, tuple) and len(value) == self._repeats
        return is_complete and all(0 <= level <= criterion.top_level for level in value)

    def _achieved(self, applicable: list[int], values: Sequence[Any]) -> int | None:
        """The theme's total, or the median of its totals; None where that is a half mark."""
        if self._repeats is None:
            return int(sum(self._gains[place] * values[place] for place in applicable))
        turns = range(self._repeats)
        totals = sorted(sum(self._gains[place] * values[place][turn] for place in applicable) for turn in turns)
        lower, upper = totals[(len(totals) - 1) // 2], totals[len(totals) // 2]
        middle = (lower + upper) // 2  # the scale is even where this could leave a remainder
        is_half = self._edition.scoring.measure != "percent" and lower != upper and middle % self._scale
        return None if is_half else middle

    def _gaps(self, tier: Tier, found: Ratio | None, applicable: list[int], values: Sequence[Any]) -> _Gaps:
        gap = NOTHING if found is None else _gap(tier.theme_minimums.get(self._theme.id), found)
        levels = [(self.criteria[place].id, lowest_level(values[place])) for place in applicable]
        short = [(item, level_asked(tier, item) - level) for item, level in levels]
        criteria = tuple((item, missing) for item, missing in short if missing > 0)
        rule = self._edition.decision.narrow_miss
        is_narrow = (
            rule is not None
            and not _exceeds(gap, rule.theme_short_at_most)
            and all(missing <= rule.levels_short_at_most for _, missing in criteria)
            and (
                rule.floor_counts_as_minimum
                or all(level >= (tier.floor or 0) for key, level in levels if key not in tier.floor_waived)
            )
        )
        return _Gaps(((self._theme.id, gap),) if gap[0] else (), criteria, is_narrow)


def four_decimals(ratio: Ratio) -> str:
    """Give a number that is not negative with four decimals, half up, as JSON writes it; exact at any size."""
    numerator, denominator = ratio
    whole, rest = divmod((20_000 * numerator + denominator) // (2 * denominator), 10_000)
    return f"{whole}.{rest:04}"


def _scale(edition: Edition) -> int:
    """The least whole number that makes every gain and weight whole, and even, so that a mean of two is whole too."""
    exact = [part(edition, item) for item in edition.criteria for part in (gain_per_level, share_of_possible)]
    return 2 * math.lcm(*(number.denominator for number in exact))


def _score(edition: Edition, achieved: int, possible: int, scale: int) -> Ratio | None:
    if not possible:
        return None
    return (100 * achieved, possible) if edition.scoring.measure == "percent" else (achieved, scale)


def _gap(minimum: Fraction | None, found: Ratio) -> Ratio:
    """What is missing from a minimum; nothing where it is met or there is none."""
    if minimum is None:
        return NOTHING
    missing = minimum.numerator * found[1] - found[0] * minimum.denominator
    return (missing, minimum.denominator * found[1]) if missing > 0 else NOTHING


def _exceeds(gap: Ratio, most: Fraction) -> bool:
    return gap[0] * most.denominator > most.numerator * gap[1]
