"""From an answer sheet to everything that a page or PDF may show of it, for one audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.answers import AnswerSheet
from charter.domain.edition import DisclosurePolicy, Edition
from charter.domain.eligibility import eligibility_answer, find_eligibility
from charter.domain.errors import Fault, InvalidEdition
from charter.domain.first_rounds import as_due
from charter.domain.levels import LevelsInUse
from charter.domain.method import METHOD_VERSION
from charter.domain.metrics import compute_metrics
from charter.domain.results import Decision, EligibilityFinding, Levels, MetricResult, Scorecard
from charter.domain.summaries import BenchmarkSummary, Source, Summary, TierSummary
from charter.domain.tiers import decide
from charter.domain.wording import count_text, date_text, sentence
from charter.services.scored_levels import score_levels
from charter.services.summary_actions import action_summaries
from charter.services.summary_criteria import CriterionBasis, score_text, theme_summaries, withheld_inputs
from charter.services.summary_metrics import metric_summaries
from charter.services.summary_missing import missing_sentences
from charter.services.summary_tables import band_shares, table_summaries
from charter.services.summary_things import three_things
from charter.services.summary_tiers import TierBasis, tier_summaries
from charter.store.answer_files import answers_digest

INTERNAL_POLICY = "own_trust"
YEARS = (0, -1, -2)
BASIS = "Self-assessed: the institution gave these levels itself and no panel has looked at them."


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that the rules find in one answer sheet, exact, before anybody's disclosure policy."""

    results: Mapping[int, Mapping[str, MetricResult]]  # year -> metric id -> result
    in_use: LevelsInUse
    levels: Levels  # complete: a criterion without a level counts as 0
    card: Scorecard
    reached: str | None  # the highest tier whose rules about levels all hold
    eligibility: Mapping[str, tuple[EligibilityFinding, ...]]  # tier id -> findings
    decision: Decision | None  # None while levels are missing or no tier was applied for


def find(edition: Edition, sheet: AnswerSheet) -> Findings:
    """Give what the rules find: metrics of three years, levels in use, scores, eligibility and decision.

    A criterion without a level counts as level 0 until one is given: a partly filled sheet never scores higher than
    the finished one with the same answers. In an edition's first round its new criteria may not bind yet.
    """
    edition = as_due(edition, sheet.submit_by)
    results = {year: compute_metrics(edition, sheet, year) for year in YEARS}
    scored = score_levels(edition, sheet, results[0])
    eligibility = {tier.id: find_eligibility(edition, sheet, tier.id, results) for tier in edition.tiers}
    decision = None
    if sheet.applied_for is not None and not scored.in_use.missing:
        answers = {tier_id: eligibility_answer(found) for tier_id, found in eligibility.items()}
        decision = decide(edition, scored.card, sheet.applied_for, answers)
    return Findings(results, scored.in_use, scored.levels, scored.card, scored.reached, eligibility, decision)


def summarise(edition: Edition, sheet: AnswerSheet, benchmarks: BenchmarkSummary, audience: str = "public") -> Summary:
    """Give the summary of an answer sheet for an audience: "public", or "own_trust" for named roles inside.

    Raises InvalidEdition where the edition has no disclosure policy of that name.
    """
    policy = edition.disclosure.get(audience)
    if policy is None:
        words = f"There is no disclosure policy {audience}, so nothing can be shown. Give the edition one."
        raise InvalidEdition((Fault(edition.reference, words),))
    edition = as_due(edition, sheet.submit_by)
    found = find(edition, sheet)
    return Summary(
        audience=audience,
        is_internal=audience == INTERNAL_POLICY,
        method_version=METHOD_VERSION,
        basis_text=BASIS,
        missing=missing_sentences(edition, sheet, found.in_use, found.results[0]),
        bands=band_shares(edition, sheet, policy),
        actions=action_summaries(edition, sheet),
        tables=table_summaries(edition, sheet, policy),
        benchmarks=benchmarks,
        disclosure_notes=_disclosure_notes(policy),
        sources=_sources(edition, benchmarks),
        digest=answers_digest(sheet, edition),
        **_about_edition(edition),
        **_about_institution(sheet),
        **_parts(edition, sheet, found, policy),
        **_result(edition, sheet, found),
    )


def _about_edition(edition: Edition) -> dict[str, Any]:
    return {
        "edition_reference": edition.reference,
        "edition_title": edition.title,
        "edition_checksum": edition.checksum,
        "levels": tuple((item.level, item.label, item.meaning) for item in edition.levels),
        "theme_word": str(edition.facts.get("words", {}).get("theme", "theme")),
        "tier_ids": tuple(tier.id for tier in edition.tiers),
        "tier_names": {tier.id: tier.name for tier in edition.tiers},
        "action_fields": tuple((field.id, field.label) for field in edition.action_fields),
        "definitions": tuple((key.replace("_", " "), text) for key, text in edition.definitions.items()),
    }


