"""From what somebody typed in a field to the value that is saved; a draft may be unfinished, never unreadable."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from charter.domain.edition import Criterion, Edition, Question
from charter.domain.errors import Fault
from charter.domain.questions import question_kind

Saveable = str | int | float | bool | None


def typed_value(edition: Edition, question: Question, raw: str) -> Saveable | Fault:
    """Give the JSON value of what was typed for a question, None for a blank, or the fault that says what to do.

    A text above its limit is a value: it is named on the page and before the assessment can be signed.
    """
    if question.kind == "narrative":
        return plain_text(raw) or None
    found = question_kind(edition, question).parse(raw)
    if isinstance(found, Fraction):
        return int(found) if found.denominator == 1 else float(found)
    if isinstance(found, dt.date):
        return found.isoformat()
    if isinstance(found, tuple):
        raise TypeError(f"{question.id} takes files, which are not typed.")
    return found


def not_applicable_value(criterion: Criterion, field: str, raw: str) -> Saveable:
    """Give the JSON value of a criterion's field about not being applicable: whether, or why."""
    if field.endswith("/not_applicable"):
        return True if raw == "yes" else None
    return plain_text(raw) or None


def plain_text(raw: str) -> str:
    """Give a text with plain line ends and nothing around it."""
    return raw.replace("\r\n", "\n").replace("\r", "\n").strip()
