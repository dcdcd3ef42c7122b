"""Corrections of a published edition: notes beside its wording, which itself never changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charter.domain.coherence_findings import Finding, Keys, unknown
from charter.domain.edition import Criterion, Edition
from charter.domain.wording import date_text, sentence

_FIELDS = {
    "title": "the title",
    "requirement": "the requirement",
    "guidance": "the guidance",
    "evidence": "the evidence",
}
_LEVEL = "rubric."
_TEXT = "text"  # of a question


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction: what the wording means where it could be misread. It asks for nothing new."""

    number: int  # from 1, in the order in which they were made
    dated_on: dt.date
    criterion_id: str
    question_id: str | None
    field: str  # title, requirement, guidance, evidence, rubric.3; of a question: text
    note: str
    touches: str  # whom it touches


def errata_between(errata: Sequence[Erratum], first: dt.date, last: dt.date) -> tuple[Erratum, ...]:
    """Give the corrections dated from one day to another, both included: what somebody did not see when they began."""
    return tuple(item for item in errata if first <= item.dated_on <= last)


def erratum_texts(edition: Edition, errata: Sequence[Erratum], criterion_id: str) -> tuple[str, ...]:
    """Give the corrections of a criterion as they stand beside its wording, oldest first."""
    return tuple(erratum_text(edition, item) for item in errata if item.criterion_id == criterion_id)


def erratum_text(edition: Edition, erratum: Erratum) -> str:
    """Give a correction as it stands beside the wording."""
    about = _about(edition.criterion(erratum.criterion_id), erratum)
    dated = date_text(erratum.dated_on)
    touches = sentence(erratum.touches)
    return f"Correction {erratum.number} of {dated}, on {about}: {sentence(erratum.note)} Whom it touches: {touches}"


def errata_findings(edition: Edition, errata: Sequence[Erratum]) -> Iterator[Finding]:
    """Give what is wrong with corrections: numbers, days, and what they are about.

    Only words that explain can be corrected by a note. A weight, a lowest level, a question that is asked or a figure
    decides something: changing it is a material change, and that needs a new edition.
    """
    for place, item in enumerate(errata):
        keys: Keys = ("errata", place)
        if item.number != place + 1:
            yield Finding((*keys, "number"), f"Number the corrections 1, 2, 3 … in order; this is number {place + 1}.")
        if place and item.dated_on < errata[place - 1].dated_on:
            yield Finding((*keys, "dated"), "This is dated before the correction above it. Add new ones at the end.")
        yield from _target(edition, item, (*keys, "of"))


def _target(edition: Edition, item: Erratum, keys: Keys) -> Iterator[Finding]:
    ids = [criterion.id for criterion in edition.criteria]
    yield from unknown(item.criterion_id, ids, (*keys, "criterion"), "criterion")
    if item.criterion_id not in ids:
        return
    criterion = edition.criterion(item.criterion_id)
    if item.question_id is not None:
        asked = [question.id for question in criterion.questions]
        yield from unknown(item.question_id, asked, (*keys, "question"), f"question of {criterion.id}")
    levels = [f"{_LEVEL}{level}" for level in range(len(criterion.rubric))]
    if item.field not in ([_TEXT] if item.question_id is not None else [*_FIELDS, *levels]):
        message = (
            f"A note cannot correct “{item.field}”: it may stand beside words that explain, such as guidance. "
            "Whatever decides something is a material change and needs a new edition."
        )
        yield Finding((*keys, "field"), message)


def _about(criterion: Criterion, erratum: Erratum) -> str:
    if erratum.question_id is not None:
        text = next((item.text for item in criterion.questions if item.id == erratum.question_id), erratum.question_id)
        return f"the question “{text}”"
    if erratum.field.startswith(_LEVEL):
        return f"level {erratum.field.removeprefix(_LEVEL)}"
    return _FIELDS.get(erratum.field, erratum.field)
