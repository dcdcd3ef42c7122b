"""What a panel asked an institution and what it replied, in words; never who of the panel asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from charter.domain.differences import Piece, differences
from charter.domain.questions import YES_NO
from charter.domain.wording import date_text
from charter.services.panel_questions import Asked, Waiting
from charter.web.answer_fields import text_of
from charter.web.times import day_text, moment_text

NO_ANSWER = "No answer"


def exchange_line(one: Asked) -> dict[str, Any]:
    """Give one question with its newest reply, and what changed in the answer."""
    before, after = (_said(one.question.kind, value) for value in (one.before, one.after))
    return {
        "one": one,
        "asked_text": day_text(one.asked_at),
        "until_text": day_text(one.until_at),
        "before": before or NO_ANSWER,
        "after": after or NO_ANSWER,
        "is_changed": one.number > 0 and one.after != one.before,
        "pieces": _pieces(one.question.kind, before, after),
        "replied_text": moment_text(one.replied_at) if one.replied_at else "",
    }


def _pieces(kind: str, before: str, after: str) -> tuple[Piece, ...]:
    """What changed in a text that is much the same; nothing of another, which is read faster beside the old one."""
    if kind != "narrative" or before == after:
        return ()
    pieces = differences(before, after)
    kept = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    return pieces if 2 * kept >= max(len(before), len(after)) else ()


def waiting_text(one: Waiting) -> str:
    """Give in a sentence whether a reply came, can still come, or never came."""
    if one.replied_at is not None:
        return f"The institution replied about {one.question_id} on {day_text(one.replied_at)}."
    until = day_text(one.until_at)
    if one.is_open:
        return f"The institution was asked about {one.question_id} and can reply until {until}."
    return f"The institution was asked about {one.question_id} and did not reply by {until}."


def _said(kind: str, value: Any) -> str:
    """An answer in the words of its choice, or as a day; any other as it is."""
    text = text_of(value)
    if kind == "yes_no":
        return YES_NO.get(text, text)
    try:
        return date_text(dt.date.fromisoformat(text)) if kind == "date" else text
    except ValueError:  # such as one that is withheld
        return text
