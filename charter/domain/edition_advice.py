"""What authors should look at before an edition is published. Advice: unlike a fault, it bars nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Criterion, Edition, Question
from charter.domain.first_rounds import in_first_round
from charter.domain.questions import YES_NO, word_count
from charter.domain.readability import reading_age
from charter.domain.scoring import score
from charter.domain.tiers import shortfalls
from charter.domain.wording import decimal_text, list_text

OLDEST_READER = 16  # years: the end of compulsory school; above it a text is worth another look (docs/method.md)
WORDS_READ_A_MINUTE = 238  # Brysbaert 2019, docs/method.md
WORDS_WRITTEN_A_MINUTE = 19  # Karat and others 1999, docs/method.md
SECONDS_A_CELL = 10  # judgement
_ASKING = r"(?:who|what|when|where|why|how|which|whose|does|do|is|are|can|has|have|was|were)"
_TWO_ASKED = re.compile(rf"\b{_ASKING}\b.*\b(?:and|or)\s+{_ASKING}\b", re.IGNORECASE | re.DOTALL)
_JOINED = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_QUICK = ("yes_no", "number", "date")  # answered by one value, which cannot answer two questions


@dataclass(frozen=True, slots=True)
class ReadingAge:
    """A text of an edition with the age at which it can be followed."""

    place: str
    text: str
    age: Fraction


@dataclass(frozen=True, slots=True)
class Burden:
    """What an edition asks of an institution."""

    words_to_read: int
    words_to_write: int  # at most
    cells: int  # counts of one year's tables
    questions: int
    files: int  # at most

    @property
    def minutes(self) -> Fraction:
        """Minutes to read everything once, to write every text to its limit, and to type every count."""
        reading = Fraction(self.words_to_read, WORDS_READ_A_MINUTE)
        writing = Fraction(self.words_to_write, WORDS_WRITTEN_A_MINUTE)
        return reading + writing + Fraction(self.cells * SECONDS_A_CELL, 60)


def reading_ages(edition: Edition) -> tuple[ReadingAge, ...]:
    """Give the reading age of every question that has words of its own, and of every requirement and guidance."""
    found = []
    for criterion in edition.criteria:
        texts = {f"{criterion.id} requirement": criterion.requirement, f"{criterion.id} guidance": criterion.guidance}
        texts |= {question.id: question.text for question in criterion.questions if question.kind != "rubric"}
        for place, text in texts.items():
            age = reading_age(text)
            if age is not None:
                found.append(ReadingAge(place, text, age))
    return tuple(found)


def double_barrelled(edition: Edition) -> Iterator[str]:
    """Give a sentence for every question and survey item that seems to ask for two things with one answer."""
    for criterion in edition.criteria:
        for question in criterion.questions:
            if _asks_two(question):
                yield f"{question.id} may ask for two things: “{question.text}” Ask for one, or split it."
    for item in edition.survey.items if edition.survey else ():
        if _JOINED.search(item.text):
            yield f"{item.id} may ask for two things: “{item.text}” Ask for one, or split it."


def _asks_two(question: Question) -> bool:
    if question.kind in _QUICK:
        return bool(_JOINED.search(question.text)) or question.text.count("?") > 1
    return question.kind == "narrative" and (question.text.count("?") > 1 or bool(_TWO_ASKED.search(question.text)))


def unused_options(edition: Edition) -> Iterator[str]:
    """Give a sentence for every answer to a yes/no question that no gate and no condition of a tier reads."""
    declared = {str(rule.parameters.get("question")) for tier in edition.tiers for rule in tier.eligibility}
    for criterion in edition.criteria:
        for question in criterion.questions:
            if question.kind == "yes_no":
                yield from _unused(criterion, question, is_declared=question.id in declared)


def _unused(criterion: Criterion, question: Question, *, is_declared: bool) -> Iterator[str]:
    used = {gate.when for gate in criterion.gates if gate.question_id == question.id}
    used |= {"yes"} if is_declared else set()
    if not used:
        yield f"{question.id}: no rule reads the answer, so it is for the panel alone."
        return
    rest = [f"“{label}”" for code, label in YES_NO.items() if code not in used]
    if len(rest) > 1:
        yield f"{question.id}: no rule tells {list_text(rest)} apart."


def unreachable_tiers(edition: Edition) -> Iterator[str]:
    """Give a sentence for every tier that the highest level everywhere does not reach, in the first round or later."""
    levels = {item.id: _top(edition, item) for item in edition.criteria}
    for when, bound in (("", edition), (" in its first round", in_first_round(edition))):
        card = score(bound, levels)
        for tier in bound.tiers:
            if not shortfalls(bound, card, tier.id).is_met:
                yield f"Nobody can reach {tier.name}{when}: the highest level everywhere falls short of it."


def _top(edition: Edition, criterion: Criterion) -> int | tuple[int, ...]:
    repeats = edition.theme(criterion.theme_id).repeats
    return criterion.top_level if repeats is None else (criterion.top_level,) * repeats.count


def burden(edition: Edition) -> Burden:
    """Give what an edition asks for: words to read and write, counts to type, questions, files."""
    questions = [question for criterion in edition.criteria for question in criterion.questions]
    return Burden(
        words_to_read=sum(_words(criterion) for criterion in edition.criteria),
        words_to_write=sum(question.word_limit or 0 for question in questions if question.kind == "narrative"),
        cells=sum(_cells(edition, table.id) for table in edition.tables),
        questions=len(questions),
        files=sum(question.max_files or 0 for question in questions),
    )


def _words(criterion: Criterion) -> int:
    asked = [question.text for question in criterion.questions]
    texts = [criterion.title, criterion.requirement, criterion.guidance, *criterion.evidence, *criterion.rubric, *asked]
    return sum(word_count(text) for text in texts)


def _cells(edition: Edition, table_id: str) -> int:
    """Counts of one year of a table; records and actions may be any number, so they count as none."""
    table = edition.table(table_id)
    if table.kind not in ("counts", "survey"):
        return 0
    places = len(table.rows) * max(1, len(table.columns))
    answers = (
        len(edition.survey.items) * len(edition.survey.answers) if table.kind == "survey" and edition.survey else 0
    )
    return places * (len(table.measures) + answers) + len(table.extras)


def age_text(age: Fraction) -> str:
    """Give an age in whole years."""
    return decimal_text(age, 0)
