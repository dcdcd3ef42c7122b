"""Which questions name which files: a file is named under a question, and a question names no more than it takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from charter.domain.edition import Criterion, Edition, Question
from charter.domain.errors import InvalidEvidence
from charter.domain.evidence import MB
from charter.domain.progress import field_of
from charter.services.assessments import Saved
from charter.services.deeds import Deed
from charter.store.assessments import AnswerRow, AssessmentRow


@dataclass(frozen=True, slots=True)
class Place:
    """A question that takes files, with its criterion."""

    criterion: Criterion
    question: Question
    field: str


def places_of(edition: Edition) -> dict[str, Place]:
    """Give every question of an edition that takes files, by id, in the edition's order."""
    return {
        question.id: Place(criterion, question, field_of(edition, criterion, question))
        for criterion in edition.criteria
        for question in criterion.questions
        if question.kind == "upload"
    }


def place_named(edition: Edition, question_id: str) -> Place:
    """Give the question of that id. Raises InvalidEvidence where it takes no files, or there is none."""
    place = places_of(edition).get(question_id)
    if place is None:
        raise InvalidEvidence(f"{question_id} takes no files. Choose a question that asks for some.")
    return place


def upload_rule(edition: Edition) -> tuple[tuple[str, ...], int]:
    """Give the kinds of file that an edition accepts, and the most bytes."""
    rule = edition.facts.get("question_kinds", {}).get("upload", {})
    return tuple(str(kind) for kind in rule.get("accept", ())), int(rule.get("max_mb", 0)) * MB


def with_name(deed: Deed, row: AssessmentRow, edition: Edition, questions: Collection[str], name: str) -> list[Saved]:
    """Give the fields that change when a file is named under these questions too.

    Raises InvalidEvidence where one takes no files, or no more of them.
    """
    changes = []
    for place in [place_named(edition, question) for question in dict.fromkeys(questions)]:
        now = _names(deed, row, place)
        if name in now.value:
            continue
        most = place.question.max_files
        if most is not None and len(now.value) >= most:
            count = "one file" if most == 1 else f"{most} files"
            raise InvalidEvidence(f"{place.question.id} takes {count} at most. Take one out first.")
        changes.append(Saved(now.field, [*now.value, name], now.version))
    return changes


def without_name(
    deed: Deed, row: AssessmentRow, edition: Edition, questions: Collection[str], name: str
) -> list[Saved]:
    """Give the fields that change when a file is taken out of these questions."""
    found = [_names(deed, row, place_named(edition, question)) for question in questions]
    return [
        Saved(now.field, [one for one in now.value if one != name] or None, now.version)
        for now in found
        if name in now.value
    ]


def _names(deed: Deed, row: AssessmentRow, place: Place) -> Saved:
    """The field of a question as it stands: the names of its files."""
    now = deed.session.get(AnswerRow, (row.id, place.field))
    return Saved(place.field, list((now.value if now else None) or []), now.version if now else 0)
