"""How an outcome was reached, step by step: each published rule, what was found, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Edition, NarrowMiss, Tier
from charter.domain.eligibility import eligibility_answer
from charter.domain.results import Decision, EligibilityFinding, Scorecard, Shortfalls
from charter.domain.tiers import INELIGIBLE, NO_AWARD, below_floor, is_narrow, lowest_level, shortfalls, tier_named
from charter.domain.wording import count_text, decimal_text, list_text, percent_text, points_text, sentence

Findings = Mapping[str, Sequence[EligibilityFinding]]  # by tier
SMALLEST_SHOWN = Fraction(1, 10)
ANSWERS = {"met": "Met.", "not_met": "Not met.", "cannot_tell": "This cannot be told, which bars the tier."}


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One step: anybody who has the edition and the levels can check it."""

    rule: str  # the published rule, a sentence
    found: str  # what was found, with the figures, a sentence or two
    is_met: bool


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Steps that belong together, under a title."""

    title: str
    steps: tuple[DecisionStep, ...]

    @property
    def missed_text(self) -> str:
        """How many of the steps do not hold, in words."""
        missed = sum(not step.is_met for step in self.steps)
        if not missed:
            return f"all {count_text(len(self.steps), 'step')} hold" if len(self.steps) > 1 else "it holds"
        return f"{missed} of {count_text(len(self.steps), 'step')} {'does' if missed == 1 else 'do'} not hold"


def decision_steps(
    edition: Edition, card: Scorecard, applied_for: str, decision: Decision, findings: Findings
) -> tuple[DecisionStep, ...]:
    """Give every step from the agreed levels to the outcome for the tier applied for.

    Parameters
    ----------
    card: scores of the agreed levels.
    decision: what the rules came to, from ``tiers.decide`` or ``tiers.decide_finally``.
    findings: each tier's conditions, as they were answered.

    Returns
    -------
    The tier's conditions, its overall minimum, each theme's, the levels that it asks for, its floor; where any does not
    hold, whether the miss is narrow and which lower tier holds; the tier reached, and the outcome by precedence.

    Raises
    ------
    UnknownTier: the edition has no such tier.
    """
    own = tier_steps(edition, card, applied_for, findings)
    return (*own, *_what_follows(edition, card, applied_for, decision, findings))


def decision_reckoning(
    edition: Edition,
    card: Scorecard,
    applied_for: str,
    decision: Decision,
    findings: Findings,
    *,
    is_final: bool = False,
) -> tuple[Reckoning, ...]:
    """As ``decision_steps``, with every rule of each lower tier that was looked at, under titles.

    ``is_final``: the miss was mended once, so that it cannot be again.
    """
    tier = tier_named(edition, applied_for)
    own = Reckoning(f"{tier.name}, which was applied for", tier_steps(edition, card, applied_for, findings))
    lower = []
    if not all(step.is_met for step in own.steps):
        for one in _lower_tiers(edition, tier):
            lower.append(Reckoning(one.name, tier_steps(edition, card, one.id, findings)))
            if all(step.is_met for step in lower[-1].steps):
                break
    follows = Reckoning(
        "What follows", _what_follows(edition, card, applied_for, decision, findings, is_final=is_final)
    )
    return (own, *lower, follows)


def as_put(
    parts: tuple[Reckoning, ...], edition: Edition, decision: Decision, condition_count: int
) -> tuple[Reckoning, ...]:
    """Give the steps with what people added to what the rules say: conditions, or a reason for no award.

    ``decision``: as it was put.
    """
    words = _plain(decision.outcome)
    meaning = f"In the words of the edition, “{words}” is: “{edition.decision.outcomes.get(decision.outcome, '')}”."
    if condition_count:
        found = f"The chair attached {count_text(condition_count, 'condition')}, so the outcome is “{words}”."
    elif decision.outcome == NO_AWARD and decision.reason != INELIGIBLE:
        found = f"Chair and officer found this: {_plain(decision.reason or '')}. So the outcome is “{words}”."
    else:
        return parts
    step = DecisionStep(meaning, found, is_met=True)
    return (*parts[:-1], Reckoning(parts[-1].title, (*parts[-1].steps, step)))


def tier_steps(edition: Edition, card: Scorecard, tier_id: str, findings: Findings) -> tuple[DecisionStep, ...]:
    """Give what one tier asks for, rule by rule, and what was found. Raises UnknownTier."""
    tier = tier_named(edition, tier_id)
    short = shortfalls(edition, card, tier.id)
    return (
        *_conditions(tier, findings.get(tier.id, ())),
        *_overall(edition, card, tier, short),
        *_themes(edition, card, tier, short),
        *_levels(edition, card, tier),
        *_floor(edition, card, tier),
    )


def _what_follows(
    edition: Edition,
    card: Scorecard,
    applied_for: str,
    decision: Decision,
    findings: Findings,
    *,
    is_final: bool = False,
) -> tuple[DecisionStep, ...]:
    tier = tier_named(edition, applied_for)
    steps = [_reached(edition, decision), _outcome(edition, decision)]
    if not all(step.is_met for step in tier_steps(edition, card, applied_for, findings)):
        short = decision.shortfalls
        narrow = _narrow(edition, card, tier, short, findings, is_final=is_final)
        steps[:0] = [*narrow, *_lower(edition, card, tier, findings)]
    return tuple(steps)


def _reached(edition: Edition, decision: Decision) -> DecisionStep:
    """What follows from all of the rules is no condition: it holds as it is."""
    rule = "The tier reached is the highest one whose rules about scores and levels all hold, its conditions aside."
    if decision.reached is None:
        return DecisionStep(rule, "No tier is reached.", is_met=True)
    return DecisionStep(rule, f"It is {tier_named(edition, decision.reached).name}.", is_met=True)


def _outcome(edition: Edition, decision: Decision) -> DecisionStep:
    order = list_text([_plain(one) for one in edition.decision.precedence])
    rule = f"Of the outcomes that apply, the first in this order is the outcome: {order}; where none does, no award."
    if not edition.decision.precedence:
        rule = "The outcome follows from the rules above."
    if decision.outcome == NO_AWARD or decision.tier_id is None:
        why = f", since the institution is {_plain(decision.reason)}" if decision.reason == INELIGIBLE else ""
        return DecisionStep(rule, f"The outcome is “{_plain(decision.outcome)}”{why}.", is_met=True)
    name = tier_named(edition, decision.tier_id).name
    return DecisionStep(rule, f"The outcome is “{name}: {_plain(decision.outcome)}”.", is_met=True)


def _plain(name: str) -> str:
    return name.replace("_", " ")


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


def _levels(edition: Edition, card: Scorecard, tier: Tier) -> Iterator[DecisionStep]:
    """A step for each criterion below its own minimum, and one for all the others that have one."""
    held, is_short = 0, False
    for item in edition.criteria:
        asked, level = tier.criterion_minimums.get(item.id, 0), card.levels.get(item.id)
        if not asked or level is None:
            continue
        if lowest_level(level) >= asked:
            held += 1
            continue
        is_short = True
        rule = f"{tier.name} asks for at least level {asked} in {item.id} {item.title}."
        yield DecisionStep(rule, f"The agreed level is {lowest_level(level)}.", is_met=False)
    if held:
        others = "other criterion" if is_short else "criterion"
        count = count_text(held, others, others.replace("criterion", "criteria"))
        rule = f"{tier.name} asks for a least level in {count}, as published."
        found = "It has that level or more." if held == 1 else "Each has that level or more."
        yield DecisionStep(rule, found, is_met=True)


def _floor(edition: Edition, card: Scorecard, tier: Tier) -> Iterator[DecisionStep]:
    """The level below which no criterion may lie; nothing where the tier has none."""
    if not tier.floor:
        return
    waived = [item.id for item in edition.criteria if item.id in tier.floor_waived]
    given = {item.id: card.levels.get(item.id) for item in edition.criteria if item.id not in tier.floor_waived}
    lowest = {name: lowest_level(level) for name, level in given.items() if level is not None}
    below = [f"{name} at {level}" for name, level in lowest.items() if level < tier.floor]
    aside = f" In their first round this does not bind {list_text(waived)}." if waived else ""
    rule = f"{tier.name} asks that no criterion lies below level {tier.floor}.{aside}"
    found = f"Below it: {list_text(below)}." if below else "None does."
    yield DecisionStep(rule, found, not below)


def _narrow(
    edition: Edition, card: Scorecard, tier: Tier, short: Shortfalls, findings: Findings, *, is_final: bool = False
) -> Iterator[DecisionStep]:
    """Whether the miss can be mended in the same round; nothing where the edition knows no such rule."""
    rule = edition.decision.narrow_miss
    if rule is None:
        return
    bars = rule.eligibility_must_be_met and eligibility_answer(tuple(findings.get(tier.id, ()))) != "met"
    holds = is_narrow(edition, card, short) and not bars
    if holds and is_final:
        found = "All of this holds, but a miss can be mended once, and there was time for that."
        yield DecisionStep(f"A miss is narrow where {_narrow_text(edition, rule)}.", found, is_met=False)
        return
    found = "All of this holds, so the miss can be mended in this round."
    if not holds:
        found = f"Not all of this holds: {'; '.join(_too_far(edition, card, tier, short, bars=bars))}."
    yield DecisionStep(f"A miss is narrow where {_narrow_text(edition, rule)}.", found, holds)


def _too_far(edition: Edition, card: Scorecard, tier: Tier, short: Shortfalls, *, bars: bool) -> Iterator[str]:
    """What of a miss is more than the edition lets be mended, each as a part of a sentence."""
    rule = edition.decision.narrow_miss
    if rule is None:
        return
    if short.overall > rule.overall_short_at_most:
        yield f"the overall score is {_gap(edition, short.overall)} short"
    for theme in edition.themes:
        if short.themes.get(theme.id, Fraction(0)) > rule.theme_short_at_most:
            yield f"{theme.name} is {_gap(edition, short.themes[theme.id])} short"
    if len(short.criteria) > rule.criteria_short_at_most:
        yield f"levels are short in {count_text(len(short.criteria), 'criterion', 'criteria')}"
    far = [name for name, gap in short.criteria.items() if gap > rule.levels_short_at_most]
    if far:
        yield f"more than {count_text(rule.levels_short_at_most, 'level')} is missing in {list_text(far)}"
    if bars:
        yield f"not every condition of {tier.name} is met"
    if not rule.floor_counts_as_minimum and below_floor(card, tier):
        yield f"a criterion lies below level {tier.floor}"
    if card.overall is None:
        yield "nothing was scored"


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
    for lower in _lower_tiers(edition, tier):
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


def _lower_tiers(edition: Edition, tier: Tier) -> tuple[Tier, ...]:
    """Those below a tier, from the highest."""
    ids = [one.id for one in edition.tiers]
    return tuple(reversed(edition.tiers[: ids.index(tier.id)]))


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
