"""What a move to another edition, or out of an earlier year, would do: as plain values for its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from charter.domain.carrying import KEPT
from charter.domain.carrying_decisions import DecisionNeeded
from charter.domain.carrying_routes import BOTH_PARTS, CARRIED, OFFERED, OLD_EVIDENCE, ROUTED_THERE
from charter.domain.crosswalk import Crosswalk
from charter.domain.crosswalk_words import KIND_WORDS as CHANGE_WORDS
from charter.domain.edition import Edition
from charter.domain.fates import COPIED, REFERENCE
from charter.domain.wording import count_text, list_text, sentence
from charter.services.dry_run_scores import DraftStanding, Standings
from charter.services.dry_run_words import KIND_WORDS, FateLine
from charter.services.edition_comparison import Comparison

PLAIN = (COPIED, KEPT, REFERENCE)  # fates of which a count says enough
REASON_WORDS = {
    CARRIED: "from before",
    ROUTED_THERE: "from another criterion",
    OFFERED: "offered by another criterion",
    BOTH_PARTS: "from a criterion that has become several",
    OLD_EVIDENCE: "an older file",
}


def decision_rows(
    needed: Iterable[DecisionNeeded], made: Mapping[str, str], *, is_sent: bool = False
) -> list[dict[str, Any]]:
    """Give each decision with its choices; in a form that was sent, those that are still to be made are errors."""
    return [
        {
            "name": f"decision:{one.key}",
            "id": f"decision-{number}",
            "question": one.question,
            "choices": [(choice.value, choice.text) for choice in one.choices],
            "chosen": made.get(one.key, ""),
            "errors": ["Choose one of these"] if is_sent and not _is_made(one, made) else [],
        }
        for number, one in enumerate(needed, 1)
    ]


def _is_made(one: DecisionNeeded, made: Mapping[str, str]) -> bool:
    return any(choice.value == made.get(one.key) for choice in one.choices)


def changed_groups(lines: Iterable[FateLine], crosswalk: Crosswalk | None, old: Edition) -> list[dict[str, Any]]:
    """Give what does not simply come over, change by change: title, why it was made, and each thing."""
    changes = {change.id: change for change in crosswalk.changes} if crosswalk is not None else {}
    titles = {item.id: item.title for item in old.criteria}
    groups: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.what in PLAIN and line.change_id is None:
            continue
        change = changes.get(line.change_id or "")
        if change is not None and line.what in PLAIN and change.kind == "reweighted":
            continue
        name = "Other things" if change is None else list_text([f"{one} {titles[one]}" for one in change.old_ids])
        how = "" if change is None else CHANGE_WORDS[change.kind]
        group = groups.setdefault(name, {"title": name, "how": how, "why": change.why if change else "", "lines": []})
        group["lines"].append({"title": line.title, "text": sentence(line.text)})
    return sorted(groups.values(), key=lambda group: group["title"] == "Other things")


def added_criteria(comparison: Comparison) -> list[str]:
    """Give the criteria that are new, and so wait to be answered."""
    changes = comparison.crosswalk.changes if comparison.crosswalk else ()
    titles = {item.id: item.title for item in comparison.new.criteria}
    return [f"{one} {titles[one]}" for change in changes if change.kind == "new" for one in change.new_ids]


def plain_counts(lines: Iterable[FateLine], what: Iterable[str]) -> str:
    """Give in words how many things of each kind have one of these fates; "" where there is none."""
    counts = Counter(line.kind for line in lines if line.what in set(what))
    told = list_text([count_text(counts[kind], *KIND_WORDS[kind]) for kind in KIND_WORDS if counts[kind]])
    return sentence(told) if told else ""


def standing_rows(found: Standings) -> list[dict[str, str]]:
    """Give score and tier before and after, each with what it rests on."""
    return [standing_row(one) for one in (found.before, found.carried, found.outlook)]


def standing_row(one: DraftStanding) -> dict[str, str]:
    """Give one score and tier with what it rests on."""
    missing = count_text(one.without_level, "criterion", "criteria")
    return {
        "label": one.label,
        "score": one.overall_text,
        "tier": one.tier_text,
        "missing": f"{missing} without a level" if one.without_level else "every criterion has a level",
    }
