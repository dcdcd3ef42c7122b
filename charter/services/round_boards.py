"""A round as its awarding body sees it: its dates, who takes part, how far each is, and what waits for a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.permissions import Action
from charter.domain.workflow import Event
from charter.domain.working_days import day_in_england
from charter.services.board_filters import RISK, BoardFilter, Chosen, fitting_otherwise, of_state
from charter.services.board_rows import BoardRow, ListedRow, board_rows, listing_of, rows_listed, with_their_panels
from charter.services.deeds import Deed
from charter.services.round_changes import RoundChange, changes_of_round
from charter.services.rounds import round_for
from charter.store.accounts import PersonRow
from charter.store.assessments import RoundRow
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


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A page of a board as it was narrowed."""

    board: Board  # with the page's rows alone
    row_count: int  # of the whole round
    otherwise: Sequence[BoardRow | ListedRow]  # those that are wanted, their state aside
    found_count: int  # those that are wanted
    page: int  # from 1
    pages: int


def round_board(deed: Deed, round_id: str, *, with_panels: bool = True) -> Board:
    """Give a round to its awarding body: at most ten statements, however many take part.

    ``with_panels``: as for ``board_rows``. Raises as ``round_for``.
    """
    whole = round_for(deed, round_id, Action.SEE_ROUND)
    return _board(deed, whole, board_rows(deed, whole, with_panels=with_panels))


def page_of_board(deed: Deed, round_id: str, wanted: BoardFilter, page: int, size: int) -> BoardPage:
    """Give a page of a board, as ``round_board``; of what is not shown no more is read than choosing needs.

    A page that cannot be is the last one.
    """
    whole = round_for(deed, round_id, Action.SEE_ROUND)
    if wanted.show:  # what waits or is late is worked out, of every row
        rows = board_rows(deed, whole, with_panels=wanted.show != RISK)
        otherwise = fitting_otherwise(rows, wanted)
        found = of_state(otherwise, wanted)
        here, page, pages = _cut(found, page, size)
        told = with_their_panels(deed, whole, here) if wanted.show == RISK else tuple(here)
        return BoardPage(_board(deed, whole, told), len(rows), otherwise, len(found), page, pages)
    listing = listing_of(deed, whole)
    fitting = fitting_otherwise(listing.rows, wanted)
    chosen = of_state(fitting, wanted)
    shown, page, pages = _cut(chosen, page, size)
    board = _board(deed, whole, rows_listed(deed, whole, shown, listing.shut))
    return BoardPage(board, len(listing.rows), fitting, len(chosen), page, pages)


def _cut(rows: Sequence[Chosen], page: int, size: int) -> tuple[Sequence[Chosen], int, int]:
    """A page of rows, its number, and how many there are."""
    pages = max(1, -(-len(rows) // size))
    page = min(max(1, page), pages)
    return rows[(page - 1) * size : page * size], page, pages


def _board(deed: Deed, whole: RoundRow, rows: tuple[BoardRow, ...]) -> Board:
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
        today=day_in_england(deed.now),
        rows=rows,
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
