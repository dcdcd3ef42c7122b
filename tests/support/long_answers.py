"""The worked example with every text as long as the edition permits."""

from __future__ import annotations

from dataclasses import replace

from charter.domain.answers import Action, AnswerSheet, CriterionAnswers
from charter.domain.edition import Criterion, Edition

UNBROKEN = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3
WORDS = ("mentoring", "of", "colleagues", "responsibilities", "across", "professions", "every", "site")
ACTIONS = 16


def longest_sheet(edition: Edition, sheet: AnswerSheet) -> AnswerSheet:
    """Give the sheet with each narrative, action and name at its limit, a word without a break among the words."""
    return replace(
        sheet,
        institution=replace(sheet.institution, name=text(30), scope="directorate", scope_name=text(30)),
        criteria={item.id: _longest(item, sheet.of(item.id)) for item in edition.criteria},
        actions=tuple(_action(edition, number) for number in range(ACTIONS)),
    )


def text(words: int) -> str:
    """Give a text of so many words."""
    return " ".join([UNBROKEN, *(WORDS[place % len(WORDS)] for place in range(words - 1))])


def _longest(criterion: Criterion, given: CriterionAnswers) -> CriterionAnswers:
    narratives = [question for question in criterion.questions if question.kind == "narrative"]
    return replace(given, answers={**given.answers, **{one.id: text(one.word_limit or 300) for one in narratives}})


def _action(edition: Edition, number: int) -> Action:
    values = {one.id: text(one.word_limit or 30) for one in edition.action_fields if one.kind in ("string", "text")}
    dates = {"start": "2027-04-01", "due": "2028-03-31", "rag": "amber", "ref": f"A{number}"}
    return Action({**values, "criterion": edition.criteria[number % len(edition.criteria)].id, **dates})
