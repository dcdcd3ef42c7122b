"""Whether the conditions of tiers name things that exist, and whether they can ever be met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from charter.domain.coherence_findings import Finding, Keys, unknown
from charter.domain.edition import Edition, EligibilityRule, Question, Tier

_Check = Callable[[Edition, Tier, Mapping[str, Any], Keys], Iterator[Finding]]
_MOST = {"pct": Fraction(100), "pp": Fraction(100)}  # no value of such a unit is higher
_ANSWERED = ("yes_no", "number", "upload")


def eligibility_findings(edition: Edition) -> Iterator[Finding]:
    """Give what is wrong with the tiers' conditions."""
    seen: set[str] = set()
    for tier in edition.tiers:
        for place, rule in enumerate(tier.eligibility):
            keys = ("tiers", tier.id, "eligibility", place)
            if rule.id in seen:
                yield Finding((*keys, "id"), f"There is another condition “{rule.id}”. Give each an id of its own.")
            seen.add(rule.id)
            yield from _rule(edition, tier, rule, keys)


def _rule(edition: Edition, tier: Tier, rule: EligibilityRule, keys: Keys) -> Iterator[Finding]:
    check = _CHECKS.get(rule.kind)
    if check is None:
        yield from unknown(rule.kind, _CHECKS, (*keys, "kind"), "kind of condition")
    else:
        yield from check(edition, tier, rule.parameters, keys)


def _tables(edition: Edition, tier: Tier, said: Mapping[str, Any], keys: Keys) -> Iterator[Finding]:
    for table_id in said["tables"]:
        yield from unknown(str(table_id), [table.id for table in edition.tables], (*keys, "tables"), "table")


def _date_before(edition: Edition, tier: Tier, said: Mapping[str, Any], keys: Keys) -> Iterator[Finding]:
    dates = [item.id for item in edition.typed_inputs if item.kind == "date"]
    yield from unknown(str(said["input"]), dates, (*keys, "input"), "date input")


def _award_held(edition: Edition, tier: Tier, said: Mapping[str, Any], keys: Keys) -> Iterator[Finding]:
    ids = [one.id for one in edition.tiers]
    yield from unknown(str(said["tier"]), ids, (*keys, "tier"), "tier")
    if said["tier"] in ids and ids.index(said["tier"]) >= ids.index(tier.id):
        message = f"Nobody could ever reach {tier.name}: it asks to hold {said['tier']} first. Name a lower tier."
        yield Finding((*keys, "tier"), message)


def _metric_at_least(edition: Edition, tier: Tier, said: Mapping[str, Any], keys: Keys) -> Iterator[Finding]:
    metrics = {metric.id: metric for metric in edition.metrics}
    yield from unknown(str(said["metric"]), metrics, (*keys, "metric"), "metric")
    metric = metrics.get(said["metric"])
    most = _MOST.get(metric.unit) if metric else None
    if most is not None and Fraction(str(said["value"])) > most:
        message = f"No institution can reach {tier.name}: {said['metric']} ends at {most}. Lower the value."
        yield Finding((*keys, "value"), message)


def _levels_in_years(edition: Edition, tier: Tier, said: Mapping[str, Any], keys: Keys) -> Iterator[Finding]:
    metrics = {metric.id: metric for metric in edition.metrics}
    for metric_id in said["metrics"]:
        yield from unknown(str(metric_id), metrics, (*keys, "metrics"), "metric")
        metric = metrics.get(metric_id)
        is_known = metric is not None and (metric.bands is not None or metric.band_set_id is None)
        if (
            metric is not None
            and is_known
            and max((band.level for band in metric.bands or ()), default=-1) < said["level"]
        ):
            message = f"{metric_id} never indicates level {said['level']}. Leave it out, or lower the level."
            yield Finding((*keys, "metrics"), message)


def _declared(edition: Edition, tier: Tier, said: Mapping[str, Any], keys: Keys) -> Iterator[Finding]:
    questions = {question.id: question for criterion in edition.criteria for question in criterion.questions}
    yield from _asks(questions, said["question"], _ANSWERED, (*keys, "question"))
    question = questions.get(said["question"])
    if "at_least" in said and question is not None and question.kind in ("yes_no", "upload"):
        message = f"{question.id} asks for no number. Leave out at_least, or name another question."
        yield Finding((*keys, "at_least"), message)
    if "document" in said:
        yield from _asks(questions, said["document"], ("upload",), (*keys, "document"))


def _asks(questions: Mapping[str, Question], wanted: Any, kinds: tuple[str, ...], keys: Keys) -> Iterator[Finding]:
    yield from unknown(str(wanted), questions, keys, "question")
    if wanted in questions and questions[wanted].kind not in kinds:
        message = f"{wanted} is of the type {questions[wanted].kind}. Name a question of the type {' or '.join(kinds)}."
        yield Finding(keys, message)


_CHECKS: Mapping[str, _Check] = {
    "tables_supplied": _tables,
    "years_supplied": _tables,
    "date_before": _date_before,
    "award_held_months": _award_held,
    "metric_at_least": _metric_at_least,
    "levels_in_years": _levels_in_years,
    "declared": _declared,
}
