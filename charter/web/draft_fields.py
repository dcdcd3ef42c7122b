"""Fields of the forms about a draft, as the templates' macros take them, with what was typed and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from charter.domain.errors import Fault
from charter.services.draft_entries import DAY, Choices, Entry

_PARTS = (("day", "Day"), ("month", "Month"), ("year", "Year"))


@dataclass(frozen=True, slots=True)
class Label:
    """A field's label."""

    text: str


@dataclass(frozen=True, slots=True)
class DraftField:
    """One field as its macro takes it."""

    id: str
    name: str
    label: Label
    data: str
    kind: str
    hint: str
    choices: Choices
    rows: int
    is_short: bool
    errors: Sequence[str] = ()
    parts: Sequence[tuple[str, str, str]] = field(default=())  # of a day: name, label, text


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; "" for those without."""

    title: str
    fields: tuple[DraftField, ...]


def groups_of(
    entries: Sequence[Entry], typed: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
) -> list[Group]:
    """Give the fields under their headings, with what was typed where that is given."""
    groups: dict[str, list[DraftField]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(_field(entry, typed, faults))
    return [Group(title, tuple(fields)) for title, fields in groups.items()]


def error_links(groups: Sequence[Group]) -> list[tuple[str, str]]:
    """Give every fault with the field that it is about."""
    return [
        (f"{one.label.text}: {text}", f"#{one.id}") for group in groups for one in group.fields for text in one.errors
    ]


def _field(entry: Entry, typed: Mapping[str, str] | None, faults: Sequence[Fault]) -> DraftField:
    return DraftField(
        id=f"field-{entry.name.replace('.', '-')}",
        name=entry.name,
        label=Label(entry.label),
        data=entry.value if typed is None else typed.get(entry.name, ""),
        kind=entry.kind,
        hint=entry.hint,
        choices=entry.choices,
        rows=entry.rows,
        is_short=entry.is_short,
        errors=[fault.message for fault in faults if fault.place == entry.name],
        parts=_day_parts(entry, typed) if entry.kind == DAY else (),
    )


def _day_parts(entry: Entry, typed: Mapping[str, str] | None) -> list[tuple[str, str, str]]:
    year, _, rest = entry.value.partition("-")
    month, _, day = rest.partition("-")
    held = {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
    if typed is not None:
        held = {name: typed.get(f"{entry.name}-{name}", "") for name, _ in _PARTS}
    return [(name, label, held[name]) for name, label in _PARTS]
