"""A round as its awarding body sees it: its dates, and who takes part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.permissions import Action
from charter.domain.workflow import State
from charter.services.deeds import Deed
from charter.services.rounds import round_for
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An institution in the round."""

    assessment_id: str
    name: str
    scope_name: str
    state: State
    closes_at: dt.datetime
    is_extended: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The round and its rows, by name."""

    round_id: str
    body_id: str
    title: str
    edition_reference: str
    opens_at: dt.datetime
    baseline_at: dt.datetime | None
    closes_at: dt.datetime
    snapshot_on: dt.date
    rows: tuple[BoardRow, ...]


def round_board(deed: Deed, round_id: str) -> Board:
    """Give a round to its awarding body. Raises UnknownRound, NotAllowed."""
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
        edition_reference=whole.edition_reference,
        opens_at=whole.opens_at,
        baseline_at=whole.baseline_at,
        closes_at=whole.closes_at,
        snapshot_on=whole.snapshot_on,
        rows=tuple(_row(whole, row, name) for row, name in found),
    )


def _row(whole: RoundRow, row: AssessmentRow, name: str) -> BoardRow:
    closes_at = max(whole.closes_at, row.extended_until or whole.closes_at)
    return BoardRow(row.id, name, row.scope_name, State(row.state), closes_at, row.extended_until is not None)
