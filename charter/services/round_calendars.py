"""The calendar of a round: every promise of its edition to every submission, those at risk first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from charter.domain.promises import APPEAL, KEPT, KEPT_LATE, LATE, WAITING, DueDay
from charter.services.board_rows import BoardRow

_DONE = (KEPT, KEPT_LATE)
_LAST = dt.date.max


class CalendarLine(NamedTuple):
    """One promise to one submission."""

    row: BoardRow
    due: DueDay

    @property
    def is_over(self) -> bool:
        """Whether nobody needs to act any more: it was kept, or a right lapsed."""
        return self.due.state in _DONE or (self.due.promise == APPEAL and self.due.state == LATE)

    @property
    def rank(self) -> tuple[int, dt.date, str]:
        """Its place: late and at risk, then by day, then what waits for something else, then what is over."""
        order = 0 if self.due.needs_attention else 3 if self.is_over else 2 if self.due.state == WAITING else 1
        return (order, self.due.due_on or _LAST, self.row.name)


def calendar_lines(rows: Iterable[BoardRow], *, with_over: bool = False) -> list[CalendarLine]:
    """Give the promises to the submissions of a board, those at risk first. What is over only where it is asked for."""
    lines = (CalendarLine(row, due) for row in rows for due in row.due)
    return sorted((line for line in lines if with_over or not line.is_over), key=lambda line: line.rank)
