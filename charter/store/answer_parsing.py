"""From an answers document that fits its schema to an answer sheet; what the schema cannot say is checked here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from charter.domain.answers import (
    Action,
    AnswerSheet,
    CellKey,
    CriterionAnswers,
    HeldAward,
    Institution,
    TableData,
    survey_measure,
)
from charter.domain.edition import Criterion, Edition, TableDefinition
from charter.domain.errors import Fault
from charter.domain.wording import date_text
from charter.store.answer_checks import table_faults
from charter.store.answer_facts import EARLIEST, LATEST, YEARS, YES_NO, item_measures, plain_measures
from charter.store.answer_text import pointer

Path = tuple[str | int, ...]
# what XML, and so a workbook, cannot hold; tab and line feed stay
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class AnswerParser:
    """Makes the sheet piece by piece and gathers faults, each at its place in the document."""

    def __init__(self, edition: Edition, *, is_draft: bool = False) -> None:
        """Begin without faults; in a draft a text above its limit, or counts that do not agree, are none yet."""
        self.edition = edition
        self.is_draft = is_draft
        self.faults: list[Fault] = []

    def sheet(self, document: Mapping[str, Any]) -> AnswerSheet:
        """Give the sheet of a document that fits the schema."""
        previous = self.actions(document, "previous_actions")
        return AnswerSheet(
            edition_reference=self.edition.reference,
            institution=self._institution(_part(document, "institution")),
            snapshot_on=self._day(document.get("snapshot"), ("snapshot",)),
            submit_by=self._day(document.get("submit_by"), ("submit_by",)),
            applied_for=document.get("applied_for") or None,
            criteria=self._criteria(_part(document, "criteria")),
            tables=self._tables(_part(document, "tables")),
            tables_not_applicable=frozenset(item for item in document.get("tables_not_applicable") or [] if item),
            inputs=self._inputs(_part(document, "inputs")),
            actions=self.actions(document, "actions"),
            previous_actions=previous or None,
            held_awards=self._awards(document.get("held_awards") or []),
            is_illustration=bool(document.get("illustration")),
        )

    def fault(self, path: Path, message: str) -> None:
        """Note a fault at a place of the document."""
        self.faults.append(Fault(pointer(path), message))

    def text(self, value: Any, path: Path, words: int | None = None) -> str:
        """Give a text with plain line ends and nothing around it; too many words are a fault, and the text stays."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        clean = _UNWRITABLE.sub("", text)
        if clean != text:
            self.fault(path, "The text held characters that cannot be shown; they were taken out. Read it through.")
        clean = clean.strip()
        count = len(clean.split())
        if words is not None and count > words and not self.is_draft:
            self.fault(path, f"The text has {count} words, {count - words} more than the limit of {words}. Shorten it.")
        return clean

    def actions(self, document: Mapping[str, Any], name: str) -> tuple[Action, ...]:
        """Give the actions of a plan; an entry without any value is no action."""
        rows = []
        for index, entry in enumerate(document.get(name) or []):
            values = {}
            for field in self.edition.action_fields:
                path: Path = (name, index, field.id)
                value = self.text((entry or {}).get(field.id), path, field.word_limit)
                if field.kind == "date" and self._day(value, path) is None:
                    continue
                if value:
                    values[field.id] = value
            if values:
                rows.append(Action(values))
        return tuple(rows)

    def _day(self, value: Any, path: Path) -> dt.date | None:
        if not value:
            return None
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.fault(path, f"“{value}” is no day of the calendar. Write it as year-month-day.")
            return None
        if not EARLIEST.year <= day.year <= LATEST.year:
            self.fault(
                path, f"{date_text(day)} cannot be meant. Write a day between {EARLIEST.year} and {LATEST.year}."
            )
            return None
        return day

    def _institution(self, part: Mapping[str, Any]) -> Institution:
        values = {key: self.text(part.get(key), ("institution", key)) for key in Institution.__dataclass_fields__}
        return Institution(**values)

    def _criteria(self, part: Mapping[str, Any]) -> dict[str, CriterionAnswers]:
        found = {}
        for criterion in self.edition.criteria:
            said = self._criterion(criterion, _part(part, criterion.id))
            if said != CriterionAnswers():
                found[criterion.id] = said
        return found

    def _criterion(self, criterion: Criterion, part: Mapping[str, Any]) -> CriterionAnswers:
        path: Path = ("criteria", criterion.id)
        given, files = _part(part, "answers"), _part(part, "files")
        answers, names = {}, {}
        for question in criterion.questions:
            place: Path = (*path, "answers", question.id)
            if text := self.text(given.get(question.id), place, question.word_limit):
                answers[question.id] = text
            listed = enumerate(files.get(question.id) or [])
            held = (self.text(item, (*path, "files", question.id, index)) for index, item in listed)
            if kept := tuple(item for item in held if item):
                names[question.id] = kept
        level = part.get("level")
        said = CriterionAnswers(
            level=None if level is None else int(level),
            is_not_applicable=bool(part.get("not_applicable")),
            not_applicable_reason=self.text(part.get("not_applicable_reason"), (*path, "not_applicable_reason")),
            answers=answers,
            files=names,
        )
        self._check_gates(criterion, said)
        return said

    def _check_gates(self, criterion: Criterion, said: CriterionAnswers) -> None:
        for gate in criterion.gates:
            closed = said.answers.get(gate.question_id) == gate.when
            if closed and said.level is not None and said.level >= gate.refuses_level_from:
                self.fault(
                    ("criteria", criterion.id, "level"),
                    f"Level {said.level} cannot be claimed while {gate.question_id} is answered "
                    f"“{YES_NO.get(gate.when, gate.when)}”. Change the answer, or give at most level "
                    f"{gate.refuses_level_from - 1}.",
                )

    def _inputs(self, part: Mapping[str, Any]) -> dict[str, dt.date | Fraction]:
        found: dict[str, dt.date | Fraction] = {}
        for item in self.edition.typed_inputs:
            value = part.get(item.id)
            if item.kind == "date":
                day = self._day(value, ("inputs", item.id))
                if day is not None:
                    found[item.id] = day
            elif value is not None:
                found[item.id] = Fraction(str(value))
        return found

    def _tables(self, part: Mapping[str, Any]) -> dict[str, dict[int, TableData]]:
        found: dict[str, dict[int, TableData]] = {}
        for definition in self.edition.tables:
            for year, name in YEARS.items():
                value = _part(part, definition.id).get(name)
                if value is None:
                    continue
                if isinstance(value, list):
                    data = self._records(value, ("tables", definition.id, name))
                else:
                    data = TableData(_cells(self.edition, definition, value))
                    if not self.is_draft:  # while somebody writes, what does not agree yet is said beside the table
                        self.faults.extend(table_faults(self.edition, definition, data, value, name))
                if data.cells or data.records is not None:
                    found.setdefault(definition.id, {})[year] = data
        return found

    def _records(self, entries: list[Any], path: Path) -> TableData:
        records, names = [], []
        for index, entry in enumerate(entries):
            flags = {key: value for key, value in (entry or {}).items() if key != "name" and value is not None}
            name = self.text((entry or {}).get("name"), (*path, index, "name"))
            if flags or name:
                records.append(flags)
                names.append(name)
        return TableData(records=tuple(records), record_names=tuple(names))

    def _awards(self, entries: list[Any]) -> tuple[HeldAward, ...]:
        awards = []
        for index, entry in enumerate(entries):
            tier = (entry or {}).get("tier")
            typed = (entry or {}).get("awarded_on")
            day = self._day(typed, ("held_awards", index, "awarded_on"))
            if tier and day:
                awards.append(HeldAward(tier, day))
            elif tier or day:
                self.fault(("held_awards", index), "An award needs both its tier and the day on which it was given.")
        return tuple(awards)


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return document.get(name) or {}