def _about_institution(sheet: AnswerSheet) -> dict[str, Any]:
    return {
        "is_illustration": sheet.is_illustration,
        "institution_name": sheet.institution.name,
        "institution_title": sheet.institution.name or "Institution not named",
        "ods_code": sheet.institution.ods_code,
        "scope_text": _scope_text(sheet),
        "snapshot_text": date_text(sheet.snapshot_on),
        "as_of_text": date_text(sheet.snapshot_on),
        "applied_for": sheet.applied_for,
    }


def _parts(edition: Edition, sheet: AnswerSheet, found: Findings, policy: DisclosurePolicy) -> dict[str, Any]:
    """Metrics, themes and tiers, and what follows from them."""
    metrics = metric_summaries(edition, found.results[0], policy)
    withheld = withheld_inputs(edition, found.results[0], metrics)
    basis = CriterionBasis(found.in_use, found.results[0], metrics, withheld)
    themes = theme_summaries(edition, sheet, found.card, basis)
    tiers = tier_summaries(_tier_basis(edition, found))
    next_tier = _next_tier(tiers)
    return {
        "metrics": tuple(metrics.values()),
        "themes": themes,
        "tiers": tiers,
        "next_tier": next_tier,
        "three_things": three_things(themes, tiers, next_tier, found.in_use),
    }


def _result(edition: Edition, sheet: AnswerSheet, found: Findings) -> dict[str, Any]:
    reached_id = found.reached
    return {
        "overall": None if found.card.overall is None else float(found.card.overall),
        "overall_text": score_text(edition, found.card.overall),
        "reached": reached_id,
        "reached_text": edition.tier(reached_id).name if reached_id else edition.no_tier_name,
        "outcome": found.decision.outcome if found.decision else None,
        "outcome_text": _outcome_text(edition, sheet, found),
        "is_complete": not found.in_use.missing,
    }


def _tier_basis(edition: Edition, found: Findings) -> TierBasis:
    caps = {criterion_id: cap for criterion_id, (cap, _) in found.in_use.caps.items()}
    return TierBasis(edition, found.card, found.levels, caps, found.results[0], found.eligibility)


def _next_tier(tiers: tuple[TierSummary, ...]) -> str | None:
    return next((tier.tier_id for tier in tiers if not tier.is_reached), None)


def _scope_text(sheet: AnswerSheet) -> str:
    scope = sheet.institution.scope.replace("_", " ")
    name = sheet.institution.scope_name
    if not scope:
        return "Scope not given"
    return f"{scope.capitalize()}: {name}" if name else scope.capitalize()


def _outcome_text(edition: Edition, sheet: AnswerSheet, found: Findings) -> str:
    if sheet.applied_for is None:
        return "No tier was named, so no outcome is given."
    name = edition.tier(sheet.applied_for).name
    if found.decision is None:
        without = count_text(len(found.in_use.missing), "criterion has", "criteria have")
        return f"{name} is aimed for, but {without} no level yet, so no outcome is given."
    about = found.decision.tier_id
    words = {"outcome": found.decision.outcome.replace("_", " "), "tier": edition.tier(about).name if about else ""}
    meaning = edition.decision.outcomes.get(found.decision.outcome, "")
    reason = f" ({found.decision.reason.replace('_', ' ')})" if found.decision.reason else ""
    return (
        f"Applying for {name}. If a panel agreed every level, the outcome would be “{words['outcome']}”{reason}, "
        f"about {words['tier']}: {sentence(meaning[:1].lower() + meaning[1:])}"
    )


def _disclosure_notes(policy: DisclosurePolicy) -> tuple[str, ...]:
    if policy.suppress_below == 0:
        return (
            "Internal, small numbers: this copy gives exact counts. Keep it to named roles inside the organisation.",
        )
    withheld = (
        f"Counts of people below {policy.suppress_below} are withheld and shown as *; so is a second count wherever "
        "one alone could be worked out."
    )
    rounded = (
        f"Other counts are rounded to the nearest {policy.round_base}, and rates are worked out from rounded counts, "
        "without decimals."
    )
    few = (
        f"A rate of fewer than {float(policy.percent_min_denominator):g} people is shown as .. and a figure not "
        "supplied as -."
    )
    return (
        withheld,
        rounded,
        few,
        "Levels are decided on exact counts, so a rounded figure may seem to lie in another band than its level.",
        "What people wrote is printed as written. Read it for small numbers and names before you publish it.",
    )


def _sources(edition: Edition, benchmarks: BenchmarkSummary) -> tuple[Source, ...]:
    research = edition.facts.get("research", {})
    if not research:
        return benchmarks.sources
    title, authors, year, licence = (str(research.get(key, "")) for key in ("title", "authors", "year", "licence"))
    return (Source(title, authors, year, licence), *benchmarks.sources)
