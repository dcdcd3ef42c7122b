"""Small turns from what a file says to what an edition holds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any


def exact(value: Any) -> Fraction:
    """Give a number of a file exactly as it was written there."""
    return Fraction(str(value))


def exact_or_none(value: Any) -> Fraction | None:
    """Give a number exactly, None where the file says null or nothing."""
    return None if value is None else exact(value)


def texts(value: Any) -> tuple[str, ...]:
    """Give a list's values as text."""
    return tuple(str(item) for item in value or ())


def labels(value: Any) -> dict[str, str]:
    """Give code to label; codes listed without labels become readable words."""
    if isinstance(value, Mapping):
        return {str(code): str(label) for code, label in value.items()}
    return {str(code): words(str(code)) for code in value or ()}


def words(code: str) -> str:
    """Give a code as words: ``not_started`` as ``Not started``."""
    plain = code.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def text_or_none(value: Any) -> str | None:
    """Give a text, None where the file says null or nothing."""
    return None if value is None else str(value)


def without(value: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Give a mapping without some of its keys."""
    return {key: item for key, item in value.items() if key not in keys}
