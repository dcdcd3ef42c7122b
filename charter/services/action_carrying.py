"""Last year's plan into this year's assessment: what was promised, and what has become of it."""

from __future__ import annotations

from collections.abc import Mapping

from charter.domain.edition import ActionField, Edition
from charter.domain.workflow import Event
from charter.services.action_plans import PROGRESS, RATING, ProgressNote, notes_of
from charter.services.assessments import Saved, edition_of, save_fields
from charter.services.deeds import Deed, begin, happen
from charter.services.plan_fields import ACTIONS, PREVIOUS, field_of
from charter.store.assessments import AssessmentRow, answers_of
from charter.store.crosswalks import former_criteria
from charter.store.earlier_assessments import submitted_before
from charter.store.told_events import told_events


def carry_actions(deed: Deed, assessment_id: str) -> tuple[str, ...]:
    """Bring in the actions of the plan submitted last, with the newest note on each; give the keys of those brought in.

    Lead and contributors may, while the window is open. Due dates stay as they were promised. What is there already is
    left alone, so that it can be asked for again. A person confirms each. Raises UnknownAssessment, NotAllowed,
    WrongState. Commits.
    """
    row = begin(deed, assessment_id, Event.PLAN_CARRIED)
    carried = carry_into(deed, row)
    deed.session.commit()
    return carried


def carry_into(deed: Deed, row: AssessmentRow) -> tuple[str, ...]:
    """Bring the actions in as a part of something larger, such as the start; commits nothing."""
    sources = submitted_before(deed.session, row)
    return tuple(key for source in sources for key in _carry_from(deed, row, source))


def _carry_from(deed: Deed, row: AssessmentRow, source: AssessmentRow) -> tuple[str, ...]:
    edition = edition_of(deed, row)
    notes = told_events(deed.session, source.id, [Event.PROGRESS_NOTED])
    there = answers_of(deed.session, row.id, field_of(PREVIOUS, ""))
    changes = []
    for field, answer in sorted(answers_of(deed.session, source.id, field_of(ACTIONS, "")).items()):
        key = field.rpartition("/")[2]
        wanted = field_of(PREVIOUS, key)
        if answer.value is not None and wanted not in there:
            changes.append(Saved(wanted, _carried(edition, answer.value, notes_of(notes, key)), 0))
    if not changes:
        return ()
    keys = tuple(change.field.rpartition("/")[2] for change in changes)
    happen(deed, row, Event.PLAN_CARRIED, {"from": source.id, "actions": list(keys)})
    save_fields(deed, row, changes)
    return keys


def _carried(edition: Edition, values: Mapping[str, str], notes: tuple[ProgressNote, ...]) -> dict[str, str]:
    """What was promised, as far as this edition knows the words, with the newest rating and note in their places."""
    told = dict(values)
    for note in reversed(notes):
        told |= {name: said for name, said in ((RATING, note.rating), (PROGRESS, note.text)) if said}
    known = {field.id: field for field in edition.action_fields}
    return {name: said for name, said in told.items() if name in known and said and _fits(edition, known[name], said)}


def _fits(edition: Edition, field: ActionField, said: str) -> bool:
    if field.kind == "enum":
        return said in field.values
    if (field.refers_to or "").startswith("criteria"):
        return any(criterion.id == said for criterion in edition.criteria) or said in former_criteria(edition)
    return True
