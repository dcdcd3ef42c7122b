"""A compact, rich, invented summary: two tiers, two themes, four criteria; no real edition, nobody's figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from charter.domain.summaries import (
    ActionSummary,
    AnswerSummary,
    BandShare,
    BenchmarkSummary,
    Blocker,
    CriterionSummary,
    MetricSummary,
    RaiseSummary,
    Source,
    Summary,
    TableSummary,
    ThemeSummary,
    TierSummary,
)

SOURCE = Source("An invented source", "An invented publisher", "2026", "Open Government Licence v3.0")
NO_BENCHMARKS = BenchmarkSummary("No organisation was named, so there are no peers.", (), (), (), ())
LEVELS = (
    (0, "Absent", "Nothing there"),
    (1, "Emerging", "Planned"),
    (2, "Established", "In place"),
    (3, "Embedded", "Covers most"),
    (4, "Leading", "Sustained"),
)

METRIC = MetricSummary(
    metric_id="M1",
    name="Uptake",
    reading="Uptake of BME staff as a ratio to white staff",
    unit="ratio",
    kind="rate_ratio",
    role="lead",
    status="computed",
    status_text="Computed",
    value=0.7,
    value_text="0.70",
    interval=(0.51, 0.95),
    interval_text="0.51 to 0.95",
    level=2,
    level_range=(1, 3),
    direction="higher",
    notices=("The interval is wide.",),
    fraction=(30, 120),
)
SHARE = replace(
    METRIC, metric_id="M2", name="Offer", unit="pct", value=62.0, value_text="62\u00a0%", interval=(55.0, 69.0),
    interval_text="55 to 69", level=3, level_range=(3, 3),
)  # fmt: skip
WITHHELD = replace(
    METRIC, metric_id="M3", name="Trust", status="suppressed", status_text="Withheld: fewer than 10 people",
    value=None, value_text="*", interval=None, interval_text="", level=None, level_range=None, fraction=None,
)  # fmt: skip


def criterion(criterion_id: str, title: str, **more: Any) -> CriterionSummary:
    """Give a criterion at level 2 of 4, asked 1 by the lower and 3 by the higher tier, but for ``more``."""
    values: dict[str, Any] = {
        "criterion_id": criterion_id,
        "theme_id": criterion_id[:1],
        "title": title,
        "requirement": f"{title} is asked of every organisation.",
        "weight": 4.0,
        "self_level": 2,
        "level": 2,
        "level_label": "Established",
        "level_reason": "",
        "indicated_level": None,
        "level_range": None,
        "minimums": {"one": 1, "two": 3},
        "is_not_applicable": False,
        "is_answered": True,
        "rubric_now": "In place.",
        "rubric_next": "Covers most staff.",
        "metrics": (),
        "answers": (AnswerSummary(f"{criterion_id}.q1", "narrative", "What is done?", "Much.", True, 1, 150),),
        "missing": (),
    }
    return CriterionSummary(**(values | more))


THEMES = (
    ThemeSummary(
        "A", "Access", "core", 62.5, "62.5\u00a0%", {"one": 40.0, "two": 60.0},
        (
            criterion("A1", "An open, resourced scheme for everybody who asks", indicated_level=2,
                      level_range=(1, 3), metrics=(METRIC, SHARE)),
            criterion("A2", "Protected time", self_level=3, level=3, level_label="Embedded"),
        ),
    ),
    ThemeSummary(
        "B", "Belonging", "cross_cutting", 45.8, "45.8\u00a0%", {"one": 40.0, "two": 50.0},
        (
            criterion("B1", "Trust", level=1, self_level=2, level_label="Emerging", metrics=(WITHHELD,),
                      level_reason="A required answer is missing.", missing=("What is done?",)),
            criterion("B2", "Sponsorship", level=None, self_level=None, level_label="Not applicable",
                      is_not_applicable=True, rubric_now="", minimums={}),
        ),
    ),
)  # fmt: skip

RAISES = (
    RaiseSummary("A1", THEMES[0].criteria[0].title, 2, 3, "Covers most staff.", "Uptake is 0.70."),
    RaiseSummary("B1", "Trust", 1, 3, "Most staff trust it.", ""),
)
TIERS = (
    TierSummary("one", "First", True, "met", 40.0, (), (("Signed by the board", "Yes", ""),), (),
                "First is reached by these levels.", 0),
    TierSummary(
        "two", "Second", False, "cannot_tell", 60.0,
        (
            Blocker("theme", "B", "Belonging has 45.8 % and needs 50 %.", "45.8\u00a0%", "50\u00a0%"),
            Blocker("mandatory", "B1", "Trust is at level 1 and needs 3.", "1", "3"),
        ),
        (("Two years of figures", "Cannot tell", "Only one year is given."),), RAISES,
        "Three levels in two criteria reach Second.", 3,
    ),
)  # fmt: skip

BANDS = (
    BandShare("low", "Bands 1 to 4", 30.0, "30.0\u00a0%", "400"),
    BandShare("mid", "Bands 5 to 7", 24.5, "24.5\u00a0%", "600"),
    BandShare("high", "Bands 8a and above", None, "*", "*"),
    BandShare("", "All", 25.0, "25.0\u00a0%", "1,040"),
)
ACTIONS = (
    ActionSummary("P1", {"ref": "P1", "action": "Publish the scheme", "rag": "Green"}, "A1",
                  "2026-01-01", "2026-09-30", "green", "Green", "Publish the scheme"),
    ActionSummary("P2", {"ref": "P2", "action": "Train mentors", "rag": "Amber"}, "B1",
                  "2025-10-01", "2026-03-31", "amber", "Amber", "Train mentors"),
    ActionSummary("P3", {"ref": "P3", "action": "Listen", "rag": "Not started"}, "B1",
                  "", "soon", "not_started", "Not started", "Listen"),
)  # fmt: skip
TABLE = TableSummary(
    "T1", "Staff by band", "T1 Staff by band: people", ("Group", "Bands 1 to 4", "All"),
    (("BME", "120", "260"), ("White", "280", "780")), "",
)  # fmt: skip


def rich_summary(**more: Any) -> Summary:
    """Give the summary of an invented institution on its way from the first to the second tier, but for ``more``."""
    values: dict[str, Any] = {
        "audience": "public",
        "is_internal": False,
        "is_illustration": True,
        "edition_reference": "tiny/1.0",
        "edition_title": "A tiny charter",
        "edition_checksum": "0" * 64,
        "method_version": "1",
        "institution_name": "Example Trust",
        "institution_title": "Example Trust",
        "ods_code": "",
        "scope_text": "Whole organisation",
        "snapshot_text": "31 March 2026",
        "levels": LEVELS,
        "theme_word": "domain",
        "tier_ids": ("one", "two"),
        "tier_names": {"one": "First", "two": "Second"},
        "applied_for": "two",
        "overall": 54.2,
        "overall_text": "54.2\u00a0%",
        "reached": "one",
        "reached_text": "First",
        "outcome": None,
        "outcome_text": "Second is aimed for.",
        "basis_text": "Self-assessed: no panel has looked at these levels.",
        "is_complete": True,
        "missing": (),
        "themes": THEMES,
        "tiers": TIERS,
        "metrics": (METRIC, SHARE, WITHHELD),
        "bands": BANDS,
        "actions": ACTIONS,
        "action_fields": (("ref", "Reference"), ("action", "Action"), ("rag", "Progress")),
        "three_things": ("Raise Trust to level 3.",),
        "tables": (TABLE,),
        "benchmarks": NO_BENCHMARKS,
        "definitions": (("white", "All white ethnic groups."),),
        "disclosure_notes": ("Counts under 10 are withheld.",),
        "sources": (SOURCE,),
        "digest": "1" * 64,
        "as_of_text": "31 March 2026",
        "next_tier": "two",
    }
    return Summary(**(values | more))


def empty_summary(**more: Any) -> Summary:
    """Give a summary in which nothing was answered: no themes, figures, bands, actions or tables."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("themes", "tiers", "metrics", "bands", "actions", "three_things", "tables", "sources"), ()
    )
    nothing |= {"overall": None, "overall_text": "", "snapshot_text": "", "as_of_text": "", "applied_for": None}
    nothing |= {"reached": None, "reached_text": "None yet", "next_tier": None, "is_complete": False}
    return rich_summary(**(nothing | more))
