"""A file of tier cases judged: JSON in, JSON out, or every fault of every case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers, InvalidLevels, UnknownTier
from charter.domain.scoring import level_faults, printable, score
from charter.domain.tier_cases import CaseJudge, JudgedCase, Ratio, four_decimals
from charter.domain.tiers import tier_named
from charter.store.answer_text import pointer
from charter.store.editions import load_edition

_number = lru_cache(maxsize=100_000)(four_decimals)
_text = json.dumps
_Message = tuple[tuple[str, ...], str]  # where in the case, and what to do


class _Written:
    """A number that is no whole one of a readable size, as it was written: kept to be shown, never a level."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


class _Repeating(dict[str, Any]):
    """An object that names a key twice."""


def judge_cases(reference: str, content: bytes) -> str:
    """Give what each case of a JSON file comes to, as JSON text in the same order; eligibility is taken as met.

    A case is ``{"id": …, "applied_for": tier, "levels": {criterion: level}}``; null means not applicable, a list holds
    a level for each repetition, and other keys are passed over. Nothing is kept.

    Raises UnknownEdition; InvalidAnswers with every fault of every case, each naming the case.
    """
    edition = load_edition(reference)
    judging, writer = _Judging(edition), _Writer(edition)
    lines: list[str] = []
    for index, case in enumerate(_read(content)):
        judged = judging.judge(index, case)
        if judged is not None:
            lines.append(writer.line(case["id"], judged))
    if judging.faults:
        raise InvalidAnswers(tuple(judging.faults))
    return "[" + ",\n ".join(lines) + "]\n"


class _Judging:
    """Judges one case after another, and gathers what is wrong with them."""

    def __init__(self, edition: Edition) -> None:
        self.faults: list[Fault] = []
        self._edition = edition
        self._judge = CaseJudge(edition)
        self._tiers = {tier.id for tier in edition.tiers}
        self._seen: dict[str | int, int] = {}

    def judge(self, index: int, case: Any) -> JudgedCase | None:
        """Give what a case comes to; None after adding everything that is wrong with it to the faults."""
        judged = self._judge.judge(case["levels"], case["applied_for"]) if self._is_fit(case) else None
        if judged is None:
            self.faults.extend(self._case_faults(index, case))
        else:
            self._seen[case["id"]] = index
        return judged

    def _is_fit(self, case: Any) -> bool:
        """True where nothing but the levels can be wrong. An object that names a key twice is no plain one."""
        return (
            type(case) is dict
            and type(case.get("levels")) is dict
            and _is_id(case.get("id"))
            and case["id"] not in self._seen
            and type(case.get("applied_for")) is str
            and case["applied_for"] in self._tiers
        )

    def _case_faults(self, index: int, case: Any) -> Iterator[Fault]:
        """Everything that is wrong with a case, each fault naming it by its place in the list and its id."""
        name = f"Case {index + 1}"
        if not isinstance(case, dict):
            yield Fault(pointer((index,)), f"{name} is no object. Write id, applied_for and levels in braces.")
            return
        if _is_id(case.get("id")):
            name = f"{name}, id {_id_text(case['id'])}"
        if isinstance(case, _Repeating):
            yield Fault(pointer((index,)), f"{name}: a key is named twice. Keep one of them.")
        for path, message in (*self._id_faults(index, case), *self._tier_faults(case), *self._level_faults(case)):
            yield Fault(pointer((index, *path)), f"{name}: {message}")

    def _id_faults(self, index: int, case: dict[str, Any]) -> Iterator[_Message]:
        if not _is_id(case.get("id")):
            yield ("id",), "there is no id. Give the case a text or a whole number of its own."
            return
        before = self._seen.setdefault(case["id"], index)
        if before != index:
            yield ("id",), f"case {before + 1} has this id too. Give each case its own."

    def _tier_faults(self, case: dict[str, Any]) -> Iterator[_Message]:
        applied_for = case.get("applied_for")
        if not isinstance(applied_for, str):
            known = ", ".join(tier.id for tier in self._edition.tiers)
            yield ("applied_for",), f"the tier applied for is missing or no text. Name one of: {known}."
            return
        try:
            tier_named(self._edition, applied_for)
        except UnknownTier as error:
            yield ("applied_for",), str(error)

    def _level_faults(self, case: dict[str, Any]) -> Iterator[_Message]:
        levels = case.get("levels")
        if not isinstance(levels, dict):
            yield ("levels",), "the levels are missing or no object. Write each criterion’s id with its level."
            return
        if isinstance(levels, _Repeating):
            yield ("levels",), "a criterion is named twice. Keep one of its levels."
        faults = level_faults(self._edition, levels)
        yield from ((("levels", fault.place), fault.message) for fault in faults)
        if not faults:
            try:
                score(self._edition, levels)
            except InvalidLevels as error:
                yield ("levels",), str(error)


def _is_id(value: Any) -> bool:
    return type(value) is int or (type(value) is str and value != "")


def _id_text(case_id: str | int) -> str:
    return f"“{printable(case_id)}”" if isinstance(case_id, str) else printable(str(case_id))


# ---- reading and writing -------------------------------------------------------------------------------------------


def _read(content: bytes) -> list[Any]:
    try:
        cases = _parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _refused("The file is no text in UTF-8. Save it with the encoding UTF-8.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _refused(f"The file is no JSON ({error.msg}). Mend it there.", place) from None
    except RecursionError:
        raise _refused("The file is nested too deeply. Write a list of cases, each with its levels.") from None
    if not isinstance(cases, list):
        raise _refused("The file is no list. Write the cases in square brackets.")
    return cases


def _parse(text: str) -> Any:
    """The values of a JSON text; numbers that cannot be levels stay as they were written."""
    try:
        return json.loads(text, parse_float=_Written, parse_constant=_Written, object_pairs_hook=_object)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a whole number of more digits than Python reads at once
        return json.loads(
            text, parse_float=_Written, parse_constant=_Written, parse_int=_whole, object_pairs_hook=_object
        )


def _whole(text: str) -> int | _Written:
    return int(text) if len(text) < 100 else _Written(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeating(found)


def _refused(message: str, place: str = "") -> InvalidAnswers:
    return InvalidAnswers((Fault(place, message),))


class _Writer:
    """Writes judged cases as lines of JSON."""

    def __init__(self, edition: Edition) -> None:
        self._overall = f"overall_{edition.scoring.measure}"
        self._themes = [_text(theme.id) for theme in edition.themes]
        self._words = lru_cache(maxsize=1000)(_text)

    def line(self, case_id: str | int, judged: JudgedCase) -> str:
        """Give one case as an object on one line."""
        themes = ", ".join(
            f"{name}: {_number_or_null(found)}" for name, found in zip(self._themes, judged.themes, strict=True)
        )
        word = self._words
        short_themes = ", ".join(f"{word(name)}: {_number(gap)}" for name, gap in judged.themes_short)
        short_criteria = ", ".join(f"{word(name)}: {gap}" for name, gap in judged.criteria_short)
        return (
            f'{{"id": {_text(case_id)}, "{self._overall}": {_number_or_null(judged.overall)}, '
            f'"themes": {{{themes}}}, "outcome": {word(judged.outcome)}, "tier": {word(judged.tier_id)}, '
            f'"reached": {word(judged.reached)}, "shortfalls": {{"overall": {_number(judged.overall_short)}, '
            f'"themes": {{{short_themes}}}, "criteria": {{{short_criteria}}}}}}}'
        )


def _number_or_null(ratio: Ratio | None) -> str:
    return "null" if ratio is None else _number(ratio)
