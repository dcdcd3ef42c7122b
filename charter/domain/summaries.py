"""What a report, page or command may say of one assessment: plain values, already safe for the audience named.

``services.summaries`` builds a ``Summary`` from an answer sheet; charts, paper, screen and command line read it and
nothing else. Every text is ready to show. Numbers for charts are floats; exact values stay behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from charter.domain.trend_summaries import Trend


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: travels with it to screen and paper."""

    title: str
    publisher: str
    year: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class MetricSummary:
    """One metric as shown to an audience."""

    metric_id: str
    name: str
    reading: str
    unit: str  # ratio, pct, pp, hours
    kind: str
    role: str
    status: str
    status_text: str  # in words, with the reason
    value: float | None
    value_text: str  # "0.70", "62 %", "more than 15.68", "*", "..", "-"
    interval: tuple[float | None, float | None] | None
    interval_text: str  # "0.51 to 0.95", "" where none
    level: int | None
    level_range: tuple[int, int] | None
    direction: str
    notices: tuple[str, ...] = ()
    inverse_text: str = ""  # "WRES2 = 1.43"
    pooled_text: str = ""
    counts_text: str = ""  # internal audience only
    fraction: tuple[int, int] | None = None  # numerator, denominator of a share, as the audience may see them
    steps: tuple[tuple[str, str], ...] = ()  # (step, value text) of a step disparity


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """One question and what was answered, as text."""

    question_id: str
    kind: str
    text: str
    answer: str  # "" = not answered
    is_required: bool
    words: int | None = None
    word_limit: int | None = None


@dataclass(frozen=True, slots=True)
class CriterionSummary:
    """One criterion with its levels, figures and text."""

    criterion_id: str
    theme_id: str
    title: str
    requirement: str
    weight: float
    self_level: int | None  # as typed
    level: int | None  # in use: after gates and caps; None = not applicable or not given
    level_label: str  # "Established", "Not applicable", "Not given"
    level_reason: str  # why level differs from self_level, "" where it does not
    indicated_level: int | None
    level_range: tuple[int, int] | None
    minimums: Mapping[str, int]  # tier id -> level asked, mandatory minimum or floor, the larger
    is_not_applicable: bool
    is_answered: bool
    rubric_now: str
    rubric_next: str  # the sentence of the next level, "" at the top
    metrics: tuple[MetricSummary, ...]
    answers: tuple[AnswerSummary, ...]
    missing: tuple[str, ...]  # required questions not answered, in words
    corrections: tuple[str, ...] = ()  # notes beside the wording, which was published and never changes


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """One theme's score against what each tier asks."""

    theme_id: str
    name: str
    kind: str
    score: float | None
    score_text: str
    minimums: Mapping[str, float]  # tier id -> minimum
    criteria: tuple[CriterionSummary, ...]


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing between here and a tier."""

    kind: str  # overall, theme, mandatory, floor, eligibility
    subject: str  # theme or criterion id, rule id, "" for overall
    text: str  # a full sentence
    has_text: str
    needs_text: str


@dataclass(frozen=True, slots=True)
class RaiseSummary:
    """One step of the smallest way up."""

    criterion_id: str
    title: str
    from_level: int
    to_level: int
    what_it_takes: str  # the rubric sentence of to_level
    room_text: str  # where its metrics show room, "" where they say nothing


@dataclass(frozen=True, slots=True)
class TierSummary:
    """Where the institution stands against one tier."""

    tier_id: str
    name: str
    is_reached: bool  # rules about levels
    is_eligible: str  # met, not_met, cannot_tell
    overall_minimum: float | None
    blockers: tuple[Blocker, ...]
    eligibility: tuple[tuple[str, str, str], ...]  # (text, answer in words, reason)
    raises: tuple[RaiseSummary, ...]
    raises_text: str  # one sentence: the smallest total, or why there is no way, or that it is reached
    total_levels: int


@dataclass(frozen=True, slots=True)
class ActionSummary:
    """One action of the plan, every field as shown text, and its dates for the timeline."""

    reference: str
    values: Mapping[str, str]  # field id -> text
    criterion_id: str
    start: str  # ISO date or ""
    due: str
    rag: str
    rag_text: str
    title: str  # the action in few words


@dataclass(frozen=True, slots=True)
class PeerFigure:
    """One published figure of the institution among its peers; peers have no names."""

    figure_id: str
    title: str  # what is measured, in plain words
    unit: str  # pct, ratio, pp
    value: float | None
    value_text: str
    interval: tuple[float | None, float | None] | None  # where a base is known
    base_n: int | None
    peer_group: str  # "62 acute trusts in England", in words
    peer_values: tuple[float, ...]  # sorted; for the strip, nameless
    peer_bases: tuple[int, ...]  # same order as peer_values; () where not known
    median: float | None  # None with too few peers
    lower_quartile: float | None
    upper_quartile: float | None
    sentence: str  # the finding, or the honest sentence where there is none
    sources: tuple[Source, ...]
    white_value: float | None = None  # WRES: both rates
    bme_value: float | None = None
    higher_is_better: bool | None = None


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One organisation in a funnel: nameless, but for the institution itself."""

    base_n: int
    percent: float
    is_own: bool


