"""What becomes of an edition's criteria in the next one, as frozen values: changes, what is carried, what compares.

Nothing here knows a criterion by name. ``fates`` says what follows for one answer, table or figure;
``coherence_crosswalk`` whether a crosswalk fits the two editions between which it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

REWORDED, SPLIT, MERGED, RETIRED, NEW, REWEIGHTED = "reworded", "split", "merged", "retired", "new", "reweighted"
FULL, PARTIAL, NONE = "full", "partial", "none"
# What may be done with a criterion's answers, evidence and levels.
COPY_AS_DRAFT, ROUTE, ARCHIVE_READABLE, BLANK = "copy_as_draft", "route_by_question", "archive_readable", "blank"
COPY, COPY_TO_BOTH, ARCHIVE = "copy", "copy_to_both_for_confirmation", "archive"
REFERENCE_ONLY, REFERENCE_ON_BOTH = "reference_only", "reference_only_on_both"
# What may be done with everything else.
ARCHIVE_AND_BLANK, RECOMPUTE, KEEP, FOLLOW_QUESTION, FOLLOW_CRITERION = (
    "archive_and_blank",
    "recompute",
    "keep",
    "follow_question",
    "follow_criterion",
)
AS_TABLES = "as tables"
CONFIRM_AGAIN = "evidence_older_than_"  # a key of carry_forward, with a number of months behind it


@dataclass(frozen=True, slots=True)
class CarryForward:
    """What is done with what an institution gave to a criterion."""

    answers: str
    evidence: str = NONE
    self_level: str = NONE
    panel_level: str = NONE
    flags: str = ""  # of records: what is done with flags that are no longer asked; "" = as the tables' own fates say
    confirm_evidence_after_months: int | None = None  # evidence older than this asks to be confirmed again


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion that a criterion becomes when it is split, or that takes up others."""

    criterion_id: str
    weight: Fraction | None
    questions_from: tuple[str, ...]  # ids of the old edition
    becomes: Mapping[str, str] = field(default_factory=dict)  # old question -> new; absent = it keeps its id
    new_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survival:
    """What of a retired criterion lives on: its survey item and its figure, under another criterion."""

    new_home: str
    role: str
    survey_item: str | None = None
    metric_id: str | None = None


@dataclass(frozen=True, slots=True)
class MetricChange:
    """Figures that indicate a criterion's level from now on, and figures that are counted otherwise."""

    indicative: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    combine: str | None = None  # "min": the lowest of the indicated levels


@dataclass(frozen=True, slots=True)
class Change:
    """One change, with why it was made and what it means."""

    id: str
    kind: str  # reworded, split, merged, retired, new, reweighted
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    why: str
    carry: CarryForward
    comparable: Mapping[str, str]  # criterion id -> full, partial, none; "" stands for all others
    parts: tuple[Part, ...] = ()
    metrics: MetricChange = MetricChange()
    new_questions: tuple[str, ...] = ()
    retired_questions: tuple[str, ...] = ()
    weight: tuple[Fraction, Fraction] | None = None  # before and after
    weight_released: Fraction | None = None
    minimums: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)  # tier -> before and after
    survives: Survival | None = None
    first_round: str | None = None  # what holds in the first round, in words

    def comparability(self, criterion_id: str) -> str:
        """Give how far results of a criterion can be compared across the change: full, partial or none."""
        return self.comparable.get(criterion_id, self.comparable.get("", NONE))

    def part(self, criterion_id: str) -> Part | None:
        """Give the part of that criterion; None where the change has none."""
        return next((part for part in self.parts if part.criterion_id == criterion_id), None)


@dataclass(frozen=True, slots=True)
class OtherChange:
    """A difference outside the criteria that is meant, such as a tier's minimum or a definition, and why."""

    part: str  # as edition_differences names it: tier, definition, table …
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Fates:
    """What is done with everything that no change settles: words of the vocabulary above."""

    tables_same_year: str = COPY
    tables_changed: str = ARCHIVE_AND_BLANK
    tables_new_year: str = REFERENCE_ONLY
    changed_tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # table -> measure -> fate
    dates: str = COPY
    numbers: str = AS_TABLES
    metrics: str = RECOMPUTE
    survey: str = AS_TABLES
    network_statement: str = REFERENCE_ONLY
    comments: str = FOLLOW_QUESTION
    owners: str = FOLLOW_CRITERION
    due_dates: str = FOLLOW_CRITERION
    actions: str = KEEP


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Everything that leads from one edition to the next."""

    old: str  # reference of the edition before
    new: str
    overlap_months: int
    rule: str
    changes: tuple[Change, ...]
    unchanged: CarryForward
    unchanged_comparable: str
    fates: Fates
    common_without: tuple[str, ...]  # criteria of the old edition that the “common criteria only” view leaves out
    others: tuple[OtherChange, ...] = ()

    def change_from(self, criterion_id: str) -> Change | None:
        """Give the change that a criterion of the old edition goes through; None where it stays as it is."""
        return next((change for change in self.changes if criterion_id in change.old_ids), None)

    def change_to(self, criterion_id: str) -> Change | None:
        """Give the change that a criterion of the new edition comes out of; None where it is as it was."""
        return next((change for change in self.changes if criterion_id in change.new_ids), None)

    def comparability(self, criterion_id: str) -> str:
        """Give how far results of a criterion of the new edition can be compared with the old one's."""
        change = self.change_to(criterion_id)
        return self.unchanged_comparable if change is None else change.comparability(criterion_id)

    def common_criteria(self, old_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Give those of the old edition's criteria that the “common criteria only” view shows, in their order."""
        return tuple(criterion_id for criterion_id in old_ids if criterion_id not in self.common_without)
