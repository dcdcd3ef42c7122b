"""Tiers out of scores: what is missing from one, the highest that is reached, and what is decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from charter.domain.edition import Edition, NarrowMiss, Tier
from charter.domain.errors import UnknownTier
from charter.domain.results import Decision, Scorecard, Shortfalls
from charter.domain.scoring import printable

CONFERRED, MINOR, LOWER, MAJOR, NO_AWARD = (
    "conferred",
    "minor_revisions",
    "lower_tier_offered",
    "major_revisions",
    "no_award",
)
PRECEDENCE = (CONFERRED, MINOR, LOWER, MAJOR, NO_AWARD)  # where the edition states none
INELIGIBLE = "ineligible"


def tier_named(edition: Edition, tier_id: str) -> Tier:
    """Give the tier of that id; UnknownTier, with the ids that there are, where there is none."""
    for tier in edition.tiers:
        if tier.id == tier_id:
            return tier
    known = ", ".join(tier.id for tier in edition.tiers) or "none"
    raise UnknownTier(f"{edition.reference} has no tier “{printable(tier_id)}”. Name one of: {known}.")


def level_asked(tier: Tier, criterion_id: str) -> int:
    """Give the level that a tier asks of an applicable criterion: its minimum or the floor, whichever is higher."""
    return tier.asked_of(criterion_id) or 0


def shortfalls(edition: Edition, card: Scorecard, tier_id: str) -> Shortfalls:
    """Give how much is missing from a tier, exact; nothing where all its rules about levels hold.

    A theme without anything applicable is never short. Where nothing at all is applicable, the whole overall minimum
    is missing. A criterion that is rated several times counts by its lowest level.

    Raises UnknownTier.
    """
    tier = tier_named(edition, tier_id)
    return Shortfalls(
        tier_id=tier.id,
        overall=max(Fraction(0), (tier.overall_minimum or Fraction(0)) - (card.overall or Fraction(0))),
        themes={
            theme_id: tier.theme_minimums[theme_id] - has
            for theme_id, has in card.themes.items()
            if has is not None and has < tier.theme_minimums.get(theme_id, has)
        },
        criteria=_criteria_short(edition, card, tier),
    )


def reached(edition: Edition, card: Scorecard) -> str | None:
    """Give the highest tier whose rules about levels all hold, eligibility aside; None where none does.

    Where nothing is applicable, nothing was judged, so no tier is reached.
    """
    return highest(edition, _met_tiers(edition, card))


def decide(edition: Edition, card: Scorecard, applied_for: str, eligibility: Mapping[str, str]) -> Decision:
    """Give what follows for the tier applied for; the edition's precedence says which outcome goes first.

    Conferred with conditions is a chair's choice and never comes out of the rules.

    Parameters
    ----------
    eligibility: tier id -> "met", "not_met" or "cannot_tell"; both of the latter bar the tier. A tier that is absent
        counts as met where the edition has no conditions for it, else it is barred.

    Raises
    ------
    UnknownTier: the edition has no such tier.
    """
    return _decided(edition, card, applied_for, eligibility, may_be_mended=True)


def decide_finally(edition: Edition, card: Scorecard, applied_for: str, eligibility: Mapping[str, str]) -> Decision:
    """As ``decide``, where a narrow miss cannot be mended any more: it was, once, or time is over."""
    return _decided(edition, card, applied_for, eligibility, may_be_mended=False)


def choose_outcome(
    edition: Edition, applied_for: str, *, met: Collection[str], eligible: Collection[str], is_narrow: bool
) -> tuple[str, str, str | None]:
    """Give the outcome, the tier that it is about, and the reason for no award, from what holds.

    Parameters
    ----------
    met: the tiers whose rules about levels hold.
    eligible: the tiers whose conditions are met.
    is_narrow: True where the tier applied for is missed by no more than the edition lets be mended.
    """
    lower = _offer(edition, applied_for, met, eligible)
    narrow = edition.decision.narrow_miss
    is_eligible = applied_for in eligible
    applies = {
        CONFERRED: is_eligible and applied_for in met,
        MINOR: is_narrow and applied_for not in met and (is_eligible or not _must_be_eligible(narrow)),
        LOWER: lower is not None and not (is_eligible and applied_for in met),
        MAJOR: is_eligible and applied_for not in met,
        NO_AWARD: True,
    }
    outcome = next(item for item in _precedence(edition) if applies.get(item))
    tier_id = lower if outcome == LOWER and lower is not None else applied_for
    return outcome, tier_id, INELIGIBLE if outcome == NO_AWARD and not is_eligible else None


def eligible_tiers(edition: Edition, eligibility: Mapping[str, str]) -> frozenset[str]:
    """Give the tiers whose conditions are met; see ``decide``."""
    return frozenset(
        tier.id
        for tier in edition.tiers
        if eligibility.get(tier.id, "cannot_tell" if edition.eligibility_of(tier.id) else "met") == "met"
    )


def is_narrow(edition: Edition, card: Scorecard, short: Shortfalls) -> bool:
    """True where a tier is missed by no more than the edition lets be mended in the same round."""
    rule = edition.decision.narrow_miss
    if rule is None or card.overall is None:
        return False
    tier = tier_named(edition, short.tier_id)
    return (
        short.overall <= rule.overall_short_at_most
        and all(gap <= rule.theme_short_at_most for gap in short.themes.values())
        and len(short.criteria) <= rule.criteria_short_at_most
        and all(gap <= rule.levels_short_at_most for gap in short.criteria.values())
        and (rule.floor_counts_as_minimum or not below_floor(card, tier))
    )


def _decided(
    edition: Edition, card: Scorecard, applied_for: str, eligibility: Mapping[str, str], *, may_be_mended: bool
) -> Decision:
    tier = tier_named(edition, applied_for)
    short = shortfalls(edition, card, tier.id)
    met = _met_tiers(edition, card)
    outcome, tier_id, reason = choose_outcome(
        edition,
        tier.id,
        met=met,
        eligible=eligible_tiers(edition, eligibility),
        is_narrow=may_be_mended and is_narrow(edition, card, short),
    )
    return Decision(outcome, tier_id, highest(edition, met), reason, short)


def highest(edition: Edition, tier_ids: Collection[str]) -> str | None:
    """Give the highest of some tiers; None of none."""
    return next((tier.id for tier in reversed(edition.tiers) if tier.id in tier_ids), None)


def lowest_level(level: int | tuple[int, ...]) -> int:
    """Give the level that minimums are held against: the lowest, where there are several."""
    return min(level) if isinstance(level, tuple) else level


def _criteria_short(edition: Edition, card: Scorecard, tier: Tier) -> dict[str, int]:
    short = {}
    for criterion in edition.criteria:
        level = card.levels[criterion.id]
        missing = 0 if level is None else level_asked(tier, criterion.id) - lowest_level(level)
        if missing > 0:
            short[criterion.id] = missing
    return short


def _met_tiers(edition: Edition, card: Scorecard) -> frozenset[str]:
    if card.overall is None:
        return frozenset()
    return frozenset(tier.id for tier in edition.tiers if shortfalls(edition, card, tier.id).is_met)


def _offer(edition: Edition, applied_for: str, met: Collection[str], eligible: Collection[str]) -> str | None:
    """The highest tier below the one applied for whose rules and conditions are met."""
    ids = [tier.id for tier in edition.tiers]
    below = ids[: ids.index(applied_for)]
    return next((tier_id for tier_id in reversed(below) if tier_id in met and tier_id in eligible), None)


def _precedence(edition: Edition) -> tuple[str, ...]:
    """The edition's order, then ours; an outcome that the edition does not know is left out, but for no award."""
    rules = edition.decision
    order = dict.fromkeys((*rules.precedence, *PRECEDENCE))
    known = [item for item in order if item != NO_AWARD and (not rules.outcomes or item in rules.outcomes)]
    return (*known, NO_AWARD)


def _must_be_eligible(rule: NarrowMiss | None) -> bool:
    return rule is None or rule.eligibility_must_be_met


def below_floor(card: Scorecard, tier: Tier) -> bool:
    """Tell whether a criterion lies below the floor of a tier."""
    levels = {key: level for key, level in card.levels.items() if level is not None and key not in tier.floor_waived}
    return any(lowest_level(level) < (tier.floor or 0) for level in levels.values())
