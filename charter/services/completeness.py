"""What stands between an assessment and its signature: every gap, with where to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Criterion, Edition
from charter.domain.errors import Fault
from charter.domain.metrics import compute_metrics
from charter.domain.progress import ACTIONS, CriterionProgress, Progress, criterion_progress, field_of, level_field
from charter.domain.results import MetricResult
from charter.domain.wording import count_text
from charter.services.assessments import reading_of
from charter.services.carried_marks import Waiting, waiting_of
from charter.services.deeds import Deed
from charter.services.drafts import remembered
from charter.services.evidence_gaps import file_gaps
from charter.services.task_lists import given_values
from charter.services.workspaces import Workspace, assessment_with_round
from charter.store.assessments import AssessmentRow

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing or wrong: what, in which criterion ("" = in none), and at which field."""

    text: str
    criterion_id: str
    field: str


def gaps_of(deed: Deed, row: AssessmentRow) -> tuple[Gap, ...]:
    """Give every gap of an assessment in the edition's order; none where it can be signed."""
    edition, reading = reading_of(deed, row)
    values = given_values(deed, row.id)
    results = compute_metrics(edition, reading.sheet)
    found = [*_institution(reading.sheet)]
    for criterion in edition.criteria:
        progress = criterion_progress(edition, criterion, values)
        if progress.progress == Progress.NOT_APPLICABLE:
            found.extend(_unexplained(criterion, values))
        else:
            found.extend(_unanswered(edition, criterion, progress))
            found.extend(_figures(edition, criterion, results))
    found.extend(Gap(text, place.criterion.id, place.field) for place, text in file_gaps(deed, row.id, edition, values))
    found.extend(_came_over(waiting_of(deed.session, row.id, edition)))
    found.extend(_fault(fault) for fault in reading.faults)
    return tuple({(gap.text, gap.field): gap for gap in found}.values())


def _institution(sheet: AnswerSheet) -> Iterator[Gap]:
    wanted = {
        "/institution/name": ("The institution has no name.", sheet.institution.name),
        "/applied_for": ("No tier is aimed for.", sheet.applied_for),
        "/snapshot": ("The round has no day for the data snapshot.", sheet.snapshot_on),
    }
    yield from (Gap(text, "", field) for field, (text, value) in wanted.items() if not value)


def _unanswered(edition: Edition, criterion: Criterion, progress: CriterionProgress) -> Iterator[Gap]:
    has_level = progress.level is not None
    for question in progress.unanswered:
        field = field_of(edition, criterion, question)
        if question.kind == "rubric":
            continue
        words = "The action plan is empty." if field == ACTIONS else f"{question.id} has no answer: {question.text}"
        yield Gap(words, criterion.id, field)
    if not has_level:
        yield Gap(f"{criterion.id} has no level.", criterion.id, level_field(criterion))


def _unexplained(criterion: Criterion, values: Mapping[str, Any]) -> Iterator[Gap]:
    """Reviewers confirm why a criterion was left out, so it has to be said."""
    field = f"/criteria/{criterion.id}/not_applicable_reason"
    if not values.get(field):
        yield Gap(f"{criterion.id} is left out as not applicable: say why.", criterion.id, field)


def _figures(edition: Edition, criterion: Criterion, results: Mapping[str, MetricResult]) -> Iterator[Gap]:
    for metric_id in criterion.indicative_metric_ids:
        if results[metric_id].status == MISSING:
            name = edition.metric(metric_id).name
            yield Gap(f"There are no figures for {metric_id} {name}. {results[metric_id].reason}", criterion.id, "")


def _came_over(waiting: Iterable[Waiting]) -> Iterator[Gap]:
    """What came over from another edition or year is nobody's word until somebody has looked at it."""
    counts = Counter(criterion_id for one in waiting for criterion_id in one.criterion_ids or ("",))
    for criterion_id, count in counts.items():
        what = f"{f'{criterion_id}: ' if criterion_id else ''}{count_text(count, 'thing')} came over and nobody has"
        yield Gap(f"{what} looked at {'it' if count == 1 else 'them'} yet.", criterion_id, "")


def _fault(fault: Fault) -> Gap:
    parts = fault.place.split("/")
    criterion_id = parts[2] if fault.place.startswith("/criteria/") else ""
    return Gap(fault.message, criterion_id, fault.place)


def gaps_for(deed: Deed, workspace: Workspace) -> tuple[Gap, ...]:
    """Give every gap of an assessment that the person may see."""

    def made() -> tuple[Gap, ...]:
        row, *_held = assessment_with_round(deed, workspace.assessment_id)  # held: they are not asked for again
        return gaps_of(deed, row)

    return remembered(deed, workspace, "gaps", made)