@dataclass(frozen=True, slots=True)
class Funnel:
    """A proportion among peers by base, with limits where they would not mislead."""

    title: str
    mean_percent: float
    points: tuple[FunnelPoint, ...]
    limits: tuple[tuple[int, float, float, float, float], ...]  # (n, low 95, high 95, low 99.8, high 99.8); () = none
    dispersion: float  # mean squared z
    note: str  # which limits, or why none
    sentence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class BandShare:
    """Representation in one pay-band cluster, as the audience may see it."""

    column: str
    label: str
    bme_percent: float | None  # None = suppressed or nobody
    text: str
    staff_text: str


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A data table as the audience may see it: header, and rows of text."""

    table_id: str
    title: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class BenchmarkSummary:
    """Published figures of the institution among peers, or the sentence why there are none."""

    sentence: str
    figures: tuple[PeerFigure, ...]  # WRES 5 to 8 first, then survey items
    funnels: tuple[Funnel, ...]
    context: tuple[tuple[str, str, str], ...]  # national facts: (what, value, source line)
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that a page or PDF of one assessment shows."""

    audience: str  # public, own_trust
    is_internal: bool  # every page must say "internal, small numbers"
    is_illustration: bool
    edition_reference: str
    edition_title: str
    edition_checksum: str
    method_version: str
    institution_name: str  # "" = not given; use organisation_title to show
    institution_title: str  # name, or "Institution not named"
    ods_code: str
    scope_text: str
    snapshot_text: str  # "31 March 2027" or ""
    levels: tuple[tuple[int, str, str], ...]  # (level, label, meaning)
    theme_word: str  # what the edition calls a theme, singular
    tier_ids: tuple[str, ...]  # lowest first
    tier_names: Mapping[str, str]
    applied_for: str | None
    overall: float | None
    overall_text: str
    reached: str | None  # tier id by levels, eligibility aside
    reached_text: str  # "Bronze", or the edition's word for none
    outcome: str | None  # id; None while levels are missing or no tier applied for
    outcome_text: str  # a sentence
    basis_text: str  # "Self-assessed: no panel has looked at these levels."
    is_complete: bool
    missing: tuple[str, ...]  # what is missing, in words, first the most telling
    themes: tuple[ThemeSummary, ...]
    tiers: tuple[TierSummary, ...]
    metrics: tuple[MetricSummary, ...]  # all, in edition order
    bands: tuple[BandShare, ...]
    actions: tuple[ActionSummary, ...]
    action_fields: tuple[tuple[str, str], ...]  # (id, label) in edition order
    three_things: tuple[str, ...]  # at most three sentences: what to do first
    tables: tuple[TableSummary, ...]
    benchmarks: BenchmarkSummary
    definitions: tuple[tuple[str, str], ...]
    disclosure_notes: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    digest: str = ""  # SHA-256 of the answers' canonical JSON
    as_of_text: str = ""
    next_tier: str | None = None  # the lowest tier not reached
    extra: Mapping[str, str] = field(default_factory=dict)
    trend: Trend | None = None  # the years before beside this one; None where there is none, or nobody asked
