"""Where an assessment would stand in another edition: its score and tier before the move, and after it in two ways.

“As carried”: what has no level yet counts as not given. “Outlook”: levels that start blank are taken as they were, a
split's for each of its parts; a new criterion has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from charter.domain.answers import AnswerSheet, CriterionAnswers
from charter.domain.carrying import Carried, ItemFate
from charter.domain.carrying_routes import INPUTS, TABLES, Routing
from charter.domain.carrying_things import LEVEL
from charter.domain.edition import Edition
from charter.domain.fates import LEFT_BLANK
from charter.domain.first_rounds import as_due
from charter.domain.metrics import figures_there, tables_read
from charter.domain.results import MetricResult
from charter.services.assessments import place
from charter.services.plan_fields import ACTIONS, listed
from charter.services.scored_levels import score_levels
from charter.services.summary_criteria import score_text
from charter.store.answer_files import read_saved

Json = Any
Statuses = Mapping[str, MetricResult]
NOW_LABEL = "As it stands, in edition {version}"
CARRIED_LABEL = "As it would be carried to edition {version}: a level that starts blank counts as not given"
OUTLOOK_LABEL = (
    "Outlook in edition {version}: levels that start blank are taken as they were, and a new criterion has none"
)


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """A score and the tier that the levels reach, self-assessed; ``label`` says in words what they rest on."""

    edition_reference: str
    label: str
    tier_id: str | None
    tier_text: str
    overall: Fraction | None
    overall_text: str
    without_level: int  # criteria


@dataclass(frozen=True, slots=True)
class Standings:
    """Before the move, after it as carried, and the outlook."""

    before: DraftStanding
    carried: DraftStanding
    outlook: DraftStanding
    change: int  # how many tiers the outlook lies above what there is; below zero where it lies lower


@dataclass(frozen=True, slots=True)
class Same:
    """What a move leaves as it is, so that it is read and counted once: tables, and figures by them."""

    tables: frozenset[str]
    metrics: frozenset[str]


class Scorer:
    """Scores assessments before and after one move; what follows from the editions alone is found once."""

    def __init__(self, old: Edition, new: Edition, routing: Routing) -> None:
        """Look at what both editions have in common."""
        self.old, self.new = old, new
        self._same = _same(old, new, routing)
        self._indicative = {edition.reference: _indicative(edition) for edition in (old, new)}

    def standings(self, registered: Mapping[str, Json], fields: Mapping[str, Json], carried: Carried) -> Standings:
        """Give all three; ``registered`` is the document as it is before anybody answers."""
        sheet = sheet_of(self.old, registered, fields)
        statuses = figures_there(self.old, sheet, self._indicative[self.old.reference])
        after = self._after(registered, carried, sheet)
        known = {name: found for name, found in statuses.items() if name in self._same.metrics}
        more = [name for name in self._indicative[self.new.reference] if name not in known]
        both = {**known, **figures_there(self.new, after, more)}
        outlook = with_old_levels(after, carried.fates, fields)
        now = self._standing(self.old, sheet, statuses, NOW_LABEL)
        seen = self._standing(self.new, outlook, both, OUTLOOK_LABEL)
        return Standings(
            before=now,
            carried=self._standing(self.new, after, both, CARRIED_LABEL),
            outlook=seen,
            change=rank_of(self.new, seen.tier_id) - rank_of(self.old, now.tier_id),
        )

    def _after(self, registered: Mapping[str, Json], carried: Carried, before: AnswerSheet) -> AnswerSheet:
        """The sheet after the move; tables that stay as they are were read already."""
        fields = {
            field: value for field, value in carried.holdings.fields.items() if _table(field) not in self._same.tables
        }
        sheet = sheet_of(self.new, {**registered, "edition": self.new.reference}, fields)
        kept = {name: years for name, years in before.tables.items() if name in self._same.tables}
        return replace(sheet, tables={**kept, **sheet.tables})

    def _standing(self, edition: Edition, sheet: AnswerSheet, statuses: Statuses, label: str) -> DraftStanding:
        scored = score_levels(as_due(edition, sheet.submit_by), sheet, statuses)
        reached = scored.reached
        return DraftStanding(
            edition_reference=edition.reference,
            label=label.format(version=edition.version),
            tier_id=reached,
            tier_text=edition.tier(reached).name if reached else edition.no_tier_name,
            overall=scored.card.overall,
            overall_text=score_text(edition, scored.card.overall),
            without_level=len(scored.in_use.missing),
        )


def sheet_of(edition: Edition, registered: Mapping[str, Json], fields: Mapping[str, Json]) -> AnswerSheet:
    """Give the sheet of fields, without what bears on no level: earlier years of tables, and the actions."""
    document: dict[str, Json] = {**registered, "institution": dict(registered["institution"])}
    for field, value in fields.items():
        if not field.startswith(f"/{ACTIONS}/") and (not field.startswith(TABLES) or field.endswith("/year_0")):
            place(document, field, value)
    return read_saved(listed(document), edition, is_draft=True).sheet


def with_old_levels(sheet: AnswerSheet, fates: tuple[ItemFate, ...], fields: Mapping[str, Json]) -> AnswerSheet:
    """Give the sheet with levels that start blank as they were."""
    criteria = dict(sheet.criteria)
    for fate in fates:
        if fate.what != LEFT_BLANK:
            continue
        for target in fate.targets:
            _, _, criterion_id, name = target.split("/", 3)
            given = criteria.get(criterion_id, CriterionAnswers())
            if fate.kind == LEVEL:
                criteria[criterion_id] = replace(given, level=fields[fate.place])
            elif name == "not_applicable":
                criteria[criterion_id] = replace(given, is_not_applicable=bool(fields[fate.place]))
    return replace(sheet, criteria=criteria)


def rank_of(edition: Edition, tier_id: str | None) -> int:
    """Give how high a tier stands in an edition, 1 = its lowest; 0 = none, or one that it does not have."""
    return next((place for place, tier in enumerate(edition.tiers, 1) if tier.id == tier_id), 0)


def _indicative(edition: Edition) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in edition.criteria for name in item.indicative_metric_ids))


def _same(old: Edition, new: Edition, routing: Routing) -> Same:
    """Tables that go over uncut and are defined alike; figures that are defined alike and read such tables alone."""
    before = {table.id: table for table in old.tables}
    tables = frozenset(
        table.id
        for table in new.tables
        if before.get(table.id) == table
        and _is_uncut(routing, table.id)
        and (table.kind != "survey" or old.survey == new.survey)
    )
    inputs = [routing.route(f"{INPUTS}{item.id}") for item in old.typed_inputs]
    if not _is_counted_alike(old, new) or not all(route.landings for route in inputs) or routing.is_new_year:
        return Same(tables, frozenset())
    metrics = {metric.id: metric for metric in old.metrics}
    return Same(
        tables,
        frozenset(
            metric.id
            for metric in new.metrics
            if metrics.get(metric.id) == metric and {*tables_read(new, [metric.id])} <= tables
        ),
    )


def _is_uncut(routing: Routing, table_id: str) -> bool:
    route = routing.route(f"{TABLES}{table_id}")
    return bool(route.landings) and not route.cuts


def _is_counted_alike(old: Edition, new: Edition) -> bool:
    """Whether what figures rest on beside tables is alike: codes of the old edition, inputs, fields of actions."""
    parts = (
        (old.code_lists, new.code_lists),
        (old.code_groupings, new.code_groupings),
    )
    is_coded = all(after.get(key) == value for before, after in parts for key, value in before.items())
    return is_coded and (old.typed_inputs, old.action_fields) == (new.typed_inputs, new.action_fields)


def _table(field: str) -> str:
    return field.split("/", 3)[2] if field.startswith(TABLES) else ""
