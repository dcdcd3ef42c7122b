"""Cases, and the one door to them: who may do what with a submission that lies before a panel.

Roles alone open nothing here. Whoever sits on panels needs a seat on this one, has promised confidence for its round,
has declared their interests, and has none that shuts them out. Whoever works for the awarding body needs no seat, and
is shut out by an interest all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import (
    OPENED,
    CaseEvent,
    CaseKind,
    CaseState,
    MatterKind,
    Seat,
    case_transition,
    next_case_state,
    refuse_other_kind,
)
from charter.domain.conflicts import Conflict
from charter.domain.edition import Edition
from charter.domain.errors import ConflictOfInterest, MustDeclareFirst, UnknownCase
from charter.domain.permissions import Action, Role, require
from charter.services.case_interests import conflict_in
from charter.services.deeds import Deed, new_id
from charter.store.accounts import OrganisationRow, roles_in
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.cases import CaseRow, case_of_assessment
from charter.store.editions import load_edition
from charter.store.panels import DeclarationRow, SeatRow
from charter.store.proceedings import Ends, Matter, ProceedingRow, add_proceeding
from charter.store.ratings import LockRow
from charter.store.reviewers import ConfidentialityRow

NO_CASE = "There is no such case. Check the address, or ask whoever sent it to you."
SHUT_OUT = (
    "You have an interest in this submission, so nothing of it is shown to you. Ask the awarding body’s round manager "
    "where you think that this is wrong."
)
WAITS = "You declared an interest in this submission. The panel’s chair decides; until then nothing of it is shown."
PROMISE_FIRST = "Promise first to keep what you read in this round to yourself."
DECLARE_FIRST = "Say first whether you have an interest in this submission."
OF_THE_PANEL = frozenset({Role.PANEL_CHAIR, Role.REVIEWER})
# What only somebody with that seat may do. For the rest of what whoever sits on panels may do, either seat is enough.
_SEAT_FOR = {Action.RATE: Seat.REVIEWER, Action.CHAIR_PANEL: Seat.CHAIR}
# What is done to practice at all; and of these, what is done to nothing else.
_PRACTISED = frozenset({Action.SEE_CASE, Action.RATE, Action.KEEP_CALIBRATION})
_PRACTICE_ALONE = frozenset({Action.KEEP_CALIBRATION})
# Which column keeps the day of an event; some events mean another thing in another state.
_DAYS: Mapping[tuple[CaseEvent, CaseState | None], str] = {
    (CaseEvent.HANDED_IN, CaseState.RETURNED): "completed_at",
    (CaseEvent.HANDED_IN, CaseState.CLOSED): "submitted_at",
    (CaseEvent.HANDED_IN, CaseState.REVISING): "revisions_received_at",
    (CaseEvent.RETURNED, None): "returned_at",
    (CaseEvent.SCREENED, None): "screened_at",
    (CaseEvent.OUTCOME_SENT, None): "outcome_at",
    (CaseEvent.REVISIONS_ASKED, None): "revisions_asked_at",
    (CaseEvent.APPEALED, None): "appealed_at",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the person who asks may work on it now."""

    id: str
    kind: CaseKind
    state: CaseState
    round_id: str
    round_title: str
    body_id: str  # the awarding body
    edition: Edition  # by which it is judged
    assessment_id: str  # "" = practice
    copy_number: int | None  # of the frozen copy that is judged; None = practice
    organisation_id: str  # "" = practice
    name: str  # of the institution, or of the practice submission
    scope: str
    scope_name: str
    aims_for: str  # id of a tier; "" = none was named
    submitted_at: dt.datetime
    meets_on: dt.date | None
    roles: frozenset[Role]  # at the awarding body
    seat: Seat | None  # the asker's own
    is_locked: bool  # the asker's own review
    conflict: Conflict  # the asker's own, which shuts them out of nothing here

    @property
    def is_open(self) -> bool:
        """Whether reviewers may see what the others think: every review is locked, and the meeting was opened.

        Practice has no meeting: its reviewers never see who gave which level.
        """
        return self.state in OPENED and self.kind != CaseKind.PRACTICE

    @property
    def edition_reference(self) -> str:
        """By which edition it is judged, as its row tells."""
        return self.edition.reference

    @property
    def matter(self) -> Matter:
        """What its chain is about."""
        return Matter(MatterKind.CASE, self.id)


