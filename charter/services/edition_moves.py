"""Moving an open assessment to the next edition: looked at first, whole or not at all, undone until the next save."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from charter.domain.carrying import carry
from charter.domain.carrying_decisions import as_said
from charter.domain.carrying_routing import routing_of
from charter.domain.crosswalk import Crosswalk
from charter.domain.edition import Edition
from charter.domain.errors import ChangedSince, WrongState
from charter.domain.workflow import Event
from charter.services.assessments import answered_edition
from charter.services.deeds import Deed, begin, require_state, round_of
from charter.services.dry_runs import DryRun, Move, dry_run_of
from charter.services.holdings import holdings_of
from charter.services.move_writing import undo_move, write_move
from charter.services.published_editions import record_edition
from charter.services.workspaces import Workspace, assessment_with_round
from charter.store.assessments import AssessmentRow
from charter.store.crosswalks import load_crosswalk
from charter.store.edition_moves import MOVED, UNDONE, EditionMoveRow, newest_move
from charter.store.editions import load_edition
from charter.store.history import EventRow

# What takes nothing back with it: the body's and the worker's own doings, and the network's, which no move touches.
HARMLESS = frozenset(
    {
        Event.EXTENSION_GRANTED,
        Event.ROUND_CHANGED,
        Event.ORGANISATION_MERGED,
        Event.NETWORK_STATEMENT_SAVED,
        Event.EVIDENCE_INFECTED,
        Event.PROGRESS_NOTED,
    }
)
MOVES = (Event.EDITION_MOVED, Event.YEAR_CARRIED)
SAVED_SINCE = "Somebody has saved something since, so this can no longer be taken back. Nothing was changed."


def next_edition(workspace: Workspace) -> str | None:
    """Give the edition beside the assessment's own in its round that it may move to; None where there is none."""
    return _next(workspace.edition.reference, workspace.held_references)


def preview_move(deed: Deed, workspace: Workspace, decisions: Mapping[str, str]) -> DryRun:
    """Give what moving to the next edition would do; the team may look. Nothing is written.

    ``decisions``: those made so far; what is left out is as the crosswalk says. Raises WrongState where there is no
    edition to move to.
    """
    row, *_ = assessment_with_round(deed, workspace.assessment_id)
    return decided_run(deed, row.id, Move.between(*_between(deed, row)), decisions)


def decided_run(deed: Deed, assessment_id: str, move: Move, decisions: Mapping[str, str]) -> DryRun:
    """Give what a move would do with the decisions that are made so far, the rest as the crosswalk says."""
    run = dry_run_of(deed.session, assessment_id, move, on=deed.now.date())
    offered = {one.key: {choice.value for choice in one.choices} for one in run.decisions}
    made = {key: value for key, value in decisions.items() if value in offered.get(key, ())}
    if not made:
        return run
    merged = as_said(run.decisions) | made
    return dry_run_of(deed.session, assessment_id, move, merged, on=deed.now.date())


def move_assessment(deed: Deed, assessment_id: str, to_reference: str, decisions: Mapping[str, str]) -> EditionMoveRow:
    """Move an open assessment to the next edition that its round holds, with a decision wherever one is needed.

    Its lead may, while the window is open; it takes a signature back. Answers, files, comments, owners and actions go
    where the crosswalk says; what does not come over is archived, readable. Raises UnknownAssessment, NotAllowed,
    WrongState where the round does not hold that edition or the assessment has moved already; UndecidedChange. Commits.
    """
    row = begin(deed, assessment_id, Event.EDITION_MOVED)
    require_state(deed, row, Event.EDITION_MOVED)
    old, new, crosswalk = _between(deed, row)
    if new.reference != to_reference:
        raise WrongState("The assessment cannot move to that edition. Look at what it could move to again.")
    before = holdings_of(deed.session, row.id)
    carried = carry(before, routing_of(crosswalk, old, new), decisions, on=deed.now.date())
    record_edition(deed.session, new, deed.now)
    move = write_move(deed, row, MOVED, before, carried, decisions=dict(decisions))
    deed.session.commit()
    return move


def undo_last_move(deed: Deed, assessment_id: str) -> EditionMoveRow:
    """Take the newest move back, or what was carried out of an earlier year: everything stands as before it.

    The lead may, until anybody has saved, assigned or commented. Raises UnknownAssessment, NotAllowed, WrongState;
    ChangedSince. Commits.
    """
    row = begin(deed, assessment_id, Event.MOVE_UNDONE)
    require_state(deed, row, Event.MOVE_UNDONE)
    newest = newest_move(deed.session, row.id)
    if newest is None or newest.kind == UNDONE:
        raise WrongState("There is nothing to take back.")
    if not _is_newest_deed(deed, row.id):
        raise ChangedSince(SAVED_SINCE)
    undone = undo_move(deed, row, newest)
    deed.session.commit()
    return undone


def _is_newest_deed(deed: Deed, assessment_id: str) -> bool:
    """Whether nothing happened since the newest move, beyond what it did itself, that taking it back could lose."""
    chosen = (
        select(EventRow.number, EventRow.details)
        .where(EventRow.assessment_id == assessment_id, EventRow.event.in_(MOVES))
        .order_by(EventRow.number.desc())
        .limit(1)
    )
    number, details = deed.session.execute(chosen).one()
    later = select(func.max(EventRow.number)).where(
        EventRow.assessment_id == assessment_id, EventRow.event.not_in(HARMLESS)
    )
    return bool(int(deed.session.scalar(later) or 0) <= number + details["follow"])


def _between(deed: Deed, row: AssessmentRow) -> tuple[Edition, Edition, Crosswalk]:
    reference = answered_edition(deed.session, row)
    target = _next(reference, round_of(deed.session, row).edition_references)
    crosswalk = load_crosswalk(target) if target is not None else None
    if target is None or crosswalk is None:
        raise WrongState("There is no edition that this assessment could move to in its round.")
    return load_edition(reference), load_edition(target), crosswalk


def _next(reference: str, held: tuple[str, ...]) -> str | None:
    """The edition of a round that follows another one."""
    for candidate in held:
        crosswalk = load_crosswalk(candidate)
        if crosswalk is not None and crosswalk.old == reference:
            return candidate
    return None
