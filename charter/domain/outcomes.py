"""What an outcome comes to once time has passed: the tier that may be taken, and the days that count."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.decision_terms import WITH_CONDITIONS
from charter.domain.edition import Edition
from charter.domain.metric_figures import months_after
from charter.domain.promises import promises_of
from charter.domain.tiers import CONFERRED, LOWER, MAJOR
from charter.domain.wording import count_text, date_text
from charter.domain.working_days import BankHolidays, add_working_days, is_working_day

_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31")
LONGEST_OFFER_MONTHS = 6
REMINDED_WORKING_DAYS = 5
ANSWER_UNTIL = "answer_until"  # in the details of an event: the last day to answer an offer
GIVES_AWARD = frozenset({CONFERRED, WITH_CONDITIONS})
ACCEPTED, REVISE = "accepted", "revise"  # how an institution answers the offer of a lower tier


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of a decision now: its own outcome, or the one that it fell back to."""

    outcome: str
    tier_id: str | None
    reason: str | None = None  # for no award

    @property
    def is_offer(self) -> bool:
        """Whether a lower tier is offered."""
        return self.outcome == LOWER

    @property
    def waits_for_next_window(self) -> bool:
        """Whether the institution can submit again in the next window alone."""
        return self.outcome == MAJOR


def standing_of(outcome: str, tier_id: str, fallback: Mapping[str, Any] | None, *, has_lapsed: bool) -> Standing:
    """Give what holds of a decision; after revisions that did not come in time, what it falls back to."""
    if has_lapsed and fallback:
        return Standing(str(fallback["outcome"]), fallback.get("tier"), fallback.get("reason"))
    return Standing(outcome, tier_id)


def appeal_until(edition: Edition, told_on: dt.date, holidays: BankHolidays) -> dt.date | None:
    """Give the last day for an appeal against an outcome told on a day; None where the edition knows no appeals."""
    days = promises_of(edition).appeal_days
    return None if days is None else add_working_days(told_on, days, holidays)


def revise_until(edition: Edition, asked_on: dt.date, holidays: BankHolidays) -> dt.date | None:
    """Give the last day for minor revisions asked for on a day; None where the edition does not say how long."""
    days = promises_of(edition).revision_days
    return None if days is None else add_working_days(asked_on, days, holidays)


def usual_answer_until(edition: Edition, offered_on: dt.date, holidays: BankHolidays) -> dt.date | None:
    """Give the last day to answer an offer made on a day, where nobody names another: as long as revisions may take.

    An edition says nothing of it; without a number of days for revisions there is no last day.
    """
    return revise_until(edition, offered_on, holidays)


def answer_fault(day: dt.date, today: dt.date, appeal_ends_on: dt.date | None, holidays: BankHolidays) -> str:
    """Give why a day cannot be the last one to answer an offer, as a sentence; "" where it can."""
    if day <= today:
        return "Give a day after today."
    if appeal_ends_on is not None and day < appeal_ends_on:
        return f"An appeal is possible until {date_text(appeal_ends_on)}. Give that day or a later one."
    if not is_working_day(day, holidays):
        return "That is no working day. Give one."
    if day > months_after(today, LONGEST_OFFER_MONTHS):
        return f"Give a day within {count_text(LONGEST_OFFER_MONTHS, 'month')}."
    return ""


def remind_on(last_day: dt.date, holidays: BankHolidays) -> dt.date:
    """Give the day from which people are reminded of a last day: five working days before it."""
    day, left = last_day, REMINDED_WORKING_DAYS
    while left:
        day -= dt.timedelta(days=1)
        left -= is_working_day(day, holidays)
    return day


def next_window(edition: Edition, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """Give when the edition's next window opens, and the last day to submit in it; None where it states none.

    A window that is open already is not the next one.
    """
    window: Mapping[str, Any] = edition.facts.get("window") or {}
    opens, closes = (str(window.get(name, "")) for name in ("opens", "submit_by"))
    if not (_DAY.fullmatch(opens) and _DAY.fullmatch(closes)):
        return None
    opens_on = next(day for day in (_in_year(opens, today.year), _in_year(opens, today.year + 1)) if day > today)
    closes_on = _in_year(closes, opens_on.year)
    return opens_on, closes_on if closes_on >= opens_on else _in_year(closes, opens_on.year + 1)


def _in_year(text: str, year: int) -> dt.date:
    """A month and day, such as ``05-01``, in a year."""
    month, day = (int(part) for part in text.split("-"))
    return dt.date(year, month, day)
