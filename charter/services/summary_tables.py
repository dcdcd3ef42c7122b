"""Data tables and representation by pay band as a summary shows them to one audience."""

from __future__ import annotations

from charter.domain.answers import AnswerSheet
from charter.domain.disclosure import TOTAL, DisclosedTable, disclose_table, group_share
from charter.domain.edition import DisclosurePolicy, Edition, TableDefinition
from charter.domain.summaries import BandShare, TableSummary


def table_summaries(edition: Edition, sheet: AnswerSheet, policy: DisclosurePolicy) -> tuple[TableSummary, ...]:
    """Give every table that was supplied for the year and may be shown, in parts where it has columns."""
    parts: list[TableSummary] = []
    for definition in edition.tables:
        table = disclose_table(edition, definition, sheet.data(definition.id), policy)
        if table is not None:
            parts.extend(_parts(definition, table))
    return tuple(parts)


def band_shares(edition: Edition, sheet: AnswerSheet, policy: DisclosurePolicy) -> tuple[BandShare, ...]:
    """Give the BME share of staff by column of the first table with a single measure and columns, and of the whole.

    Empty where the edition has no such table, or it was not supplied, or may only be shown by rows.
    """
    definition = next((item for item in edition.tables if item.columns and len(item.measures) == 1), None)
    if definition is None:
        return ()
    table = disclose_table(edition, definition, sheet.data(definition.id), policy)
    if table is None:
        return ()
    columns = {**table.level.columns, TOTAL: "All"}
    measure = definition.measures[0].id
    return tuple(_band_share(table, measure, column, label, policy) for column, label in columns.items())


def _band_share(table: DisclosedTable, measure: str, column: str, label: str, policy: DisclosurePolicy) -> BandShare:
    share = group_share(table, measure, part="bme", whole="known", column=column, policy=policy)
    return BandShare(
        column="" if column == TOTAL else column,
        label=label,
        bme_percent=None if share.percent is None else float(share.percent),
        text=share.text,
        staff_text=table.cell(measure, "known", column).text,
    )


def _parts(definition: TableDefinition, table: DisclosedTable) -> list[TableSummary]:
    if table.level.columns:
        return [_by_column(definition, table, measure, label) for measure, label in table.measures]
    return [_by_measure(definition, table)]


def _by_column(definition: TableDefinition, table: DisclosedTable, measure: str, label: str) -> TableSummary:
    columns = {**table.level.columns, TOTAL: "All"}
    rows = {**table.level.rows, TOTAL: "All"}
    return TableSummary(
        table_id=definition.id,
        title=definition.title,
        caption=f"{definition.id} {definition.title}: {label}",
        header=("Group", *columns.values()),
        rows=tuple(
            (name, *(table.cell(measure, row, column).text for column in columns)) for row, name in rows.items()
        ),
        note=_note(table),
    )


def _by_measure(definition: TableDefinition, table: DisclosedTable) -> TableSummary:
    rows = {**table.level.rows, TOTAL: "All"}
    body = [(name, *(table.cell(measure, row).text for measure, _ in table.measures)) for row, name in rows.items()]
    extras = [f"{label}: {text}" for _, label, text in table.extras]
    return TableSummary(
        table_id=definition.id,
        title=definition.title,
        caption=f"{definition.id} {definition.title}",
        header=("Group", *(label for _, label in table.measures)),
        rows=tuple(body),
        note=" ".join([*(f"{line}." for line in extras), _note(table)]).strip(),
    )


def _note(table: DisclosedTable) -> str:
    return (
        "Shown with fewer groups than were entered, so that small numbers are protected." if table.is_collapsed else ""
    )
