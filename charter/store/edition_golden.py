"""Worked cases of an edition run through the rules: every case that no longer comes out as it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from charter.domain.answers import AnswerSheet
from charter.domain.disclosure import DisclosedCell, disclose_rate, disclose_row
from charter.domain.edition import Edition
from charter.domain.eligibility import find_eligibility
from charter.domain.errors import DomainError, Fault
from charter.domain.first_rounds import in_first_round
from charter.domain.levels import level_cap
from charter.domain.metrics import compute_metric
from charter.domain.results import MetricResult
from charter.domain.scoring import score
from charter.domain.tiers import decide
from charter.domain.wording import decimal_text
from charter.store.edition_files import GOLDEN, Source, entries
from charter.store.edition_golden_sheets import golden_sheet
from charter.store.edition_values import exact

Case = Mapping[str, Any]
Outcome = Mapping[str, Any]  # what a case comes to, under the names by which it may state it
DECIMALS = {"ratio": 2, "pct": 1, "pp": 1, "hours": 1}
SCORE_DECIMALS = 4
YEARS = (0, -1, -2)
_UNFIT = (DomainError, KeyError, TypeError, ValueError, IndexError, StopIteration, AttributeError)


def golden_faults(source: Source, edition: Edition) -> Iterator[Fault]:
    """Give every worked case that fails, at its line."""
    for name, key, run in _RUNS:
        file = f"{GOLDEN}/{name}.yaml"
        for place, case in enumerate(entries(source.mapping(file).get(key))):
            for message in _differences(edition, case, run):
                yield source.fault(file, (key, place), message)


def _differences(edition: Edition, case: Case, run: Callable[[Edition, Case], Outcome]) -> Iterator[str]:
    title = f"Case {case['id']}" if "id" in case else "This case"
    try:
        found = run(edition, case)
    except _UNFIT as error:
        yield f"{title} cannot be worked out ({_why(error)}). Correct its inputs as criteria/README.md says."
        return
    for name, value in found.items():
        if name in case and value != _comparable(case[name], value):
            yield f"{title} gives {name} {_shown(value)}, not {_shown(case[name])}. Correct the case or the rules."


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"something called “{error.args[0]}” is missing or not of this kind"
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _comparable(stated: Any, found: Any) -> Any:
    """Numbers as text with as many decimals as the outcome has; mappings and lists item by item."""
    if isinstance(stated, dict):
        return {key: _comparable(value, (found or {}).get(key)) for key, value in stated.items()}
    if isinstance(stated, list):
        listed = found if isinstance(found, list) and len(found) == len(stated) else [None] * len(stated)
        return [_comparable(value, other) for value, other in zip(stated, listed, strict=True)]
    if isinstance(stated, (int, float)) and not isinstance(stated, bool) and isinstance(found, str):
        _, _, decimals = found.partition(".")
        return _number(exact(stated), len(decimals)) if _is_number(found) else str(stated)
    return stated


def _is_number(text: str) -> bool:
    return text.lstrip("−").replace(".", "", 1).isdigit()


def _number(value: Fraction | float | None, decimals: int) -> str | None:
    return None if value is None else decimal_text(value, decimals)


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items()) or "nothing"
    if isinstance(value, list):
        return f"[{', '.join(_shown(item) for item in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


# ---- tiers ---------------------------------------------------------------------------------------------------------


def _tier_case(edition: Edition, case: Case) -> Outcome:
    if len(case["levels"]) != len(edition.criteria):
        raise ValueError(f"it has {len(case['levels'])} levels for {len(edition.criteria)} criteria")
    pairs = zip(edition.criteria, case["levels"], strict=True)
    levels = {item.id: tuple(level) if isinstance(level, list) else level for item, level in pairs}
    stated = case.get("eligibility") or {}
    edition = in_first_round(edition) if case.get("first_round") else edition
    card = score(edition, levels)
    decision = decide(edition, card, str(case["applied_for"]), {t.id: stated.get(t.id, "met") for t in edition.tiers})
    short = decision.shortfalls
    return {
        "overall": _number(card.overall, SCORE_DECIMALS),
        "themes": {theme: _number(value, SCORE_DECIMALS) for theme, value in card.themes.items()},
        "outcome": decision.outcome,
        "tier": decision.tier_id,
        "reached": decision.reached,
        "reason": decision.reason,
        "short": {
            "overall": _number(short.overall, SCORE_DECIMALS),
            "themes": {theme: _number(value, SCORE_DECIMALS) for theme, value in short.themes.items()},
            "criteria": dict(short.criteria),
        },
    }


# ---- metrics -------------------------------------------------------------------------------------------------------


def _metric_case(edition: Edition, case: Case) -> Outcome:
    metric = edition.metric(str(case["metric"]))
    sheet = golden_sheet(edition, metric, case["inputs"], case.get("snapshot"))
    result = compute_metric(edition, sheet, metric.id)
    decimals = DECIMALS.get(metric.unit, 1)
    value_decimals = max(decimals, _decimals(case.get("value")))
    interval = result.interval
    cap = _cap(edition, result)
    return {
        "status": result.status,
        "value": _number(result.value, value_decimals),
        "shown": _unbounded_text(result, decimals),
        "ci": None if interval is None else [_number(interval.low, decimals), _number(interval.high, decimals)],
        "indicated": result.level,
        "level_range": None if result.level_range is None else list(result.level_range),
        "is_flagged": result.is_flagged,
        "inverse": _number(1 / result.value, decimals) if result.value else None,
        "steps": [_number(step.value, decimals) for step in result.steps],
        "panel_level_at_most": cap,
    }


def _decimals(stated: Any) -> int:
    """How many decimals a case states a value to."""
    return len(str(stated).partition(".")[2]) if isinstance(stated, float) else 0


def _unbounded_text(result: MetricResult, decimals: int) -> str | None:
    if not result.is_unbounded or result.interval is None:
        return None
    return f"more than {_number(result.interval.low, decimals)}"


def _cap(edition: Edition, result: MetricResult) -> int | None:
    """The cap that the result alone puts on the criterion that it indicates a level of."""
    for criterion in edition.criteria:
        if result.metric_id in criterion.indicative_metric_ids:
            cap = level_cap(criterion, {result.metric_id: result})
            return cap[0] if cap else None
    return None


# ---- eligibility and small numbers -----------------------------------------------------------------------------------


def _eligibility_case(edition: Edition, case: Case) -> Outcome:
    tier = next(tier for tier in edition.tiers if case["item"] in [rule.id for rule in tier.eligibility])
    results = {metric_id: _stated_result(metric_id, said) for metric_id, said in case["metrics"].items()}
    found = find_eligibility(edition, AnswerSheet(edition.reference), tier.id, dict.fromkeys(YEARS, results))
    return {"answer": next(finding.answer for finding in found if finding.rule_id == case["item"])}


def _stated_result(metric_id: str, said: Case) -> MetricResult:
    low, high = said.get("level_range") or (None, None)
    return MetricResult(
        metric_id,
        str(said["status"]),
        value=exact(said["value"]) if "value" in said else None,
        level=low,
        level_range=None if low is None or high is None else (low, high),
    )


def _row_case(edition: Edition, case: Case) -> Outcome:
    shown = disclose_row(case["row"], edition.disclosure[str(case["policy"])])
    return {"out": {name: _cell_text(cell) for name, cell in shown.cells.items()}, "total": _cell_text(shown.total)}


def _cell_text(cell: DisclosedCell) -> str:
    return cell.mark if cell.count is None else str(cell.count)


def _rate_case(edition: Edition, case: Case) -> Outcome:
    shown = disclose_rate(case["numerator"], case["denominator"], edition.disclosure[str(case["policy"])])
    return {"out": shown.text.removesuffix("\u00a0%")}


_RUNS: tuple[tuple[str, str, Callable[[Edition, Case], Outcome]], ...] = (
    ("tiers", "golden_tiers", _tier_case),
    ("metrics", "golden_metrics", _metric_case),
    ("eligibility", "golden_eligibility", _eligibility_case),
    ("disclosure", "golden_disclosure", _row_case),
    ("disclosure", "golden_rates", _rate_case),
)
