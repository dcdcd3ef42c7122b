"""What the answers file and the workbook take from an edition: scopes, kinds of institution, years, rows, sizes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from charter.domain.answers import survey_measure
from charter.domain.edition import Edition, Measure, TableDefinition

YEARS = {0: "year_0", -1: "year_minus_1", -2: "year_minus_2"}
MOST_COUNT = 99_999_999  # more people than any employer has
MOST_TEXT = 30_000  # characters; a cell of a spreadsheet holds 32,767
MOST_ROWS = 500  # actions in a plan, events in a year
MOST_AWARDS = 6
EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2199, 12, 31)  # outside, a spreadsheet took a number for a day
YES_NO = {"yes": "Yes", "no": "No", "in_progress": "In progress"}


def scopes(edition: Edition) -> dict[str, str]:
    """Give the application scopes, id to label; empty where the edition names none."""
    application = edition.facts.get("application")
    listed = application.get("scopes") if isinstance(application, Mapping) else None
    return _labels(listed)


def organisation_types(edition: Edition) -> dict[str, str]:
    """Give the kinds of institution that benchmarks know, code to label; empty where the edition names none."""
    benchmarking = edition.facts.get("benchmarking")
    listed = benchmarking.get("trust_type") if isinstance(benchmarking, Mapping) else None
    return _labels(listed)


def humanised(code: str) -> str:
    """Give a code as words: ``whole_organisation`` as ``Whole organisation``."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def rows_of(definition: TableDefinition) -> tuple[str, ...]:
    """Give the table's rows in order, the optional ones last."""
    return definition.rows + tuple(row for row in definition.optional_rows if row not in definition.rows)


def row_label(edition: Edition, definition: TableDefinition, row: str) -> str:
    """Give a row in words."""
    return definition.row_labels.get(row) or _listed(edition, definition.row_list, row) or humanised(row)


def column_label(edition: Edition, definition: TableDefinition, column: str) -> str:
    """Give a column in words."""
    if column in definition.column_labels:
        return definition.column_labels[column]
    for name in definition.column_lists:
        if label := _listed(edition, name, column):
            return label
    return humanised(column)


def item_measures(edition: Edition, definition: TableDefinition) -> dict[str, tuple[str, str]]:
    """Give a survey table's cell measures that count answers: measure to (item, answer); empty for other tables."""
    if definition.kind != "survey" or edition.survey is None:
        return {}
    return {
        survey_measure(item.id, answer): (item.id, answer)
        for item in edition.survey.items
        for answer in edition.survey.answers
    }


def plain_measures(edition: Edition, definition: TableDefinition) -> tuple[Measure, ...]:
    """Give the measures of a table without the counts of survey answers."""
    items = item_measures(edition, definition)
    return tuple(measure for measure in definition.measures if measure.id not in items and measure.id != "item_counts")


def _listed(edition: Edition, name: str | None, code: str) -> str:
    if name is None:
        return ""
    if name in edition.code_lists:
        return edition.code_lists[name].labels.get(code, "")
    if name in edition.code_groupings:
        return edition.code_groupings[name].labels.get(code, "")
    return ""


def _labels(listed: Any) -> dict[str, str]:
    if isinstance(listed, Mapping):
        return {
            str(code): str(label) if isinstance(label, str) else humanised(str(code)) for code, label in listed.items()
        }
    labels: dict[str, str] = {}
    for item in listed if isinstance(listed, (list, tuple)) else ():
        if isinstance(item, Mapping):
            code = str(item["id"])
            labels[code] = str(item.get("label") or item.get("name") or humanised(code))
        else:
            labels[str(item)] = humanised(str(item))
    return labels
