"""The kinds of question: what an answer to each must be, and how that is said.

``question_kind(edition, question)`` gives the kind made for one question; its ``parse`` turns what somebody typed into
a value, or into a ``Fault`` whose sentence says what to do. A blank is ``None``: whether one is allowed is for those
who ask.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Edition, Question, TypedInput
from charter.domain.errors import Fault
from charter.domain.wording import count_text, list_text

Value = str | int | Fraction | dt.date | tuple[str, ...]
YES_NO = {"yes": "Yes", "no": "No", "in_progress": "In progress"}
MOST_FILES = 3  # where an upload question does not say
_NUMBER = re.compile(r"-?(\d{1,12})(\.\d{1,6})?")
_WHOLE = re.compile(r"-?\d{1,12}")
_WORD = re.compile(r"\S+")


def word_count(text: str) -> int:
    """Give the number of words: what stands between white space."""
    return sum(1 for _ in _WORD.finditer(text))  # never a list of them: somebody may paste a whole book


@dataclass(frozen=True, slots=True)
class QuestionKind(ABC):
    """A kind of question made for one question of an edition."""

    question: Question
    levels: Sequence[int] = ()
    typed_input: TypedInput | None = None

    def parse(self, raw: str) -> Value | Fault | None:
        """Give the value of what was typed, None for a blank, or the fault that says what to do."""
        text = raw.strip()
        return self.value(text) if text else None

    @abstractmethod
    def value(self, text: str) -> Value | Fault:
        """Give the value of a text that is not blank, or the fault."""

    @abstractmethod
    def describe(self) -> str:
        """Give what an answer must be, as a sentence for the person who answers."""

    def fault(self, sentence: str) -> Fault:
        """Give a fault at this question."""
        return Fault(self.question.id, sentence)


class YesNo(QuestionKind):
    """Yes, no, or in progress."""

    def value(self, text: str) -> Value | Fault:
        """Give the code of the answer."""
        code = next((code for code, label in YES_NO.items() if text.casefold() in (code, label.casefold())), None)
        return code if code is not None else self.fault(f"“{text}” is no answer here. {self.describe()}")

    def describe(self) -> str:
        """Give what an answer must be."""
        return f"Answer {list_text(list(YES_NO.values()), 'or')}."


class Rubric(QuestionKind):
    """A level of the scale."""

    def value(self, text: str) -> Value | Fault:
        """Give the level."""
        if _WHOLE.fullmatch(text) and int(text) in self.levels:
            return int(text)
        return self.fault(f"“{text}” is no level. {self.describe()}")

    def describe(self) -> str:
        """Give what an answer must be."""
        return f"Give one level, from {min(self.levels, default=0)} to {max(self.levels, default=0)}."


class Number(QuestionKind):
    """A number typed once: whole for counts, with decimals for hours; a blank is not zero."""

    def value(self, text: str) -> Value | Fault:
        """Give the number exactly as written."""
        pattern = _WHOLE if self._is_whole() else _NUMBER
        if not pattern.fullmatch(text):
            return self.fault(f"“{text}” is no number that fits here. {self.describe()}")
        number = Fraction(text)
        if number < self._minimum():
            return self.fault(f"{text} is too small. {self.describe()}")
        return number

    def describe(self) -> str:
        """Give what an answer must be."""
        return f"Give a {'whole number' if self._is_whole() else 'number'}, {self._minimum()} or more."

    def _is_whole(self) -> bool:
        return self.typed_input is not None and self.typed_input.kind == "integer"

    def _minimum(self) -> int:
        least = self.typed_input.minimum if self.typed_input is not None else None
        return 0 if least is None else least


class Date(QuestionKind):
    """A day of the calendar."""

    def value(self, text: str) -> Value | Fault:
        """Give the day."""
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return self.fault(f"“{text}” is no day of the calendar. {self.describe()}")

    def describe(self) -> str:
        """Give what an answer must be."""
        return "Give a day as year-month-day, such as 2027-03-31."


class Narrative(QuestionKind):
    """Text within a limit of words."""

    def value(self, text: str) -> Value | Fault:
        """Give the text, without white space around it."""
        words, limit = word_count(text), self.question.word_limit
        if limit is not None and words > limit:
            return self.fault(
                f"The text has {count_text(words, 'word')}, {words - limit:,} more than the limit of {limit:,}. "
                "Shorten it."
            )
        return text

    def describe(self) -> str:
        """Give what an answer must be."""
        limit = self.question.word_limit
        return "Write a text." if limit is None else f"Write a text of {limit:,} words or fewer."


class Upload(QuestionKind):
    """Names of files, one a line."""

    def value(self, text: str) -> Value | Fault:
        """Give the names, each once."""
        names = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        most = self.question.max_files
        if most is not None and len(names) > most:
            return self.fault(f"There are {len(names)} files. {self.describe()}")
        return names

    def describe(self) -> str:
        """Give what an answer must be."""
        most = self.question.max_files
        return "Name the files." if most is None else f"Name {count_text(most, 'file')} at most."


class Metric(QuestionKind):
    """A figure that is worked out and never typed."""

    def value(self, text: str) -> Value | Fault:
        """Give the fault: nothing is typed here."""
        return self.fault(f"“{text}” cannot be typed here. {self.describe()}")

    def describe(self) -> str:
        """Give where the figure comes from."""
        return "This figure is worked out from the data tables: fill those in."


class DataTable(QuestionKind):
    """A table of counts, filled in elsewhere."""

    def value(self, text: str) -> Value | Fault:
        """Give the fault: the counts stand in the table."""
        return self.fault(f"“{text}” cannot be typed here. {self.describe()}")

    def describe(self) -> str:
        """Give where the counts go."""
        return f"Fill in table {self.question.table_id} with whole numbers; a blank is not zero."


KINDS: Mapping[str, type[QuestionKind]] = {
    "yes_no": YesNo,
    "rubric": Rubric,
    "metric": Metric,
    "data_table": DataTable,
    "number": Number,
    "date": Date,
    "narrative": Narrative,
    "upload": Upload,
}


def question_kind(edition: Edition, question: Question) -> QuestionKind:
    """Give the kind made for one question; KeyError where there is no such kind."""
    typed = next((item for item in edition.typed_inputs if item.id == question.input_id), None)
    return KINDS[question.kind](question, tuple(item.level for item in edition.levels), typed)
