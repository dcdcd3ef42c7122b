"""Whether tiers climb, can be reached, ask for something, and whether their conditions and outcomes exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from charter.domain.coherence_findings import Finding, Keys, unknown
from charter.domain.edition import Edition, Tier
from charter.domain.wording import decimal_text

MOST_PERCENT = Fraction(100)


def tier_findings(edition: Edition) -> Iterator[Finding]:
    """Give what is wrong with the tiers as a ladder; their conditions are checked apart."""
    for lower, higher in pairwise(edition.tiers):
        yield from _falls(edition, lower, higher)
    for place, tier in enumerate(edition.tiers):
        yield from _out_of_reach(edition, tier)
        if _asks_nothing(tier):
            message = f"{tier.name} asks for nothing: level 0 everywhere reaches it. Give it a minimum."
            yield Finding(("tiers", tier.id), message)
        below = [one.id for one in edition.tiers[:place]]
        if tier.includes is not None and tier.includes not in below:
            message = (
                f"{tier.name} may include the conditions of a lower tier only, not of {tier.includes}. Correct it."
            )
            yield Finding(("tiers", tier.id, "eligibility_includes"), message)
    yield from _decision(edition)


def _falls(edition: Edition, lower: Tier, higher: Tier) -> Iterator[Finding]:
    """Minimums that a lower tier has and the next one lowers or drops."""
    said = f"{higher.name} asks for less than {lower.name}"
    if (lower.overall_minimum or 0) > (higher.overall_minimum or 0):
        yield Finding(("tiers", higher.id, "overall_min"), f"{said} overall. Raise it to {_of(lower.overall_minimum)}.")
    for theme_id, minimum in lower.theme_minimums.items():
        if minimum > higher.theme_minimums.get(theme_id, 0):
            keys: Keys = ("tiers", higher.id, "theme_min", theme_id)
            yield Finding(keys, f"{said} in {theme_id}. Raise it to {_of(minimum)}.")
    if (lower.floor or 0) > (higher.floor or 0):
        keys = ("tiers", higher.id, "no_criterion_below")
        yield Finding(keys, f"{said} of every criterion. Raise it to {lower.floor}.")
    for place, criterion in enumerate(edition.criteria):
        asked = lower.criterion_minimums.get(criterion.id, 0)
        if asked > max(higher.criterion_minimums.get(criterion.id, 0), higher.floor or 0):
            keys = ("criteria", place, "mandatory", higher.id)
            yield Finding(keys, f"{said} in {criterion.id}. Raise it to level {asked}.")


def _of(value: Fraction | None) -> str:
    exact = value or Fraction(0)
    return decimal_text(exact, 0 if exact.denominator == 1 else 2)


def _out_of_reach(edition: Edition, tier: Tier) -> Iterator[Finding]:
    """Minimums above what the top levels everywhere give."""
    nobody = f"No institution can reach {tier.name}"
    most = _most(edition, None)
    if (tier.overall_minimum or 0) > most:
        yield Finding(("tiers", tier.id, "overall_min"), f"{nobody}: the most is {_of(most)}. Lower the minimum.")
    for theme_id, minimum in tier.theme_minimums.items():
        if minimum > (most := _most(edition, theme_id)):
            keys: Keys = ("tiers", tier.id, "theme_min", theme_id)
            yield Finding(keys, f"{nobody}: the most in {theme_id} is {_of(most)}. Lower the minimum.")
    for place, criterion in enumerate(edition.criteria):
        if tier.criterion_minimums.get(criterion.id, 0) > criterion.top_level:
            keys = ("criteria", place, "mandatory", tier.id)
            yield Finding(keys, f"{nobody}: {criterion.id} ends at level {criterion.top_level}. Lower the minimum.")
    top = min((criterion.top_level for criterion in edition.criteria), default=0)
    if (tier.floor or 0) > top:
        keys = ("tiers", tier.id, "no_criterion_below")
        yield Finding(keys, f"{nobody}: not every criterion has level {tier.floor}. Lower it.")


def _most(edition: Edition, theme_id: str | None) -> Fraction:
    """The highest score, overall or of a theme. A theme rated several times counts once, by its middle total."""
    if edition.scoring.measure == "percent":
        return MOST_PERCENT
    criteria = edition.criteria if theme_id is None else edition.criteria_of(theme_id)
    return sum((item.weight * item.top_level for item in criteria), Fraction(0))


def _asks_nothing(tier: Tier) -> bool:
    asked = [
        tier.overall_minimum or 0,
        tier.floor or 0,
        *tier.theme_minimums.values(),
        *tier.criterion_minimums.values(),
    ]
    return not any(minimum > 0 for minimum in asked)


def _decision(edition: Edition) -> Iterator[Finding]:
    stated: Mapping[str, Any] = edition.facts.get("award_decision") or {}
    order = stated.get("order")
    expected = [tier.id for tier in reversed(edition.tiers)]
    if order is not None and list(order) != expected:
        message = f"The order of tiers must be {', '.join(expected)}, highest first. Correct it, or reorder the tiers."
        yield Finding(("award_decision", "order"), message)
    for outcome in edition.decision.precedence:
        yield from unknown(outcome, edition.decision.outcomes, ("award_decision", "precedence"), "outcome")
