"""What the list of tasks says of moves: that there is an edition to move to, a year to start from, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, exists, func, or_, select

from charter.domain.workflow import Event, State
from charter.services.carried_marks import waiting_of
from charter.services.deeds import Deed
from charter.services.edition_moves import HARMLESS, MOVES, next_edition
from charter.services.workspaces import Workspace
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.edition_moves import UNDONE, carried_condition
from charter.store.history import EventRow
from charter.store.mergers import MergerRow


@dataclass(frozen=True, slots=True)
class MoveNews:
    """What concerns an assessment now."""

    next_reference: str | None = None  # an edition that it may move to
    may_start_from_last_year: bool = False
    undoable_kind: str = ""  # moved or carried, while it can still be taken back
    waiting_count: int = 0  # things that came over and that nobody has looked at


def move_news(deed: Deed, workspace: Workspace) -> MoveNews:
    """Give the news of an assessment that the person may see: one statement, one more once something came over."""
    has_earlier, is_carried, move_number, follow, newest = deed.session.execute(_facts(workspace)).one()
    is_undoable = workspace.can(Event.MOVE_UNDONE) and workspace.move_kind not in ("", UNDONE)
    is_newest = is_undoable and newest <= move_number + follow
    waiting = waiting_of(deed.session, workspace.assessment_id, workspace.edition) if workspace.has_moved else ()
    return MoveNews(
        next_reference=next_edition(workspace) if workspace.can(Event.EDITION_MOVED) else None,
        may_start_from_last_year=bool(has_earlier) and not is_carried and workspace.can(Event.YEAR_CARRIED),
        undoable_kind=workspace.move_kind if is_newest else "",
        waiting_count=len(waiting),
    )


def _facts(workspace: Workspace) -> Select[Any]:
    """Whether there is an earlier submission, and came over; the newest move's event, what followed it; the newest."""
    of_this = EventRow.assessment_id == workspace.assessment_id
    moved = select(EventRow.number).where(of_this, EventRow.event.in_(MOVES)).order_by(EventRow.number.desc()).limit(1)
    follow = select(EventRow.details["follow"].as_integer()).where(of_this, EventRow.number == moved.scalar_subquery())
    newest = select(func.max(EventRow.number)).where(of_this, EventRow.event.not_in(HARMLESS))
    numbers = (moved.scalar_subquery(), follow.scalar_subquery(), newest.scalar_subquery())
    return select(_has_earlier(workspace), carried_condition(workspace.assessment_id), *numbers)


def _has_earlier(workspace: Workspace) -> ScalarSelect[bool]:
    """Whether the institution, or one that became part of it, submitted for the same scope in a round before."""
    merged = select(MergerRow.organisation_id).where(MergerRow.into_id == workspace.organisation_id)
    charter = workspace.edition.reference.partition("/")[0]
    return select(
        exists().where(
            AssessmentRow.round_id == RoundRow.id,
            or_(AssessmentRow.organisation_id == workspace.organisation_id, AssessmentRow.organisation_id.in_(merged)),
            AssessmentRow.scope == workspace.scope,
            AssessmentRow.scope_name == workspace.scope_name,
            AssessmentRow.state == State.SUBMITTED,
            RoundRow.edition_reference.startswith(f"{charter}/", autoescape=True),
            RoundRow.snapshot_on < workspace.snapshot_on,
        )
    ).scalar_subquery()
