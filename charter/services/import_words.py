"""A change of an import in words: under which heading, what it is, and its values as people read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from charter.domain.answers import survey_measure
from charter.domain.edition import ActionField, Edition, TableDefinition
from charter.domain.tables import cell_words
from charter.domain.wording import date_text
from charter.services.import_changes import Change, Values
from charter.services.plan_fields import ACTIONS, PLANS
from charter.store.answer_facts import YES_NO, humanised, organisation_types, scopes
from charter.store.crosswalks import former_criteria

ABOUT = "About the institution"
PLAN_TITLES = {ACTIONS: "Action plan", "previous_actions": "Last year’s plan"}
YEAR_TITLES = {"year_0": "", "year_minus_1": ", the year before", "year_minus_2": ", two years before"}
WORDS = {
    "name": "Name of the institution",
    "ods_code": "ODS code",
    "organisation_type": "Kind of institution",
    "region": "Region",
    "scope": "What the application covers",
    "scope_name": "Name of that part",
    "applied_for": "Tier applied for",
    "held_awards": "Awards held already",
    "tables_not_applicable": "Tables that do not apply",
    "level": "Self-assessed level",
    "not_applicable": "Does not apply",
    "not_applicable_reason": "Why it does not apply",
}


def group_title(edition: Edition, change: Change) -> str:
    """Give the heading that a change stands under: a theme, a table and its year, a plan, or the institution."""
    kind, *rest = change.field.split("/")[1:]
    if kind in PLANS:
        return PLAN_TITLES[kind]
    if kind == "tables":
        return f"{rest[0]} {edition.table(rest[0]).title}{YEAR_TITLES[rest[1]]}"
    if kind == "criteria":
        return edition.theme(edition.criterion(rest[0]).theme_id).name
    if kind == "inputs":
        criterion = next(item.criterion_id for item in edition.typed_inputs if item.id == rest[0])
        return edition.theme(edition.criterion(criterion).theme_id).name
    return ABOUT


def label(edition: Edition, change: Change, action: Values) -> str:
    """Give what a change is about; ``action`` is the action as it would be, for changes of a plan."""
    kind, *rest = change.field.split("/")[1:]
    if kind in PLANS:
        name = action.get("ref") or "An action without a reference"
        return f"{name}: {_field(edition, change).label}" if change.steps else f"{name}: the whole action"
    if kind == "tables":
        return _table_label(edition, edition.table(rest[0]), change)
    if kind == "inputs":
        return next(item.label for item in edition.typed_inputs if item.id == rest[0])
    if kind == "criteria":
        return _criterion_label(edition, rest)
    return WORDS[rest[0] if rest else kind]


def _criterion_label(edition: Edition, rest: list[str]) -> str:
    criterion = edition.criterion(rest[0])
    if len(rest) == 2:
        return f"{criterion.id} {criterion.title}: {WORDS[rest[1]].lower()}"
    question = next(item for item in criterion.questions if item.id == rest[2])
    return f"{question.id} {question.text}"


def _table_label(edition: Edition, table: TableDefinition, change: Change) -> str:
    steps = [str(step) for step in change.steps]
    if not steps:
        return f"{table.id}: the whole table"
    if isinstance(change.steps[0], int):
        return f"{table.id}: row {change.steps[0] + 1}"
    if steps[0] == "totals" and table.extras:
        return cell_words(edition, table, (steps[1], "", ""))
    row, column = steps[0], steps[1] if table.columns else ""
    measure = steps[2:] if table.columns else steps[1:]
    key = survey_measure(*measure) if len(measure) == 2 else measure[0]
    return cell_words(edition, table, (key, row, column))


def value_words(edition: Edition, change: Change, value: Any) -> str:
    """Give a value as people read it; "" for a blank."""
    if value is None:
        return ""
    kind, *rest = change.field.split("/")[1:]
    if kind in PLANS:
        return _action_words(edition, change, value)
    if isinstance(value, list):
        return "\n".join(_entry_words(edition, kind, rest, entry) for entry in value) or "None held"
    if isinstance(value, Mapping):
        return _entry_words(edition, kind, rest, value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return _plain(edition, kind, rest, value)


def _plain(edition: Edition, kind: str, rest: list[str], value: Any) -> str:
    text = str(value)
    if kind == "applied_for":
        return next((tier.name for tier in edition.tiers if tier.id == text), text)
    if rest[-1:] == ["level"]:
        return f"{text} {next((item.label for item in edition.levels if str(item.level) == text), '')}".strip()
    named = {"organisation_type": organisation_types, "scope": scopes}.get(rest[-1]) if kind == "institution" else None
    if named is not None:
        return named(edition).get(text, humanised(text))
    if kind == "criteria" and text in YES_NO:
        return YES_NO[text]
    return _day(text) if kind == "inputs" else text


def _entry_words(edition: Edition, kind: str, rest: list[str], entry: Any) -> str:
    """One entry of a list: a file's name, a table's id, an award, a record with its flags."""
    if not isinstance(entry, Mapping):
        return str(entry)
    if kind == "held_awards":
        return f"{_plain(edition, 'applied_for', [], entry.get('tier', ''))}, {_day(str(entry.get('awarded_on', '')))}"
    labels = {item.id: item.label for item in edition.table(rest[0]).measures}
    told = [f"{labels.get(key, key)}: {'yes' if flag else 'no'}" for key, flag in entry.items() if key != "name"]
    return "; ".join([str(entry.get("name") or "Without a name"), *told])


def _action_words(edition: Edition, change: Change, value: Any) -> str:
    if change.steps:
        return _field_words(edition, _field(edition, change), str(value))
    fields = [field for field in edition.action_fields if value.get(field.id)]
    return "\n".join(f"{field.label}: {_field_words(edition, field, str(value[field.id]))}" for field in fields)


def _field(edition: Edition, change: Change) -> ActionField:
    return next(field for field in edition.action_fields if field.id == change.steps[0])


def _field_words(edition: Edition, field: ActionField, text: str) -> str:
    if field.kind == "enum":
        return field.value_labels.get(text, humanised(text))
    if (field.refers_to or "").startswith("criteria"):
        titles = {item.id: item.title for item in edition.criteria} | former_criteria(edition)
        return f"{text} {titles.get(text, '')}".rstrip()
    return _day(text) if field.kind == "date" else text


def _day(text: str) -> str:
    try:
        return date_text(dt.date.fromisoformat(text))
    except ValueError:
        return text
