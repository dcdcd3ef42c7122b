"""A dry run as text for a shell, and as a JSON-ready document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from charter.domain.carrying import FATES
from charter.domain.carrying_things import KINDS
from charter.domain.wording import count_text, list_text
from charter.services.dry_run_scores import DraftStanding, Standings
from charter.services.dry_run_words import KIND_WORDS
from charter.services.dry_runs import DryRun, SubmissionOutlook
from charter.services.dry_runs_of_all import AssessmentLine, Totals

FATE_NAMES = {  # of one thing, and of several
    "copied": ("comes over", "come over"),
    "routed": ("goes elsewhere", "go elsewhere"),
    "to_confirm": ("waits to be confirmed", "wait to be confirmed"),
    "changed": ("comes over in part", "come over in part"),
    "kept": ("stays as it is", "stay as they are"),
    "blank": ("starts blank", "start blank"),
    "archived": ("stays readable", "stay readable"),
    "reference_only": ("is for reference only", "are for reference only"),
}


def dry_run_text(run: DryRun) -> str:
    """Give a dry run of one assessment: where it stands and would stand, what is to be decided, every fate."""
    lines = [f"From {run.old_reference} to {run.new_reference}. Nothing was written.", ""]
    lines += [_standing_text(one) for one in _three(run.standings)]
    lines += ["", "To decide:" if run.decisions else "There is nothing to decide."]
    for needed in run.decisions:
        lines.append(f"- {needed.key}: {needed.question}")
        lines += [f"    {choice.value}: {choice.text}" for choice in needed.choices]
    kind = ""
    for line in run.lines:
        if line.kind != kind:
            kind = line.kind
            lines += ["", f"{KIND_WORDS[kind][1].capitalize()}:"]
        lines.append(f"- {line.title}: {line.text}{f' ({line.change_id})' if line.change_id else ''}.")
    return "\n".join(lines)


def line_text(line: AssessmentLine) -> str:
    """Give one assessment of many in a line."""
    standings = line.outlook.standings
    tiers = f"{standings.before.tier_text} now, {standings.carried.tier_text} as carried"
    told = f"{line.institution_name} ({line.assessment_id}): {tiers}, outlook {standings.outlook.tier_text}"
    falls = f"; would fall below {line.outlook.held_tier_text} ({line.outlook.basis})" if line.falls else ""
    return f"{told}; {fates_text(line.fates)}; {count_text(line.decision_count, 'decision')}{falls}"


def totals_text(totals: Totals) -> str:
    """Give all assessments together."""
    counted = count_text(totals.assessment_count, "assessment")
    lines = [
        "",
        f"{counted} from {totals.old_reference} to {totals.new_reference}. Nothing was written.",
        f"By the outlook {totals.rise_count} would rise, {totals.stay_count} stay, {totals.fall_count} fall.",
        f"{count_text(totals.decision_count, 'decision')} would be needed.",
    ]
    for kind in KINDS:
        found = {what: count for (one, what), count in totals.by_kind.items() if one == kind}
        lines += [f"{KIND_WORDS[kind][1].capitalize()}: {fates_text(found)}."] if found else []
    names = sorted(line.institution_name for line in totals.falling)
    lines.append(
        f"Below their tier would fall: {list_text(names)}." if names else "No holder would fall below its tier."
    )
    return "\n".join(lines)


def fates_text(fates: dict[str, int]) -> str:
    """Give how many things have which fate, such as ``12 come over and 3 start blank``."""
    told = [f"{fates[what]:,} {FATE_NAMES[what][fates[what] != 1]}" for what in FATES if fates.get(what)]
    return list_text(told) or "nothing is held"


def dry_run_document(run: DryRun) -> dict[str, Any]:
    """Give a dry run of one assessment as a JSON-ready document."""
    return {
        "assessment": run.assessment_id,
        "from": run.old_reference,
        "to": run.new_reference,
        "standings": _standings_document(run.standings),
        "decisions": [
            {
                "key": one.key,
                "question": one.question,
                "choices": {choice.value: choice.text for choice in one.choices},
            }
            for one in run.decisions
        ],
        "fates": [
            {
                "kind": fate.kind,
                "place": fate.place,
                "what": fate.what,
                "targets": list(fate.targets),
                "change": fate.change_id,
            }
            for fate in run.carried.fates
        ],
        "marks": [{"kind": one.kind, "place": one.place, "reason": one.reason} for one in run.marks],
    }


def line_document(line: AssessmentLine) -> dict[str, Any]:
    """Give one assessment of many as a JSON-ready document."""
    return {
        "assessment": line.assessment_id,
        "institution": line.institution_name,
        "round": line.round_title,
        "state": line.state,
        "fates": dict(line.fates),
        "decisions": line.decision_count,
        "standings": _standings_document(line.outlook.standings),
        **_held_document(line.outlook),
        "falls": line.falls,
    }


def totals_document(totals: Totals) -> dict[str, Any]:
    """Give all assessments together as a JSON-ready document."""
    by_kind: dict[str, dict[str, int]] = {}
    for (kind, what), count in sorted(totals.by_kind.items()):
        by_kind.setdefault(kind, {})[what] = count
    return {
        "from": totals.old_reference,
        "to": totals.new_reference,
        "assessments": totals.assessment_count,
        "fates": dict(totals.fates),
        "by_kind": by_kind,
        "decisions": totals.decision_count,
        "rise": totals.rise_count,
        "stay": totals.stay_count,
        "fall": totals.fall_count,
        "falling": [line.assessment_id for line in totals.falling],
    }


def _three(standings: Standings) -> Iterator[DraftStanding]:
    yield from (standings.before, standings.carried, standings.outlook)


def _standing_text(standing: DraftStanding) -> str:
    missing = f", {count_text(standing.without_level, 'criterion has', 'criteria have')} no level"
    return (
        f"{standing.label}: {standing.tier_text}, {standing.overall_text}{missing if standing.without_level else ''}."
    )


def _held_document(outlook: SubmissionOutlook) -> dict[str, Any]:
    return {"held": outlook.held_tier_id, "held_basis": outlook.basis}


def _standings_document(standings: Standings) -> dict[str, Any]:
    names = ("before", "carried", "outlook")
    return {
        name: {
            "label": one.label,
            "tier": one.tier_id,
            "overall": None if one.overall is None else float(one.overall),
            "without_level": one.without_level,
        }
        for name, one in zip(names, _three(standings), strict=True)
    }