@dataclass(frozen=True, slots=True)
class _Found:
    row: CaseRow
    whole: RoundRow
    assessment: AssessmentRow | None
    institution: OrganisationRow | None
    seat: str | None
    locked_at: dt.datetime | None
    promised_at: dt.datetime | None
    has_declared: bool

    @property
    def organisation_id(self) -> str:
        return self.institution.id if self.institution is not None else ""


def case_for(deed: Deed, case_id: str, action: Action, *, changes: bool = False) -> Case:
    """Give a case to somebody who may do this with it; locked until the end where they change it. Seven statements.

    Raises UnknownCase for whoever has no role at the awarding body, or sits on panels but not on this one;
    MustDeclareFirst; ConflictOfInterest; NotAllowed for the rest.
    """
    found, roles = _let_in(deed, case_id, action, changes=changes)
    if found.seat is not None:
        _require_promise(found)
    return _case(found, roles, _conflict(deed, found))


def case_before_opening(deed: Deed, case_id: str) -> tuple[Case, Conflict]:
    """Give a case to somebody who sits on its panel, or of the office, to say an interest: its name, nothing else.

    Raises UnknownCase, of practice too, in which nobody has an interest; NotAllowed; MustDeclareFirst where they sit on
    the panel and have not promised confidence for the round.
    """
    found, roles = _let_in(deed, case_id, Action.SEE_CASE, changes=False)
    if found.seat is not None:
        _require_promise(found)
    if not found.organisation_id:
        raise UnknownCase(NO_CASE)
    conflict = conflict_in(deed, found.row, found.organisation_id)
    return _case(found, roles, conflict), conflict


def case_of_seat(deed: Deed, case_id: str) -> tuple[Case, Conflict]:
    """As ``case_before_opening``, to somebody who may not have promised yet: to ask them to, or to end their seat."""
    found, roles = _seated(deed, case_id)
    conflict = conflict_in(deed, found.row, found.organisation_id)
    return _case(found, roles, conflict), conflict


def begin_case(deed: Deed, case_id: str, event: CaseEvent) -> tuple[Case, CaseRow]:
    """Give the case, locked, to somebody whom the table lets make the event happen now.

    Raises as ``case_for``; WrongState before anything is written, so that no page shows what was refused.
    """
    case = case_for(deed, case_id, case_transition(event).action, changes=True)
    next_case_state(case.state, event)
    return case, deed.session.get_one(CaseRow, case_id)


def hold_submission(deed: Deed, case_id: str) -> None:
    """Lock the assessment that a case is about. For services that tell the institution's history too; commits nothing.

    Call it before anything else: whoever hands in or takes back locks the assessment first and the case then, and two
    who lock in another order would wait for each other for ever.
    """
    chosen = select(AssessmentRow).join(CaseRow, CaseRow.assessment_id == AssessmentRow.id).where(CaseRow.id == case_id)
    locked = chosen.with_for_update(of=AssessmentRow).execution_options(populate_existing=True)
    deed.session.scalars(locked).one_or_none()


def happen_in(
    deed: Deed,
    row: CaseRow,
    event: CaseEvent,
    details: Mapping[str, Any],
    *,
    text: str = "",
    ends: Ends | None = None,
) -> ProceedingRow:
    """Let an event happen: the state moves on and the chain is added to. Raises WrongState; commits nothing.

    ``ends``: as ``add_proceeding`` takes them, where it happens in many cases that are locked.
    """
    _move_on(row, event, deed.now)
    return note_in(deed, row.id, event, details, text=text, ends=ends)


