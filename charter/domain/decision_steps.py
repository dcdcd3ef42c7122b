"""How an outcome was reached, step by step: each published rule, what was found, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Edition, NarrowMiss, Tier
from charter.domain.eligibility import eligibility_answer
from charter.domain.results import Decision, EligibilityFinding, Scorecard, Shortfalls
from charter.domain.tiers import is_narrow, lowest_level, shortfalls, tier_named
from charter.domain.wording import count_text, decimal_text, percent_text, points_text, sentence

Findings = Mapping[str, Sequence[EligibilityFinding]]  # by tier
SMALLEST_SHOWN = Fraction(1, 10)
ANSWERS = {"met": "Met.", "not_met": "Not met.", "cannot_tell": "This cannot be told, which bars the tier."}


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One step: anybody who has the edition and the levels can check it."""

    rule: str  # the published rule, a sentence
    found: str  # what was found, with the figures, a sentence or two
    is_met: bool


def decision_steps(
    edition: Edition, card: Scorecard, applied_for: str, decision: Decision, findings: Findings
) -> tuple[DecisionStep, ...]:
    """Give every step from the agreed levels to the outcome for the tier applied for.

    Parameters
    ----------
    card: scores of the agreed levels.
    decision: what the rules came to, from ``tiers.decide``.
    findings: each tier's conditions, as they were answered.

    Returns
    -------
    The tier's conditions, its overall minimum, each theme's, the levels that it asks for, its floor; where any does not
    hold, whether the miss is narrow and which lower tier holds.

    Raises
    ------
    UnknownTier: the edition has no such tier.
    """
    tier = tier_named(edition, applied_for)
    short = decision.shortfalls
    steps = [
        *_conditions(tier, findings.get(tier.id, ())),
        *_overall(edition, card, tier, short),
        *_themes(edition, card, tier, short),
        *_levels(edition, card, tier, short),
    ]
    if not all(step.is_met for step in steps):
        steps += [*_narrow(edition, card, tier, short, findings), *_lower(edition, card, tier, findings)]
    return tuple(steps)


def _conditions(tier: Tier, findings: Sequence[EligibilityFinding]) -> Iterator[DecisionStep]:
    for one in findings:
        found = f"{ANSWERS[one.answer]} {sentence(one.reason)}".strip()
        yield DecisionStep(f"{tier.name} asks for this: {sentence(one.text)}", found, one.answer == "met")


def _overall(edition: Edition, card: Scorecard, tier: Tier, short: Shortfalls) -> Iterator[DecisionStep]:
    if tier.overall_minimum is None:
        return
    rule = f"{tier.name} asks for an overall score of at least {_measured(edition, tier.overall_minimum)}."
    yield DecisionStep(rule, _scored(edition, card.overall, short.overall), not short.overall)


def _themes(edition: Edition, card: Scorecard, tier: Tier, short: Shortfalls) -> Iterator[DecisionStep]:
    for theme in edition.themes:
        least = tier.theme_minimums.get(theme.id)
        if least is None:
            continue
        rule = f"{tier.name} asks for at least {_measured(edition, least)} in {theme.name}."
        missing = short.themes.get(theme.id, Fraction(0))
        yield DecisionStep(rule, _scored(edition, card.themes.get(theme.id), missing), not missing)


def _levels(edition: Edition, card: Scorecard, tier: Tier, short: Shortfalls) -> Iterator[DecisionStep]:
    """A step for each criterion that falls short, and one for all the others of which something is asked."""
    held = 0
    for item in edition.criteria:
        asked, level = tier.asked_of(item.id) or 0, card.levels.get(item.id)
        if not asked or level is None:
            continue
        if item.id not in short.criteria:
            held += 1
            continue
        rule = f"{tier.name} asks for at least level {asked} in {item.id} {item.title}."
        yield DecisionStep(rule, f"The agreed level is {lowest_level(level)}.", is_met=False)
    if held:
        others = "other criterion" if short.criteria else "criterion"
        count = count_text(held, others, others.replace("criterion", "criteria"))
        rule = f"{tier.name} asks for a least level in {count}, as published."
        found = "It has that level or more." if held == 1 else "Each has that level or more."
        yield DecisionStep(rule, found, is_met=True)


def _narrow(
    edition: Edition, card: Scorecard, tier: Tier, short: Shortfalls, findings: Findings
) -> Iterator[DecisionStep]:
    """Whether the miss can be mended in the same round; nothing where the edition knows no such rule."""
    rule = edition.decision.narrow_miss
    if rule is None:
        return
    bars = rule.eligibility_must_be_met and eligibility_answer(tuple(findings.get(tier.id, ()))) != "met"
    holds = is_narrow(edition, card, short) and not bars
    found = "All of this holds, so the miss can be mended in this round." if holds else "Not all of this holds."
    yield DecisionStep(f"A miss is narrow where {_narrow_text(edition, rule)}.", found, holds)


def _narrow_text(edition: Edition, rule: NarrowMiss) -> str:
    theme = edition.facts.get("words", {}).get("theme", "theme")
    criteria = count_text(rule.criteria_short_at_most, "criterion", "criteria")
    levels = count_text(rule.levels_short_at_most, "level")
    parts = [
        f"the overall score is short by at most {_gap(edition, rule.overall_short_at_most)}",
        f"no {theme} is short by more than {_gap(edition, rule.theme_short_at_most)}",
        f"levels are short in at most {criteria}, each by at most {levels}",
        *(["every condition of the tier is met"] if rule.eligibility_must_be_met else []),
    ]
    return "; ".join(parts)


def _lower(edition: Edition, card: Scorecard, tier: Tier, findings: Findings) -> Iterator[DecisionStep]:
    """Each tier below, from the highest, up to the first that holds."""
    ids = [one.id for one in edition.tiers]
    for lower in reversed(edition.tiers[: ids.index(tier.id)]):
        by_levels = shortfalls(edition, card, lower.id).is_met
        by_conditions = eligibility_answer(tuple(findings.get(lower.id, ()))) == "met"
        holds = by_levels and by_conditions
        yield DecisionStep(
            f"Where {tier.name} is not met, a lower tier is looked at: {lower.name}.",
            _lower_found(lower.name, by_levels, by_conditions),
            holds,
        )
        if holds:
            return


def _lower_found(name: str, by_levels: bool, by_conditions: bool) -> str:
    if by_levels and by_conditions:
        return f"All rules and conditions of {name} are met."
    if by_levels:
        return f"The scores and levels are enough for {name}, but not all of its conditions are met."
    also = "" if by_conditions else ", and not all of its conditions are met"
    return f"The scores and levels are not enough for {name}{also}."


def _scored(edition: Edition, score: Fraction | None, missing: Fraction) -> str:
    if score is None:
        return "Nothing in it applies, so nothing was scored."
    text = f"The score is {_measured(edition, score)}"
    return f"{text}, which is {_gap(edition, missing)} short." if missing else f"{text}."


def _measured(edition: Edition, value: Fraction) -> str:
    if edition.scoring.measure == "percent":
        return percent_text(value)
    return f"{decimal_text(value, 0 if value.denominator == 1 else 1)}\u00a0{edition.scoring.unit}"


def _gap(edition: Edition, gap: Fraction) -> str:
    if 0 < gap < SMALLEST_SHOWN:
        return f"less than {_gap(edition, SMALLEST_SHOWN)}"
    if edition.scoring.measure == "percent":
        return points_text(gap).lstrip("+")
    return _measured(edition, gap)
