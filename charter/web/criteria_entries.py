"""What the pages of an edition show, as plain values; templates only loop over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from charter.domain.edition import Criterion, Edition, Question, Quotation, Tier
from charter.domain.wording import count_text, list_text
from charter.web.filters import number_text, plain

KIND_WORDS = {
    "yes_no": "Yes, no or in progress",
    "rubric": "Level",
    "metric": "Worked out from the tables",
    "data_table": "Data table",
    "number": "Number",
    "date": "Date",
    "narrative": "Text",
    "upload": "Files, by name",
}
CODE_WORDS = {"text": "the authors’ own text"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation with where in the research it stands."""

    quote: str
    theme_text: str
    codes_text: str


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question as read on a page."""

    text: str
    details: str
    href: str
    link_text: str


def place(edition: Edition) -> dict[str, Any]:
    """Give what addresses an edition."""
    return {"charter_id": edition.charter_id, "version": edition.version}


def criterion_link(edition: Edition, criterion_id: str) -> tuple[str, str]:
    """Give a criterion's name and address."""
    return (
        f"{criterion_id} {edition.criterion(criterion_id).title}",
        url_for("criteria.criterion", **place(edition), criterion_id=criterion_id),
    )


def asked_level(tier: Tier, criterion: Criterion) -> int | None:
    """Give the level that a tier asks of a criterion, minimum or floor; None where it asks nothing."""
    return tier.asked_of(criterion.id)


def asks(edition: Edition, criterion: Criterion) -> tuple[tuple[str, str], ...]:
    """Give, tier by tier, what it asks of a criterion, in words."""
    return tuple((tier.name, _ask_text(edition, asked_level(tier, criterion))) for tier in edition.tiers)


def _ask_text(edition: Edition, level: int | None) -> str:
    if level is None:
        return "counts towards the scores only"
    label = next(item.label for item in edition.levels if item.level == level)
    return f"level {level} ({label}) or higher"


def asks_line(edition: Edition, criterion: Criterion, tier: Tier | None) -> str:
    """Give what tiers ask in one line: of one tier with its label, or of all in short."""
    if tier is not None:
        return f"{tier.name}: {_ask_text(edition, asked_level(tier, criterion))}"
    found = [(item.name, asked_level(item, criterion)) for item in edition.tiers]
    if all(level is None for _, level in found):
        return "No tier asks for a level here; it counts towards the scores."
    return "Lowest level: " + ", ".join(f"{name} {'–' if level is None else level}" for name, level in found)


def quoted(edition: Edition, quotation: Quotation) -> Quoted:
    """Give a quotation with its theme's name and its sources in words."""
    groups = [code for code in quotation.codes if code.startswith("FG")]
    others = [_code_text(code) for code in quotation.codes if code not in groups]
    named = [f"focus group {list_text([code.removeprefix('FG') for code in groups])}"] if groups else []
    theme = edition.research_themes.get(quotation.theme, quotation.theme)
    number = f"Theme {quotation.theme}: " if quotation.theme.isdigit() else ""
    return Quoted(quotation.quote, f"{number}{theme}".rstrip("."), f"From {list_text(named + others)}.")


def _code_text(code: str) -> str:
    if code.startswith("T") and code[1:].isdigit():
        return f"table {code[1:]}"
    return CODE_WORDS.get(code, code)


def citation(edition: Edition) -> str:
    """Give the research that an edition comes from, as a line that a reader can find it by; "" where none is named."""
    research: Mapping[str, Any] = edition.facts.get("research") or {}
    parts = [
        str(research[key]) for key in ("authors", "year", "title", "journal", "doi", "licence") if research.get(key)
    ]
    return f"{'. '.join(part.rstrip('.') for part in parts)}." if parts else ""


def question_entry(edition: Edition, question: Question) -> QuestionEntry:
    """Give a question with what its answer is and where its table or figure is explained."""
    details = [KIND_WORDS.get(question.kind, plain(question.kind))]
    if question.word_limit:
        details.append(f"up to {question.word_limit} words")
    if question.max_files:
        details.append(f"up to {count_text(question.max_files, 'file')}")
    details.append("required" if question.is_required else "optional")
    if question.not_applicable_when:
        details.append(f"not applicable when {question.not_applicable_when}")
    endpoint, anchor = "", ""
    if question.metric_id:
        endpoint, anchor = "criteria.metrics", question.metric_id
    elif question.table_id and any(table.id == question.table_id for table in edition.tables):
        endpoint, anchor = "criteria.tables", question.table_id
    href = url_for(endpoint, **place(edition), _anchor=anchor) if endpoint else ""
    return QuestionEntry(question.text, ", ".join(details), href, f"How {anchor} is made up")


def rubric_rows(edition: Edition, criterion: Criterion) -> list[dict[str, Any]]:
    """Give the levels of a criterion, each with the tiers that ask exactly it."""
    labels = {item.level: item.label for item in edition.levels}
    asked = {tier.name: asked_level(tier, criterion) for tier in edition.tiers}
    return [
        {
            "level": level,
            "label": labels[level],
            "text": text,
            "tiers": [name for name, wanted in asked.items() if wanted == level],
        }
        for level, text in enumerate(criterion.rubric)
    ]


def tier_rules(edition: Edition, tier: Tier, theme_word: str) -> list[str]:
    """Give a tier's rules about levels and scores as sentences."""
    unit = edition.scoring.unit
    sign = f"\u00a0{unit}"
    rules = []
    if tier.overall_minimum is not None:
        rules.append(f"The overall score is {number_text(tier.overall_minimum)}{sign} or more.")
    if tier.theme_minimums:
        lowest, highest = min(tier.theme_minimums.values()), max(tier.theme_minimums.values())
        span = number_text(lowest) if lowest == highest else f"{number_text(lowest)} to {number_text(highest)}"
        rules.append(f"Every {theme_word} has its own minimum ({span}{sign}), as the table shows.")
    if tier.criterion_minimums:
        rules.append(f"{count_text(len(tier.criterion_minimums), 'criterion has', 'criteria have')} a lowest level.")
    if tier.floor is not None:
        rules.append(f"No criterion that applies is below level {tier.floor}.")
    return rules
