"""Which of what a chain tells belongs to the meeting that was opened last, and not to one that was adjourned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from charter.domain.case_workflow import CaseEvent
from charter.store.proceedings import ProceedingRow

SITTING_EVENTS = (CaseEvent.MEETING_OPENED, CaseEvent.LEVEL_AGREED)  # what the functions below look at
Told = Sequence[tuple[ProceedingRow, str, str]]  # as ``told_proceedings`` gives it


class Numbered(Protocol):
    """An agreed level, as a row or as plain values."""

    @property
    def number(self) -> int:
        """Give which record of its criterion it is."""


Level = TypeVar("Level", bound=Numbered)


def opened_number(told: Told) -> int:
    """Give the number of the event that opened the meeting last; 0 where none did."""
    return max((row.number for row, _, _ in told if row.event == CaseEvent.MEETING_OPENED), default=0)


def agreed_since_opening(newest: Mapping[str, Level], told: Told) -> dict[str, Level]:
    """Give what was agreed at the meeting that was opened last, by criterion.

    What was agreed before it was adjourned stays on record, and is agreed anew: another reviewer has read since.

    ``newest``: criterion id -> the newest record of any meeting.
    """
    opened = opened_number(told)
    counting = {
        (row.details["criterion"], row.details["number"])
        for row, _, _ in told
        if row.event == CaseEvent.LEVEL_AGREED and row.number > opened
    }
    return {criterion_id: row for criterion_id, row in newest.items() if (criterion_id, row.number) in counting}
