"""An edition of a charter as frozen values: what is asked, what a level means, what a tier asks for.

Nothing here knows a criterion, a theme or a tier by name. Every number is an exact ``Fraction`` or an ``int``.
Order is meaning: themes, criteria, tables, metrics and tiers stand in the order of the edition's files; tiers lowest
first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class LevelDefinition:
    """What one level of the scale means for every criterion."""

    level: int
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """A theme that is rated several times (for example three services), and how its totals become one."""

    count: int  # how often each criterion of the theme is rated
    combine: str  # "median": the middle of the theme's totals


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of criteria with a name, a kind that tier rules may speak of, and the sum of its weights."""

    id: str
    name: str
    kind: str  # a word of the edition, such as core
    weight: Fraction
    repeats: Repeats | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a criterion. ``kind`` is a key of ``domain.questions.KINDS``."""

    id: str
    kind: str  # yes_no, rubric, metric, data_table, number, date, narrative, upload
    text: str  # what is asked; for a metric or table that has no text of its own, its name
    is_required: bool
    word_limit: int | None = None  # narrative
    table_id: str | None = None  # data_table; "ACTIONS" style ids name the action plan
    metric_id: str | None = None  # metric
    input_id: str | None = None  # number, date
    max_files: int | None = None  # upload
    not_applicable_when: str | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A level refused while a yes/no question is answered in a stated way."""

    question_id: str
    when: str  # the answer that closes the gate
    refuses_level_from: int


@dataclass(frozen=True, slots=True)
class MetricUse:
    """A metric under a criterion: ``indicative`` yields an indicated level, ``context`` is shown only."""

    metric_id: str
    role: str
    not_applicable_when: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of the research that a criterion or survey item comes from, verbatim."""

    theme: str  # key of Edition.research_themes
    codes: tuple[str, ...]  # focus groups FG1-FG4, "text" = authors' sentence, "T2" = table 2
    quote: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: requirement, guidance, questions, rubric, weight and what each tier asks of it."""

    id: str
    theme_id: str
    title: str
    requirement: str
    guidance: str
    evidence: tuple[str, ...]
    questions: tuple[Question, ...]
    rubric: tuple[str, ...]  # a sentence a level, index = level
    gates: tuple[Gate, ...]
    metrics: tuple[MetricUse, ...]
    weight: Fraction
    minimums: Mapping[str, int]  # tier id -> lowest level; a tier that asks nothing is absent
    quotations: tuple[Quotation, ...]
    crosswalk: Mapping[str, tuple[str, ...]]  # scheme -> its codes
    may_be_not_applicable: bool
    not_applicable_when: str | None = None
    minimums_from: str | None = None  # "second_round": minimums do not bind in the criterion's first round
    floors_from: str | None = None

    @property
    def top_level(self) -> int:
        """The highest level of the rubric."""
        return len(self.rubric) - 1

    @property
    def indicative_metric_ids(self) -> tuple[str, ...]:
        """The metrics whose levels indicate this criterion's level."""
        return tuple(use.metric_id for use in self.metrics if use.role == "indicative")


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes with their labels, in the order in which a table shows them."""

    id: str
    labels: Mapping[str, str]  # code -> label


@dataclass(frozen=True, slots=True)
class CodeGrouping:
    """Codes of one list collapsed into groups: group -> codes."""

    id: str
    of: str  # id of the code list or grouping whose codes it groups
    groups: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]  # group -> label


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing counted in a table."""

    id: str
    label: str
    is_optional: bool = False
    at_most: str | None = None  # a measure of the same table that this one may not exceed


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A data table that an institution fills with counts.

    ``kind``: "counts" (rows × columns × measures), "survey" (counts, and answers by item), "records" (any number of
    records with yes/no flags, DT-09) or "actions" (the action plan). Cell keys are built as in ``answers.TableData``.
    """

    id: str
    title: str
    kind: str
    unit: str
    rows: tuple[str, ...]  # row codes in order; empty for records
    row_list: str | None  # id of the code list or grouping the rows come from; None = the table's own
    columns: tuple[str, ...]  # column codes in order; empty = no columns
    column_lists: tuple[str, ...]  # the lists that make up the columns, in order
    measures: tuple[Measure, ...]  # records: the flags
    extras: tuple[Measure, ...] = ()  # totals outside the rows
    optional_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # row -> the rows that it sums
    required_tiers: tuple[str, ...] = ()  # tier ids that need it
    not_applicable_when: str | None = None
    note: str | None = None
    row_labels: Mapping[str, str] = field(default_factory=dict)
    column_labels: Mapping[str, str] = field(default_factory=dict)
    prefill: str | None = None


@dataclass(frozen=True, slots=True)
class TypedInput:
    """A number or date typed once, outside every table."""

    id: str
    kind: str  # date, integer, number
    label: str
    minimum: int | None
    criterion_id: str
    question_id: str


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of a metric's axis and the level that it indicates; minimum inclusive, maximum exclusive."""

    level: int
    minimum: Fraction | None  # None = open
    maximum: Fraction | None


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A metric declared by kind and inputs; see docs/method.md for what each kind computes.

    ``parameters`` holds the declaration as written (cell sets as lists, inputs as mappings); ``domain.metrics`` reads
    it. No expression is ever evaluated.
    """

    id: str
    name: str
    unit: str  # ratio, pct, pp, hours
    role: str
    reading: str
    kind: str
    parameters: Mapping[str, Any]
    direction: str
    bands: tuple[Band, ...] | None
    band_set_id: str | None
    min_denominator: int  # default already filled in
    level_from: int  # survey kinds: valid answers needed for a level; others: same as min_denominator
    min_expected: int
    pools: bool  # True where the declaration says flow
    flag_above: Fraction | None = None
    age_input: str | None = None  # not_yet while this date is younger than age_months, or blank
    age_months: int = 0
    inverse_name: str | None = None  # 1/value is shown under this name too


@dataclass(frozen=True, slots=True)
class SurveyItem:
    """One item of the staff experience survey."""

    id: str
    text: str
    feeds: tuple[str, ...]  # criterion ids
    route: str | None
    quotation: Quotation | None


@dataclass(frozen=True, slots=True)
class Survey:
    """The survey's items, its scale, and which answers count as favourable."""

    items: tuple[SurveyItem, ...]
    answers: tuple[str, ...]  # codes of the answers, in order, as in the table's cells
    valid_answers: tuple[str, ...]  # those that enter a share
    favourable_answers: tuple[str, ...]
    min_group_n: int
    level_from_n: int
    scale_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EligibilityRule:
    """A condition of a tier beside its levels; ``parameters`` as the kind asks."""

    id: str
    kind: str
    text: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tier:
    """What a tier asks for. Minimums are on the edition's own measure (percent or points)."""

    id: str
    name: str
    overall_minimum: Fraction | None
    theme_minimums: Mapping[str, Fraction]  # theme id -> minimum; absent = nothing asked
    criterion_minimums: Mapping[str, int]  # criterion id -> minimum; absent = nothing asked
    floor: int | None  # no applicable criterion below this level
    includes: str | None  # the tier whose eligibility it includes
    eligibility: tuple[EligibilityRule, ...]  # its own rules only


