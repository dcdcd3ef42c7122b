"""The whole workbook of an edition, laid out: the writer paints it and the reader looks values up in it."""

from __future__ import annotations

from charter.domain.edition import Edition
from charter.store.workbooks.cells import SheetPlan, WorkbookPlan, sheet_name
from charter.store.workbooks.layout_cover import TITLE, cover_sheet
from charter.store.workbooks.layout_plans import plan_sheet
from charter.store.workbooks.layout_tables import table_sheet
from charter.store.workbooks.layout_themes import theme_sheet

LISTS = "Lists"
ACTIONS, PREVIOUS = "Action plan", "Previous plan"
OFFERED_ROWS = 30


def lay_out(edition: Edition, rows: int = OFFERED_ROWS) -> WorkbookPlan:
    """Give every sheet of the edition's workbook; rows: how many actions and records each list has room for."""
    taken = {TITLE.lower(), LISTS.lower(), ACTIONS.lower(), PREVIOUS.lower()}
    tables = [table for table in edition.tables if table.kind != "actions"]
    names = {
        (table.id, year): sheet_name(f"{table.id}{f' y{year}' if year else ''}", taken)
        for year in (0, -1, -2)
        for table in tables
    }
    table_sheets = {table_id: name for (table_id, year), name in names.items() if year == 0}
    table_sheets |= {table.id: ACTIONS for table in edition.tables if table.kind == "actions"} | _action_tables(edition)
    themes = [
        theme_sheet(edition, theme, sheet_name(f"{theme.id} {theme.name}", taken), table_sheets)
        for theme in edition.themes
    ]
    sheets: list[SheetPlan] = [
        *themes,
        *(table_sheet(edition, table, 0, names[table.id, 0], rows) for table in tables),
        plan_sheet(edition, "actions", ACTIONS, rows),
        plan_sheet(edition, "previous_actions", PREVIOUS, rows),
        *(table_sheet(edition, table, year, names[table.id, year], rows) for year in (-1, -2) for table in tables),
    ]
    return WorkbookPlan((cover_sheet(edition, tuple(sheets)), *sheets))


def _action_tables(edition: Edition) -> dict[str, str]:
    """Questions may name the action plan by an id that no table has."""
    known = {table.id for table in edition.tables}
    asked = {question.table_id for criterion in edition.criteria for question in criterion.questions}
    return {name: ACTIONS for name in asked if name and name not in known}
