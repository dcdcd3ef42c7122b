"""A standing as text for a terminal, and as plain values for other programs."""

from __future__ import annotations

import dataclasses
from typing import Any

from charter.domain.summaries import Summary, TierSummary
from charter.services.standings import Standing

WIDTH = 36


def standing_text(standing: Standing) -> str:
    """Give the standing in a few dozen lines: score, themes, tiers with blockers, what to do, what is missing."""
    summary = standing.summary
    lines = [
        f"{summary.institution_title} · {summary.scope_text}",
        f"{summary.edition_title} {summary.edition_reference} · data to {summary.snapshot_text or 'a day not given'}",
        summary.basis_text,
        "",
        f"{'Overall':{WIDTH}} {summary.overall_text}",
        *(f"{theme.name[:WIDTH]:{WIDTH}} {theme.score_text}" for theme in summary.themes),
        "",
        f"Reached by levels: {summary.reached_text}",
        summary.outcome_text,
        *(line for tier in summary.tiers for line in _tier_lines(tier)),
        *_listed("First things to do", summary.three_things),
        *_listed("Missing", summary.missing),
        *_listed("Faults in the file", [str(fault) for fault in standing.reading.faults]),
    ]
    return "\n".join(line.replace("\u00a0", " ") for line in lines)


def standing_document(standing: Standing) -> dict[str, Any]:
    """Give the standing as JSON-ready values: the summary as shown to its audience, and every fault."""
    document: dict[str, Any] = _plain(standing.summary)
    document["faults"] = [{"place": fault.place, "message": fault.message} for fault in standing.reading.faults]
    return document


def _plain(summary: Summary) -> Any:
    return _mapped(dataclasses.asdict(summary))


def _mapped(value: Any) -> Any:
    """Mappings of any kind as dicts, tuples as lists."""
    if isinstance(value, dict):
        return {str(key): _mapped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item) for item in value]
    return value


def _tier_lines(tier: TierSummary) -> list[str]:
    lines = ["", f"{tier.name}: {tier.raises_text}"]
    lines.extend(f"  - {blocker.text}" for blocker in tier.blockers)
    lines.extend(f"    {step.criterion_id} {step.from_level} → {step.to_level}  {step.title}" for step in tier.raises)
    return lines


def _listed(title: str, items: Any) -> list[str]:
    return ["", title, *(f"  {number}. {item}" for number, item in enumerate(items, 1))] if items else []
