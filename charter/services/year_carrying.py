"""A new year starts from the last: what was submitted then comes over as a draft, for the team to confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from charter.domain.carrying import Carried, Mark, carry
from charter.domain.carrying_routes import FILES
from charter.domain.carrying_routing import nothing_changes
from charter.domain.carrying_things import EVIDENCE, NAMED_FILE, OFFER
from charter.domain.errors import UnknownAssessment, WrongState
from charter.domain.holdings import OWNER_KEY, Holdings, with_archived
from charter.domain.workflow import Event
from charter.services.deeds import Deed, begin, happen, new_id, require_state
from charter.services.dry_runs import DryRun, Move
from charter.services.edition_moves import decided_run
from charter.services.holdings import assigned_criterion, holdings_of
from charter.services.move_writing import write_move
from charter.services.teams import team_names
from charter.services.workspaces import Workspace, assessment_with_round
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow, edition_answered
from charter.store.crosswalks import load_crosswalk
from charter.store.earlier_assessments import submitted_before
from charter.store.edition_moves import CARRIED, EditionMoveRow, is_carried
from charter.store.editions import load_edition
from charter.store.evidence import INFECTED, EvidenceRow, evidence_of

# What is said anew each year: who applies and for which tier, and the plan, which comes in by a road of its own.
NOT_CARRIED = ("/institution/", "/applied_for", "/actions/", "/previous_actions/")


@dataclass(frozen=True, slots=True)
class YearSource:
    """An assessment that this year may start from."""

    assessment_id: str
    round_title: str
    organisation_id: str
    edition_reference: str
    submitted_at: dt.datetime


def year_sources(deed: Deed, workspace: Workspace) -> tuple[YearSource, ...]:
    """Give what an assessment that the person may see could start from: what was submitted in the round before.

    None where something was carried already and not taken back. They may be several, where institutions became one.
    """
    row, *_ = assessment_with_round(deed, workspace.assessment_id)
    if is_carried(deed.session, row.id):
        return ()
    return tuple(_source(deed, earlier) for earlier in submitted_before(deed.session, row))


def preview_year(deed: Deed, workspace: Workspace, source_id: str, decisions: Mapping[str, str]) -> DryRun:
    """Give what starting from an earlier year would bring; the team may look. Nothing is written.

    Raises UnknownAssessment where the source is none of ``year_sources``.
    """
    row, *_ = assessment_with_round(deed, workspace.assessment_id)
    earlier = _earlier(deed, row, source_id)
    return decided_run(deed, earlier.id, _move(deed, earlier, workspace.edition.reference), decisions)


def carry_year(deed: Deed, assessment_id: str, source_id: str, decisions: Mapping[str, str]) -> EditionMoveRow:
    """Bring what was submitted in an earlier year into this year's assessment, as a draft that waits to be confirmed.

    The lead may, while the window is open. What the team has answered already stays as it is. Raises UnknownAssessment,
    NotAllowed, UndecidedChange; WrongState, also where it was done already. Commits.
    """
    row = begin(deed, assessment_id, Event.YEAR_CARRIED)
    require_state(deed, row, Event.YEAR_CARRIED)
    if is_carried(deed.session, row.id):
        raise WrongState("Last year’s answers have come over already.")
    earlier = _earlier(deed, row, source_id)
    there = holdings_of(deed.session, row.id)
    before = holdings_of(deed.session, earlier.id)
    carried = carry(before, _move(deed, earlier, there.edition_reference).routing, decisions, on=deed.now.date())
    files = _files(deed, row, earlier, carried.holdings)
    joined = _joined(deed, row, there, carried, {one.name for one in files})
    move = write_move(
        deed,
        row,
        CARRIED,
        there,
        joined,
        decisions=dict(decisions),
        source_id=earlier.id,
        files=[one.name for one in files],
    )
    for file in files:
        _copy(deed, row, file)
    deed.session.commit()
    return move


def _source(deed: Deed, row: AssessmentRow) -> YearSource:
    whole = deed.session.get_one(RoundRow, row.round_id)
    chosen = select(func.max(FrozenCopyRow.frozen_at)).where(FrozenCopyRow.assessment_id == row.id)
    submitted_at = deed.session.scalar(chosen) or row.registered_at
    return YearSource(row.id, whole.title, row.organisation_id, edition_answered(row, whole), submitted_at)


def _earlier(deed: Deed, row: AssessmentRow, source_id: str) -> AssessmentRow:
    found = next((one for one in submitted_before(deed.session, row) if one.id == source_id), None)
    if found is None:
        raise UnknownAssessment("There is no such submission to start from. Go back to the task list.")
    return found


def _move(deed: Deed, earlier: AssessmentRow, to_reference: str) -> Move:
    """The way from the edition of that year to this year's, through those between. Raises NoWayToEdition."""
    from_reference = edition_answered(earlier, deed.session.get_one(RoundRow, earlier.round_id))
    if from_reference != to_reference:
        return Move.to(from_reference, to_reference, is_new_year=True)
    own, edition = load_crosswalk(to_reference), load_edition(to_reference)
    months = own.unchanged.confirm_evidence_after_months if own is not None else None
    same = nothing_changes(to_reference, confirm_evidence_after_months=months)
    return Move.between(edition, edition, same, is_new_year=True)


