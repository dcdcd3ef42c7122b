"""What the list of tasks says beside each criterion: owner, due date, what is in the way, comments, what is new."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.exc import IntegrityError

from charter.domain.edition import Edition
from charter.domain.errors import UnknownCriterion
from charter.domain.permissions import PERMISSIONS, Action
from charter.domain.progress import field_of
from charter.services.deeds import Deed
from charter.services.workspaces import Workspace, workspace_of
from charter.store.accounts import MembershipRow, PersonRow
from charter.store.assessments import AnswerRow, AnswerVersionRow
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.notices import SeenRow, seen_by

# A save is dated when its request began, and may wait so long for its turn. What was saved less than this before a page
# was shown may not have been on it, and rather counts as new once too often than never.
SETTLING = dt.timedelta(seconds=10)
YEAR = dt.timedelta(days=366)  # a page that claims to be older was not made by us


@dataclass(frozen=True, slots=True)
class CriterionOverview:
    """A criterion for somebody who looks at the list now."""

    criterion_id: str
    # to be named when saving the assignment next; 0 = it was never assigned
    version: int = 0
    # who looks after it; None = nobody. The name is empty where it was redacted
    owner_id: str | None = None
    owner_name: str = ""
    # whether the owner is no longer a member of the team
    owner_has_left: bool = False
    due_on: dt.date | None = None
    is_blocked: bool = False
    blocked_reason: str = ""
    open_comment_count: int = 0
    # by other people, since this person last looked; everything where they never did
    changed_answer_count: int = 0
    new_comment_count: int = 0

    @property
    def change_count(self) -> int:
        """How much is new: answers and comments together."""
        return self.changed_answer_count + self.new_comment_count


def criterion_overview(deed: Deed, workspace: Workspace) -> dict[str, CriterionOverview]:
    """Give every criterion of the edition, in its order, by id: four statements.

    Who may see the workspace may. Changes nothing.
    """
    assigned, comments = _assigned(deed, workspace), _comment_counts(deed, workspace)
    changed = _changed_answers(deed, workspace)
    return {
        criterion.id: replace(
            assigned.get(criterion.id, CriterionOverview(criterion.id)),
            open_comment_count=comments.get(criterion.id, (0, 0))[0],
            changed_answer_count=changed[criterion.id],
            new_comment_count=comments.get(criterion.id, (0, 0))[1],
        )
        for criterion in workspace.edition.criteria
    }


def mark_seen(deed: Deed, assessment_id: str, criterion_ids: Iterable[str], shown_at: dt.datetime) -> None:
    """Note that somebody has seen what stood on criteria at a moment: when their page was made.

    The team may. A moment to come counts as now; an earlier one than noted already changes nothing. Raises
    UnknownAssessment, UnknownCriterion, NotAllowed. Commits.
    """
    workspace = workspace_of(deed, assessment_id)
    wanted = set(criterion_ids)
    if wanted - {criterion.id for criterion in workspace.edition.criteria}:
        raise UnknownCriterion("There is no such criterion. Check the address.")
    seen_at = max(min(shown_at, deed.now), deed.now - YEAR) - SETTLING
    there = seen_by(deed.session, deed.person_id, assessment_id)
    for criterion_id in wanted - there.keys():
        deed.session.add(
            SeenRow(person_id=deed.person_id, assessment_id=assessment_id, criterion_id=criterion_id, seen_at=seen_at)
        )
    for criterion_id in wanted & there.keys():
        there[criterion_id].seen_at = max(seen_at, there[criterion_id].seen_at)
    try:
        deed.session.commit()
    except IntegrityError:  # two windows of the same person, at the same moment: the other one has noted it
        deed.session.rollback()


def assigned_to(deed: Deed, workspace: Workspace, criterion_id: str) -> CriterionOverview:
    """Give one criterion's owner, day and what is in the way, without counts: one statement. As the overview."""
    return _assigned(deed, workspace, criterion_id).get(criterion_id, CriterionOverview(criterion_id))


