"""The course of a case in days, and the promises of its edition that fall due along it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Protocol

from charter.domain.promises import Course, DueDay, due_days, promises_of
from charter.domain.working_days import day_in_england
from charter.store.editions import load_edition
from charter.store.reference_files import bank_holidays

# A promise with so many working days left is at risk, where an edition is silent: docs/decisions/0047.
WARN_DAYS = 3
REMEMBERED = 8192  # courses of a few rounds: working days are counted once a day for each


class Dated(Protocol):
    """What keeps the moments of a case: its row, or what was read of it."""

    @property
    def submitted_at(self) -> dt.datetime:
        """When it came in."""

    @property
    def returned_at(self) -> dt.datetime | None:
        """When it was returned as incomplete."""

    @property
    def completed_at(self) -> dt.datetime | None:
        """When it came back."""

    @property
    def screened_at(self) -> dt.datetime | None:
        """When it was found complete."""

    @property
    def meets_on(self) -> dt.date | None:
        """The day of the meeting."""

    @property
    def outcome_at(self) -> dt.datetime | None:
        """When the outcome was sent."""

    @property
    def revisions_asked_at(self) -> dt.datetime | None:
        """When revisions were asked for."""

    @property
    def revisions_received_at(self) -> dt.datetime | None:
        """When they came in."""

    @property
    def appealed_at(self) -> dt.datetime | None:
        """When the institution appealed."""


def course_of(case: Dated) -> Course:
    """Give what happened to a case and when, as days in England."""
    return Course(
        submitted_on=day_in_england(case.submitted_at),
        returned_on=_day(case.returned_at),
        completed_on=_day(case.completed_at),
        screened_on=_day(case.screened_at),
        panel_on=case.meets_on,
        outcome_on=_day(case.outcome_at),
        revisions_asked_on=_day(case.revisions_asked_at),
        revisions_received_on=_day(case.revisions_received_at),
        appealed_on=_day(case.appealed_at),
    )


@lru_cache(maxsize=REMEMBERED)
def promised_days(edition_reference: str, course: Course, today: dt.date) -> tuple[DueDay, ...]:
    """Give every promise that an edition makes to a submission, with its due day and how it stands today."""
    promises = promises_of(load_edition(edition_reference))
    return due_days(promises, course, today, bank_holidays(), warn_days=WARN_DAYS)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else day_in_england(moment)
