"""A criterion as a team works on it: every answer with who saved it, the figures, and what they indicate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Criterion, Edition, Question
from charter.domain.errors import UnknownCriterion
from charter.domain.levels import Cap, indicated_level, indicated_range, levels_in_use
from charter.domain.metrics import compute_metric, tables_read
from charter.domain.progress import ACTIONS, CriterionProgress, criterion_progress, field_of
from charter.domain.results import MetricResult
from charter.domain.summaries import MetricSummary
from charter.services.assessments import place
from charter.services.deeds import Deed
from charter.services.plan_fields import listed
from charter.services.summaries import INTERNAL_POLICY
from charter.services.summary_metrics import metric_summary
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.answer_files import read_saved
from charter.store.assessments import AnswerRow, AnswerVersionRow

NOT_APPLICABLE = ("not_applicable", "not_applicable_reason")


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as it stands; version 0 where nobody has saved it."""

    field: str
    value: Any
    version: int
    saved_by: str = ""  # a name; "" = nobody yet, or somebody who was forgotten
    saved_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class CriterionWork:
    """A criterion with its answers and what follows from them."""

    criterion: Criterion
    entries: Mapping[str, Entry]  # by field; every question that is typed has one
    metrics: tuple[MetricSummary, ...]
    indicated: int | None  # the level that the figures indicate
    indicated_between: tuple[int, int] | None
    cap: Cap | None  # the highest level now, with the reason
    level_in_use: int | None
    level_reason: str  # why it is not the level that was given; "" where it is
    progress: CriterionProgress


def criterion_work(deed: Deed, workspace: Workspace, criterion_id: str) -> CriterionWork:
    """Give a criterion of an assessment that the person may see: one statement.

    Raises UnknownCriterion where the edition has none of that id.
    """
    edition = workspace.edition
    criterion = criterion_of(edition, criterion_id)
    tables = tables_read(edition, [use.metric_id for use in criterion.metrics])
    found = _entries(deed, workspace.assessment_id, _wanted(edition, criterion, tables))
    values = {entry.field: entry.value for entry in found.values() if entry.value is not None}
    sheet = _sheet(workspace, values)
    results = {use.metric_id: compute_metric(edition, sheet, use.metric_id) for use in criterion.metrics}
    return CriterionWork(
        criterion=criterion,
        entries={name: found.get(name, Entry(name, None, 0)) for name in typed_fields(edition, criterion)},
        metrics=tuple(_metric(edition, results[use.metric_id]) for use in criterion.metrics),
        indicated=indicated_level(criterion, results),
        indicated_between=indicated_range(criterion, results),
        progress=criterion_progress(edition, criterion, values),
        **_level(edition, criterion, sheet, results),
    )


def values_seen(deed: Deed, workspace: Workspace, work: CriterionWork, versions: Mapping[str, int]) -> dict[str, Any]:
    """Give the values that a person saw who was shown these versions: at most one statement."""
    seen = {name: work.entries[name].value for name, version in versions.items()}
    older = [name for name, version in versions.items() if version != work.entries[name].version]
    if older:
        found = deed.session.execute(
            select(AnswerVersionRow.field, AnswerVersionRow.version, AnswerVersionRow.value).where(
                AnswerVersionRow.assessment_id == workspace.assessment_id, AnswerVersionRow.field.in_(older)
            )
        )
        at = {(field, version): value for field, version, value in found}
        seen |= {name: at.get((name, versions[name])) for name in older}
    return seen


@dataclass(frozen=True, slots=True)
class Save:
    """One save of a field."""

    version: int
    value: Any
    saved_by: str
    saved_at: dt.datetime


def saves_of(
    deed: Deed, workspace: Workspace, field: str, *, before: int | None = None, most: int | None = None
) -> list[Save]:
    """Give the saves of a field, oldest first: all, or the newest of them, or the newest before a version.

    One statement. For an assessment that the person may see.
    """
    is_earlier = AnswerVersionRow.version < before if before is not None else true()
    found = deed.session.execute(
        select(AnswerVersionRow.version, AnswerVersionRow.value, PersonRow.name, AnswerVersionRow.saved_at)
        .join(PersonRow, PersonRow.id == AnswerVersionRow.person_id)
        .where(AnswerVersionRow.assessment_id == workspace.assessment_id, AnswerVersionRow.field == field, is_earlier)
        .order_by(AnswerVersionRow.version.desc())
        .limit(most)
    )
    return [Save(*row) for row in found][::-1]


