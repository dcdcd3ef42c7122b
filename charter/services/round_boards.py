"""A round as its awarding body sees it: its dates, who takes part, how far each is, and what waits for a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.permissions import Action
from charter.domain.workflow import Event
from charter.domain.working_days import day_in_england
from charter.services.board_rows import BoardRow, board_rows
from charter.services.deeds import Deed
from charter.services.round_changes import RoundChange, changes_of_round
from charter.services.rounds import round_for
from charter.store.accounts import PersonRow
from charter.store.editions import load_edition
from charter.store.history import EventRow, EventTextRow


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
    today: dt.date
    rows: tuple[BoardRow, ...]


def round_board(deed: Deed, round_id: str) -> Board:
    """Give a round to its awarding body: at most ten statements, however many take part. Raises as ``round_for``."""
    whole = round_for(deed, round_id, Action.SEE_ROUND)
    editions = tuple(load_edition(reference) for reference in whole.edition_references)
    return Board(
        round_id=whole.id,
        body_id=whole.organisation_id,
        title=whole.title,
        editions=editions,
        opens_at=whole.opens_at,
        baseline_at=whole.baseline_at,
        closes_at=whole.closes_at,
        snapshot_on=whole.snapshot_on,
        changes=changes_of_round(deed.session, whole.id),
        today=day_in_england(deed.now),
        rows=board_rows(deed, whole),
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
