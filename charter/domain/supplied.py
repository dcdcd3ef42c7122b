"""Whether a table or a plan was supplied whole: no required cell or field blank."""

from __future__ import annotations

from charter.domain.answers import AnswerSheet, TableData
from charter.domain.edition import Edition, TableDefinition
from charter.domain.tables import CellSum, blank_words, cell_sum, required_cells, year_words
from charter.domain.wording import count_text


def why_not_supplied(edition: Edition, sheet: AnswerSheet, table_id: str, year: int = 0) -> str:
    """Give the sentence why a table does not count as supplied for a year; "" where it does.

    Optional measures may be blank, and an optional row may stand in for the rows that it sums. A table that is not
    applicable counts as supplied. The action plan needs at least one action, each with every required field.
    """
    table = next((item for item in edition.tables if item.id == table_id), None)
    if table is None or table.kind == "actions":
        return _plan_blanks(edition, sheet)
    if table.id in sheet.tables_not_applicable and table.not_applicable_when is not None:
        return ""
    data = sheet.data(table.id, year)
    if data is None or (not data.cells and data.records is None):
        return f"{table.id} is not supplied for {year_words(year)}."
    blanks = _record_blanks(table, data) if table.kind == "records" else _cell_blanks(edition, table, data)
    return f"For {year_words(year)}: {blanks}" if blanks and year else blanks


def _cell_blanks(edition: Edition, table: TableDefinition, data: TableData) -> str:
    sums: list[CellSum] = [
        cell_sum(table, data, [measure], rows, [column]) for measure, rows, column in required_cells(edition, table)
    ]
    blanks = [key for found in sums for key in found.blanks]
    return blank_words(edition, table, blanks) if blanks else ""


def _record_blanks(table: TableDefinition, data: TableData) -> str:
    if data.records is None:
        return f"{table.id} has no entries."
    for number, record in enumerate(data.records, start=1):
        for flag in table.measures:
            if not flag.is_optional and not isinstance(record.get(flag.id), bool):
                return f"{table.id}, entry {number}, “{flag.label}” is blank."
    return ""


def _plan_blanks(edition: Edition, sheet: AnswerSheet) -> str:
    if not sheet.actions:
        return "The action plan has no action."
    required = [field for field in edition.action_fields if field.is_required]
    blanks = [
        f"action {number}, “{field.label}”"
        for number, action in enumerate(sheet.actions, start=1)
        for field in required
        if not action.values.get(field.id, "").strip()
    ]
    if not blanks:
        return ""
    rest = len(blanks) - 1
    more = f", and so {'is' if rest == 1 else 'are'} {count_text(rest, 'more field')}" if rest else ""
    return f"In the action plan, {blanks[0]} is blank{more}."
