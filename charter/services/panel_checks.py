"""What the panel of a case lacks by its edition's rules, and what a change of it would break."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from charter.domain.case_workflow import OPENED, CaseState
from charter.domain.conflicts import Conflict
from charter.domain.panels import (
    CHAIR,
    REVIEWERS,
    Panel,
    Shortfall,
    is_told_of_a_person,
    panel_rules,
    quorum_shortfall,
    shortfalls,
    shortfalls_after_leaving,
    told_text,
)
from charter.services.panel_facts import Judged, RoundPanels
from charter.store.editions import load_edition

COMPOSITION = "composition"  # how a quality stands on record: which one could tell what somebody said of themselves


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a panel lacks, as the office reads it."""

    rule: str  # as Shortfall.rule, but COMPOSITION for what people told of their own life
    text: str


def lacks_of(panels: RoundPanels, professions: frozenset[str], row: Judged) -> tuple[Lack, ...]:
    """Give what a panel lacks on the day of its meeting, or today where none is set: the rules first, then conflicts.

    Whether the quorum of locked reviews is reached is asked once the panel has met. How many members have what they
    told of their own life is not said: it could be worked out from it who.
    """
    rules, panel = panel_rules(load_edition(row.edition_reference)), panels.panel(row.id)
    found = list(shortfalls(panel, rules, row.meets_on or panels.on, professions))
    if CaseState(row.state) in OPENED:
        missing = quorum_shortfall(panel, rules, panels.locked_by(row.id))
        found += [missing] if missing else []
    return tuple(_lack(one) for one in found)


def lacks_without(panels: RoundPanels, professions: frozenset[str], row: Judged, person_id: str) -> tuple[Lack, ...]:
    """Give what a panel lacks once somebody has left it with a conflict: before it met as ever, then as at its meeting.

    ``panels``: as they were while the seat was held.
    """
    rules, panel = panel_rules(load_edition(row.edition_reference)), panels.panel(row.id)
    if CaseState(row.state) in OPENED:
        found = shortfalls_after_leaving(panel, (person_id,), rules, panels.locked_by(row.id), professions)
    else:
        found = shortfalls(panel.without((person_id,)), rules, row.meets_on or panels.on, professions)
    return tuple(_lack(one) for one in found)


def broken_by(before: Panel, after: Panel, row: Judged, panels: RoundPanels, professions: frozenset[str]) -> list[Lack]:
    """Give what a change of a panel breaks: what lacks more than before, and whatever a full panel lacks then."""
    rules, day = panel_rules(load_edition(row.edition_reference)), row.meets_on or panels.on
    were = {one.rule: one for one in shortfalls(before, rules, day, professions)}
    found = shortfalls(after, rules, day, professions)
    is_full = not any(one.rule in (REVIEWERS, CHAIR) for one in found)
    return [
        _lack(one) for one in found if (is_full and one.rule in rules.composition) or _is_worse(one, were.get(one.rule))
    ]


def digest_of(lacks: Sequence[Lack]) -> str:
    """Give a digest of what was told, so that nobody agrees to something else."""
    return hashlib.sha256("\n".join(one.text for one in lacks).encode()).hexdigest()[:16]


def conflict_text(name: str, conflict: Conflict) -> str:
    """Say that an interest shuts somebody on a panel out, and why; "" where none does."""
    if not conflict.denies:
        return ""
    what = "waits for a ruling on an interest" if conflict.waits_for_chair else "is shut out by an interest"
    return f"{name} {what}. {' '.join(conflict.reasons)}"


def _is_worse(one: Shortfall, before: Shortfall | None) -> bool:
    if before is None:
        return True
    if one.reviewer_ids:
        return not set(one.reviewer_ids) <= set(before.reviewer_ids)
    return one.missing > before.missing


def _lack(one: Shortfall) -> Lack:
    return Lack(one.rule if is_told_of_a_person(one.rule) else COMPOSITION, told_text(one))
