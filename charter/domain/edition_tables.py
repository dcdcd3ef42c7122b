"""What an edition counts: code lists, tables, inputs typed once and the survey, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from charter.domain.edition_criteria import Quotation


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes with their labels, in the order in which a table shows them."""

    id: str
    labels: Mapping[str, str]  # code -> label


@dataclass(frozen=True, slots=True)
class CodeGrouping:
    """Codes of one list collapsed into groups: group -> codes."""

    id: str
    of: str  # id of the code list or grouping whose codes it groups
    groups: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]  # group -> label
    may_overlap: bool = False  # True for totals, where a code may lie in several groups


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing counted in a table."""

    id: str
    label: str
    is_optional: bool = False
    at_most: str | None = None  # a measure of the same table that this one may not exceed


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A data table that an institution fills with counts.

    ``kind``: "counts" (rows × columns × measures), "survey" (counts, and answers by item), "records" (any number of
    records with yes/no flags, DT-09) or "actions" (the action plan). Cell keys are built as in ``answers.TableData``.
    """

    id: str
    title: str
    kind: str
    unit: str
    rows: tuple[str, ...]  # row codes in order; empty for records
    row_list: str | None  # id of the code list or grouping the rows come from; None = the table's own
    columns: tuple[str, ...]  # column codes in order; empty = no columns
    column_lists: tuple[str, ...]  # the lists that make up the columns, in order
    measures: tuple[Measure, ...]  # records: the flags
    extras: tuple[Measure, ...] = ()  # totals outside the rows
    optional_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # row -> the rows that it sums
    required_tiers: tuple[str, ...] = ()  # tier ids that need it
    not_applicable_when: str | None = None
    note: str | None = None
    row_labels: Mapping[str, str] = field(default_factory=dict)
    column_labels: Mapping[str, str] = field(default_factory=dict)
    prefill: str | None = None
    columns_overlap: bool = False  # True where a person may stand in several columns, so that they are never added up


@dataclass(frozen=True, slots=True)
class TypedInput:
    """A number or date typed once, outside every table."""

    id: str
    kind: str  # date, integer, number
    label: str
    minimum: int | None
    criterion_id: str
    question_id: str


@dataclass(frozen=True, slots=True)
class SurveyItem:
    """One item of the staff experience survey."""

    id: str
    text: str
    feeds: tuple[str, ...]  # criterion ids
    route: str | None
    quotation: Quotation | None


@dataclass(frozen=True, slots=True)
class Survey:
    """The survey's items, its scale, and which answers count as favourable."""

    items: tuple[SurveyItem, ...]
    answers: tuple[str, ...]  # codes of the answers, in order, as in the table's cells
    valid_answers: tuple[str, ...]  # those that enter a share
    favourable_answers: tuple[str, ...]
    min_group_n: int
    level_from_n: int
    scale_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionField:
    """One field of an action in the plan."""

    id: str
    kind: str  # string, text, ref, enum, date
    is_required: bool
    label: str
    word_limit: int | None = None
    values: tuple[str, ...] = ()
    value_labels: Mapping[str, str] = field(default_factory=dict)
    refers_to: str | None = None
    meaning: str | None = None
