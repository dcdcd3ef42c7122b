"""What happens when in a round, for everybody: its dates, and the days until which the edition promises the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.errors import UnknownRound
from charter.domain.promises import Promises, promises_of
from charter.domain.working_days import BankHolidays, add_working_days, day_in_england, is_working_day
from charter.services.rounds import NO_ROUND
from charter.store.accounts import OrganisationRow
from charter.store.assessments import RoundRow
from charter.store.editions import load_edition
from charter.store.reference_files import bank_holidays

A_DAY = dt.timedelta(days=1)
MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class LaterDays:
    """The last days of what follows the deadline, for a submission that comes in on it; None = nothing is promised."""

    edition: Edition
    promises: Promises
    screened_by: dt.date | None
    panels_by: dt.date | None  # the last day on which a panel can meet and the outcome still be in time
    outcome_by: dt.date | None
    appeals_until: dt.date | None


@dataclass(frozen=True, slots=True)
class RoundDates:
    """A round's own dates, and what follows, once for each edition that promises otherwise."""

    round_id: str
    title: str
    body_name: str
    opens_at: dt.datetime
    baseline_at: dt.datetime | None
    snapshot_on: dt.date
    closes_at: dt.datetime
    later: tuple[LaterDays, ...]
    holidays: BankHolidays

    @property
    def days_off(self) -> list[tuple[dt.date, str]]:
        """The bank holidays after the deadline, until the last day of all, with their names."""
        first, last = day_in_england(self.closes_at), self.ends_on
        days = (item for year in range(first.year, last.year + 1) for item in self.holidays.of_year(year).items())
        return [(day, title) for day, title in days if first < day <= last]

    @property
    def ends_on(self) -> dt.date:
        """The last day of all that is known."""
        days = [
            day
            for one in self.later
            for day in (one.screened_by, one.panels_by, one.outcome_by, one.appeals_until)
            if day is not None
        ]
        return max([day_in_england(self.closes_at), *days])


def round_dates(session: Session, round_id: str) -> RoundDates:
    """Give the dates of a round to anybody. Raises UnknownRound."""
    found = session.execute(_rounds().where(RoundRow.id == round_id)).one_or_none()
    if found is None:
        raise UnknownRound(NO_ROUND)
    return _dates(*found)


def rounds_to_come(session: Session, today: dt.date) -> list[RoundDates]:
    """Give the rounds in which something is still to happen, the one that closes first at the top: one statement."""
    newest = _rounds().order_by(RoundRow.closes_at.desc(), RoundRow.id).limit(MOST_LISTED)
    found = [_dates(*row) for row in session.execute(newest)]
    return sorted((one for one in found if one.ends_on >= today), key=lambda one: (one.closes_at, one.title))


def _rounds() -> Select[RoundRow, str]:
    return select(RoundRow, OrganisationRow.name).join(OrganisationRow, OrganisationRow.id == RoundRow.organisation_id)


def _dates(whole: RoundRow, body_name: str) -> RoundDates:
    holidays = bank_holidays()
    closes_on = day_in_england(whole.closes_at)
    later = [_later(load_edition(reference), closes_on, holidays) for reference in whole.edition_references]
    return RoundDates(
        round_id=whole.id,
        title=whole.title,
        body_name=body_name,
        opens_at=whole.opens_at,
        baseline_at=whole.baseline_at,
        snapshot_on=whole.snapshot_on,
        closes_at=whole.closes_at,
        holidays=holidays,
        later=tuple(one for place, one in enumerate(later) if place == 0 or one.promises != later[0].promises),
    )


def _later(edition: Edition, closes_on: dt.date, holidays: BankHolidays) -> LaterDays:
    promises = promises_of(edition)
    outcome_by = None if promises.outcome_weeks is None else closes_on + dt.timedelta(weeks=promises.outcome_weeks)
    screened_by = _after(closes_on, promises.screening_days, holidays)
    panels_by = _before(outcome_by, promises.outcome_after_panel_days, holidays)
    return LaterDays(
        edition=edition,
        promises=promises,
        screened_by=screened_by,
        panels_by=panels_by,
        outcome_by=outcome_by,
        appeals_until=None if outcome_by is None else _after(outcome_by, promises.appeal_days, holidays),
    )


def _after(day: dt.date, count: int | None, holidays: BankHolidays) -> dt.date | None:
    return None if count is None else add_working_days(day, count, holidays)


def _before(day: dt.date | None, count: int | None, holidays: BankHolidays) -> dt.date | None:
    """The last working day from which so many working days end on the day or before it."""
    if day is None or count is None:
        return None
    first = day - A_DAY
    while not is_working_day(first, holidays) or add_working_days(first, count, holidays) > day:
        first -= A_DAY
    return first
