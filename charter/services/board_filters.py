"""Choosing among the rows of a board: by state, edition, tier, name, and what waits or is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from charter.domain.case_workflow import CaseState
from charter.domain.workflow import State
from charter.services.board_rows import BoardRow

ATTENTION, RISK = "attention", "risk"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What somebody wants to see; an empty part asks for nothing."""

    state: State | CaseState | None = None
    edition: str = ""  # charter/version
    tier_id: str = ""
    show: str = ""  # ATTENTION or RISK
    search: str = ""  # part of the institution's name, or of its part's

    def fits(self, row: BoardRow) -> bool:
        """Tell whether a row is wanted."""
        return self._fits_state(row) and self.fits_otherwise(row)

    def fits_otherwise(self, row: BoardRow) -> bool:
        """Tell whether a row is wanted, its state aside."""
        if self.edition and row.edition.reference != self.edition:
            return False
        if self.tier_id and row.tier_id != self.tier_id:
            return False
        if (self.show == ATTENTION and not row.attention) or (self.show == RISK and not row.is_at_risk):
            return False
        return not self.search or self.search.casefold() in f"{row.name} {row.scope_name}".casefold()

    def _fits_state(self, row: BoardRow) -> bool:
        return self.state is None or self.state in states_of(row)


def states_of(row: BoardRow) -> tuple[State | CaseState, ...]:
    """Give the state of a row's assessment, and that of its case."""
    return (row.state,) if row.case is None else (row.state, row.case.state)


def narrowed(rows: Iterable[BoardRow], wanted: BoardFilter) -> list[BoardRow]:
    """Give the rows that are wanted, in their order."""
    return [row for row in rows if wanted.fits(row)]
