"""What a form about a draft asks for, and what was typed as values; faults stand at the field that they are about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from charter.domain.errors import Fault, InvalidDraft
from charter.domain.wording import one_line, plain_text
from charter.store.draft_crosswalk import number
from charter.store.draft_files import DraftFiles, Raw

TEXT, AREA, CHOICE, DAY, FACT = "text", "area", "choice", "day", "fact"
LONGEST = 6_000  # characters of a text; the longest honest one has 1,500
_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?")
_WHOLE = re.compile(r"[0-9]{1,6}")

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a form, with what it holds now."""

    name: str
    label: str
    value: str
    kind: str = TEXT
    hint: str = ""
    choices: Choices = ()
    group: str = ""  # the heading under which it stands
    rows: int = 3  # of an area
    is_short: bool = False  # a number or so


@dataclass(frozen=True, slots=True)
class Base:
    """The edition before, as far as forms need it."""

    reference: str
    criteria: Mapping[str, Raw]


class Part(Protocol):
    """A part of a draft that one form changes."""

    @property
    def title(self) -> str:
        """What the form is headed with."""

    @property
    def button(self) -> str:
        """What its button says."""

    @property
    def intro(self) -> str:
        """A sentence above the form."""

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the fields with what they hold. Raises UnknownDraft where there is no such part any more."""

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:
        """Change the draft as typed, and give in words what was changed. Raises InvalidDraft."""


@dataclass(slots=True)
class Typed:
    """What was typed into a form, taken value by value; every fault is kept until ``finish`` raises them."""

    values: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def line(self, name: str, missing: str = "") -> str:
        """Give a text of one line; ``missing``: what is said where it is blank, "" where it may be."""
        return self._text(name, one_line(self.values.get(name, "")), missing)

    def area(self, name: str, missing: str = "") -> str:
        """Give a text of any number of lines."""
        return self._text(name, plain_text(self.values.get(name, "")), missing)

    def lines(self, name: str) -> list[str]:
        """Give the lines of a text that are not blank."""
        return [one_line(item) for item in self.area(name).split("\n") if item.strip()]

    def amount(self, name: str, *, least: int = 0, most: int = 1000, is_whole: bool = False) -> int | float:
        """Give a number."""
        typed = one_line(self.values.get(name, "")).replace(",", "")
        if (_WHOLE if is_whole else _NUMBER).fullmatch(typed) and least <= Fraction(typed) <= most:
            return number(Fraction(typed))
        kind = "whole number" if is_whole else "number"
        self.fault(name, f"Write a {kind} from {least:,} to {most:,}")
        return least

    def weight(self, name: str) -> int | float:
        """Give a weight, which is above nothing."""
        found = self.amount(name)
        if found == 0 and not self.has_fault(name):
            self.fault(name, "A weight is above 0. To take a criterion out, retire it")
        return found

    def choice(self, name: str, choices: Choices) -> str:
        """Give the code of what was chosen."""
        chosen = self.values.get(name, "")
        if all(chosen != code for code, _ in choices):
            self.fault(name, "Choose one of the list")
        return chosen

    def day(self, name: str) -> str | None:
        """Give a day as files write it; None where it is blank."""
        parts = [self.values.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
        if not any(parts):
            return None
        try:
            return dt.date(*(int(part) for part in parts)).isoformat()
        except ValueError:
            self.fault(name, "This is no day of the calendar. Write it as day, month and year, as 31 3 2027")
            return None

    def fault(self, name: str, message: str) -> None:
        """Keep a fault."""
        self.faults.append(Fault(name, message))

    def has_fault(self, name: str) -> bool:
        """Whether a field has a fault already."""
        return any(fault.place == name for fault in self.faults)

    def finish(self) -> None:
        """Raise InvalidDraft where there is any fault."""
        if self.faults:
            raise InvalidDraft(tuple(self.faults))

    def _text(self, name: str, text: str, missing: str) -> str:
        if missing and not text:
            self.fault(name, missing)
        if len(text) > LONGEST:
            self.fault(name, f"The text has {len(text):,} characters, and {LONGEST:,} are the most. Shorten it")
        return text


def shown(text: object) -> str:
    """Give a value of a file as a field shows it."""
    return "" if text is None else str(text)


def tier_choices(levels: Sequence[tuple[str, str]]) -> Choices:
    """Give what a tier may ask of a criterion."""
    return (("", "Asks nothing of it"), *((code, f"Level {code} ({label})") for code, label in levels))
