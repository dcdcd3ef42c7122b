"""What a sheet of the workbook is made of: labels, formulas and input fields at fixed places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from openpyxl.utils import get_column_letter

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A cell of a sheet, counted from 1."""

    row: int
    column: int

    @property
    def address(self) -> str:
        """The cell as people name it, such as C7."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Label:
    """A locked cell. An anchor is one that the reader compares, to notice rows and columns that have moved."""

    value: str
    style: str
    is_anchor: bool = False
    link: str = ""  # a sheet of the workbook


@dataclass(frozen=True, slots=True)
class Choices:
    """A drop-down: code to label, in order."""

    id: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """An input cell: what it takes, and where its value stands in the answers document."""

    path: Path
    kind: str  # text, choice, level, flag, listed, count, integer, number, date
    prompt: str = ""
    choices: Choices | None = None
    minimum: int | None = None
    words: int | None = None
    anchors: tuple[Place, ...] = ()
    style: str = ""  # "" = the kind's own


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet, as the writer paints it and the reader finds it."""

    title: str
    group: str  # cover, theme, table, plan, earlier, lists
    labels: Mapping[Place, Label]
    formulas: Mapping[Place, tuple[str, str]]  # place -> formula, style
    fields: Mapping[Place, Field]
    widths: Mapping[int, float]
    heights: Mapping[int, float]
    freeze: str = ""
    repeat_rows: str = ""
    repeat_columns: str = ""
    pages_wide: int = 1
    is_optional: bool = False
    about: str = ""  # a line for the cover's list of sheets
    required: tuple[Place, ...] = ()  # the fields that progress counts
    regions: tuple[
        tuple[Place, Place], ...
    ] = ()  # tables with titles in their first row and column, for screen readers

    @property
    def last_row(self) -> int:
        """The last row that holds anything."""
        return max(place.row for place in (*self.labels, *self.formulas, *self.fields))

    @property
    def last_column(self) -> int:
        """The last column that holds anything."""
        return max(place.column for place in (*self.labels, *self.formulas, *self.fields))


@dataclass(frozen=True, slots=True)
class WorkbookPlan:
    """Every sheet in order."""

    sheets: tuple[SheetPlan, ...]

    def sheet(self, title: str) -> SheetPlan:
        """Give the sheet of that name; KeyError where there is none."""
        return {plan.title: plan for plan in self.sheets}[title]


@dataclass(slots=True)
class Page:
    """A sheet while it is laid out, row by row."""

    title: str
    group: str
    labels: dict[Place, Label] = field(default_factory=dict)
    formulas: dict[Place, tuple[str, str]] = field(default_factory=dict)
    fields: dict[Place, Field] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    required: list[Place] = field(default_factory=list)
    regions: list[tuple[Place, Place]] = field(default_factory=list)
    row: int = 1

    def put(
        self, column: int, value: str, style: str = "text", *, is_anchor: bool = False, link: str = "", row: int = 0
    ) -> Place:
        """Put a locked label into the current row, or another."""
        place = Place(row or self.row, column)
        self.labels[place] = Label(value, style, is_anchor, link)
        return place

    def work_out(self, column: int, formula: str, style: str = "total", *, row: int = 0) -> Place:
        """Put a formula into the current row."""
        place = Place(row or self.row, column)
        self.formulas[place] = (formula, style)
        return place

    def ask(self, column: int, asked: Field, *, is_required: bool = False, row: int = 0) -> Place:
        """Put an input field into the current row."""
        place = Place(row or self.row, column)
        self.fields[place] = asked
        if is_required:
            self.required.append(place)
        return place

    def next(self, rows: int = 1) -> None:
        """Go down."""
        self.row += rows

    def tall(self, *texts: tuple[str, float], at_least: float = 16) -> None:
        """Make the current row as tall as its tallest text; each text comes with the width of its column."""
        lines = max((line_count(text, width) for text, width in texts), default=1)
        self.heights[self.row] = min(409, max(at_least, 4 + lines * 14.5))

    def plan(
        self, *, freeze: str = "", repeat_rows: str = "", repeat_columns: str = "", pages_wide: int = 1, about: str = ""
    ) -> SheetPlan:
        """Give the sheet laid out."""
        return SheetPlan(
            title=self.title,
            group=self.group,
            labels=self.labels,
            formulas=self.formulas,
            fields=self.fields,
            widths=self.widths,
            heights=self.heights,
            freeze=freeze,
            repeat_rows=repeat_rows,
            repeat_columns=repeat_columns,
            pages_wide=pages_wide,
            is_optional=self.group == "earlier",
            about=about,
            required=tuple(self.required),
            regions=tuple(self.regions),
        )


def line_count(text: str, width: float) -> int:
    """Give how many lines a text needs in a column of that width, with room for words that do not break."""
    fit = max(1, int((width - 2) * 1.15))
    return sum(max(1, -(-len(line) // fit)) for line in text.split("\n"))


def sheet_name(wanted: str, taken: set[str]) -> str:
    r"""Give a name that a sheet may have: 31 characters, none of []:*?/\, no name twice; cut between words."""
    clean = " ".join("".join(" " if character in "[]:*?/\\'" else character for character in wanted).split())
    while len(clean) > 31:
        clean = clean.rpartition(" ")[0] or clean[:31]
    for word in (" and", " of", " for", ","):
        clean = clean.removesuffix(word)
    name, number = clean or "Sheet", 2
    while name.lower() in taken:
        name = f"{clean[:27]} {number}"
        number += 1
    taken.add(name.lower())
    return name


def place_on(title: str, address: str) -> str:
    """Give a cell as formulas name it: ``'DT-01'!C7``."""
    return f"'{title}'!{address}"
