"""What is still missing, in sentences, first what holds back most."""

from __future__ import annotations

from collections.abc import Mapping

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Criterion, Edition
from charter.domain.levels import LevelsInUse
from charter.domain.results import MetricResult
from charter.domain.wording import count_text, list_text


def missing_sentences(
    edition: Edition, sheet: AnswerSheet, in_use: LevelsInUse, results: Mapping[str, MetricResult]
) -> tuple[str, ...]:
    """Give one sentence for each kind of thing that is missing; empty where everything required is there."""
    return tuple(
        line
        for line in (
            _institution(sheet),
            _levels(edition, in_use),
            *_figures(edition, results),
            _answers(edition, sheet, in_use),
            "" if sheet.actions else "The action plan is empty.",
        )
        if line
    )


def _institution(sheet: AnswerSheet) -> str:
    wanted = {
        "the institution’s name": sheet.institution.name,
        "the tier aimed for": sheet.applied_for,
        "the day of the data snapshot": sheet.snapshot_on,
    }
    absent = [words for words, value in wanted.items() if not value]
    return f"Not given: {list_text(absent)}." if absent else ""


def _levels(edition: Edition, in_use: LevelsInUse) -> str:
    if not in_use.missing:
        return ""
    given = len(edition.criteria) - len(in_use.missing)
    return (
        f"{given} of {count_text(len(edition.criteria), 'criterion', 'criteria')} have a level. Without one, and "
        f"counted as level 0 until one is given: {list_text(in_use.missing)}."
    )


def _figures(edition: Edition, results: Mapping[str, MetricResult]) -> tuple[str, ...]:
    """A sentence a criterion whose level is held down by a missing figure."""
    lines = []
    for criterion in edition.criteria:
        lacking = [item for item in criterion.indicative_metric_ids if results[item].status == "missing"]
        if lacking:
            names = list_text([f"{item} {edition.metric(item).name}" for item in lacking])
            lines.append(f"{criterion.id}: no figures for {names}. {results[lacking[0]].reason}".strip())
    return tuple(lines)


def _answers(edition: Edition, sheet: AnswerSheet, in_use: LevelsInUse) -> str:
    lacking = [
        criterion.id
        for criterion in edition.criteria
        if in_use.levels.get(criterion.id, 0) is not None and _has_unanswered(sheet, criterion)
    ]
    return f"Required questions are not answered in {list_text(lacking)}." if lacking else ""


def _has_unanswered(sheet: AnswerSheet, criterion: Criterion) -> bool:
    given = sheet.of(criterion.id)
    for question in criterion.questions:
        if not question.is_required or question.kind in ("metric", "data_table", "rubric"):
            continue
        if question.input_id is not None:
            answered = question.input_id in sheet.inputs
        else:
            answered = bool(given.answers.get(question.id, "").strip() or given.files.get(question.id))
        if not answered:
            return True
    return False
