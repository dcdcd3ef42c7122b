"""One cell's value against the field that it belongs to: what it means, or a sentence that says what to write."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from charter.store.workbooks.cells import Choices, Field

MONTHS = [dt.date(2000, month, 1).strftime("%B").lower() for month in range(1, 13)]
_COUNT = re.compile(r"[0-9]{1,3}(?:[, \u00a0\u202f][0-9]{3})+|[0-9]{1,12}")
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,12})?")
_SERIALS = (36526, 73415)  # 2000 to 2100, as a spreadsheet counts days


class Unfit(ValueError):
    """A value that its field cannot take; the message says what to write."""


def document_value(field: Field, value: Any, epoch: dt.datetime = WINDOWS_EPOCH) -> Any:
    """Give the value as it stands in the answers document, or None for a blank. Raises Unfit."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if field.kind == "text":
        return _text(value)
    if field.kind in ("choice", "flag", "listed", "level"):
        return _chosen(field, value)
    if field.kind == "date":
        return _day(value, epoch).isoformat()
    return _number(field, value)


def cell_value(field: Field, value: Any) -> Any:
    """Give a value of the answers document as its cell shows it."""
    if value is None:
        return None
    if field.kind == "date":
        return dt.date.fromisoformat(value)
    if field.choices is not None:
        code = str(value).lower() if isinstance(value, bool) else str(value)
        return field.choices.labels.get(code, code)
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return _shown(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _chosen(field: Field, value: Any) -> Any:
    choices = field.choices or Choices("", {})
    typed = _plain(_text(value))
    if field.kind == "flag" and isinstance(value, bool):
        return value
    for code, label in choices.labels.items():
        words = label.partition(" ")[2] if label.startswith(f"{code} ") else label
        if typed in (_plain(code), _plain(label), _plain(words)):
            if field.kind == "level":
                return int(code)
            return code == "true" if field.kind in ("flag", "listed") else code
    offered = ", ".join(f"“{label}”" for label in list(choices.labels.values())[:6])
    more = " or another of the list" if len(choices.labels) > 6 else ""
    raise Unfit(f"“{_shown(value)}” is not in the list. Choose {offered}{more}.")


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("’", "'").lower().split())


def _number(field: Field, value: Any) -> int | float:
    whole = field.kind != "number"
    least = "" if field.minimum is None else f", {field.minimum} or more"
    wanted = f"Write a {'whole ' if whole else ''}number{least}"
    if isinstance(value, (bool, dt.date, dt.time, dt.timedelta)):
        raise Unfit(f"“{_shown(value)}” is no number. {wanted}, and format the cell as a number.")
    if isinstance(value, str):
        typed = value.strip().replace("\u2212", "-")
        if not (_COUNT if whole else _NUMBER).fullmatch(typed.removeprefix("-")):
            raise Unfit(
                f"“{_shown(value)}” is not accepted here. {wanted}, or leave the cell blank if it is not known."
            )
        cleaned = re.sub(r"[, \u00a0\u202f]", "", typed)
        value = int(cleaned) if whole else float(cleaned)
    if not math.isfinite(value) or (whole and value != int(value)):
        raise Unfit(f"“{_shown(value)}” is not accepted here. {wanted}.")
    if field.minimum is not None and value < field.minimum:
        raise Unfit(f"“{_shown(value)}” is too small. {wanted}.")
    return int(value) if value == int(value) else float(value)


def _day(value: Any, epoch: dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str) and (day := _typed_day(value)):
        return day
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _SERIALS[0] <= value <= _SERIALS[1]:
        return dt.date.fromisoformat(from_excel(int(value), epoch).date().isoformat())
    raise Unfit(f"“{_shown(value)}” is no day of the calendar. Write it like 31/03/2027 or 31 March 2027.")


def _typed_day(text: str) -> dt.date | None:
    """A day as people type it: 31/03/2027, 31.3.2027, 31 March 2027, 31st Mar 2027, 2027-03-31."""
    typed = " ".join(text.lower().replace(",", " ").split())
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?", typed):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", typed):
        day, month, year = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})[ -](\d{4})", typed):
        named = [index for index, name in enumerate(MONTHS, start=1) if name.startswith(found[2])]
        if len(named) != 1:
            return None
        day, month, year = int(found[1]), named[0], int(found[3])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return f"{value.day} {value:%B} {value.year}"
    if isinstance(value, (int, float)):
        return f"{value:g}".replace("-", "−") if abs(value) < 1e6 else str(value).replace("-", "−")
    text = str(value).strip()
    return text[:60] + ("…" if len(text) > 60 else "")