def _assigned(deed: Deed, workspace: Workspace, criterion_id: str | None = None) -> dict[str, CriterionOverview]:
    is_member = exists().where(
        MembershipRow.person_id == AssignmentRow.owner_id,
        MembershipRow.organisation_id == workspace.organisation_id,
        MembershipRow.until_at.is_(None),
        MembershipRow.role.in_(PERMISSIONS[Action.SEE_ASSESSMENT]),
    )
    chosen = (
        select(AssignmentRow, PersonRow.name, is_member)
        .join(PersonRow, PersonRow.id == AssignmentRow.owner_id, isouter=True)
        .where(AssignmentRow.assessment_id == workspace.assessment_id)
    )
    if criterion_id is not None:
        chosen = chosen.where(AssignmentRow.criterion_id == criterion_id)
    return {
        one.criterion_id: CriterionOverview(
            one.criterion_id,
            version=one.version,
            owner_id=one.owner_id,
            owner_name=name or "",
            owner_has_left=one.owner_id is not None and not is_there,
            due_on=one.due_on,
            is_blocked=one.is_blocked,
            blocked_reason=one.blocked_reason,
        )
        for one, name, is_there in deed.session.execute(chosen)
    }


def _comment_counts(deed: Deed, workspace: Workspace) -> dict[str, tuple[int, int]]:
    """How many are open, and how many others wrote since this person looked, by criterion."""
    is_new = and_(
        CommentRow.person_id != deed.person_id,
        or_(SeenRow.seen_at.is_(None), CommentRow.written_at > SeenRow.seen_at),
    )
    chosen = (
        select(
            CommentRow.criterion_id,
            func.sum(case((CommentRow.resolved_at.is_(None), 1), else_=0)),
            func.sum(case((is_new, 1), else_=0)),
        )
        .join(
            SeenRow,
            and_(
                SeenRow.person_id == deed.person_id,
                SeenRow.assessment_id == CommentRow.assessment_id,
                SeenRow.criterion_id == CommentRow.criterion_id,
            ),
            isouter=True,
        )
        .where(CommentRow.assessment_id == workspace.assessment_id)
        .group_by(CommentRow.criterion_id)
    )
    return {criterion_id: (int(still_open), int(new)) for criterion_id, still_open, new in deed.session.execute(chosen)}


def _changed_answers(deed: Deed, workspace: Workspace) -> Counter[str]:
    """How many fields others saved last, since this person looked.

    The newest version alone tells: whoever saved on top of somebody else's text has seen it.
    """
    chosen = (
        select(AnswerVersionRow.field, AnswerVersionRow.saved_at)
        .join(
            AnswerRow,
            and_(
                AnswerRow.assessment_id == AnswerVersionRow.assessment_id,
                AnswerRow.field == AnswerVersionRow.field,
                AnswerRow.version == AnswerVersionRow.version,
            ),
        )
        .where(AnswerRow.assessment_id == workspace.assessment_id, AnswerVersionRow.person_id != deed.person_id)
    )
    seen, places = seen_by(deed.session, deed.person_id, workspace.assessment_id), _places(workspace.edition)
    return Counter(
        criterion_id
        for field, saved_at in deed.session.execute(chosen)
        for criterion_id in _criteria_of(field, places)
        if criterion_id not in seen or saved_at > seen[criterion_id].seen_at
    )


def _places(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Which criteria ask for an input, a table or the action plan, by the beginning of its field."""
    found: dict[str, set[str]] = {}
    for criterion in edition.criteria:
        for question in criterion.questions:
            if question.input_id is not None or question.table_id is not None:
                found.setdefault(field_of(edition, criterion, question), set()).add(criterion.id)
    return {place: frozenset(ids) for place, ids in found.items()}


def _criteria_of(field: str, places: Mapping[str, frozenset[str]]) -> Iterator[str]:
    _, kind, name, *_ = [*field.split("/"), ""]
    if kind == "criteria":
        yield name
    else:  # the action plan is asked for as a whole
        yield from places.get(f"/{kind}", places.get(f"/{kind}/{name}", ()))
