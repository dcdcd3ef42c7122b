"""How far a team has come with each criterion: what is answered, what is not, how many words and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from charter.domain.edition import Criterion, Edition, Question
from charter.domain.questions import word_count

ACTIONS = "/actions"


class Progress(StrEnum):
    """How far a criterion is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class CriterionProgress:
    """One criterion: its progress, its level, and what stands in the way of being complete."""

    criterion_id: str
    progress: Progress
    level: int | None
    word_count: int
    word_limit: int  # of all its texts together
    file_count: int
    unanswered: tuple[Question, ...]  # required and without an answer, in the edition's order
    over_limit: tuple[Question, ...]  # with more words than allowed


def field_of(edition: Edition, criterion: Criterion, question: Question) -> str:
    """Give the field that holds a question's answer, as JSON pointer of the answers document.

    A data table's field is where its years begin; a figure, which nobody types, has none: "".
    """
    if question.kind == "metric":
        return ""
    if question.kind == "data_table":
        is_table = any(table.id == question.table_id and table.kind != "actions" for table in edition.tables)
        return f"/tables/{question.table_id}" if is_table else ACTIONS
    if question.input_id is not None:
        return f"/inputs/{question.input_id}"
    if question.kind == "rubric":
        return level_field(criterion)
    part = "files" if question.kind == "upload" else "answers"
    return f"/criteria/{criterion.id}/{part}/{question.id}"


def level_field(criterion: Criterion) -> str:
    """Give the field of a criterion's own level."""
    return f"/criteria/{criterion.id}/level"


def criterion_progress(edition: Edition, criterion: Criterion, values: Mapping[str, Any]) -> CriterionProgress:
    """Give how far a criterion is.

    Parameters
    ----------
    values: field -> value of every answer that is not empty; a data table counts as answered by any of its years.

    """
    narratives = [item for item in criterion.questions if item.kind == "narrative"]
    words = {item: word_count(str(values.get(field_of(edition, criterion, item)) or "")) for item in narratives}
    over = tuple(item for item in narratives if item.word_limit is not None and words[item] > item.word_limit)
    unanswered = tuple(
        item for item in criterion.questions if item.is_required and not _is_answered(edition, criterion, item, values)
    )
    level = values.get(level_field(criterion))
    return CriterionProgress(
        criterion_id=criterion.id,
        progress=_progress(edition, criterion, values, is_done=not unanswered and not over and level is not None),
        level=level if isinstance(level, int) else None,
        word_count=sum(words.values()),
        word_limit=sum(item.word_limit or 0 for item in narratives),
        file_count=sum(
            len(values.get(field_of(edition, criterion, item)) or ())
            for item in criterion.questions
            if item.kind == "upload"
        ),
        unanswered=unanswered,
        over_limit=over,
    )


def is_not_applicable(criterion: Criterion, values: Mapping[str, Any]) -> bool:
    """Tell whether a criterion was left out as not applicable, which the edition must allow."""
    return criterion.may_be_not_applicable and bool(values.get(f"/criteria/{criterion.id}/not_applicable"))


def _progress(edition: Edition, criterion: Criterion, values: Mapping[str, Any], *, is_done: bool) -> Progress:
    if is_not_applicable(criterion, values):
        return Progress.NOT_APPLICABLE
    if is_done:
        return Progress.COMPLETE
    begun = any(_is_begun(edition, criterion, item, values) for item in criterion.questions)
    return Progress.IN_PROGRESS if begun else Progress.NOT_STARTED


def _is_begun(edition: Edition, criterion: Criterion, question: Question, values: Mapping[str, Any]) -> bool:
    return question.kind != "metric" and _is_answered(edition, criterion, question, values)


def _is_answered(edition: Edition, criterion: Criterion, question: Question, values: Mapping[str, Any]) -> bool:
    """Whether there is an answer; a figure is worked out, so nobody has to give it."""
    field = field_of(edition, criterion, question)
    if not field:
        return True
    if question.kind != "data_table":
        value = values.get(field)
        return value is not None and value not in ("", [])
    if question.table_id in (values.get("/tables_not_applicable") or ()):
        return True
    return any(name == field or name.startswith(f"{field}/") for name in values)
