"""Codes and the groups that hold them: which rows and columns of a table belong to which group.

A list of codes may be grouped, and groups may be grouped again; what a row, column or group *covers* is the set of
codes at the bottom. A row belongs to a group that covers all that the row covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from charter.domain.edition import Edition, TableDefinition
from charter.domain.errors import Fault, InvalidEdition

Covered = frozenset[tuple[str, str]]  # (code list, code)
NOWHERE = ("",)  # the row of totals outside the rows; the column of a table without columns


def covered_codes(edition: Edition, list_id: str, code: str) -> Covered:
    """Give the codes at the bottom that a code of a list, or a group of a grouping, covers."""
    grouping = edition.code_groupings.get(list_id)
    if grouping is None:
        return frozenset({(list_id, code)})
    members = grouping.groups.get(code, ())
    return frozenset().union(*(covered_codes(edition, grouping.of, member) for member in members))


def column_cover(edition: Edition, table: TableDefinition) -> dict[str, Covered]:
    """Give what each column of a table covers, in the order of the columns."""
    found = {}
    for column in table.columns:
        for list_id in table.column_lists:
            if column in _codes_of(edition, list_id):
                found[column] = covered_codes(edition, list_id, column)
                break
        else:
            found[column] = frozenset({(table.id, column)})
    return found


def rows_of(edition: Edition, table: TableDefinition, wanted: str | Sequence[str]) -> tuple[str, ...]:
    """Give the rows that a cell set names: a group, a list of rows or groups, ``every``, or ``none`` (totals).

    Raises InvalidEdition where the table has no such row or group.
    """
    if not isinstance(wanted, str):
        return tuple(dict.fromkeys(row for name in wanted for row in rows_of(edition, table, name)))
    if wanted == "none":
        return NOWHERE
    base = base_rows(table)
    cover = _group_cover(edition, wanted, _root(edition, table.row_list))
    if cover is not None and table.row_list is not None:
        list_id = table.row_list
        return tuple(row for row in base if covered_codes(edition, list_id, row) <= cover)
    if wanted in base:
        return (wanted,)
    if wanted in ("every", "all"):
        return base
    raise _unknown(table, "row or group of rows", wanted)


def columns_of(
    edition: Edition, table: TableDefinition, wanted: str | Sequence[str], beside: Iterable[TableDefinition] = ()
) -> tuple[str, ...]:
    """Give the columns that a cell set names: ``none``, ``all``, ``shared``, a column, a cluster, or a list of these.

    ``shared`` are the columns that this table and those ``beside`` it have in common once the finer ones are
    collapsed: a column counts where every table covers exactly the same codes.

    Raises InvalidEdition where the table has no such column or cluster.
    """
    if not isinstance(wanted, str):
        return tuple(dict.fromkeys(column for name in wanted for column in columns_of(edition, table, name, beside)))
    if wanted == "none" or not table.columns:
        return NOWHERE
    if wanted == "all":
        return table.columns
    cover = column_cover(edition, table)
    if wanted == "shared":
        shared = _shared_codes([cover, *(column_cover(edition, other) for other in beside if other.columns)])
        return tuple(column for column, codes in cover.items() if codes <= shared)
    if wanted in cover:
        return (wanted,)
    for list_id in table.column_lists:
        cluster = _group_cover(edition, wanted, _root(edition, list_id))
        if cluster is not None:
            return tuple(column for column, codes in cover.items() if codes <= cluster)
    raise _unknown(table, "column or cluster of columns", wanted)


def base_rows(table: TableDefinition) -> tuple[str, ...]:
    """Give the rows of a table without the optional ones, which sum others."""
    return tuple(row for row in table.rows if row not in table.optional_rows)


def group_of_row(edition: Edition, table: TableDefinition, row: str) -> str | None:
    """Give the group of the broadest grouping that holds all codes of a row; None where no group does.

    The broadest is the grouping of the fewest groups that do not overlap: for ethnicity, White, BME and unknown.
    """
    list_id = table.row_list
    if list_id is None or row not in (*table.rows, *table.optional_rows):
        return None
    parts = table.optional_rows.get(row, (row,))
    cover = frozenset().union(*(covered_codes(edition, list_id, part) for part in parts))
    root = _root(edition, table.row_list)
    splits = [item.id for item in edition.code_groupings.values() if _splits(edition, item.id, root)]
    if not splits:
        return None
    broadest = min(splits, key=lambda item: len(edition.code_groupings[item].groups))
    for group in edition.code_groupings[broadest].groups:
        if cover <= covered_codes(edition, broadest, group):
            return group
    return None


def _splits(edition: Edition, grouping_id: str, root: str | None) -> bool:
    """Whether a grouping of that root puts no code in two groups."""
    if _root(edition, grouping_id) != root:
        return False
    groups = edition.code_groupings[grouping_id].groups
    parts = [covered_codes(edition, grouping_id, group) for group in groups]
    return sum(len(part) for part in parts) == len(frozenset().union(*parts))


def _shared_codes(covers: Sequence[dict[str, Covered]]) -> Covered:
    """The codes that every table covers by whole columns; columns that reach beyond them go, until none does."""
    shared = frozenset.intersection(*(frozenset().union(*cover.values()) for cover in covers))
    while True:
        kept = shared
        for cover in covers:
            inside = [codes for codes in cover.values() if codes <= kept]
            kept = frozenset().union(*inside)
        if kept == shared:
            return shared
        shared = kept


def _group_cover(edition: Edition, group: str, root: str | None) -> Covered | None:
    """What a group of that name covers, in the first grouping over the same codes; None where there is none."""
    if root is None:
        return None
    for grouping in edition.code_groupings.values():
        if group in grouping.groups and _root(edition, grouping.id) == root:
            return covered_codes(edition, grouping.id, group)
    return None


def _root(edition: Edition, list_id: str | None) -> str | None:
    while list_id is not None and list_id in edition.code_groupings:
        list_id = edition.code_groupings[list_id].of
    return list_id


def _codes_of(edition: Edition, list_id: str) -> Iterable[str]:
    if list_id in edition.code_groupings:
        return edition.code_groupings[list_id].groups
    return edition.code_lists[list_id].labels if list_id in edition.code_lists else ()


def _unknown(table: TableDefinition, what: str, wanted: str) -> InvalidEdition:
    message = f"{table.id} has no {what} “{wanted}”. Name one that its lists hold."
    return InvalidEdition((Fault("", message),))
