"""What the pages of an edition's figures, tables, tiers and survey show."""

from __future__ import annotations

from typing import Any

from flask import url_for

from charter.domain.edition import Edition, MetricDefinition, SurveyItem, TableDefinition
from charter.domain.wording import count_text, list_text, sentence
from charter.web import criteria_entries as entries
from charter.web.filters import band_text, number_text, plain

UNIT_WORDS = {"ratio": "a ratio", "pct": "a percentage", "pp": "a difference in percentage points", "hours": "hours"}


def edition_context(edition: Edition) -> dict[str, Any]:
    """Give the page about the edition itself."""
    hours = edition.facts.get("estimated_hours") or {}
    return {
        "theme_word": str(edition.facts.get("words", {}).get("theme", "theme")),
        "facts": (
            ("Charter", edition.title),
            ("Version", edition.version),
            ("Status", plain(edition.status)),
            ("Nation", edition.nation.capitalize()),
            ("Checksum (SHA-256)", edition.checksum),
        ),
        "themes": [
            {
                "name": theme.name,
                "href": url_for("criteria.criteria", **entries.place(edition), theme=theme.id),
                "text": f"{count_text(len(edition.criteria_of(theme.id)), 'criterion', 'criteria')}, "
                f"weight {number_text(theme.weight)}",
            }
            for theme in edition.themes
        ],
        "hours": [(plain(key), _hours_text(value)) for key, value in hours.items() if isinstance(value, dict)],
        "citation": entries.citation(edition),
    }


def metrics_context(edition: Edition) -> dict[str, Any]:
    """Give every figure with its facts, its bands and the criteria that it is read with."""
    return {
        "metrics": [
            {
                "metric": metric,
                "facts": _metric_facts(metric),
                "bands": [(band_text(band, metric.unit), band.level) for band in metric.bands or ()],
                "criteria": [
                    entries.criterion_link(edition, item.id)
                    for item in edition.criteria
                    if any(use.metric_id == metric.id for use in item.metrics)
                ],
            }
            for metric in edition.metrics
        ]
    }


def tables_context(edition: Edition) -> dict[str, Any]:
    """Give every data table in words, and the edition's definitions."""
    return {
        "tables": [
            {
                "table": table,
                "note": sentence(table.note or ""),
                "facts": _table_facts(edition, table),
                "criteria": [
                    entries.criterion_link(edition, item.id)
                    for item in edition.criteria
                    if any(question.table_id == table.id for question in item.questions)
                ],
            }
            for table in edition.tables
        ],
        "definitions": [(plain(key), sentence(text)) for key, text in edition.definitions.items()],
    }


def tiers_context(edition: Edition, theme_word: str) -> dict[str, Any]:
    """Give the rules of every tier in sentences and as two tables."""
    names = [tier.name for tier in edition.tiers]
    return {
        "scores": {"header": ["Score", *names], "rows": _score_rows(edition)},
        "tiers": [
            {
                "id": tier.id,
                "name": tier.name,
                "rules": entries.tier_rules(edition, tier, theme_word),
                "conditions": [sentence(rule.text) for rule in edition.eligibility_of(tier.id)],
                "href": url_for("criteria.criteria", **entries.place(edition), tier=tier.id),
            }
            for tier in edition.tiers
        ],
        "minimums": {
            "header": ["Criterion", *names],
            "rows": [
                [f"{item.id} {item.title}", *(_level_text(entries.asked_level(tier, item)) for tier in edition.tiers)]
                for item in edition.criteria
            ],
        },
        "outcomes": [(plain(key), sentence(meaning)) for key, meaning in edition.decision.outcomes.items()],
    }


def survey_context(edition: Edition) -> dict[str, Any]:
    """Give the survey's items with where each comes from."""
    survey = edition.survey
    if survey is None:
        return {"survey": None, "items": [], "scale_text": "", "citation": ""}
    labels = [survey.scale_labels.get(code, plain(code)).lower() for code in survey.answers]
    return {
        "survey": survey,
        "scale_text": list_text(labels, "or"),
        "items": [_survey_entry(edition, item) for item in survey.items],
        "citation": entries.citation(edition),
    }


def _hours_text(hours: dict[str, Any]) -> str:
    return list_text([f"{plain(who).lower()} {count}" for who, count in hours.items()]) + " hours"


def _metric_facts(metric: MetricDefinition) -> list[tuple[str, str]]:
    facts = [
        ("Kind", f"{plain(metric.kind)}, {UNIT_WORDS.get(metric.unit, metric.unit)}"),
        ("Good direction", plain(metric.direction)),
        ("Smallest base", f"{metric.min_denominator}"),
    ]
    if metric.pools:
        facts.append(("Small numbers", "three years are taken together where one is too few"))
    return facts


def _table_facts(edition: Edition, table: TableDefinition) -> list[tuple[str, str]]:
    facts = [("Counts", table.unit)]
    if table.rows:
        facts.append(("Rows", _codes_text([table.row_labels.get(code, code) for code in table.rows])))
    if table.columns:
        facts.append(("Columns", _codes_text([table.column_labels.get(code, code) for code in table.columns])))
    asked = [*table.measures, *table.extras]
    if asked:
        facts.append(("In each", "; ".join(item.label or plain(item.id) for item in asked)))
    names = [tier.name for tier in edition.tiers if tier.id in table.required_tiers]
    if names:
        facts.append(("Needed for", list_text(names)))
    if table.not_applicable_when:
        facts.append(("Not applicable", table.not_applicable_when))
    return facts


def _codes_text(labels: list[str]) -> str:
    return "; ".join(labels)


def _score_rows(edition: Edition) -> list[list[str]]:
    sign = f"\u00a0{edition.scoring.unit}"
    rows = [["Overall", *(_score_text(tier.overall_minimum, sign) for tier in edition.tiers)]]
    rows.extend(
        [theme.name, *(_score_text(tier.theme_minimums.get(theme.id), sign) for tier in edition.tiers)]
        for theme in edition.themes
    )
    return rows


def _score_text(value: Any, sign: str) -> str:
    return "–" if value is None else f"{number_text(value)}{sign}"


def _level_text(level: int | None) -> str:
    return "–" if level is None else str(level)


def _survey_entry(edition: Edition, item: SurveyItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": item.text,
        "route_text": "Asked only of people who were mentored in the last 12 months." if item.route else "",
        "quotation": entries.quoted(edition, item.quotation) if item.quotation else None,
        "criteria": [entries.criterion_link(edition, criterion_id) for criterion_id in item.feeds],
    }
