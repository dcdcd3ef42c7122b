"""The figures of the year before, to stand beside those that somebody fills in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from charter.services.deeds import Deed
from charter.services.earlier_answers import last_submissions
from charter.services.table_entry import Grid
from charter.services.table_grids import Path, flat, year_name
from charter.services.workspaces import Workspace
from charter.store.answer_facts import YEARS
from charter.store.assessments import AnswerRow

DAYS_A_YEAR = 365.25


def figures_before(deed: Deed, workspace: Workspace, grid: Grid) -> Mapping[Path, str]:
    """Give what a table counted a year before the year of the grid, by path; empty where nobody has said.

    For an assessment that the person may see. What the team has filled in for that year comes first; then what the
    institution's last submission said of it. Records are named, not counted: they have no year before.
    """
    if grid.definition.kind == "records":
        return {}
    value = _own(deed, workspace, grid) or _submitted(deed, workspace, grid)
    return flat(workspace.edition, grid.definition, value)


def _own(deed: Deed, workspace: Workspace, grid: Grid) -> Any:
    if grid.year - 1 not in YEARS:
        return None
    field = f"/tables/{grid.definition.id}/{year_name(grid.year - 1)}"
    row = deed.session.get(AnswerRow, (workspace.assessment_id, field))
    return row.value if row is not None else None


def _submitted(deed: Deed, workspace: Workspace, grid: Grid) -> Any:
    """What the last submission said of that year; two institutions that became one are not added up."""
    documents = last_submissions(deed, workspace)
    if len(documents) != 1:
        return None
    years_since = _years_between(documents[0].get("snapshot"), workspace.snapshot_on)
    name = YEARS.get(grid.year - 1 + years_since) if years_since else None
    return documents[0].get("tables", {}).get(grid.definition.id, {}).get(name)


def _years_between(earlier: str | None, later: dt.date) -> int:
    return round((later - dt.date.fromisoformat(earlier)).days / DAYS_A_YEAR) if earlier else 0
