"""What the rules find: metrics, scores, tiers, decisions, ways up, as frozen values. No computing here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

# ---- metrics -------------------------------------------------------------------------------------------------------

STATUSES = ("not_yet", "missing", "too_few", "pooled", "ok", "not_applicable")


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; an end that is None is open (unbounded)."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step of a step disparity: its name, counts (reference from, to, group from, to) and value."""

    name: str
    counts: tuple[int, int, int, int]
    value: Fraction | None  # None = unbounded or not reportable
    is_reportable: bool
    is_unbounded: bool = False


@dataclass(frozen=True, slots=True)
class MetricResult:
    """A metric computed for one year.

    ``value`` is None where there is none to show; ``is_unbounded`` where the reference has no event and the group has.
    ``level`` and ``level_range`` are None where the edition gives no bands or the status bars a level.
    ``inputs``: the exact counts used, by plain names ("bme events", "bme base" …), after pooling: internal reports and
    disclosure read them.
    """

    metric_id: str
    status: str
    value: Fraction | None = None
    is_unbounded: bool = False
    interval: Interval | None = None
    level: int | None = None
    level_range: tuple[int, int] | None = None
    is_flagged: bool = False  # above flag_above: a sentence is asked for
    years_used: tuple[int, ...] = (0,)
    inputs: Mapping[str, Fraction] = field(default_factory=dict)
    steps: tuple[StepResult, ...] = ()
    without_value: Fraction | None = None  # the same ratio after subtracting the measures named by ``without``
    katz_interval: Interval | None = None
    neutral_percent: Fraction | None = None  # survey kinds: share of the middle answer
    reason: str = ""  # why the status is what it is, in words: which table, cell or minimum
    notices: tuple[str, ...] = ()  # things to say beside it

    @property
    def is_computable(self) -> bool:
        """True where the metric may decide a level (status ok or pooled)."""
        return self.status in ("ok", "pooled")


# ---- scores --------------------------------------------------------------------------------------------------------

Level = int | None  # None = not applicable
Levels = Mapping[str, "Level | tuple[int, ...]"]  # criterion id -> level; a tuple where its theme is rated repeatedly


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Scores of a complete set of levels, exact."""

    levels: Levels
    overall: Fraction | None  # on the edition's measure; None where nothing is applicable
    themes: Mapping[str, Fraction | None]  # theme id -> score; None where none of its criteria is applicable
    not_applicable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """How much is missing from one tier; empty means all its rules about levels hold."""

    tier_id: str
    overall: Fraction  # 0 where met
    themes: Mapping[str, Fraction]  # only those short
    criteria: Mapping[str, int]  # levels missing, mandatory minimum and floor together (the larger)

    @property
    def is_met(self) -> bool:
        """True where nothing is short."""
        return not self.overall and not self.themes and not self.criteria


@dataclass(frozen=True, slots=True)
class EligibilityFinding:
    """One rule of eligibility answered: met, not_met or cannot_tell, and why."""

    rule_id: str
    tier_id: str
    text: str
    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from levels and eligibility for the tier applied for."""

    outcome: str
    tier_id: str | None  # the tier that the outcome is about
    reached: str | None  # highest tier whose rules about levels all hold, eligibility aside
    reason: str | None  # for no award
    shortfalls: Shortfalls  # against the tier applied for


@dataclass(frozen=True, slots=True)
class Raise:
    """One criterion lifted from a level to a higher one."""

    criterion_id: str
    from_level: int
    to_level: int
    repetition: int | None = None  # which one, from 1, where the criterion's theme is rated several times


@dataclass(frozen=True, slots=True)
class WayUp:
    """The smallest total of level raises that reaches a tier's rules about levels.

    ``blocked_by``: criteria whose caps keep the tier out of reach whatever is raised; then ``raises`` is empty and
    ``is_possible`` False. ``total_levels`` is the sum of the raises; 0 where the tier's rules already hold.
    """

    tier_id: str
    is_possible: bool
    raises: tuple[Raise, ...]
    total_levels: int
    blocked_by: tuple[str, ...] = ()
