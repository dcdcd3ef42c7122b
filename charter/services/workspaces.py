"""What everybody in a team sees above every page: whose assessment it is, how long it is open, what one may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import exists, select

from charter.domain.case_workflow import CaseKind, CaseState
from charter.domain.edition import Edition
from charter.domain.errors import UnknownAssessment
from charter.domain.first_rounds import as_due
from charter.domain.permissions import Action, Role, may, require
from charter.domain.workflow import SHUT_IN_REVISION, Event, State, Window, transition_of
from charter.services.deeds import Deed
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow, closes_at_of, edition_answered
from charter.store.cases import CaseRow
from charter.store.edition_moves import EditionMoveRow
from charter.store.editions import load_edition
from charter.store.history import EventRow
from charter.store.mergers import roles_on

HELD = "assessments that were asked for"  # in a session's own notes: it forgets what nobody holds
UNKNOWN = "There is no such assessment. Check the address, or ask whoever sent it to you."
BEFORE_PANEL = frozenset({CaseState.WAITING, CaseState.RETURNED, CaseState.CLOSED})


@dataclass(frozen=True, slots=True)
class Workspace:
    """One assessment as the person who asks may work on it now."""

    assessment_id: str
    organisation_id: str
    organisation_name: str
    round_id: str
    round_title: str
    body_id: str  # the awarding body
    edition: Edition
    held_references: tuple[str, ...]  # the editions that the round holds: its own, and the one that stands beside it
    scope: str
    scope_name: str
    aims_for: str  # id of a tier; "" = none was named
    state: State
    window: Window  # the institution's own, an extension counted in
    is_extended: bool
    baseline_at: dt.datetime | None
    snapshot_on: dt.date
    was_returned: bool  # once, as incomplete
    move_kind: str  # the newest move: moved, carried or undone; "" = nothing ever came over
    roles: frozenset[Role]
    now: dt.datetime
    only_criteria: tuple[str, ...] | None = None  # ids of those that alone may change, in a revision; None = all may
    case_state: CaseState | None = None  # where the awarding body is with it; None = it never came in

    @property
    def has_moved(self) -> bool:
        """Whether anything ever came over, from another edition or an earlier year."""
        return bool(self.move_kind)

    @property
    def is_found_complete(self) -> bool:
        """Whether the awarding body found the submission complete, so that it cannot be taken back."""
        return self.case_state is not None and self.case_state not in BEFORE_PANEL

    @property
    def is_taken_out(self) -> bool:
        """Whether the awarding body closed the submission, as its institution asked."""
        return self.case_state == CaseState.CLOSED and self.state == State.SUBMITTED

    @property
    def is_told(self) -> bool:
        """Whether the outcome was sent, and nothing is awaited from the institution."""
        return self.case_state == CaseState.TOLD

    def may(self, action: Action) -> bool:
        """Tell whether the person may do this, the workflow aside."""
        return may(self.roles, action)

    def can(self, event: Event, criterion_id: str = "") -> bool:
        """Tell whether the person may make this happen, and it could happen now; "" = in no criterion of its own."""
        row = transition_of(event)
        is_open = not row.needs_window or self.window.is_open(self.now)
        return self.may(row.action) and is_open and self.state in row.sources and self._is_free(event, criterion_id)

    def _is_free(self, event: Event, criterion_id: str) -> bool:
        """Whether neither a revision shuts it, nor what the awarding body did."""
        if event == Event.WITHDRAWN and self.case_state not in (None, CaseState.WAITING):
            return False
        if self.only_criteria is None or event not in (*SHUT_IN_REVISION, Event.ANSWER_RECORDED):
            return True
        return event == Event.ANSWER_RECORDED and criterion_id in self.only_criteria

    @property
    def days_left(self) -> int:
        """Whole days until the deadline, 0 on its last day and after it."""
        return max(0, (self.window.closes_at - self.now).days)

    @property
    def scope_text(self) -> str:
        """The scope in words."""
        words = self.scope.replace("_", " ").capitalize()
        return f"{words}: {self.scope_name}" if self.scope_name else words


def workspace_of(deed: Deed, assessment_id: str, action: Action = Action.SEE_ASSESSMENT) -> Workspace:
    """Give an assessment to somebody who may do this to it: two statements.

    Raises UnknownAssessment for whoever has no role there, as if it did not exist; NotAllowed for the rest.
    """
    row, whole, institution, move_kind, was_returned, case_state = _found(deed, assessment_id)
    roles = roles_on(deed.session, deed.person_id, row.organisation_id, whole.organisation_id)
    if not roles:
        raise UnknownAssessment(UNKNOWN)
    require(roles, action)
    return Workspace(
        assessment_id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=institution.name,
        round_id=whole.id,
        round_title=whole.title,
        body_id=whole.organisation_id,
        edition=as_due(load_edition(edition_answered(row, whole)), whole.closes_at.date()),
        held_references=whole.edition_references,
        scope=row.scope,
        scope_name=row.scope_name,
        aims_for=row.aims_for,
        state=State(row.state),
        window=Window(whole.opens_at, closes_at_of(row, whole)),
        is_extended=row.extended_until is not None and row.extended_until > whole.closes_at,
        baseline_at=whole.baseline_at,
        snapshot_on=whole.snapshot_on,
        was_returned=was_returned,
        move_kind=move_kind,
        roles=roles,
        now=deed.now,
        only_criteria=None if row.only_criteria is None else tuple(row.only_criteria),
        case_state=case_state,
    )


def assessment_with_round(deed: Deed, assessment_id: str) -> tuple[AssessmentRow, RoundRow, OrganisationRow]:
    """Give an assessment with its round and its institution, for services: one statement at most.

    What a request has asked for once it holds. Raises UnknownAssessment.
    """
    held: tuple[AssessmentRow, RoundRow, OrganisationRow] | None = deed.session.info.get(HELD, {}).get(assessment_id)
    if held is not None and all(one in deed.session for one in held):
        return held
    row, whole, institution, *_ = _found(deed, assessment_id)
    return row, whole, institution


def _found(
    deed: Deed, assessment_id: str
) -> tuple[AssessmentRow, RoundRow, OrganisationRow, str, bool, CaseState | None]:
    newest = (
        select(EditionMoveRow.kind)
        .where(EditionMoveRow.assessment_id == AssessmentRow.id)
        .order_by(EditionMoveRow.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    returned = exists().where(EventRow.assessment_id == AssessmentRow.id, EventRow.event == Event.RETURNED)
    case_state = (
        select(CaseRow.state)
        .where(CaseRow.assessment_id == AssessmentRow.id, CaseRow.kind == CaseKind.FIRST)
        .scalar_subquery()
    )
    found = deed.session.execute(
        select(AssessmentRow, RoundRow, OrganisationRow, newest, returned, case_state)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(AssessmentRow.id == assessment_id)
    ).one_or_none()
    if found is None:
        raise UnknownAssessment(UNKNOWN)
    row, whole, institution, kind, was_returned, state = found
    deed.session.info.setdefault(HELD, {})[assessment_id] = (row, whole, institution)
    return row, whole, institution, kind or "", bool(was_returned), CaseState(state) if state else None
