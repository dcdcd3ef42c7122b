"""Themes, criteria and survey of an edition out of its files."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from charter.domain.edition import (
    Criterion,
    Gate,
    LevelDefinition,
    MetricUse,
    Question,
    Quotation,
    Repeats,
    Survey,
    SurveyItem,
    Theme,
)
from charter.store.edition_files import ACTION_PLAN, EDITION, METRICS, SURVEY, TABLES, Source
from charter.store.edition_values import exact, labels, text_or_none, texts

RUBRIC_TEXT = "Self-assessed level"


def build_levels(source: Source) -> tuple[LevelDefinition, ...]:
    """Give the scale of levels."""
    found = source.mapping(EDITION)["levels"]
    return tuple(LevelDefinition(int(key), str(found[key]["label"]), str(found[key]["meaning"])) for key in found)


def build_themes(source: Source, criteria: tuple[Criterion, ...]) -> tuple[Theme, ...]:
    """Give the themes; one without a weight of its own weighs what its criteria weigh."""
    return tuple(_theme(item, criteria) for item in source.mapping(EDITION)["themes"])


def _theme(item: Mapping[str, Any], criteria: tuple[Criterion, ...]) -> Theme:
    repeats = item.get("repeats")
    summed = sum((one.weight for one in criteria if one.theme_id == item["id"]), Fraction(0))
    return Theme(
        id=str(item["id"]),
        name=str(item["name"]),
        kind=str(item.get("kind", "")),
        weight=exact(item["weight"]) if "weight" in item else summed,
        repeats=Repeats(int(repeats["count"]), str(repeats["combine"])) if repeats else None,
    )


def build_criteria(source: Source) -> tuple[Criterion, ...]:
    """Give the criteria in edition order."""
    top = max((int(level) for level in source.mapping(EDITION)["levels"]), default=0)
    names = _names(source)
    return tuple(
        _criterion(str(source.mapping(name)["theme"]), top, names, item) for name, _, item in source.criteria()
    )


def _names(source: Source) -> dict[str, str]:
    """What a question about a metric or table reads where it has no text of its own: the name of either."""
    found = {str(item["id"]): str(item["name"]) for item in source.mapping(METRICS).get("metrics", ())}
    found |= {str(item["id"]): str(item["title"]) for item in source.mapping(TABLES).get("data_tables", ())}
    plan = source.mapping(ACTION_PLAN).get("action_plan")
    return found | ({str(plan["table"]): str(plan["title"])} if plan else {})


def _criterion(theme_id: str, top: int, names: Mapping[str, str], item: Mapping[str, Any]) -> Criterion:
    rubric = item.get("rubric") or {}
    last = max([top, *(int(level) for level in rubric)])
    return Criterion(
        id=str(item["id"]),
        theme_id=theme_id,
        title=str(item["title"]),
        requirement=str(item["requirement"]),
        guidance=str(item.get("guidance", "")),
        evidence=texts(item.get("evidence")),
        questions=tuple(_question(names, one) for one in item.get("questions", ())),
        rubric=tuple(str(rubric.get(str(level), "")) for level in range(last + 1)),
        gates=tuple(
            Gate(str(one["question"]), str(one["when"]), int(one["refuses_level_from"]))
            for one in item.get("requires", ())
        ),
        metrics=tuple(
            MetricUse(str(one["id"]), str(one["role"]), text_or_none(one.get("na_when")))
            for one in item.get("metrics", ())
        ),
        weight=exact(item["weight"]),
        minimums={tier: int(level) for tier, level in (item.get("mandatory") or {}).items() if level is not None},
        quotations=tuple(_quotation(one) for one in item.get("paper", ())),
        crosswalk={scheme: texts(codes) for scheme, codes in (item.get("crosswalk") or {}).items() if codes},
        may_be_not_applicable=bool(item.get("allow_na", False)),
        not_applicable_when=text_or_none(item.get("na_when")),
        minimums_from=text_or_none(item.get("mandatory_from")),
        floors_from=text_or_none(item.get("floors_from")),
    )


def _question(names: Mapping[str, str], item: Mapping[str, Any]) -> Question:
    about = str(item.get("metric") or item.get("table") or "")
    text = item.get("text") or names.get(about) or (RUBRIC_TEXT if item["type"] == "rubric" else about)
    return Question(
        id=str(item["id"]),
        kind=str(item["type"]),
        text=str(text),
        is_required=bool(item["required"]),
        word_limit=item.get("word_limit"),
        table_id=text_or_none(item.get("table")),
        metric_id=text_or_none(item.get("metric")),
        input_id=text_or_none(item.get("input")),
        max_files=item.get("max_files"),
        not_applicable_when=text_or_none(item.get("na_when")),
    )


def _quotation(item: Mapping[str, Any]) -> Quotation:
    return Quotation(str(item["theme"]), texts(item["fg"]), str(item["quote"]))


def build_survey(source: Source) -> Survey | None:
    """Give the survey; None where the edition has none."""
    found = source.mapping(SURVEY).get("survey")
    if not found:
        return None
    answers = labels(found["answers"])
    return Survey(
        items=tuple(_item(one) for one in found["items"]),
        answers=tuple(answers),
        valid_answers=texts(found["valid_answers"]),
        favourable_answers=texts(found["favourable_answers"]),
        min_group_n=int(found["min_group_n"]),
        level_from_n=int(found["level_from_n"]),
        scale_labels=answers,
    )


def _item(item: Mapping[str, Any]) -> SurveyItem:
    return SurveyItem(
        id=str(item["id"]),
        text=str(item["text"]),
        feeds=texts(item.get("feeds")),
        route=text_or_none(item.get("route")),
        quotation=_quotation(item["paper"]) if item.get("paper") else None,
    )
