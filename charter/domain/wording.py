"""Numbers, dates and lists as people read them: British English, half up, never more precise than the figure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

KB, MB = 1024, 1024**2
Number = Fraction | float | int
# what no text needs and a database may refuse
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decimal_text(value: Number, decimals: int) -> str:
    """Give the value with so many decimals, rounded half away from zero; an exact fraction is rounded exactly.

    A true minus sign is used, and minus zero is zero.
    """
    step = Decimal(1).scaleb(-decimals)
    scaled = Fraction(value) * 10**decimals
    whole = Decimal(_round_half_up(scaled)) * step
    text = str(whole.quantize(step, rounding=ROUND_HALF_UP))
    return text.replace("-", "−") if whole else text.lstrip("-")


def percent_text(value: Number, decimals: int = 1) -> str:
    """Give a percentage (0-100) as ``62.5 %``, with a no-break space before the sign."""
    return f"{decimal_text(value, decimals)}\u00a0%"


def points_text(value: Number, decimals: int = 1) -> str:
    """Give a difference in percentage points with its sign: ``+2.0 points``, ``−10.6 points``."""
    text = decimal_text(value, decimals)
    sign = "+" if value > 0 and not text.startswith("−") and Decimal(text) != 0 else ""
    return f"{sign}{text}\u00a0points"


def value_text(value: Number, unit: str, decimals: int | None = None) -> str:
    """Give a metric's value in its unit: ratio (two decimals), pct and pp (one), hours (one)."""
    if unit == "ratio":
        return decimal_text(value, 2 if decimals is None else decimals)
    if unit == "pct":
        return percent_text(value, 1 if decimals is None else decimals)
    if unit == "pp":
        return points_text(value, 1 if decimals is None else decimals)
    return f"{decimal_text(value, 1 if decimals is None else decimals)}\u00a0{unit}"


def date_text(day: dt.date | None) -> str:
    """Give a day as ``3 May 2027``; empty where there is none."""
    return f"{day.day} {day:%B} {day.year}" if day else ""


def count_text(count: int, one: str, many: str = "") -> str:
    """Give a count with its noun: ``1 criterion``, ``1,204 staff``."""
    noun = one if count == 1 else many or f"{one}s"
    return f"{count:,} {noun}"


def size_text(size_bytes: int) -> str:
    """Give a size in words: ``1.2 MB``, ``340 KB``, ``12 bytes``."""
    if size_bytes < KB:
        return count_text(size_bytes, "byte")
    return f"{size_bytes / KB:.0f} KB" if size_bytes < MB else f"{size_bytes / MB:.1f} MB"


def plain_text(text: str) -> str:
    """Give what somebody typed with plain ends of lines, without signs that cannot be written."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Give what somebody typed as one line: spaces made one, without signs that cannot be written."""
    return " ".join(_UNWRITABLE.sub("", text).split())


def list_text(items: Sequence[str], last: str = "and") -> str:
    """Give items as a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """Give the text with a capital first letter and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" else f"{text}."


def _round_half_up(value: Fraction) -> int:
    doubled = abs(value) * 2 + 1
    whole = doubled.numerator // doubled.denominator // 2
    return -whole if value < 0 else whole
