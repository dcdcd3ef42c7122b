"""What an edition asks: levels, themes, criteria and their questions, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


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