@dataclass(frozen=True, slots=True)
class NarrowMiss:
    """How far a miss may go and still be mended in the same round."""

    overall_short_at_most: Fraction
    theme_short_at_most: Fraction
    criteria_short_at_most: int
    levels_short_at_most: int
    floor_counts_as_minimum: bool
    eligibility_must_be_met: bool


@dataclass(frozen=True, slots=True)
class Scoring:
    """How levels become a score.

    ``measure``: "percent" (100 × Σ w·L/top ÷ Σ w over applicable criteria) or "points" (Σ w·L, a repeated theme
    combined first). Half marks are refused.
    """

    measure: str
    unit: str  # the word or sign behind a score: "%" or "points"


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """Which outcomes there are and which goes before which."""

    outcomes: Mapping[str, str]  # id -> meaning
    precedence: tuple[str, ...]
    narrow_miss: NarrowMiss | None
    reasons: tuple[str, ...]  # for no award


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """What one audience may see of counts and rates."""

    id: str  # public, panel, own_trust
    suppress_below: int
    zero_is_safe_from_row_total: Fraction  # a zero in a row of a smaller total is suppressed
    round_base: int
    percent_min_denominator: Fraction
    mean_min_n: int
    ratio_min_denominator: Fraction
    is_secondary: bool


@dataclass(frozen=True, slots=True)
class ActionField:
    """One field of an action in the plan."""

    id: str
    kind: str  # string, text, ref, enum, date
    is_required: bool
    label: str
    word_limit: int | None = None
    values: tuple[str, ...] = ()
    value_labels: Mapping[str, str] = field(default_factory=dict)
    refers_to: str | None = None
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A whole edition: everything that is asked, counted and decided by one version of one charter."""

    charter_id: str
    version: str
    title: str
    status: str  # draft, published, superseded
    nation: str
    levels: tuple[LevelDefinition, ...]
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]  # in edition order
    code_lists: Mapping[str, CodeList]
    code_groupings: Mapping[str, CodeGrouping]
    tables: tuple[TableDefinition, ...]
    typed_inputs: tuple[TypedInput, ...]
    metrics: tuple[MetricDefinition, ...]
    survey: Survey | None
    tiers: tuple[Tier, ...]  # lowest first
    no_tier_name: str  # what it is called when no tier is reached
    scoring: Scoring
    decision: DecisionRules
    disclosure: Mapping[str, DisclosurePolicy]
    action_fields: tuple[ActionField, ...]
    definitions: Mapping[str, str]
    research_themes: Mapping[str, str]
    crosswalk_names: Mapping[str, str]  # scheme id -> its full name
    checksum: str  # SHA-256 of the edition's files, hexadecimal
    facts: Mapping[str, Any] = field(default_factory=dict)  # the rest as written: dates, hours, panel, benchmarking …

    @property
    def reference(self) -> str:
        """``charter/version``, as commands and links name it."""
        return f"{self.charter_id}/{self.version}"

    def theme(self, theme_id: str) -> Theme:
        """Give the theme of that id; KeyError where there is none."""
        return _by_id(self.themes, theme_id)

    def criterion(self, criterion_id: str) -> Criterion:
        """Give the criterion of that id; KeyError where there is none."""
        return _by_id(self.criteria, criterion_id)

    def metric(self, metric_id: str) -> MetricDefinition:
        """Give the metric of that id; KeyError where there is none."""
        return _by_id(self.metrics, metric_id)

    def table(self, table_id: str) -> TableDefinition:
        """Give the table of that id; KeyError where there is none."""
        return _by_id(self.tables, table_id)

    def tier(self, tier_id: str) -> Tier:
        """Give the tier of that id; KeyError where there is none."""
        return _by_id(self.tiers, tier_id)

    def criteria_of(self, theme_id: str) -> tuple[Criterion, ...]:
        """Give the theme's criteria in edition order."""
        return tuple(criterion for criterion in self.criteria if criterion.theme_id == theme_id)

    def eligibility_of(self, tier_id: str) -> tuple[EligibilityRule, ...]:
        """Give the tier's own rules of eligibility after those of every tier that it includes."""
        tier = self.tier(tier_id)
        included = self.eligibility_of(tier.includes) if tier.includes else ()
        return included + tier.eligibility


def _by_id(items: tuple[Any, ...], wanted: str) -> Any:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
