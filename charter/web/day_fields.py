"""A day of the calendar in three parts, as people write it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms.fields import Field

PARTS = (("day", "Day"), ("month", "Month"), ("year", "Year"))
YEARS = range(1900, 2200)  # a year of two digits, or of five, is a slip; and what is counted on from 9999 is no day


class DayField(Field):
    """Day, month and year as three fields; what was typed stays as it was where it is no day."""

    data: dt.date | None
    typed: dict[str, str]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms gives it
        """Take the three parts of what was sent, or the day that is given."""
        self.process_errors: list[str] = []
        self.data = data if isinstance(data, dt.date) else None
        self.typed = self._typed(formdata) if formdata else self._parts_of(self.data)
        self.raw_data = [text for text in self.typed.values() if text]  # what validators of blanks look at
        if formdata:
            self._read()

    def pre_validate(self, form: Any) -> None:
        """Leave it to the validators: a day that cannot be is told already."""

    @property
    def given(self) -> dt.date:
        """The day of a field that was found valid and is required."""
        if self.data is None:
            raise ValueError("No day was given.")
        return self.data

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Name, label and text of each part."""
        return [(name, label, self.typed[name]) for name, label in PARTS]

    def _typed(self, formdata: Any) -> dict[str, str]:
        return {name: (formdata.get(f"{self.name}-{name}") or "").strip() for name, _ in PARTS}

    def _read(self) -> None:
        self.data = None
        if not any(self.typed.values()):
            return
        try:
            day = dt.date(*(int(self.typed[name]) for name in ("year", "month", "day")))
        except (ValueError, OverflowError):
            self.process_errors.append("This is no day of the calendar. Write it as day, month and year, as 31 3 2027")
            return
        if day.year in YEARS:
            self.data = day
        else:
            self.process_errors.append("Look at the year. Write it with four digits, as 31 3 2027")

    @staticmethod
    def _parts_of(day: dt.date | None) -> dict[str, str]:
        if day is None:
            return {name: "" for name, _ in PARTS}
        return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
