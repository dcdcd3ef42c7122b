"""What becomes of one criterion, answer, table, figure or typed input of an edition in the next one, and where.

Each has exactly one fate. The functions read the crosswalk and the two editions between which it stands; nothing is
moved here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from charter.domain.crosswalk import (
    ARCHIVE_AND_BLANK,
    AS_TABLES,
    BLANK,
    COPY,
    COPY_AS_DRAFT,
    REFERENCE_ONLY,
    ROUTE,
    CarryForward,
    Change,
    Crosswalk,
)
from charter.domain.edition import Criterion, Edition, Question

COPIED, ROUTED, ARCHIVED, LEFT_BLANK, REFERENCE = "copied", "routed", "archived", "blank", "reference_only"
RECOMPUTED, CHANGED, GONE = "recomputed", "changed", "gone"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one thing, and which things of the new edition it goes to."""

    what: str  # copied, routed, archived, blank, reference_only, recomputed, changed, gone
    targets: tuple[str, ...] = ()  # ids in the new edition; empty where it goes nowhere
    change_id: str | None = None  # the change that settles it; None where a rule for all does


@dataclass(frozen=True, slots=True)
class CriterionFate:
    """What becomes of a criterion, and of everything that an institution gave to it."""

    criterion_id: str
    targets: tuple[str, ...]
    change: Change | None
    carry: CarryForward
    comparable: Mapping[str, str]  # new criterion -> full, partial, none


def criterion_fate(crosswalk: Crosswalk, criterion_id: str) -> CriterionFate:
    """Give what becomes of a criterion of the old edition; one that no change names stays as it is."""
    change = crosswalk.change_from(criterion_id)
    if change is None:
        comparable = {criterion_id: crosswalk.unchanged_comparable}
        return CriterionFate(criterion_id, (criterion_id,), None, crosswalk.unchanged, comparable)
    comparable = {target: change.comparability(target) for target in change.new_ids}
    return CriterionFate(criterion_id, change.new_ids, change, change.carry, comparable)


def question_fate(crosswalk: Crosswalk, old: Edition, new: Edition, question_id: str) -> Fate:
    """Give what becomes of the answer to a question of the old edition.

    A self-assessed level follows what its criterion's change says of levels; a figure, a table and a typed input each
    follow their own rule, and name themselves as target. An answer whose question the new edition does not ask any more
    is archived, never lost. KeyError where the old edition has no such question.
    """
    criterion, question = _question(old, question_id)
    fate = criterion_fate(crosswalk, criterion.id)
    change_id = fate.change.id if fate.change else None
    if question.metric_id is not None:
        return metric_fate(crosswalk, new, question.metric_id)
    if question.table_id is not None:
        return table_fate(crosswalk, old, new, question.table_id).whole
    if question.input_id is not None:
        return input_fate(crosswalk, old, new, question.input_id)
    if question.kind == "rubric":
        return _level_fate(new, fate, change_id)
    return _answer_fate(new, fate, question, change_id)


def _answer_fate(new: Edition, fate: CriterionFate, question: Question, change_id: str | None) -> Fate:
    said = fate.carry.answers
    found = question_targets(new, fate, question)
    targets = tuple(target for _, target in found)
    if said == BLANK:
        return Fate(LEFT_BLANK, targets, change_id)
    if said in (COPY_AS_DRAFT, ROUTE) and found:
        return Fate(COPIED if found == ((fate.criterion_id, question.id),) else ROUTED, targets, change_id)
    return Fate(ARCHIVED, (), change_id)


def question_targets(new: Edition, fate: CriterionFate, question: Question) -> tuple[tuple[str, str], ...]:
    """Give the criteria and questions of the new edition that ask what a question asked, whatever is carried to them.

    An id says nothing by itself: a question that was retired, and one that is new, may have the same. Nor does a
    question of another kind ask the same. A self-assessed level is asked by each criterion that its own became.
    """
    if question.kind == "rubric":
        wanted = [(target, "") for target in fate.targets]
    elif fate.change is not None and question.id in fate.change.retired_questions:
        wanted = []
    elif fate.change is not None and fate.change.parts:
        wanted = [
            (part.criterion_id, part.becomes.get(question.id, question.id))
            for part in fate.change.parts
            if question.id in part.questions_from
        ]
    else:
        wanted = [(target, question.id) for target in fate.targets]
    added = _added(fate.change)
    return tuple(
        (criterion.id, one.id)
        for criterion_id, question_id in dict.fromkeys(wanted)
        for criterion in new.criteria
        if criterion.id == criterion_id
        for one in criterion.questions
        if one.kind == question.kind and one.id not in added and question_id in (one.id, "")
    )