def note_in(
    deed: Deed,
    case_id: str,
    event: CaseEvent,
    details: Mapping[str, Any],
    *,
    text: str = "",
    ends: Ends | None = None,
) -> ProceedingRow:
    """Add an event to a case's chain, whatever its state; commits nothing."""
    return add_proceeding(
        deed.session,
        Matter(MatterKind.CASE, case_id),
        event,
        person_id=deed.person_id,
        now=deed.now,
        details=details,
        key=deed.key,
        text=text,
        ends=ends,
    )


def receive_submission(deed: Deed, assessment: AssessmentRow, copy: FrozenCopyRow) -> CaseRow:
    """Open the case of a submission that came in, or go on with the one that it came back to.

    For services that have let somebody hand it in. Raises WrongState; commits nothing.
    """
    row = _held_case(deed, assessment.id)
    appealed = _held_case(deed, assessment.id, CaseKind.APPEAL) if row is not None else None
    if appealed is not None and appealed.state == CaseState.REVISING:
        row = appealed
    if row is None:
        row = _opened(deed, assessment, copy)
    else:
        _move_on(row, CaseEvent.HANDED_IN, deed.now)
        row.copy_number, row.edition_reference = copy.number, copy.edition_reference
    details = {"assessment": assessment.id, "copy": copy.number, "digest": copy.digest}
    note_in(deed, row.id, CaseEvent.HANDED_IN, details)
    return row


def take_back(deed: Deed, assessment_id: str) -> None:
    """Close the case of a submission that its institution withdraws. Raises WrongState; commits nothing."""
    row = _held_case(deed, assessment_id)
    if row is not None:
        happen_in(deed, row, CaseEvent.TAKEN_BACK, {})


def _held_case(deed: Deed, assessment_id: str, kind: CaseKind = CaseKind.FIRST) -> CaseRow | None:
    """The case of a submission as it stands now, locked: the office may be finding it complete at this moment."""
    row = case_of_assessment(deed.session, assessment_id, kind)
    if row is not None:
        deed.session.refresh(row, with_for_update=True)
    return row


def _let_in(deed: Deed, case_id: str, action: Action, *, changes: bool) -> tuple[_Found, frozenset[Role]]:
    if changes:
        deed.session.get(CaseRow, case_id, with_for_update=True, populate_existing=True)
    found = _found(deed.session, case_id, deed.person_id)
    roles = roles_in(deed.session, deed.person_id, found.whole.organisation_id) if found else frozenset()
    if found is None or not roles:
        raise UnknownCase(NO_CASE)
    require(roles, action)
    _require_kind(found, action)
    _require_seat(found, roles, action)
    return found, roles


def _require_kind(found: _Found, action: Action) -> None:
    """Practice has no panel, meeting or decision; and nobody's submission is calibrated."""
    is_practice = found.row.kind == CaseKind.PRACTICE
    if action in _PRACTICE_ALONE if not is_practice else action not in _PRACTISED:
        raise UnknownCase(NO_CASE)


def _seated(deed: Deed, case_id: str) -> tuple[_Found, frozenset[Role]]:
    found, roles = _let_in(deed, case_id, Action.SEE_CASE, changes=False)
    if found.seat is None:
        raise UnknownCase(NO_CASE)
    return found, roles


def _require_seat(found: _Found, roles: frozenset[Role], action: Action) -> None:
    """Whoever sits on panels and does nothing else for the body needs a seat; and some things need one of a kind."""
    needed = _SEAT_FOR.get(action)
    if needed is not None and found.seat != needed:
        raise UnknownCase(NO_CASE)
    if found.seat is None and roles <= OF_THE_PANEL:
        raise UnknownCase(NO_CASE)


