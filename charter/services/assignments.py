"""Assigning criteria: who looks after one, by when, and what stands in the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.edition import Criterion
from charter.domain.errors import Fault, InvalidAssignment, StaleAssignment, UnknownCriterion
from charter.domain.notices import Notice
from charter.domain.wording import count_text, date_text, plain_text
from charter.domain.workflow import Event
from charter.services.assessments import edition_of
from charter.services.deeds import Deed, begin, happen, window_of
from charter.services.letters import assignment_letter
from charter.services.notices import recipients
from charter.services.outbox import put_letter
from charter.services.teams import name_of, subject_of, team_names
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.assignments import AssignmentRow

MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Assignment:
    """How a criterion is assigned; ``version`` is to be named when saving it next (0 = it never was)."""

    owner_id: str | None = None
    due_on: dt.date | None = None
    # what stands in the way; "" = nothing does
    blocked_reason: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class AssignmentShown:
    """An assignment with whoever saved it last, and the names of those who can be chosen."""

    assignment: Assignment
    owner_name: str
    saved_by: str
    saved_at: dt.datetime | None
    team: dict[str, str]  # id -> name, by name


def assignment_of(deed: Deed, workspace: Workspace, criterion_id: str) -> AssignmentShown:
    """Give how a criterion is assigned: three statements. Who may see the workspace may. Raises UnknownCriterion."""
    _criterion(workspace.edition.criteria, criterion_id)
    row = deed.session.get(AssignmentRow, (workspace.assessment_id, criterion_id))
    team = team_names(deed, workspace.organisation_id)
    if row is None:
        return AssignmentShown(Assignment(), "", "", None, team)
    wanted = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_([row.owner_id, row.person_id]))
    names = dict(deed.session.execute(wanted).all())
    return AssignmentShown(
        _shown(row), names.get(row.owner_id or "", ""), names.get(row.person_id, ""), row.saved_at, team
    )


def assign_criterion(
    deed: Deed, assessment_id: str, criterion_id: str, wanted: Assignment, site_url: str | None
) -> Assignment:
    """Save who looks after a criterion, by when, and what stands in the way.

    Lead and contributors may, until the assessment is submitted. ``wanted.version`` is the version that the person saw.
    A new owner other than the person is told by e-mail, in the same transaction. Saving what is there already changes
    nothing.

    Raises UnknownAssessment, UnknownCriterion, NotAllowed, WrongState; InvalidAssignment with every fault;
    StaleAssignment where somebody saved it since. Commits.
    """
    row = begin(deed, assessment_id, Event.CRITERION_ASSIGNED)
    criterion = _criterion(edition_of(deed, row).criteria, criterion_id)
    there = deed.session.get(AssignmentRow, (assessment_id, criterion_id))
    before = _shown(there) if there is not None else Assignment()
    new = Assignment(wanted.owner_id or None, wanted.due_on, plain_text(wanted.blocked_reason), before.version)
    if new == before:
        deed.session.rollback()
        return before
    if wanted.version != before.version:
        raise StaleAssignment(criterion_id, before.version)
    _check(deed, row, new, before)
    saved = write_assignment(deed, row, criterion_id, new, there)
    if saved.owner_id not in (None, before.owner_id, deed.person_id):
        _tell_owner(deed, row, criterion, saved, site_url)
    deed.session.commit()
    return saved


def write_assignment(
    deed: Deed, row: AssessmentRow, criterion_id: str, new: Assignment, there: AssignmentRow | None
) -> Assignment:
    """Write an assignment that is known to be sound, for services alone; commits nothing."""
    if there is None:
        there = AssignmentRow(assessment_id=row.id, criterion_id=criterion_id)
        deed.session.add(there)
    there.version = new.version + 1
    there.owner_id, there.due_on = new.owner_id, new.due_on
    there.is_blocked, there.blocked_reason = bool(new.blocked_reason), new.blocked_reason
    there.person_id, there.saved_at = deed.person_id, deed.now
    details = {
        "criterion": criterion_id,
        "version": there.version,
        "owner": there.owner_id,
        "due": there.due_on.isoformat() if there.due_on else None,
        "blocked": there.is_blocked,
    }
    happen(deed, row, Event.CRITERION_ASSIGNED, details, text=new.blocked_reason)
    return _shown(there)


def _check(deed: Deed, row: AssessmentRow, new: Assignment, before: Assignment) -> None:
    """Refuse what cannot be; what stood there before may stay."""
    faults = []
    if new.owner_id != before.owner_id and new.owner_id and new.owner_id not in team_names(deed, row.organisation_id):
        faults.append(Fault("owner", "Choose a member of the team; this person is none any more"))
    window = window_of(deed.session, row)
    first, last = window.opens_at.date(), window.closes_at.date()
    if new.due_on is not None and new.due_on != before.due_on and not first <= new.due_on <= last:
        words = f"The day must lie between {date_text(first)} and the deadline, {date_text(last)}"
        faults.append(Fault("due_on", words))
    if len(new.blocked_reason) > MOST_CHARACTERS:
        over = count_text(len(new.blocked_reason) - MOST_CHARACTERS, "character")
        faults.append(Fault("blocked_reason", f"The reason is {over} too long. Shorten it to {MOST_CHARACTERS}"))
    if faults:
        raise InvalidAssignment(tuple(faults))


def _tell_owner(deed: Deed, row: AssessmentRow, criterion: Criterion, saved: Assignment, site_url: str | None) -> None:
    to = recipients(deed.session, row.organisation_id, Notice.ASSIGNMENT).get(saved.owner_id or "")
    if to is not None:
        letter = assignment_letter(
            subject_of(deed, row, site_url),
            to,
            author=name_of(deed),
            criterion=f"{criterion.id} {criterion.title}",
            criterion_id=criterion.id,
            version=saved.version,
            due_on=saved.due_on,
        )
        put_letter(deed.session, letter, deed.now)


def _shown(row: AssignmentRow) -> Assignment:
    return Assignment(row.owner_id, row.due_on, row.blocked_reason, row.version)


def _criterion(criteria: tuple[Criterion, ...], criterion_id: str) -> Criterion:
    found = next((one for one in criteria if one.id == criterion_id), None)
    if found is None:
        raise UnknownCriterion("There is no such criterion. Check the address.")
    return found
