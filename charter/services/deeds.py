"""Who does something, when, and with what: given to every service that changes an assessment."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from charter.domain.errors import UnknownAssessment, UnknownOrganisation, WrongState
from charter.domain.permissions import Action, Role, require
from charter.domain.workflow import (
    REVISED_ONLY,
    REVISION_REFUSALS,
    SHUT_IN_REVISION,
    Event,
    State,
    Window,
    next_state,
    transition_of,
)
from charter.store.accounts import roles_in
from charter.store.assessments import AssessmentRow, RoundRow, closes_at_of
from charter.store.chains import text_digest
from charter.store.history import EventRow, EventTextRow, add_event
from charter.store.mergers import roles_on as roles_held

ID_BYTES = 16  # 22 characters: it cannot be guessed
WORKER = "worker"  # stands in chains for the calendar, and is nobody's id
OPERATOR = "operator"  # stands in history for whoever runs the installation, and is nobody's id


@dataclass(frozen=True, slots=True)
class Deed:
    """A person doing something now. ``key`` signs history; it is kept outside the database."""

    session: Session
    person_id: str
    now: dt.datetime
    key: bytes


def new_id() -> str:
    """Give an id that cannot be guessed; it begins with no hyphen, which a command would take for an option."""
    found = secrets.token_urlsafe(ID_BYTES)
    return new_id() if found.startswith("-") else found


def require_in(deed: Deed, organisation_id: str, action: Action) -> frozenset[Role]:
    """Give the person's roles in the organisation, of which one may do this.

    Raises UnknownOrganisation for whoever has no role there, as if it did not exist; NotAllowed for the rest.
    """
    roles = roles_in(deed.session, deed.person_id, organisation_id)
    if not roles:
        raise UnknownOrganisation("There is no such organisation. Check the address, or ask whoever sent it to you.")
    require(roles, action)
    return roles


def assessment_for(deed: Deed, assessment_id: str, action: Action, *, changes: bool = False) -> AssessmentRow:
    """Give an assessment to somebody who may do this to it; locked until the end where they change it.

    Raises UnknownAssessment for whoever has no role there, as if it did not exist; NotAllowed for the rest.
    """
    row = deed.session.get(AssessmentRow, assessment_id, with_for_update=changes or None)
    roles = roles_on(deed, row) if row is not None else frozenset()
    if row is None or not roles:
        raise UnknownAssessment("There is no such assessment. Check the address, or ask whoever sent it to you.")
    require(roles, action)
    return row


def roles_on(deed: Deed, row: AssessmentRow) -> frozenset[Role]:
    """Give the person's roles at the institution or what it became part of, and at the round's awarding body."""
    body = round_of(deed.session, row).organisation_id
    return roles_held(deed.session, deed.person_id, row.organisation_id, body)


def round_of(session: Session, row: AssessmentRow) -> RoundRow:
    """Give the round that an assessment takes part in."""
    return session.get_one(RoundRow, row.round_id)


def window_of(session: Session, row: AssessmentRow) -> Window:
    """Give when the institution may write, its extension counted in."""
    whole = round_of(session, row)
    return Window(whole.opens_at, closes_at_of(row, whole))


def require_state(deed: Deed, row: AssessmentRow, event: Event) -> State:
    """Give the state to which an event leads now. Raises WrongState where it cannot happen."""
    if row.only_criteria is not None and event in SHUT_IN_REVISION:
        raise WrongState(REVISION_REFUSALS.get(event, REVISED_ONLY))
    return next_state(State(row.state), event, window_of(deed.session, row), deed.now)


def happen(deed: Deed, row: AssessmentRow, event: Event, details: Mapping[str, Any], *, text: str = "") -> EventRow:
    """Let an event happen: the state moves on and history is added to. Raises WrongState; commits nothing."""
    row.state = require_state(deed, row, event)
    return note(deed, row.id, event, details, text=text)


def note(deed: Deed, assessment_id: str, event: Event, details: Mapping[str, Any], *, text: str = "") -> EventRow:
    """Add an event to history, signed; a text that goes with it stands beside the chain, which holds its digest."""
    told = {**details, "text": text_digest(text)} if text else details
    row = add_event(
        deed.session, assessment_id, event, person_id=deed.person_id, now=deed.now, details=told, key=deed.key
    )
    if text:
        deed.session.add(EventTextRow(assessment_id=assessment_id, number=row.number, text=text))
    return row


def begin(deed: Deed, assessment_id: str, event: Event) -> AssessmentRow:
    """Give the assessment to somebody whom the workflow's table lets make the event happen."""
    return assessment_for(deed, assessment_id, transition_of(event).action, changes=True)
