"""A round as its awarding body sees it: its dates, and who takes part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.permissions import Action
from charter.domain.workflow import Event, State
from charter.services.deeds import Deed
from charter.services.round_changes import RoundChange, changes_of_round
from charter.services.rounds import round_for
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.assessments import AssessmentRow, RoundRow, edition_answered
from charter.store.editions import load_edition
from charter.store.history import EventRow, EventTextRow


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An institution in the round."""

    assessment_id: str
    name: str
    scope_name: str
    edition: Edition  # that it answers
    aims_for: str  # name of a tier; "" = none was named
    registered_at: dt.datetime
    state: State
    closes_at: dt.datetime
    is_extended: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The round and its rows, by name."""

    round_id: str
    body_id: str
    title: str
    editions: tuple[Edition, ...]  # the round's own, and the one that stands beside it
    opens_at: dt.datetime
    baseline_at: dt.datetime | None
    closes_at: dt.datetime
    snapshot_on: dt.date
    changes: tuple[RoundChange, ...]  # newest first
    rows: tuple[BoardRow, ...]


def round_board(deed: Deed, round_id: str) -> Board:
    """Give a round to its awarding body. Raises as ``round_for``."""
    whole = round_for(deed, round_id, Action.SEE_ROUND)
    found = deed.session.execute(
        select(AssessmentRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(AssessmentRow.round_id == round_id)
        .order_by(OrganisationRow.name, AssessmentRow.scope_name, AssessmentRow.id)
    )
    return Board(
        round_id=whole.id,
        body_id=whole.organisation_id,
        title=whole.title,
        editions=tuple(load_edition(reference) for reference in whole.edition_references),
        opens_at=whole.opens_at,
        baseline_at=whole.baseline_at,
        closes_at=whole.closes_at,
        snapshot_on=whole.snapshot_on,
        changes=changes_of_round(deed.session, whole.id),
        rows=tuple(_row(whole, row, name) for row, name in found),
    )


@dataclass(frozen=True, slots=True)
class Extension:
    """A later deadline that an institution was given."""

    until: dt.datetime
    granted_at: dt.datetime
    name: str  # of who granted it; "" = somebody who was forgotten
    reason: str


def extensions_of(session: Session, assessment_id: str) -> tuple[Extension, ...]:
    """Give every extension of an assessment, newest first, for services and pages that have let somebody in."""
    texts = and_(EventTextRow.assessment_id == EventRow.assessment_id, EventTextRow.number == EventRow.number)
    found = session.execute(
        select(EventRow, PersonRow.name, EventTextRow.text)
        .outerjoin(PersonRow, PersonRow.id == EventRow.person_id)
        .outerjoin(EventTextRow, texts)
        .where(EventRow.assessment_id == assessment_id, EventRow.event == Event.EXTENSION_GRANTED)
        .order_by(EventRow.number.desc())
    )
    return tuple(
        Extension(dt.datetime.fromisoformat(row.details["until"]), row.happened_at, name or "", text or "")
        for row, name, text in found
    )


def _row(whole: RoundRow, row: AssessmentRow, name: str) -> BoardRow:
    edition = load_edition(edition_answered(row, whole))
    return BoardRow(
        assessment_id=row.id,
        name=name,
        scope_name=row.scope_name,
        edition=edition,
        aims_for=next((tier.name for tier in edition.tiers if tier.id == row.aims_for), ""),
        registered_at=row.registered_at,
        state=State(row.state),
        closes_at=max(whole.closes_at, row.extended_until or whole.closes_at),
        is_extended=row.extended_until is not None and row.extended_until > whole.closes_at,
    )