def _cells(edition: Edition, definition: TableDefinition, rows: Mapping[str, Any]) -> dict[CellKey, int | None]:
    cells: dict[CellKey, int | None] = {}
    for row, value in rows.items():
        if row == "totals" and definition.extras:
            cells.update(_counts({(key, "", ""): count for key, count in (value or {}).items()}))
        elif definition.columns:
            for column, leaf in (value or {}).items():
                cells.update(_leaf_cells(edition, definition, row, column, leaf))
        else:
            cells.update(_leaf_cells(edition, definition, row, "", value))
    return cells


def _leaf_cells(edition: Edition, definition: TableDefinition, row: str, column: str, leaf: Any) -> dict[CellKey, int]:
    if leaf is None:
        return {}
    if not isinstance(leaf, dict):
        leaf = {plain_measures(edition, definition)[0].id: leaf}
    items = {item for item, _ in item_measures(edition, definition).values()}
    found: dict[CellKey, Any] = {}
    for key, value in leaf.items():
        if key in items:
            found.update({(survey_measure(key, answer), row, column): count for answer, count in (value or {}).items()})
        else:
            found[(key, row, column)] = value
    return _counts(found)


def _counts(found: Mapping[CellKey, Any]) -> dict[CellKey, int]:
    return {key: int(value) for key, value in found.items() if value is not None}
