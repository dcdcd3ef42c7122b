"""Tiers as a summary shows them: what stands in the way, by name, and the smallest way up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Edition, Tier
from charter.domain.eligibility import eligibility_answer
from charter.domain.levels import indicated_level, indicated_range
from charter.domain.planning import way_up
from charter.domain.results import EligibilityFinding, Levels, MetricResult, Raise, Scorecard, Shortfalls, WayUp
from charter.domain.summaries import Blocker, RaiseSummary, TierSummary
from charter.domain.tiers import shortfalls
from charter.domain.wording import count_text, decimal_text, list_text, points_text, sentence
from charter.services.summary_criteria import score_text

ELIGIBILITY_WORDS = {"met": "Met", "not_met": "Not met", "cannot_tell": "Cannot tell"}


@dataclass(frozen=True, slots=True)
class TierBasis:
    """What every tier's summary is built from."""

    edition: Edition
    card: Scorecard
    levels: Levels  # complete: a criterion without a level counts as 0
    caps: Mapping[str, int]
    results: Mapping[str, MetricResult]
    findings: Mapping[str, tuple[EligibilityFinding, ...]]


def tier_summaries(basis: TierBasis) -> tuple[TierSummary, ...]:
    """Give every tier, lowest first, with all its blockers and the smallest total of raises that reaches it."""
    return tuple(_tier_summary(basis, tier) for tier in basis.edition.tiers)


def _tier_summary(basis: TierBasis, tier: Tier) -> TierSummary:
    short = shortfalls(basis.edition, basis.card, tier.id)
    findings = basis.findings[tier.id]
    way, uncapped = _ways(basis, tier.id)
    shown = way if way.is_possible else uncapped
    return TierSummary(
        tier_id=tier.id,
        name=tier.name,
        is_reached=short.is_met,
        is_eligible=eligibility_answer(findings),
        overall_minimum=None if tier.overall_minimum is None else float(tier.overall_minimum),
        blockers=(*_level_blockers(basis, tier, short), *_eligibility_blockers(tier, findings)),
        eligibility=tuple(
            (sentence(item.text), ELIGIBILITY_WORDS[item.answer], sentence(item.reason)) for item in findings
        ),
        raises=tuple(_raise_summary(basis, step) for step in shown.raises),
        raises_text=_raises_text(basis.edition, tier, short, way, uncapped),
        total_levels=shown.total_levels,
    )


def _ways(basis: TierBasis, tier_id: str) -> tuple[WayUp, WayUp]:
    """The way up within the caps, and, where the caps bar it, the way without them."""
    room = {criterion.id: _room(basis, criterion.id) for criterion in basis.edition.criteria}
    way = way_up(basis.edition, basis.levels, tier_id, basis.caps, room)
    if way.is_possible:
        return way, way
    return way, way_up(basis.edition, basis.levels, tier_id, None, room)


def _room(basis: TierBasis, criterion_id: str) -> int:
    """How many levels the figures leave open above the present one; figures that say nothing leave none."""
    criterion = basis.edition.criterion(criterion_id)
    reach = indicated_range(criterion, basis.results)
    level = basis.levels.get(criterion_id)
    if reach is None or not isinstance(level, int):
        return 0
    return max(0, reach[1] - level)


def _raise_summary(basis: TierBasis, step: Raise) -> RaiseSummary:
    criterion = basis.edition.criterion(step.criterion_id)
    return RaiseSummary(
        criterion_id=criterion.id,
        title=criterion.title,
        from_level=step.from_level,
        to_level=step.to_level,
        what_it_takes=criterion.rubric[step.to_level],
        room_text=_room_text(basis, criterion.id),
    )


def _room_text(basis: TierBasis, criterion_id: str) -> str:
    criterion = basis.edition.criterion(criterion_id)
    indicated, reach = indicated_level(criterion, basis.results), indicated_range(criterion, basis.results)
    if indicated is None or reach is None:
        return ""
    if reach[0] == reach[1]:
        return f"The figures indicate level {indicated}."
    return f"The figures indicate level {indicated} (range {reach[0]} to {reach[1]})."


def _raises_text(edition: Edition, tier: Tier, short: Shortfalls, way: WayUp, uncapped: WayUp) -> str:
    if short.is_met:
        return f"Every rule of {tier.name} about levels holds."
    if way.is_possible:
        where = count_text(len(way.raises), "criterion", "criteria")
        return f"The smallest way to {tier.name} is {count_text(way.total_levels, 'level')} more, over {where}."
    names = list_text([f"{item} ({edition.criterion(item).title})" for item in way.blocked_by])
    if uncapped.is_possible:
        return (
            f"{tier.name} cannot be reached while levels are capped: {names}. Lift the cap first; then the smallest "
            f"way is {count_text(uncapped.total_levels, 'level')} more."
        )
    return f"{tier.name} cannot be reached with these criteria."


def _level_blockers(basis: TierBasis, tier: Tier, short: Shortfalls) -> tuple[Blocker, ...]:
    edition, card = basis.edition, basis.card
    found: list[Blocker] = []
    if short.overall:
        has, needs = score_text(edition, card.overall), score_text(edition, tier.overall_minimum)
        text = (
            f"The overall score is {has}; {tier.name} asks for {needs}, which is {_gap(edition, short.overall)} more."
        )
        found.append(Blocker("overall", "", text, has, needs))
    for theme_id, gap in short.themes.items():
        has = score_text(edition, card.themes[theme_id])
        needs = score_text(edition, tier.theme_minimums[theme_id])
        name = edition.theme(theme_id).name
        text = f"{name} scores {has}; {tier.name} asks for {needs}, which is {_gap(edition, gap)} more."
        found.append(Blocker("theme", theme_id, text, has, needs))
    found.extend(_criterion_blocker(basis, tier, item, gap) for item, gap in short.criteria.items())
    return tuple(found)


def _criterion_blocker(basis: TierBasis, tier: Tier, criterion_id: str, gap: int) -> Blocker:
    criterion = basis.edition.criterion(criterion_id)
    level = basis.levels[criterion_id]
    minimum = tier.criterion_minimums.get(criterion_id, -1)
    is_floor = tier.floor is not None and tier.floor > minimum
    needed = tier.floor if is_floor and tier.floor is not None else minimum
    rule = "asks for no criterion below level" if is_floor else "asks for at least level"
    text = f"{criterion_id} {criterion.title} is at level {level}; {tier.name} {rule} {needed}."
    return Blocker("floor" if is_floor else "mandatory", criterion_id, text, f"Level {level}", f"Level {needed}")


def _eligibility_blockers(tier: Tier, findings: tuple[EligibilityFinding, ...]) -> tuple[Blocker, ...]:
    return tuple(
        Blocker(
            "eligibility",
            item.rule_id,
            f"{tier.name} asks for this: {item.text}. {sentence(item.reason)}".strip(),
            ELIGIBILITY_WORDS[item.answer],
            "Met",
        )
        for item in findings
        if item.answer != "met"
    )


def _gap(edition: Edition, gap: Fraction) -> str:
    if edition.scoring.measure == "percent":
        return points_text(gap).lstrip("+")
    return f"{decimal_text(gap, 0 if gap.denominator == 1 else 1)}\u00a0{edition.scoring.unit}"
