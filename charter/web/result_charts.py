"""The charts of a result page: which stand in which section, their tables, and their data for the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from charter.domain.summaries import Summary

SECTIONS = ("tiers", "themes", "metrics", "benchmarks", "actions")


def section_charts(summary: Summary, picture_url: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    return {name: [] for name in SECTIONS}


def charts_json(summary: Summary) -> bytes:
    return b"{}"
