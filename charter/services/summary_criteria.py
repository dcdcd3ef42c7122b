"""Criteria and themes as a summary shows them: levels in use and why, figures, answers, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.answers import AnswerSheet, CriterionAnswers
from charter.domain.edition import Criterion, Edition, Question, Theme
from charter.domain.levels import LevelsInUse, indicated_level, indicated_range
from charter.domain.results import MetricResult, Scorecard
from charter.domain.summaries import AnswerSummary, CriterionSummary, MetricSummary, ThemeSummary
from charter.domain.wording import date_text, decimal_text, list_text, percent_text
from charter.services.edition_errata import corrections_of

WITHHELD = "Given, and withheld: it would show a figure of few people."
_YES_NO = {"yes": "Yes", "no": "No", "in_progress": "In progress"}


@dataclass(frozen=True, slots=True)
class CriterionBasis:
    """What every criterion's summary is built from, beside the answers."""

    in_use: LevelsInUse
    results: Mapping[str, MetricResult]
    metrics: Mapping[str, MetricSummary]
    withheld: frozenset[str]  # typed inputs that would give a withheld figure away


def withheld_inputs(
    edition: Edition, results: Mapping[str, MetricResult], metrics: Mapping[str, MetricSummary]
) -> frozenset[str]:
    """Give the typed inputs of every figure that has a value and is not shown: whoever reads them reads the figure."""
    hidden = [item for item in edition.metrics if metrics[item.id].value is None and results[item.id].value is not None]
    return frozenset(
        str(part["input"])
        for metric in hidden
        for part in metric.parameters.values()
        if isinstance(part, Mapping) and "input" in part
    )


def theme_summaries(
    edition: Edition, sheet: AnswerSheet, card: Scorecard, basis: CriterionBasis
) -> tuple[ThemeSummary, ...]:
    """Give every theme in edition order with its score, what tiers ask of it, and its criteria."""
    return tuple(
        ThemeSummary(
            theme_id=theme.id,
            name=theme.name,
            kind=theme.kind,
            score=_float(card.themes.get(theme.id)),
            score_text=score_text(edition, card.themes.get(theme.id)),
            minimums=_theme_minimums(edition, theme),
            criteria=tuple(
                _criterion_summary(edition, sheet, criterion, basis) for criterion in edition.criteria_of(theme.id)
            ),
        )
        for theme in edition.themes
    )


def score_text(edition: Edition, score: Fraction | None) -> str:
    """Give a score with its unit, one decimal; ``not applicable`` where there is none."""
    if score is None:
        return "not applicable"
    if edition.scoring.measure == "percent":
        return percent_text(score)
    return f"{decimal_text(score, 0 if score.denominator == 1 else 1)}\u00a0{edition.scoring.unit}"


def tier_minimum(edition: Edition, tier_id: str, criterion_id: str) -> int | None:
    """Give the lowest level that a tier asks of a criterion: its own minimum or the tier's floor, the larger."""
    return edition.tier(tier_id).asked_of(criterion_id)


def _theme_minimums(edition: Edition, theme: Theme) -> dict[str, float]:
    return {tier.id: float(tier.theme_minimums[theme.id]) for tier in edition.tiers if theme.id in tier.theme_minimums}


def _criterion_summary(
    edition: Edition, sheet: AnswerSheet, criterion: Criterion, basis: CriterionBasis
) -> CriterionSummary:
    in_use, metrics = basis.in_use, basis.metrics
    given = sheet.of(criterion.id)
    level = in_use.levels.get(criterion.id)
    not_applicable = criterion.id in in_use.levels and level is None
    whole_level = level if isinstance(level, int) else None
    answers = tuple(_answer(sheet, given, question, basis.withheld) for question in _shown_questions(criterion))
    minimums = {tier.id: tier_minimum(edition, tier.id, criterion.id) for tier in edition.tiers}
    return CriterionSummary(
        criterion_id=criterion.id,
        theme_id=criterion.theme_id,
        title=criterion.title,
        requirement=criterion.requirement,
        weight=float(criterion.weight),
        self_level=given.level,
        level=whole_level,
        level_label=_level_label(edition, whole_level, not_applicable),
        level_reason=in_use.reasons.get(criterion.id, ""),
        indicated_level=indicated_level(criterion, basis.results),
        level_range=indicated_range(criterion, basis.results),
        minimums={tier_id: level for tier_id, level in minimums.items() if level is not None},
        is_not_applicable=not_applicable,
        is_answered=given.level is not None or not_applicable,
        rubric_now=criterion.rubric[whole_level] if whole_level is not None else "",
        rubric_next=_rubric_next(criterion, whole_level, not_applicable),
        metrics=tuple(metrics[use.metric_id] for use in criterion.metrics if use.metric_id in metrics),
        answers=answers,
        missing=() if not_applicable else tuple(item.text for item in answers if item.is_required and not item.answer),
        corrections=corrections_of(edition, criterion.id),
    )


def _rubric_next(criterion: Criterion, level: int | None, not_applicable: bool) -> str:
    if not_applicable or level == criterion.top_level:
        return ""
    return criterion.rubric[0 if level is None else level + 1]


def _level_label(edition: Edition, level: int | None, not_applicable: bool) -> str:
    if not_applicable:
        return "Not applicable"
    if level is None:
        return "Not given"
    return next((item.label for item in edition.levels if item.level == level), str(level))


def _shown_questions(criterion: Criterion) -> tuple[Question, ...]:
    """Questions whose answer is words, a number or files; figures, tables and the level are shown in their own way."""
    return tuple(item for item in criterion.questions if item.kind not in ("metric", "data_table", "rubric"))


def _answer(sheet: AnswerSheet, given: CriterionAnswers, question: Question, withheld: frozenset[str]) -> AnswerSummary:
    text = _answer_text(sheet, given, question)
    if text and question.input_id in withheld:
        text = WITHHELD
    words = len(text.split()) if question.kind == "narrative" and text else None
    return AnswerSummary(
        question_id=question.id,
        kind=question.kind,
        text=question.text,
        answer=text,
        is_required=question.is_required,
        words=words,
        word_limit=question.word_limit,
    )


def _answer_text(sheet: AnswerSheet, given: CriterionAnswers, question: Question) -> str:
    if question.kind == "upload":
        return list_text(given.files.get(question.id, ()))
    if question.input_id is not None:
        value = sheet.inputs.get(question.input_id)
        if value is None:
            return ""
        if isinstance(value, Fraction):
            return decimal_text(value, 0 if value.denominator == 1 else 1)
        return date_text(value)
    raw = given.answers.get(question.id, "").strip()
    return _YES_NO.get(raw, raw) if question.kind == "yes_no" else raw


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
