"""A team's list of what there is to do: every criterion with how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, select

from charter.domain.edition import Criterion, Edition
from charter.domain.progress import CriterionProgress, Progress, criterion_progress
from charter.services.deeds import Deed
from charter.services.workspaces import Workspace
from charter.store.assessments import AnswerRow

TABLES = "/tables/"


@dataclass(frozen=True, slots=True)
class Task:
    """One criterion on the list."""

    criterion: Criterion
    theme_name: str
    progress: CriterionProgress
    asked: Mapping[str, int]  # tier id -> lowest level that it asks for

    def is_mandatory_for(self, tier_id: str) -> bool:
        """Tell whether the tier asks for a level here."""
        return tier_id in self.asked


@dataclass(frozen=True, slots=True)
class TaskList:
    """Every criterion, and how many are done."""

    tasks: tuple[Task, ...]
    done_count: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.done_count == len(self.tasks)


def task_list(deed: Deed, workspace: Workspace) -> TaskList:
    """Give the list of an assessment that the person may see: two statements, none of them reads a table's counts."""
    edition = workspace.edition
    values = given_values(deed, workspace.assessment_id)
    tasks = tuple(_task(edition, criterion, values) for criterion in edition.criteria)
    done = (Progress.COMPLETE, Progress.NOT_APPLICABLE)
    return TaskList(tasks, sum(task.progress.progress in done for task in tasks))


def given_values(deed: Deed, assessment_id: str) -> dict[str, Any]:
    """Give field -> value of everything that is not empty; of a data table only that it is there."""
    mine = AnswerRow.assessment_id == assessment_id
    is_table = AnswerRow.field.startswith(TABLES)
    found = deed.session.execute(select(AnswerRow.field, AnswerRow.value).where(mine, ~is_table))
    values = {field: value for field, value in found if value is not None}
    tables = select(AnswerRow.field).where(mine, is_table, cast(AnswerRow.value, Text) != "null")
    return values | dict.fromkeys(deed.session.scalars(tables), True)


def _task(edition: Edition, criterion: Criterion, values: Mapping[str, Any]) -> Task:
    levels = {tier.id: tier.asked_of(criterion.id) for tier in edition.tiers}
    asked = {tier_id: level for tier_id, level in levels.items() if level is not None}
    progress = criterion_progress(edition, criterion, values)
    return Task(criterion, edition.theme(criterion.theme_id).name, progress, asked)