def versions_of(deed: Deed, workspace: Workspace, fields: Collection[str]) -> dict[str, int]:
    """Give the present version of fields, 0 where nobody has saved one: one statement."""
    found = deed.session.execute(
        select(AnswerRow.field, AnswerRow.version).where(
            AnswerRow.assessment_id == workspace.assessment_id, AnswerRow.field.in_(fields)
        )
    )
    return dict.fromkeys(fields, 0) | {row[0]: row[1] for row in found}


def criterion_of(edition: Edition, criterion_id: str) -> Criterion:
    """Give the criterion of that id. Raises UnknownCriterion."""
    for criterion in edition.criteria:
        if criterion.id == criterion_id:
            return criterion
    raise UnknownCriterion("This edition has no such criterion. Choose one from the list.")


def typed_fields(edition: Edition, criterion: Criterion) -> tuple[str, ...]:
    """Give the fields that are typed on a criterion's page; figures, tables and files have pages of their own."""
    typed = [item for item in criterion.questions if item.kind not in ("metric", "data_table", "upload")]
    fields = [field_of(edition, criterion, item) for item in typed]
    if criterion.may_be_not_applicable:
        fields.extend(f"/criteria/{criterion.id}/{name}" for name in NOT_APPLICABLE)
    return tuple(fields)


def question_of(edition: Edition, criterion: Criterion, field: str) -> Question | None:
    """Give the question whose answer a field holds; None where it holds none of the criterion's."""
    found = (item for item in criterion.questions if field and field_of(edition, criterion, item) == field)
    return next(found, None)


def _wanted(edition: Edition, criterion: Criterion, tables: Sequence[str]) -> ColumnElement[bool]:
    """The criterion's own fields, what is typed once for all, and the tables that its figures and questions need."""
    shown = [item.table_id for item in criterion.questions if item.kind == "data_table" and item.table_id]
    begins = [f"/criteria/{criterion.id}/", "/inputs/", *(f"/tables/{name}/" for name in {*tables, *shown})]
    parts = [AnswerRow.field.startswith(text, autoescape=True) for text in begins]
    plans = [ACTIONS, "/previous_actions"] if _needs_plans(edition, criterion) else []
    parts.extend(AnswerRow.field.startswith(text) for text in plans)
    return or_(AnswerRow.field == "/tables_not_applicable", *parts)


def _needs_plans(edition: Edition, criterion: Criterion) -> bool:
    fields = (field_of(edition, criterion, item) for item in criterion.questions)
    kinds = (edition.metric(use.metric_id).kind for use in criterion.metrics)
    return ACTIONS in fields or "completion" in kinds


def _entries(deed: Deed, assessment_id: str, wanted: ColumnElement[bool]) -> dict[str, Entry]:
    newest = and_(
        AnswerVersionRow.assessment_id == AnswerRow.assessment_id,
        AnswerVersionRow.field == AnswerRow.field,
        AnswerVersionRow.version == AnswerRow.version,
    )
    found = deed.session.execute(
        select(AnswerRow.field, AnswerRow.value, AnswerRow.version, PersonRow.name, AnswerVersionRow.saved_at)
        .join(AnswerVersionRow, newest)
        .join(PersonRow, PersonRow.id == AnswerVersionRow.person_id)
        .where(AnswerRow.assessment_id == assessment_id, wanted)
    )
    return {row[0]: Entry(*row) for row in found}


def _sheet(workspace: Workspace, values: Mapping[str, Any]) -> AnswerSheet:
    """The part of the answer sheet that the criterion rests on."""
    edition = workspace.edition
    document: dict[str, Any] = {
        "edition": edition.reference,
        "snapshot": workspace.snapshot_on.isoformat(),
        "submit_by": workspace.window.closes_at.date().isoformat(),
    }
    for field, value in values.items():
        place(document, field, value)
    return read_saved(listed(document), edition, is_draft=True).sheet


def _metric(edition: Edition, result: MetricResult) -> MetricSummary:
    policy = edition.disclosure[INTERNAL_POLICY]
    return metric_summary(edition, edition.metric(result.metric_id), result, policy)


def _level(
    edition: Edition, criterion: Criterion, sheet: AnswerSheet, results: Mapping[str, MetricResult]
) -> dict[str, Any]:
    in_use = levels_in_use(edition, sheet, results, (criterion,))
    return {
        "cap": in_use.caps.get(criterion.id),
        "level_in_use": in_use.levels.get(criterion.id),
        "level_reason": in_use.reasons.get(criterion.id, ""),
    }
