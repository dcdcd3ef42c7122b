"""The action plan as a summary shows it: every field as text, and the dates for a timeline."""

from __future__ import annotations

import datetime as dt

from charter.domain.answers import Action, AnswerSheet
from charter.domain.edition import ActionField, Edition
from charter.domain.summaries import ActionSummary
from charter.domain.wording import date_text

TITLE_WORDS = 9


def action_summaries(edition: Edition, sheet: AnswerSheet) -> tuple[ActionSummary, ...]:
    """Give the plan's actions in the order in which they were written."""
    return tuple(action_summary(edition, action) for action in sheet.actions)


def action_summary(edition: Edition, action: Action) -> ActionSummary:
    """Give one action with every field as text."""
    values = action.values
    shown = {field.id: _field_text(field, values.get(field.id, "")) for field in edition.action_fields}
    return ActionSummary(
        reference=values.get("ref", ""),
        values=shown,
        criterion_id=values.get("criterion", ""),
        start=values.get("start", ""),
        due=values.get("due", ""),
        rag=values.get("rag", ""),
        rag_text=shown.get("rag", ""),
        title=_short(values.get("action", "")),
    )


def _field_text(field: ActionField, raw: str) -> str:
    if field.kind == "enum":
        return field.value_labels.get(raw, raw.replace("_", " "))
    if field.kind == "date":
        return _day_text(raw)
    return raw


def _day_text(raw: str) -> str:
    try:
        return date_text(dt.date.fromisoformat(raw))
    except ValueError:
        return raw


def _short(text: str) -> str:
    words = text.split()
    return text if len(words) <= TITLE_WORDS else f"{' '.join(words[:TITLE_WORDS])}…"
