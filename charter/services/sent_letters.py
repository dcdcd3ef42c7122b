"""A letter with an outcome as text that can be kept and read again, word for word."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from charter.domain.feedback import FeedbackLetter
from charter.store.chains import canonical


def letter_text(letter: FeedbackLetter) -> str:
    """Give a letter as canonical JSON."""
    return canonical(asdict(letter)).decode()


def read_letter(text: str) -> FeedbackLetter:
    """Give the letter that was kept as text."""
    letter: FeedbackLetter = _made(FeedbackLetter, json.loads(text))
    return letter


def _made(kind: Any, told: dict[str, Any]) -> Any:
    """An object of a frozen class out of plain values; what is not told has its default."""
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind) if one.name in told]
    return kind(**{name: _value(hints[name], told[name]) for name in names})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is UnionType:
        return _value(next(one for one in get_args(hint) if one is not type(None)), value)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        each = inner if Ellipsis not in inner else [inner[0]] * len(value)
        return tuple(_value(one, item) for one, item in zip(each, value, strict=True))
    return _made(hint, value) if is_dataclass(hint) and isinstance(hint, type) else value
