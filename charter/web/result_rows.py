"""The rows and groups of a result page, from a summary; templates only loop over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from charter.domain.summaries import CriterionSummary, MetricSummary, Summary, TierSummary
from charter.domain.wording import count_text

# Kinds of blockers, in the order in which they are read.
BLOCKER_TITLES = {
    "overall": "Overall score",
    "theme": "Scores",
    "mandatory": "Levels",
    "floor": "Levels",
    "eligibility": "Conditions beside the levels",
}
TAGS = {
    "met": (" nhsuk-tag--green", "Reached"),
    "not_met": (" nhsuk-tag--yellow", "Levels reached, conditions not met"),
    "cannot_tell": (" nhsuk-tag--yellow", "Levels reached, conditions cannot be told"),
}
NO_BREAK = "\u00a0"
NOT_REACHED = (" nhsuk-tag--grey", "Not reached")


def sections(summary: Summary) -> list[tuple[str, str]]:
    """Give the headings of the page with their anchors."""
    found = [
        ("What to do first", "first") if summary.three_things else None,
        ("Tiers", "tiers"),
        (f"{summary.theme_word.capitalize()}s and criteria", "themes"),
        ("Your figures", "figures"),
        ("Compared with others", "others"),
        ("Action plan", "plan") if summary.actions else None,
        ("What is missing", "missing") if summary.missing else None,
        ("About these figures", "notes"),
    ]
    return [item for item in found if item is not None]


def tier_entries(summary: Summary) -> list[dict[str, Any]]:
    """Give every tier with its blockers in groups; the next one stands open."""
    return [_tier_entry(tier, is_open=tier.tier_id == summary.next_tier) for tier in summary.tiers]


def criterion_rows(summary: Summary, address: Callable[[str], str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of the criteria, by theme; ``address`` gives where each leads, else to what it asks."""
    charter_id, _, version = summary.edition_reference.partition("/")

    def asked(criterion_id: str) -> str:
        return url_for("criteria.criterion", charter_id=charter_id, version=version, criterion_id=criterion_id)

    labels = {level: label for level, label, _ in summary.levels}
    return {
        theme.theme_id: [_criterion_row(summary, item, labels, address or asked) for item in theme.criteria]
        for theme in summary.themes
    }


def metric_rows(summary: Summary) -> list[dict[str, str]]:
    """Give the rows of the figures."""
    return [
        {
            "title": f"{item.metric_id} {item.name}",
            "value": " ".join(part for part in (item.value_text, item.inverse_text, item.counts_text) if part),
            "interval": item.interval_text or "–",
            "level": level_text(item.level, item.level_range),
            "status": _status_text(item),
        }
        for item in summary.metrics
    ]


def particulars(summary: Summary) -> list[tuple[str, str]]:
    """Give what identifies a result: edition, checksum, method, digest of the answers."""
    return [
        ("Edition", summary.edition_reference),
        ("Edition’s checksum", summary.edition_checksum),
        ("Method", summary.method_version),
        ("Digest of the answers", summary.digest),
    ]


def _tier_entry(tier: TierSummary, *, is_open: bool) -> dict[str, Any]:
    tag_class, tag_text = TAGS[tier.is_eligible] if tier.is_reached else NOT_REACHED
    groups: dict[str, list[str]] = {}
    for blocker in tier.blockers:
        groups.setdefault(BLOCKER_TITLES.get(blocker.kind, blocker.kind), []).append(blocker.text)
    count = len(tier.blockers)
    return {
        "name": tier.name,
        "tag_class": tag_class,
        "tag_text": tag_text,
        "raises_text": tier.raises_text,
        "raises": tier.raises,
        "blockers": tier.blockers,
        "blockers_text": f"{count_text(count, 'thing stands', 'things stand')} in the way",
        "groups": [{"title": title, "texts": texts} for title, texts in groups.items()],
        "is_open": is_open,
    }


def _criterion_row(
    summary: Summary, item: CriterionSummary, labels: dict[int, str], address: Callable[[str], str]
) -> dict[str, Any]:
    own = "–" if item.self_level is None else f"{item.self_level}"
    in_use = item.level_label if item.level is None else f"{item.level}{NO_BREAK}{labels.get(item.level, '')}"
    asks = [_ask_text(item, tier_id) for tier_id in summary.tier_ids]
    return {
        "title": f"{item.criterion_id} {item.title}",
        "href": address(item.criterion_id),
        "reason": item.level_reason,
        "cells": [in_use, own, level_text(item.indicated_level, item.level_range), *asks],
    }


def _ask_text(item: CriterionSummary, tier_id: str) -> str:
    wanted = item.minimums.get(tier_id)
    if wanted is None:
        return "–"
    short = wanted - (item.level or 0)
    if item.is_not_applicable or short <= 0:
        return f"{wanted}"
    return f"{wanted} ({short} short)"


def level_text(level: int | None, reach: tuple[int, int] | None) -> str:
    """Give the level that a figure indicates, with the range that it may lie in."""
    if level is None:
        return "–"
    if reach is None or reach[0] == reach[1]:
        return f"{level}"
    return f"{level} ({reach[0]} to {reach[1]})"


def _status_text(item: MetricSummary) -> str:
    return " ".join(part for part in (item.status_text, item.pooled_text, *item.notices) if part)
