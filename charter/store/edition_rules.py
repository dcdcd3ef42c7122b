"""Scoring, tiers, decision and small-number rules of an edition out of its files."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from charter.domain.edition import (
    DecisionRules,
    DisclosurePolicy,
    EligibilityRule,
    NarrowMiss,
    Scoring,
    Theme,
    Tier,
)
from charter.domain.edition_criteria import Criterion
from charter.store.edition_files import DISCLOSURE, TIERS, Source
from charter.store.edition_values import exact, text_or_none, texts, without, words

SUFFIXES = {"percent": "pct", "points": "points"}  # of keys that state a score, by the edition's measure


def build_scoring(source: Source) -> Scoring:
    """Give how levels become a score."""
    found = source.mapping(TIERS)["scoring"]
    return Scoring(str(found["measure"]), str(found["unit"]))


def score_key(source: Source, start: str) -> str:
    """Give the name of a key that states a score: ``overall_min_pct``, or ``overall_min_points``."""
    measure = str((source.mapping(TIERS).get("scoring") or {}).get("measure"))
    return f"{start}_{SUFFIXES.get(measure, measure)}"


def build_tiers(source: Source, themes: tuple[Theme, ...], criteria: tuple[Criterion, ...]) -> tuple[Tier, ...]:
    """Give the tiers, lowest first, as the file lists them."""
    found = source.mapping(TIERS)["tiers"]
    return tuple(_tier(source, tier_id, found[tier_id], themes, criteria) for tier_id in found)


def _tier(
    source: Source, tier_id: str, item: Mapping[str, Any], themes: tuple[Theme, ...], criteria: tuple[Criterion, ...]
) -> Tier:
    overall = item.get(score_key(source, "overall_min"))
    return Tier(
        id=tier_id,
        name=str(item["name"]),
        overall_minimum=None if overall is None else exact(overall),
        theme_minimums=_theme_minimums(item.get(score_key(source, "theme_min")), themes),
        criterion_minimums={one.id: one.minimums[tier_id] for one in criteria if tier_id in one.minimums},
        floor=item.get("no_criterion_below"),
        includes=text_or_none(item.get("eligibility_includes")),
        eligibility=tuple(_eligibility(rule) for rule in item.get("eligibility") or ()),
    )


def _theme_minimums(found: Any, themes: tuple[Theme, ...]) -> dict[str, Fraction]:
    """One number for all themes, or one a theme or kind of theme; a theme's own goes before its kind's."""
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        return {theme.id: exact(found) for theme in themes}
    minimums: dict[str, Fraction] = {}
    for theme in themes:
        stated = found.get(theme.id, found.get(theme.kind))
        if stated is not None:
            minimums[theme.id] = exact(stated)
    return minimums


def _eligibility(item: Mapping[str, Any]) -> EligibilityRule:
    return EligibilityRule(str(item["id"]), str(item["kind"]), str(item["text"]), without(item, "id", "kind", "text"))


def build_decision(source: Source) -> DecisionRules:
    """Give the outcomes and which goes before which; none where the edition decides nothing."""
    found = source.mapping(TIERS).get("award_decision") or {}
    outcomes = {str(key): str(meaning) for key, meaning in (found.get("outcomes") or {}).items()}
    narrow = found.get("narrow_miss")
    return DecisionRules(
        outcomes,
        texts(found.get("precedence")),
        _narrow_miss(source, narrow) if narrow else None,
        texts(found.get("no_award_reasons")),
    )


def _narrow_miss(source: Source, found: Mapping[str, Any]) -> NarrowMiss:
    return NarrowMiss(
        overall_short_at_most=exact(found[score_key(source, "overall_short_by_at_most")]),
        theme_short_at_most=exact(found[score_key(source, "each_theme_short_by_at_most")]),
        criteria_short_at_most=int(found["mandatory_short_at_most"]),
        levels_short_at_most=int(found["each_mandatory_short_by_levels"]),
        floor_counts_as_minimum=bool(found["no_criterion_below_counts_as_mandatory"]),
        eligibility_must_be_met=bool(found["eligibility_must_be_met"]),
    )


def build_disclosure(source: Source) -> dict[str, DisclosurePolicy]:
    """Give the policies by audience: every part of the rules that says below which count it suppresses."""
    found = source.mapping(DISCLOSURE).get("disclosure") or {}
    policies = {key: item for key, item in found.items() if isinstance(item, dict) and "suppress_below" in item}
    return {key: _policy(key, item) for key, item in policies.items()}


def _policy(name: str, item: Mapping[str, Any]) -> DisclosurePolicy:
    return DisclosurePolicy(
        id=name,
        suppress_below=int(item["suppress_below"]),
        zero_is_safe_from_row_total=exact(item.get("zero_is_safe_if_row_total_at_least", 0)),
        round_base=int(item["round_base"]),
        percent_min_denominator=exact(item["pct_min_denominator"]),
        mean_min_n=int(item.get("mean_min_n", 1)),
        ratio_min_denominator=exact(item["ratio_min_denominator"]),
        is_secondary=bool(item["secondary"]),
    )


def no_tier_name(source: Source) -> str:
    """Give what it is called when no tier is reached."""
    return str(source.mapping(TIERS).get("no_tier_name") or words("no_tier"))
