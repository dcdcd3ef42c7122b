"""Which fields of an action share a column on paper: sixteen fields, and a page has room for six columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

# Fields that belong together, by the names that editions give them; fields unknown here are shared out at the end.
GROUPS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("Action", 24, ("ref", "criterion", "action", "objective")),
    ("Why", 18, ("finding", "aimed_at", "carried_from")),
    ("Who and with what", 15, ("owner_role", "resource")),
    ("When", 12, ("start", "due", "rag")),
    ("How we shall know", 18, ("measure", "baseline", "target")),
    ("What moved", 13, ("progress",)),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its share of the width in percent, and its fields with their labels."""

    title: str
    width: int
    fields: tuple[tuple[str, str], ...]


def action_columns(fields: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    """Give the columns for an edition's fields (id, label); no field is left out, and no column is empty.

    A field that no group knows stands in the last column.
    """
    labels = dict(fields)
    columns = [
        Column(title, width, tuple((name, labels.pop(name)) for name in names if name in labels))
        for title, width, names in GROUPS
    ]
    columns = [column for column in columns if column.fields]
    if labels and columns:
        columns[-1] = replace(columns[-1], fields=(*columns[-1].fields, *labels.items()))
    elif labels:
        columns = [Column("Action", 100, tuple(labels.items()))]
    return tuple(columns)
