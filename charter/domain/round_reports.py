"""What the report of a round says, as plain values: every number has been through disclosure rules, nobody is named."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.palettes import Palette

TOO_FEW = "too few"  # in the place of a mean


@dataclass(frozen=True, slots=True)
class CountLine:
    """One bar and one row: how many of something, as it may be shown."""

    label: str
    count: int | None  # None = withheld
    text: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that add up to a total, one way."""

    title: str
    lines: tuple[CountLine, ...]
    total_text: str
    sentence: str  # the finding in words, or why nothing is shown


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of texts."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """Alpha with its interval against the edition's line, for a chart; and everything in words."""

    alpha: float | None
    interval: tuple[float, float] | None
    line: float | None  # below it reviewers calibrate; None = the edition states none
    rows: tuple[tuple[str, str], ...]  # what, and its value in words
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HardCriterion:
    """How institutions fared on a criterion, as it may be shown."""

    criterion_id: str
    title: str
    below_percent: float | None  # submissions below the level that their tier asks; None = withheld, or nothing asked
    below_text: str
    mean_text: str  # mean agreed level
    spread_text: str  # how far panels were apart on it


@dataclass(frozen=True, slots=True)
class RoundReport:
    """Everything that the report says."""

    body_name: str
    palette: Palette
    round_title: str
    edition_title: str  # with its version
    period_text: str
    made_on_text: str
    headlines: tuple[str, ...]
    outcomes: Counts
    tiers: ReportTable | None  # outcomes by tier applied for; None where too much of it would be withheld
    groups: tuple[Counts, ...]  # by region, by type
    criteria: tuple[HardCriterion, ...]  # hardest first
    criteria_sentence: str
    agreement: AgreementLine
    promises: ReportTable
    no_promises_text: str  # in its place where it has no rows
    challenges: ReportTable  # appeals and objections
    disclosure_notes: tuple[str, ...]
    warning: str = ""
