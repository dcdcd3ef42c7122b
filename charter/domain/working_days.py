"""Working days in England: neither a weekend nor a bank holiday.

A published list goes before the rules. For a year that the list does not have, the rules tell what is usual; they
cannot know of a day that will be moved or added for an occasion.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_A_DAY = dt.timedelta(days=1)
_LAST_MINUTE = dt.time(23, 59)
_CLOCK = "Europe/London"
_MONDAY, _SATURDAY = 0, 5
_SUBSTITUTE = " (substitute day)"


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """The bank holidays of every year: as published where they are, otherwise by the rules.

    ``published``: day -> title. It has a year whole or not at all. Empty: every year follows the rules.
    """

    published: Mapping[dt.date, str] = field(default_factory=lambda: MappingProxyType({}))
    _years: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note which years the list has."""
        object.__setattr__(self, "_years", frozenset(day.year for day in self.published))

    def is_published(self, year: int) -> bool:
        """Whether a year rests on the published list; otherwise it rests on the rules."""
        return year in self._years

    def title(self, day: dt.date) -> str | None:
        """Give what a bank holiday is called; None on any other day."""
        return (self.published if day.year in self._years else usual_bank_holidays(day.year)).get(day)

    def of_year(self, year: int) -> Mapping[dt.date, str]:
        """Give a year's bank holidays in the order of their days, with their titles."""
        if year not in self._years:
            return usual_bank_holidays(year)
        return {day: self.published[day] for day in sorted(self.published) if day.year == year}


def easter_sunday(year: int) -> dt.date:
    """Give Easter Sunday of the western churches.

    Parameters
    ----------
    year: 1583 to 9999, in the Gregorian calendar.

    Source
    ------
    The anonymous algorithm in Nature, 20 April 1876, as given by J. Meeus, Astronomical Algorithms, 2nd ed. 1998,
    chapter 8.

    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


@lru_cache(maxsize=64)
def usual_bank_holidays(year: int) -> Mapping[dt.date, str]:
    """Give the eight usual bank holidays of England and Wales in a year, in the order of their days.

    A holiday on a weekend has a substitute on the next weekday that is not a holiday itself; the weekend's day is left
    out. One-off days, and days moved for an occasion, are not known here.

    Parameters
    ----------
    year: from 1978 on, since when these eight have been kept.

    Source
    ------
    Banking and Financial Dealings Act 1971, schedule 1; royal proclamations for New Year's Day (since 1974), the early
    May day (since 1978) and for substitutes of Christmas Day; GOV.UK, bank holidays.

    """
    easter = easter_sunday(year)
    fixed: dict[dt.date, str] = {}
    # Where both days of Christmas move, or one moves onto the other, the weekday's own title stays where it is.
    christmas = [(dt.date(year, 12, 25), "Christmas Day"), (dt.date(year, 12, 26), "Boxing Day")]
    own_days = [item for item in christmas if not _is_weekend(item[0])]
    moved = [item for item in christmas if _is_weekend(item[0])]
    for day, title in [(dt.date(year, 1, 1), "New Year’s Day"), *own_days, *moved]:
        kept = _next_free(day, fixed)
        fixed[kept] = title if kept == day else title + _SUBSTITUTE
    found = fixed | {
        easter - 2 * _A_DAY: "Good Friday",
        easter + _A_DAY: "Easter Monday",
        _monday_from(dt.date(year, 5, 1)): "Early May bank holiday",
        _monday_from(dt.date(year, 5, 25)): "Spring bank holiday",
        _monday_from(dt.date(year, 8, 25)): "Summer bank holiday",
    }
    return MappingProxyType(dict(sorted(found.items())))


def day_in_england(moment: dt.datetime) -> dt.date:
    """Give the day that a calendar in England shows at a moment; that of UTC where no time zones are known."""
    return moment.astimezone(_zone()).date()


def end_of(day: dt.date) -> dt.datetime:
    """Give the last minute of a day in England."""
    return dt.datetime.combine(day, _LAST_MINUTE, _zone()).astimezone(dt.UTC)


@lru_cache(maxsize=1)
def _zone() -> dt.tzinfo:
    try:
        return ZoneInfo(_CLOCK)
    except ZoneInfoNotFoundError:  # a machine without the time zones' data
        return dt.UTC


def is_working_day(day: dt.date, holidays: BankHolidays) -> bool:
    """Whether a day is a working day: Monday to Friday, and no bank holiday."""
    return not _is_weekend(day) and holidays.title(day) is None


def add_working_days(day: dt.date, count: int, holidays: BankHolidays) -> dt.date:
    """Give the day on which a period of working days ends. The day itself does not count.

    Parameters
    ----------
    day: the day of what starts the period, a working day or not.
    count: working days, 0 or more. 0 gives the day itself, also where it is no working day.

    Raises
    ------
    ValueError: the count is negative.

    """
    if count < 0:
        raise ValueError(f"A period of {count} working days cannot be.")
    while count:
        day += _A_DAY
        count -= is_working_day(day, holidays)
    return day


def working_days_between(first: dt.date, last: dt.date, holidays: BankHolidays) -> int:
    """Give how many working days lie after ``first``, up to and with ``last``.

    It undoes ``add_working_days``. The same day twice gives 0; a ``last`` before ``first`` gives the days the other way
    round as a negative number.
    """
    if last < first:
        return -working_days_between(last, first, holidays)
    weeks, rest = divmod((last - first).days, 7)
    weekdays = 5 * weeks + sum(not _is_weekend(last - number * _A_DAY) for number in range(rest))
    return weekdays - sum(
        first < day <= last and not _is_weekend(day)
        for year in range(first.year, last.year + 1)
        for day in holidays.of_year(year)
    )


def _is_weekend(day: dt.date) -> bool:
    return day.weekday() >= _SATURDAY


def _monday_from(day: dt.date) -> dt.date:
    """Give the first Monday on or after a day."""
    return day + (_MONDAY - day.weekday()) % 7 * _A_DAY


def _next_free(day: dt.date, taken: Mapping[dt.date, str]) -> dt.date:
    """Give the first weekday from a day on that is not taken."""
    while _is_weekend(day) or day in taken:
        day += _A_DAY
    return day
