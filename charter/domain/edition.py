"""An edition of a charter as frozen values: what is asked, what a level means, what a tier asks for.

Nothing here knows a criterion, a theme or a tier by name. Every number is an exact ``Fraction`` or an ``int``.
Order is meaning: themes, criteria, tables, metrics and tiers stand in the order of the edition's files; tiers lowest
first. The values that an edition is made of stand beside this file, by subject, and may be imported from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from charter.domain.edition_criteria import (
    Criterion,
    Gate,
    LevelDefinition,
    MetricUse,
    Question,
    Quotation,
    Repeats,
    Theme,
)
from charter.domain.edition_rules import (
    Band,
    DecisionRules,
    DisclosurePolicy,
    EligibilityRule,
    MetricDefinition,
    NarrowMiss,
    Scoring,
    Tier,
)
from charter.domain.edition_tables import (
    ActionField,
    CodeGrouping,
    CodeList,
    Measure,
    Survey,
    SurveyItem,
    TableDefinition,
    TypedInput,
)

PUBLIC_STATUSES = ("published", "superseded")  # of editions that never change again; a draft is for its authors only

__all__ = [
    "PUBLIC_STATUSES",
    "ActionField",
    "Band",
    "CodeGrouping",
    "CodeList",
    "Criterion",
    "DecisionRules",
    "DisclosurePolicy",
    "Edition",
    "EligibilityRule",
    "Gate",
    "LevelDefinition",
    "Measure",
    "MetricDefinition",
    "MetricUse",
    "NarrowMiss",
    "Question",
    "Quotation",
    "Repeats",
    "Scoring",
    "Survey",
    "SurveyItem",
    "TableDefinition",
    "Theme",
    "Tier",
    "TypedInput",
]


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


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_HasId)


def _by_id(items: tuple[_Item, ...], wanted: str) -> _Item:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
