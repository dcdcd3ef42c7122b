"""What an edition decides by: metrics and bands, scoring, tiers, outcomes, small numbers, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of a metric's axis and the level that it indicates; minimum inclusive, maximum exclusive."""

    level: int
    minimum: Fraction | None  # None = open
    maximum: Fraction | None


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A metric declared by kind and inputs; see docs/method.md for what each kind computes.

    ``parameters`` holds the declaration as written (cell sets as lists, inputs as mappings); ``domain.metrics`` reads
    it. No expression is ever evaluated.
    """

    id: str
    name: str
    unit: str  # ratio, pct, pp, hours
    role: str
    reading: str
    kind: str
    parameters: Mapping[str, Any]
    direction: str
    bands: tuple[Band, ...] | None
    band_set_id: str | None
    min_denominator: int  # default already filled in
    level_from: int  # survey kinds: valid answers needed for a level; others: same as min_denominator
    min_expected: int
    pools: bool  # True where the declaration says flow
    flag_above: Fraction | None = None
    age_input: str | None = None  # not_yet while this date is younger than age_months, or blank
    age_months: int = 0
    inverse_name: str | None = None  # 1/value is shown under this name too


@dataclass(frozen=True, slots=True)
class EligibilityRule:
    """A condition of a tier beside its levels; ``parameters`` as the kind asks."""

    id: str
    kind: str
    text: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tier:
    """What a tier asks for. Minimums are on the edition's own measure (percent or points)."""

    id: str
    name: str
    overall_minimum: Fraction | None
    theme_minimums: Mapping[str, Fraction]  # theme id -> minimum; absent = nothing asked
    criterion_minimums: Mapping[str, int]  # criterion id -> minimum; absent = nothing asked
    floor: int | None  # no applicable criterion below this level
    includes: str | None  # the tier whose eligibility it includes
    eligibility: tuple[EligibilityRule, ...]  # its own rules only
    floor_waived: frozenset[str] = frozenset()  # criterion ids that the floor does not bind, in their first round

    def asked_of(self, criterion_id: str) -> int | None:
        """Give the lowest level asked of a criterion: its minimum or the floor, the higher; None where neither is."""
        floor = None if criterion_id in self.floor_waived else self.floor
        asked = [level for level in (self.criterion_minimums.get(criterion_id), floor) if level is not None]
        return max(asked, default=None)


@dataclass(frozen=True, slots=True)
class NarrowMiss:
    """How far a miss may go and still be mended in the same round."""

    overall_short_at_most: Fraction
    theme_short_at_most: Fraction
    criteria_short_at_most: int
    levels_short_at_most: int
    floor_counts_as_minimum: bool
    eligibility_must_be_met: bool


@dataclass(frozen=True, slots=True)
class Scoring:
    """How levels become a score.

    ``measure``: "percent" (100 × Σ w·L/top ÷ Σ w over applicable criteria) or "points" (Σ w·L, a repeated theme
    combined first). Half marks are refused.
    """

    measure: str
    unit: str  # the word or sign behind a score: "%" or "points"


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """Which outcomes there are and which goes before which."""

    outcomes: Mapping[str, str]  # id -> meaning
    precedence: tuple[str, ...]
    narrow_miss: NarrowMiss | None
    reasons: tuple[str, ...]  # for no award


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """What one audience may see of counts and rates."""

    id: str  # public, panel, own_trust
    suppress_below: int
    zero_is_safe_from_row_total: Fraction  # a zero in a row of a smaller total is suppressed
    round_base: int
    percent_min_denominator: Fraction
    mean_min_n: int
    ratio_min_denominator: Fraction
    is_secondary: bool