def _added(change: Change | None) -> frozenset[str]:
    """The questions that a change adds."""
    if change is None:
        return frozenset()
    return frozenset(change.new_questions).union(*(part.new_questions for part in change.parts))


def _level_fate(new: Edition, fate: CriterionFate, change_id: str | None) -> Fate:
    rubrics = tuple(
        question.id
        for criterion in new.criteria
        if criterion.id in fate.targets
        for question in criterion.questions
        if question.kind == "rubric"
    )
    what = {COPY_AS_DRAFT: COPIED, COPY: COPIED, BLANK: LEFT_BLANK}.get(fate.carry.self_level, ARCHIVED)
    return Fate(what, () if what == ARCHIVED else rubrics, change_id)


@dataclass(frozen=True, slots=True)
class TableFate:
    """What becomes of a table of one year: as a whole, and measure by measure where it has changed."""

    whole: Fate
    measures: Mapping[str, str]  # old measure -> copied or archived


def table_fate(
    crosswalk: Crosswalk, old: Edition, new: Edition, table_id: str, *, is_new_year: bool = False
) -> TableFate:
    """Give what becomes of a data table that was filled, for the same year or before a new one.

    ``copied`` where the new edition has it with the same rows, columns and measures; ``changed`` where the crosswalk
    says measure by measure; ``archived`` where it asks for it no more. For a new year a table is for reference only.
    """
    before = old.table(table_id)
    after = next((table for table in new.tables if table.id == table_id), None)
    measures = {item.id for item in (*before.measures, *before.extras)}
    if is_new_year and crosswalk.fates.tables_new_year == REFERENCE_ONLY:
        return TableFate(Fate(REFERENCE), dict.fromkeys(sorted(measures), REFERENCE))
    if after is None:
        return TableFate(Fate(ARCHIVED), dict.fromkeys(sorted(measures), ARCHIVED))
    said = crosswalk.fates.changed_tables.get(table_id, {})
    kept = {item.id for item in (*after.measures, *after.extras)}
    is_same = measures == kept and (before.rows, before.columns) == (after.rows, after.columns)
    if not said and is_same:
        return TableFate(Fate(COPIED, (table_id,)), dict.fromkeys(sorted(measures), COPIED))
    found = {measure: _measure_fate(said.get(measure), measure in kept) for measure in sorted(measures)}
    return TableFate(Fate(CHANGED, (table_id,)), found)


def _measure_fate(said: str | None, is_kept: bool) -> str:
    stays = said in (COPY, AS_TABLES) if said is not None else is_kept
    return COPIED if stays and is_kept else ARCHIVED


def metric_fate(crosswalk: Crosswalk, new: Edition, metric_id: str) -> Fate:
    """Give what becomes of a figure: recomputed from its inputs where the new edition has it, else gone."""
    is_kept = any(metric.id == metric_id for metric in new.metrics)
    change = next((item for item in crosswalk.changes if metric_id in item.metrics.redefined), None)
    change_id = change.id if change else None
    return Fate(RECOMPUTED, (metric_id,), change_id) if is_kept else Fate(GONE, (), change_id)


def input_fate(crosswalk: Crosswalk, old: Edition, new: Edition, input_id: str) -> Fate:
    """Give what becomes of a typed input: dates and numbers each by their own rule; archived where it is not asked.

    KeyError where the old edition has no such input.
    """
    typed = {item.id: item for item in old.typed_inputs}[input_id]
    if all(item.id != input_id for item in new.typed_inputs):
        return Fate(ARCHIVED)
    said = crosswalk.fates.dates if typed.kind == "date" else crosswalk.fates.numbers
    said = crosswalk.fates.tables_same_year if said == AS_TABLES else said
    what = {COPY: COPIED, COPY_AS_DRAFT: COPIED, BLANK: LEFT_BLANK, ARCHIVE_AND_BLANK: ARCHIVED}.get(said, REFERENCE)
    return Fate(what, () if what == ARCHIVED else (input_id,))


def _question(edition: Edition, question_id: str) -> tuple[Criterion, Question]:
    for criterion in edition.criteria:
        for question in criterion.questions:
            if question.id == question_id:
                return criterion, question
    raise KeyError(question_id)
