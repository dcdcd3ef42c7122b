"""The tables of an export, for spreadsheets: answers, the action plan, and each data table cell by cell."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from charter.domain.answers import AnswerSheet, TableData
from charter.domain.edition import Edition, TableDefinition
from charter.store.answer_authors import AuthoredAnswer
from charter.store.answer_facts import YEARS, column_label, row_label
from charter.store.chains import canonical

Row = Sequence[Any]
# A spreadsheet takes a cell that begins so for a formula, and runs it.
RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK = "\ufeff"  # tells a spreadsheet that the file is UTF-8
YEAR_NAMES = {"year_0": "Year to the snapshot", "year_minus_1": "One year before", "year_minus_2": "Two years before"}


def csv_parts(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Give a CSV file a row at a time; no text in it can be taken for a formula. Numbers stay numbers."""
    yield MARK.encode()
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    for row in itertools.chain([header], rows):
        writer.writerow([guarded(cell) for cell in row])
        yield line.getvalue().encode("utf-8", "replace")
        line.seek(0)
        line.truncate()


def guarded(cell: Any) -> Any:
    """Give a cell that no spreadsheet runs: an apostrophe stands before a text that begins like a formula."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUN) else cell


def answers_table(edition: Edition, answers: Sequence[AuthoredAnswer]) -> Iterator[bytes]:
    """Give every field as it stands, with the question, the version, and who saved it when."""
    questions = {question.id: question.text for criterion in edition.criteria for question in criterion.questions}
    header = ("field", "question", "answer", "version", "saved by", "saved at (UTC)", "edition")
    rows = (
        (
            one.field,
            questions.get(one.field.rpartition("/")[2], ""),
            _text(one.value),
            one.version,
            one.saved_by,
            one.saved_at.strftime("%Y-%m-%d %H:%M:%S"),
            edition.reference,
        )
        for one in answers
    )
    return csv_parts(header, rows)


def actions_table(edition: Edition, sheet: AnswerSheet) -> Iterator[bytes]:
    """Give the action plan: a row an action, a column a field of the edition."""
    fields = edition.action_fields
    rows = ([*(action.values.get(field.id, "") for field in fields), edition.reference] for action in sheet.actions)
    return csv_parts([*(field.label for field in fields), "edition"], rows)


def data_table(edition: Edition, definition: TableDefinition, sheet: AnswerSheet) -> Iterator[bytes]:
    """Give a data table of every year, a row a cell; what was left blank has none."""
    header = ("year", "row", "row in words", "column", "column in words", "measure", "value", "edition")
    years = sheet.tables.get(definition.id, {})
    rows = (
        (YEAR_NAMES[name], *row, edition.reference)
        for year, name in YEARS.items()
        if year in years
        for row in _cells(edition, definition, years[year])
    )
    return csv_parts(header, rows)


def _cells(edition: Edition, definition: TableDefinition, data: TableData) -> Iterator[Row]:
    if data.records is not None:
        yield from _records(data.records, data.record_names)
    for (measure, row, column), value in sorted(
        data.cells.items(), key=lambda cell: (cell[0][1], cell[0][2], cell[0][0])
    ):
        if value is not None:
            in_words = row_label(edition, definition, row) if row else "Total"
            yield row, in_words, column, column_label(edition, definition, column) if column else "", measure, value


def _records(records: Sequence[Mapping[str, bool | None]], names: Sequence[str]) -> Iterator[Row]:
    for number, record in enumerate(records, 1):
        name = names[number - 1] if number <= len(names) else ""
        for measure, value in sorted(record.items()):
            if value is not None:
                yield number, name, "", "", measure, "yes" if value else "no"


def _text(value: Any) -> str | int | float:
    if value is None or isinstance(value, str):
        return value or ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else canonical(value).decode()