def _joined(deed: Deed, row: AssessmentRow, there: Holdings, carried: Carried, file_names: set[str]) -> Carried:
    """What the assessment holds once the carried things stand beside what it holds already."""
    came = carried.holdings
    fields = {
        name: value
        for name, value in came.fields.items()
        if name not in there.fields and not name.startswith(NOT_CARRIED)
    }
    team = team_names(deed, row.organisation_id)
    assignments = {
        criterion_id: told
        for criterion_id, told in came.assignments.items()
        if criterion_id not in there.assignments and told.get(OWNER_KEY) in team
    }
    offers = {one: there.offers.get(one, ()) + names for one, names in came.offers.items()}
    after = replace(
        there,
        fields={**there.fields, **fields},
        assignments={**there.assignments, **assignments},
        offers={**there.offers, **offers},
    )
    after = with_archived(after, came.archive) if came.archive else after
    marks = tuple(mark for mark in carried.marks if _stands(mark, fields, assignments, file_names))
    return replace(carried, holdings=after, marks=marks)


def _stands(mark: Mark, fields: Mapping[str, object], assignments: Mapping[str, object], file_names: set[str]) -> bool:
    """Whether what a mark is about came over."""
    if mark.kind == EVIDENCE:
        return mark.place.removeprefix(FILES) in file_names
    if mark.kind == OFFER:
        return True
    if mark.kind == NAMED_FILE:
        return "/".join(mark.place.split("/")[:5]) in fields
    return mark.place in fields or assigned_criterion(mark.place) in assignments


def _files(deed: Deed, row: AssessmentRow, earlier: AssessmentRow, came: Holdings) -> list[EvidenceRow]:
    """The newest version of each file that comes over; one that is here already, or is harmful, does not."""
    here = {one.name for one in evidence_of(deed.session, row.id)}
    newest = {one.name: one for one in evidence_of(deed.session, earlier.id)}
    return [
        one for name, one in newest.items() if name in came.files and name not in here and one.scan_state != INFECTED
    ]


def _copy(deed: Deed, row: AssessmentRow, file: EvidenceRow) -> None:
    """A file's row in this year's assessment; its bytes lie where they lay."""
    first = file.first_added_at or file.added_at
    kept = EvidenceRow(
        id=new_id(),
        assessment_id=row.id,
        name=file.name,
        version=1,
        kind=file.kind,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        person_id=deed.person_id,
        added_at=deed.now,
        first_added_at=first,
        scan_state=file.scan_state,
        next_scan_at=None,
        scan_tries=0,
        scanned_at=file.scanned_at,
    )
    deed.session.add(kept)
    told = {
        "file": kept.id,
        "name": kept.name,
        "version": 1,
        "kind": kept.kind,
        "size_bytes": kept.size_bytes,
        "sha256": kept.sha256,
        "no_personal_data": True,
        "first_added_at": first.isoformat(),
    }
    happen(deed, row, Event.EVIDENCE_ADDED, told)
