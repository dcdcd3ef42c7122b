"""Levels before a panel: what figures indicate, what caps them, and the levels in use that scores rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charter.domain.answers import AnswerSheet, CriterionAnswers
from charter.domain.edition import Criterion, Edition
from charter.domain.results import MetricResult
from charter.domain.wording import list_text

# Highest level of a criterion while an indicative metric has this status (docs/method.md, status).
STATUS_CAPS = {"missing": 1, "not_yet": 2}
STATUS_WORDS = {"missing": "the figures for {names} are missing", "not_yet": "it is too early to measure {names}"}

Cap = tuple[int, str]  # the highest level allowed, and why, as a sentence


@dataclass(frozen=True, slots=True)
class LevelsInUse:
    """The levels that a score rests on, and what keeps them from being the levels that were typed.

    ``levels``: criteria with a level, or None where not applicable; one without either is absent and in ``missing``.
    ``reasons``: criterion id -> why its level differs from what was typed. ``caps``: criterion id -> the highest level
    that it may have now, with the reason; an absent criterion may have any.
    """

    levels: Mapping[str, int | None]
    missing: tuple[str, ...]
    reasons: Mapping[str, str]
    caps: Mapping[str, Cap]


def indicated_level(criterion: Criterion, results: Mapping[str, MetricResult]) -> int | None:
    """Give the lowest level of the criterion's indicative metrics that could be computed; None where none could."""
    return min((level for level in _levels(criterion, results)), default=None)


def indicated_range(criterion: Criterion, results: Mapping[str, MetricResult]) -> tuple[int, int] | None:
    """Give the lowest and the highest level that the indicated level may have within the metrics' intervals."""
    ranges = [item.level_range for item in _computable(criterion, results) if item.level_range is not None]
    if not ranges:
        return None
    return min(low for low, _ in ranges), min(high for _, high in ranges)


def level_cap(criterion: Criterion, results: Mapping[str, MetricResult]) -> Cap | None:
    """Give the highest level while an indicative metric is missing or not yet due; the lowest cap wins."""
    for status, cap in sorted(STATUS_CAPS.items(), key=lambda item: item[1]):
        ids = [item.metric_id for item in _indicative(criterion, results) if item.status == status]
        if ids and cap < criterion.top_level:
            words = STATUS_WORDS[status].format(names=list_text(ids))
            return cap, f"The level is at most {cap} while {words}."
    return None


def levels_in_use(
    edition: Edition,
    sheet: AnswerSheet,
    results: Mapping[str, MetricResult],
    criteria: Sequence[Criterion] | None = None,
) -> LevelsInUse:
    """Give the levels that a score rests on: self levels, held down by gates and by missing figures.

    ``criteria``: those that are asked about; None = all of the edition.
    """
    criteria = edition.criteria if criteria is None else criteria
    levels: dict[str, int | None] = {}
    reasons: dict[str, str] = {}
    caps: dict[str, Cap] = {}
    for criterion in criteria:
        given = sheet.of(criterion.id)
        if given.is_not_applicable and criterion.may_be_not_applicable:
            levels[criterion.id] = None
            continue
        cap = _lowest(level_cap(criterion, results), *_closed_gates(criterion, given))
        if cap is not None:
            caps[criterion.id] = cap
        level, reason = _level(criterion, given, cap)
        if level is not None:
            levels[criterion.id] = level
        if reason:
            reasons[criterion.id] = reason
    missing = tuple(criterion.id for criterion in criteria if criterion.id not in levels)
    return LevelsInUse(levels, missing, reasons, caps)


def _level(criterion: Criterion, given: CriterionAnswers, cap: Cap | None) -> tuple[int | None, str]:
    """The level in use of an applicable criterion, and why it differs from what was typed."""
    refused = "This criterion may not be left out as not applicable. " if given.is_not_applicable else ""
    if given.level is None:
        return None, f"{refused}Give it a level.".strip() if refused else ""
    if not 0 <= given.level <= criterion.top_level:
        return None, f"{refused}There is no such level: give one from 0 to {criterion.top_level}."
    if cap is not None and given.level > cap[0]:
        return cap[0], f"{refused}{cap[1]}"
    return given.level, refused.strip()


def _closed_gates(criterion: Criterion, given: CriterionAnswers) -> list[Cap]:
    found = []
    for gate in criterion.gates:
        if given.answers.get(gate.question_id, "").strip() == gate.when:
            highest = max(0, gate.refuses_level_from - 1)
            answer = gate.when.replace("_", " ")
            found.append((highest, f"The level is at most {highest} while {gate.question_id} is answered “{answer}”."))
    return found


def _lowest(*caps: Cap | None) -> Cap | None:
    return min((cap for cap in caps if cap is not None), key=lambda cap: cap[0], default=None)


def _levels(criterion: Criterion, results: Mapping[str, MetricResult]) -> list[int]:
    return [item.level for item in _computable(criterion, results) if item.level is not None]


def _computable(criterion: Criterion, results: Mapping[str, MetricResult]) -> list[MetricResult]:
    return [item for item in _indicative(criterion, results) if item.is_computable]


def _indicative(criterion: Criterion, results: Mapping[str, MetricResult]) -> list[MetricResult]:
    return [results[item] for item in criterion.indicative_metric_ids if item in results]
