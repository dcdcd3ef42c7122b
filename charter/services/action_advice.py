"""What helps to write a plan: what it still lacks, and where the edition's own words say to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charter.domain.edition import Edition
from charter.domain.plan_checks import (
    ActionGap,
    RuleFinding,
    action_gaps,
    next_reference,
    repeated_references,
    rule_findings,
)
from charter.domain.summaries import MetricSummary, RaiseSummary, Summary, TierSummary
from charter.services.action_plans import OBJECTIVE, RATING, REFERENCE, ActionPlan, criterion_field, rating_field
from charter.services.edition_errata import corrections_of
from charter.store.edition_advice import plan_rules


@dataclass(frozen=True, slots=True)
class PlanChecks:
    """What a plan lacks: as a whole, and action by action."""

    rules: tuple[RuleFinding, ...]
    repeated: str  # references that stand twice, as a sentence; "" = none
    gaps: tuple[tuple[str, tuple[ActionGap, ...]], ...]  # (key, what it lacks), only actions that lack something


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where an action would help most, in the edition's words."""

    criterion_id: str
    title: str
    from_level: int
    to_level: int
    objective: str  # what the level to reach looks like: the rubric's sentence
    guidance: str  # the criterion's
    corrections: tuple[str, ...]  # notes beside its wording
    figures_text: str  # what its figures indicate; "" where they say nothing
    planned: tuple[str, ...]  # names of the actions that serve it already


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The way to a tier, one suggestion a criterion, the most promising first."""

    tier_name: str  # "" = every tier is reached
    sentence: str
    items: tuple[Suggestion, ...]


def plan_checks(edition: Edition, plan: ActionPlan) -> PlanChecks:
    """Give what a plan lacks by the edition's guidance and its fields. Advice: nothing is decided by it."""
    actions = [item.values for item in plan.actions]
    gaps = tuple((item.key, found) for item in plan.actions if (found := action_gaps(edition, item.values)))
    return PlanChecks(rule_findings(plan_rules(edition.reference), actions), repeated_references(actions), gaps)


def suggestions(edition: Edition, draft: Summary, plan: ActionPlan) -> Suggestions:
    """Give where actions would help most to reach the tier aimed for, or the next one where that is reached.

    Texts are the edition's alone.
    """
    tier = _tier(draft.tiers, draft.applied_for)
    if tier is None:
        return Suggestions("", "Every tier’s rules about levels hold. Plan what keeps them so.", ())
    items = tuple(_suggestion(edition, step, plan) for step in tier.raises)
    return Suggestions(tier.name, tier.raises_text, items)


def completion_figures(draft: Summary) -> tuple[MetricSummary, ...]:
    """Give the figures that say how much of last year's plan was done, as the edition counts it."""
    return tuple(item for item in draft.metrics if item.kind == "completion")


def starting_values(edition: Edition, plan: ActionPlan, criterion_id: str = "", level: str = "") -> dict[str, str]:
    """Give what a new action begins with: a free reference, and the first of the ratings.

    One that begins with a suggestion gets its criterion and, in the edition's words, its objective. A criterion or
    level that the edition does not know is left out.
    """
    known = {field.id for field in edition.action_fields}
    begun = {}
    if REFERENCE in known:
        begun[REFERENCE] = next_reference([item.values for item in plan.actions])
    rating, serves = rating_field(edition), criterion_field(edition)
    if rating is not None and rating.values:
        begun[RATING] = rating.values[0]
    criterion = next((item for item in edition.criteria if item.id == criterion_id), None)
    if criterion is not None and serves is not None:
        begun[serves.id] = criterion.id
        levels = {str(number): text for number, text in enumerate(criterion.rubric)}
        if OBJECTIVE in known and level in levels:
            begun[OBJECTIVE] = levels[level]
    return begun


def _tier(tiers: Sequence[TierSummary], applied_for: str | None) -> TierSummary | None:
    """The tier aimed for; where it is reached, or none was named, the lowest that is not."""
    open_tiers = [tier for tier in tiers if not tier.is_reached]
    aimed = next((tier for tier in open_tiers if tier.tier_id == applied_for), None)
    return aimed or next(iter(open_tiers), None)


def _suggestion(edition: Edition, step: RaiseSummary, plan: ActionPlan) -> Suggestion:
    criterion, field = edition.criterion(step.criterion_id), criterion_field(edition)
    planned = [item.name for item in plan.actions if field and item.values.get(field.id) == criterion.id]
    return Suggestion(
        criterion_id=criterion.id,
        title=criterion.title,
        from_level=step.from_level,
        to_level=step.to_level,
        objective=step.what_it_takes,
        guidance=criterion.guidance,
        corrections=corrections_of(edition, criterion.id),
        figures_text=step.room_text,
        planned=tuple(planned),
    )
