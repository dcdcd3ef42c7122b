"""What an institution said: answers, tables, inputs and the action plan, as frozen values.

An ``AnswerSheet`` holds only what was supplied. A blank is absent or ``None``, never zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from charter.domain.errors import Fault

CellKey = tuple[str, str, str]  # (measure, row, column); column "" where the table has none

# Survey answers are cells too: measure "S06:5" counts the people who gave answer 5 to item S06 (``survey_measure``).
# Totals outside the rows stand under row "" and column "".


def survey_measure(item_id: str, answer: str) -> str:
    """Give the cell measure that counts one answer to one survey item."""
    return f"{item_id}:{answer}"


@dataclass(frozen=True, slots=True)
class TableData:
    """One table for one year. Counts and records never stand together."""

    cells: Mapping[CellKey, int | None] = field(default_factory=dict)
    records: tuple[Mapping[str, bool | None], ...] | None = None  # tables of kind "records"; None = not supplied
    # in DT-09 a record may also carry its name under "name": kept in record_names, same order
    record_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionAnswers:
    """What was said on one criterion."""

    level: int | None = None  # self level; None = not yet given
    is_not_applicable: bool = False
    not_applicable_reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)  # question id -> yes, no, in_progress, or a text
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # question id -> names of files held elsewhere


@dataclass(frozen=True, slots=True)
class Action:
    """One row of an action plan; keys of ``values`` are the ids of the edition's action fields.

    Dates are ISO strings (``2027-03-31``) here too, so that a row can be shown as typed.
    """

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HeldAward:
    """An award that the institution says it holds."""

    tier_id: str
    awarded_on: dt.date


@dataclass(frozen=True, slots=True)
class Institution:
    """Who applies, and for what part of it."""

    name: str = ""
    ods_code: str = ""  # Organisation Data Service code; "" = not given
    organisation_type: str = ""  # a code of the edition's benchmarking.trust_type; "" = not given
    region: str = ""
    scope: str = ""  # id of an application scope
    scope_name: str = ""


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Everything supplied for one assessment.

    ``tables``: table id -> year -> data; year 0 is the year to the snapshot, -1 and -2 the two before.
    """

    edition_reference: str
    institution: Institution = field(default_factory=Institution)
    snapshot_on: dt.date | None = None
    submit_by: dt.date | None = None
    applied_for: str | None = None  # tier id
    criteria: Mapping[str, CriterionAnswers] = field(default_factory=dict)
    tables: Mapping[str, Mapping[int, TableData]] = field(default_factory=dict)
    tables_not_applicable: frozenset[str] = frozenset()
    inputs: Mapping[str, dt.date | Fraction] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    previous_actions: tuple[Action, ...] | None = None  # the plan as frozen with the last submission; None = first plan
    held_awards: tuple[HeldAward, ...] = ()
    is_illustration: bool = False  # True for the worked example: every page says that the institution is invented

    def data(self, table_id: str, year: int = 0) -> TableData | None:
        """Give the table's data of a year, or None where it was not supplied."""
        return self.tables.get(table_id, {}).get(year)

    def of(self, criterion_id: str) -> CriterionAnswers:
        """Give what was said on a criterion; an empty answer where nothing was."""
        return self.criteria.get(criterion_id, CriterionAnswers())


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where and when a workbook was downloaded: from which assessment, after which event of its history."""

    assessment_id: str
    event_number: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: the sheet as far as it could be read, and every fault found on the way.

    A faulty cell is left out of the sheet (blank) and named in ``faults``; nothing else is lost.
    """

    sheet: AnswerSheet
    faults: tuple[Fault, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)  # of a workbook: JSON pointer -> cell
    stamp: Stamp | None = None  # of a workbook that was downloaded from an assessment
