"""The day of standardisation, for everybody who locked as many practice submissions as their office asks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.case_workflow import CaseState
from charter.domain.errors import InvalidPanel
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.services.deeds import Deed
from charter.services.practice_cases import Practices, practices_to_keep
from charter.services.reviewer_lists import STANDING_SET, entry_to_change, note_entry
from charter.services.rounds import round_for
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.practice import locked_practice, panel_people
from charter.store.reviewers import ReviewerRow

USUAL = 2  # what the form begins with: reviewers rate two or three


@dataclass(frozen=True, slots=True)
class Practised:
    """Somebody who sits on panels, and how much they practised."""

    person_id: str
    name: str
    count: int  # of revealed practice submissions of the round that they locked
    standardised_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Standardisation:
    """Who would get today as their day of standardisation."""

    most: int  # how many practice submissions were revealed
    least: int  # how many must have been locked
    people: tuple[Practised, ...]  # by name
    today: dt.date

    @property
    def due(self) -> tuple[Practised, ...]:
        """Who practised enough."""
        return tuple(one for one in self.people if one.count >= self.least)

    @property
    def new(self) -> tuple[Practised, ...]:
        """Of these, for whom today is not written down yet."""
        return tuple(one for one in self.due if one.standardised_on != self.today)


def standardisation_in(deed: Deed, found: Practices, least: int | None = None) -> Standardisation | None:
    """Give who practised how much, to whoever may keep calibration; None before anything was revealed.

    For whoever was let in by ``practice_cases.practices_to_keep``: three statements.
    """
    most = sum(one.state == CaseState.TOLD for one in found.rows)
    if not most:
        return None
    wanted, today = min(USUAL, most) if least is None else least, deed.now.date()
    return Standardisation(most, wanted, _people(deed, found.whole.organisation_id, found.whole.id), today)


def record_standardisation(deed: Deed, round_id: str, least: int | None) -> tuple[str, ...]:
    """Write today as the day of standardisation of everybody who locked so many revealed practice submissions.

    The office may. Gives their names; whoever has today already is left alone. Each is a new version of their entry,
    noted in the body's record. Raises as ``rounds.round_for``; InvalidPanel where the number cannot be. Commits.
    """
    whole = round_for(deed, round_id, Action.KEEP_CALIBRATION)
    deed.session.get(OrganisationRow, whole.organisation_id, with_for_update=True)
    found = standardisation_in(deed, practices_to_keep(deed, round_id), least)
    most = found.most if found is not None else 0
    if found is None or least is None or not 1 <= least <= most:
        words = f"Write a whole number from 1 to {most}." if most else "No practice of this round was revealed yet."
        raise InvalidPanel(words, "least")
    today = deed.now.date()
    if not found.due:
        raise InvalidPanel(f"Nobody has locked {count_text(least, 'practice submission')}.", "least")
    for one in found.new:
        _record(deed, whole.organisation_id, one.person_id, today)
    deed.session.commit()
    return tuple(one.name for one in found.new)


def _people(deed: Deed, body_id: str, round_id: str) -> tuple[Practised, ...]:
    counts = locked_practice(deed.session, round_id)
    ids = panel_people(deed.session, body_id)
    on_list = (ReviewerRow.person_id == PersonRow.id) & (ReviewerRow.organisation_id == body_id)
    chosen = select(PersonRow.id, PersonRow.name, ReviewerRow.standardised_on).outerjoin(ReviewerRow, on_list)
    rows = deed.session.execute(chosen.where(PersonRow.id.in_(ids)).order_by(PersonRow.name, PersonRow.id))
    return tuple(Practised(who, name or "", counts.get(who, 0), day) for who, name, day in rows)


def _record(deed: Deed, body_id: str, person_id: str, today: dt.date) -> None:
    row = entry_to_change(deed, body_id, person_id)
    row.standardised_on = today
    details = {
        "person": person_id,
        "trained_on": row.trained_on.isoformat() if row.trained_on is not None else None,
        "standardised_on": today.isoformat(),
        "load_limit": row.load_limit,
    }
    note_entry(deed, row, STANDING_SET, details)
