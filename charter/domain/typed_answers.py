"""From what somebody typed in a field to the value that is saved; a draft may be unfinished, never unreadable."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from charter.domain.edition import Criterion, Edition, Question
from charter.domain.errors import Fault
from charter.domain.questions import question_kind
from charter.domain.wording import plain_text

Saveable = str | int | float | bool | None
LONGEST = 100_000  # characters: fifty times what any question asks for; what is longer is a document


def typed_value(edition: Edition, question: Question, raw: str) -> Saveable | Fault:
    """Give the JSON value of what was typed for a question, None for a blank, or the fault that says what to do.

    A text above its limit of words is a value: it is named on the page and before the assessment can be signed.
    """
    if len(raw) > LONGEST:
        return _too_long(raw)
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


def not_applicable_value(criterion: Criterion, field: str, raw: str) -> Saveable | Fault:
    """Give the JSON value of a criterion's field about not being applicable, whether or why; or the fault."""
    if len(raw) > LONGEST:
        return _too_long(raw)
    if field.endswith("/not_applicable"):
        return True if raw == "yes" else None
    return plain_text(raw) or None


def _too_long(raw: str) -> Fault:
    words = f"{len(raw):,} characters, and {LONGEST:,} can be saved"
    return Fault("", f"This has {words}. Shorten it, or add it as a file. Nothing is cut off.")
