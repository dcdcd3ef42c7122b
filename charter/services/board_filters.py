"""Choosing among the rows of a board: by state, edition, tier, name, and what waits or is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from charter.domain.case_workflow import CaseState
from charter.domain.workflow import State
from charter.services.board_rows import BoardRow, ListedRow

ATTENTION, RISK = "attention", "risk"
Chosen = TypeVar("Chosen", BoardRow, ListedRow)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What somebody wants to see; an empty part asks for nothing."""

    state: State | CaseState | None = None
    edition: str = ""  # charter/version
    tier_id: str = ""
    show: str = ""  # ATTENTION or RISK
    search: str = ""  # part of the institution's name, or of its part's

    def fits_otherwise(self, row: BoardRow | ListedRow) -> bool:
        """Tell whether a row is wanted, its state aside."""
        if self.edition and row.edition.reference != self.edition:
            return False
        if self.tier_id and row.tier_id != self.tier_id:
            return False
        if self.show and not (isinstance(row, BoardRow) and self._fits_show(row)):
            return False
        return not self.search or self.search.casefold() in f"{row.name} {row.scope_name}".casefold()

    def _fits_show(self, row: BoardRow) -> bool:
        return bool(row.attention) if self.show == ATTENTION else row.is_at_risk

    def fits_state(self, row: BoardRow | ListedRow) -> bool:
        """Tell whether a row is in the state that is asked for."""
        return self.state is None or self.state in states_of(row)


def states_of(row: BoardRow | ListedRow) -> tuple[State | CaseState, ...]:
    """Give the state of a row's assessment, and that of its case."""
    return (row.state,) if row.case_state is None else (row.state, row.case_state)


def fitting_otherwise(rows: Iterable[Chosen], wanted: BoardFilter) -> list[Chosen]:
    """Give the rows that are wanted, their state aside: those among which states are counted."""
    return [row for row in rows if wanted.fits_otherwise(row)]


def of_state(rows: Iterable[Chosen], wanted: BoardFilter) -> list[Chosen]:
    """Give those of such rows that are in the wanted state."""
    return [row for row in rows if wanted.fits_state(row)]


def narrowed(rows: Iterable[Chosen], wanted: BoardFilter) -> list[Chosen]:
    """Give the rows that are wanted, in their order."""
    return of_state(fitting_otherwise(rows, wanted), wanted)