def _require_promise(found: _Found) -> None:
    if found.promised_at is None:
        raise MustDeclareFirst(PROMISE_FIRST, found.row.id, found.whole.id, is_promise=True)


def _conflict(deed: Deed, found: _Found) -> Conflict:
    """The asker's conflict. Whoever has a seat must have declared before anything is opened."""
    conflict = conflict_in(deed, found.row, found.organisation_id)
    if conflict.is_hard:
        raise ConflictOfInterest(SHUT_OUT)
    must_declare = found.seat is not None and found.organisation_id
    if must_declare and not found.has_declared:
        raise MustDeclareFirst(DECLARE_FIRST, found.row.id, found.whole.id)
    if conflict.denies:
        raise ConflictOfInterest(WAITS if conflict.waits_for_chair else SHUT_OUT)
    return conflict


def _found(session: Session, case_id: str, person_id: str) -> _Found | None:
    seats = and_(SeatRow.case_id == CaseRow.id, SeatRow.person_id == person_id, SeatRow.left_at.is_(None))
    locks = and_(LockRow.case_id == CaseRow.id, LockRow.person_id == person_id)
    promises = and_(ConfidentialityRow.round_id == CaseRow.round_id, ConfidentialityRow.person_id == person_id)
    declared = exists().where(DeclarationRow.case_id == CaseRow.id, DeclarationRow.person_id == person_id)
    found = session.execute(
        select(
            CaseRow,
            RoundRow,
            AssessmentRow,
            OrganisationRow,
            SeatRow.seat,
            LockRow.locked_at,
            ConfidentialityRow.accepted_at,
            declared,
        )
        .join(RoundRow, RoundRow.id == CaseRow.round_id)
        .outerjoin(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .outerjoin(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .outerjoin(SeatRow, seats)
        .outerjoin(LockRow, locks)
        .outerjoin(ConfidentialityRow, promises)
        .where(CaseRow.id == case_id)
    ).one_or_none()
    return _Found(*found) if found is not None else None


def _case(found: _Found, roles: frozenset[Role], conflict: Conflict) -> Case:
    row, assessment = found.row, found.assessment
    return Case(
        id=row.id,
        kind=CaseKind(row.kind),
        state=CaseState(row.state),
        round_id=found.whole.id,
        round_title=found.whole.title,
        body_id=found.whole.organisation_id,
        edition=load_edition(row.edition_reference),
        assessment_id=row.assessment_id or "",
        copy_number=row.copy_number,
        organisation_id=found.organisation_id,
        name=found.institution.name if found.institution is not None else row.title,
        scope=assessment.scope if assessment is not None else "",
        scope_name=assessment.scope_name if assessment is not None else "",
        aims_for=assessment.aims_for if assessment is not None else "",
        submitted_at=row.submitted_at,
        meets_on=row.meets_on,
        roles=roles,
        seat=Seat(found.seat) if found.seat is not None else None,
        is_locked=found.locked_at is not None,
        conflict=conflict,
    )


def _opened(deed: Deed, assessment: AssessmentRow, copy: FrozenCopyRow) -> CaseRow:
    row = CaseRow(
        id=new_id(),
        kind=CaseKind.FIRST,
        round_id=assessment.round_id,
        assessment_id=assessment.id,
        copy_number=copy.number,
        edition_reference=copy.edition_reference,
        title="",
        state=CaseState.WAITING,
        submitted_at=copy.frozen_at,
        since_at=deed.now,
    )
    deed.session.add(row)
    deed.session.flush()
    return row


def _move_on(row: CaseRow, event: CaseEvent, now: dt.datetime) -> None:
    """Set state and days after an event. Raises WrongState."""
    refuse_other_kind(CaseKind(row.kind), event)
    state = next_case_state(CaseState(row.state), event)
    day = _DAYS.get((event, CaseState(row.state))) or _DAYS.get((event, None))
    if day is not None:
        setattr(row, day, now)
    if state != row.state:
        row.state, row.since_at = state, now
