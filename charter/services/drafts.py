"""Where a team stands while it writes: levels, scores, tiers and blockers of what is saved, never kept as a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from charter.domain.answers import AnswerSheet
from charter.domain.errors import UnknownTier
from charter.domain.summaries import BenchmarkSummary, Summary
from charter.domain.workflow import State
from charter.services.assessments import reading_of
from charter.services.deeds import Deed
from charter.services.remembering import Memory
from charter.services.standings import summary_of
from charter.services.summaries import INTERNAL_POLICY, summarise
from charter.services.workspaces import Workspace, assessment_with_round
from charter.store.assessments import AssessmentRow
from charter.store.errata import Stamp, errata_stamp
from charter.store.history import last_event

KEPT = 64  # things that a process remembers: working a draft out takes a tenth of a second
DRAFT = "Draft: worked out from what is saved so far."
HANDED_IN = "Worked out from what was handed in."
T = TypeVar("T")
NO_BENCHMARKS = BenchmarkSummary("", (), (), (), ())


@dataclass(frozen=True, slots=True)
class _Key:
    """What a draft depends on: every save adds an event, and its digest tells one state from another."""

    assessment_id: str
    head: str
    organisation_name: str
    closes_at: str
    corrections: Stamp | None
    audience: str


_memory: Memory[tuple[_Key, str]] = Memory(KEPT)


def draft_summary(deed: Deed, workspace: Workspace, audience: str = INTERNAL_POLICY) -> Summary:
    """Give where an assessment that the person may see stands now, with its published figures among peers."""
    return _summary(deed, workspace, _key(deed, workspace, audience))


def drawn_draft(deed: Deed, workspace: Workspace, name: str, draw: Callable[[Summary], T]) -> T:
    """Give what a page or chart makes of the draft, made once for each state of it. ``name`` tells drawings apart."""
    key = _key(deed, workspace, INTERNAL_POLICY)
    return _memory.get((key, name), lambda: draw(_summary(deed, workspace, key)))


def remembered(deed: Deed, workspace: Workspace, name: str, make: Callable[[], T]) -> T:
    """Give what is worked out of the answers as they are saved now, once for each state of them."""
    return _memory.get((_key(deed, workspace, INTERNAL_POLICY), name), make)


def _key(deed: Deed, workspace: Workspace, audience: str) -> _Key:
    head = last_event(deed.session, workspace.assessment_id)
    return _Key(
        workspace.assessment_id,
        head.digest if head else "",
        workspace.organisation_name,
        workspace.window.closes_at.isoformat(),
        errata_stamp(workspace.edition.reference),
        audience,
    )


def _summary(deed: Deed, workspace: Workspace, key: _Key) -> Summary:
    def made() -> Summary:
        found = summary_of(deed.session, workspace.edition, _sheet(deed, workspace, key), key.audience)
        return labelled(found, workspace.state)

    return _memory.get((key, ""), made)


def fresh_draft(deed: Deed, row: AssessmentRow, audience: str) -> Summary:
    """Give the draft of an assessment for the worker, who was told by somebody that may see it."""
    edition, reading = reading_of(deed, row, is_draft=True)
    return labelled(summary_of(deed.session, edition, reading.sheet, audience), State(row.state))


def labelled(summary: Summary, state: State) -> Summary:
    """Give the same, saying wherever it says what it rests on that it is a draft, until it is handed in."""
    if state == State.SUBMITTED:
        return replace(summary, basis_text=f"{HANDED_IN} {summary.basis_text}")
    return replace(
        summary,
        basis_text=f"{DRAFT} {summary.basis_text}",
        institution_title=f"{summary.institution_title} (draft)",
    )


def draft_sheet(deed: Deed, workspace: Workspace) -> AnswerSheet:
    """Give the answers as saved so far."""
    return _sheet(deed, workspace, _key(deed, workspace, INTERNAL_POLICY))


def what_if(deed: Deed, workspace: Workspace, levels: Mapping[str, int], tier_id: str) -> Summary:
    """Give where the institution would stand with other levels and another tier aimed for; nothing is saved.

    ``levels``: criterion id -> level; others stay as they are. What figures and gates allow still holds. Raises
    UnknownTier.
    """
    key = _key(deed, workspace, INTERNAL_POLICY)
    if tier_id and all(tier.id != tier_id for tier in workspace.edition.tiers):
        raise UnknownTier("There is no such tier. Choose one from the list.")

    def made() -> Summary:
        sheet = _sheet(deed, workspace, key)
        criteria = dict(sheet.criteria)
        for criterion_id, level in levels.items():
            criteria[criterion_id] = replace(sheet.of(criterion_id), level=level, is_not_applicable=False)
        changed = replace(sheet, criteria=criteria, applied_for=tier_id or sheet.applied_for)
        return summarise(workspace.edition, changed, NO_BENCHMARKS, INTERNAL_POLICY)

    return _memory.get((key, f"what if {tier_id} {sorted(levels.items())}"), made)


def _sheet(deed: Deed, workspace: Workspace, key: _Key) -> AnswerSheet:
    def made() -> AnswerSheet:
        row, *_held = assessment_with_round(deed, workspace.assessment_id)  # held, so that they are not asked for again
        return reading_of(deed, row, is_draft=True)[1].sheet

    return _memory.get((key, "sheet"), made)
