"""An action plan as a team works on it: every action with who saved it, and how it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from charter.domain.edition import ActionField, Edition
from charter.domain.errors import UnknownAction
from charter.domain.workflow import Event
from charter.services.deeds import Deed
from charter.services.plan_fields import ACTIONS, PREVIOUS
from charter.services.workspaces import Workspace
from charter.store.answer_authors import AuthoredAnswer, authored_answers
from charter.store.told_events import ToldEvent, told_events

# What an edition calls the fields that more than the form and the table look at.
REFERENCE, OBJECTIVE, RATING, PROGRESS, START, DUE = "ref", "objective", "rag", "progress", "start", "due"


@dataclass(frozen=True, slots=True)
class ProgressNote:
    """How an action went on a day, as somebody noted it."""

    rating: str  # a value of the edition's field of ratings; "" = none was given
    on: dt.date
    text: str
    noted_by: str  # a name; "" once forgotten
    noted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One action: what was promised, who saved it last, what has become of it."""

    key: str
    values: Mapping[str, str]
    version: int
    saved_by: str
    saved_at: dt.datetime
    notes: tuple[ProgressNote, ...] = ()  # newest first
    is_to_confirm: bool = False  # carried from last year, and nobody has looked at it yet

    @property
    def name(self) -> str:
        """Its reference, or the words for an action without one."""
        return self.values.get(REFERENCE, "") or "Action without a reference"


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """A plan: its actions in the order in which they were added."""

    plan: str  # actions, or previous_actions
    actions: tuple[PlannedAction, ...]

    def action(self, key: str) -> PlannedAction:
        """Give the action of that key. Raises UnknownAction."""
        found = next((item for item in self.actions if item.key == key), None)
        if found is None:
            raise UnknownAction("There is no such action any more. Go back to the plan: somebody may have removed it.")
        return found


def plan_of(deed: Deed, workspace: Workspace, plan: str = ACTIONS) -> ActionPlan:
    """Give a plan of an assessment that the person may see: three statements at most."""
    saved = authored_answers(deed.session, workspace.assessment_id, [f"/{plan}/"])
    events = told_events(deed.session, workspace.assessment_id, _KINDS[plan])
    notes = events if plan == ACTIONS else _notes_of_source(deed, events)
    waiting = _waiting(events)
    return ActionPlan(plan, tuple(_action(item, notes, waiting) for item in saved if item.value is not None))


def criterion_field(edition: Edition) -> ActionField | None:
    """Give the field that says which criterion an action serves; None where the edition asks for none."""
    return next((item for item in edition.action_fields if (item.refers_to or "").startswith("criteria")), None)


def rating_field(edition: Edition) -> ActionField | None:
    """Give the field that says how an action goes; None where the edition asks for none."""
    return next((item for item in edition.action_fields if item.id == RATING), None)


def notes_of(events: Iterable[ToldEvent], key: str) -> tuple[ProgressNote, ...]:
    """Give the notes on one action, the newest first: by the day that they are about, then by when they were made."""
    found = [_note(item) for item in events if item.event == Event.PROGRESS_NOTED and item.details["action"] == key]
    return tuple(sorted(found, key=lambda note: (note.on, note.noted_at), reverse=True))


_KINDS: Mapping[str, Sequence[str]] = {
    ACTIONS: (Event.PROGRESS_NOTED,),
    PREVIOUS: (Event.PLAN_CARRIED, Event.ACTION_CONFIRMED),
}


def _notes_of_source(deed: Deed, events: Iterable[ToldEvent]) -> list[ToldEvent]:
    """What was noted on the plan that was carried, in the assessment where it was made."""
    sources = {str(item.details["from"]) for item in events if item.event == Event.PLAN_CARRIED}
    return [note for source in sorted(sources) for note in told_events(deed.session, source, [Event.PROGRESS_NOTED])]


def _waiting(events: Iterable[ToldEvent]) -> set[str]:
    """The actions that were carried and that nobody has confirmed."""
    waiting: set[str] = set()
    for item in events:
        if item.event == Event.PLAN_CARRIED:
            waiting.update(item.details["actions"])
        elif item.event == Event.ACTION_CONFIRMED:
            waiting.discard(item.details["action"])
    return waiting


def _action(saved: AuthoredAnswer, notes: Iterable[ToldEvent], waiting: set[str]) -> PlannedAction:
    key = saved.field.rpartition("/")[2]
    return PlannedAction(
        key=key,
        values={name: str(value) for name, value in saved.value.items() if value},
        version=saved.version,
        saved_by=saved.saved_by,
        saved_at=saved.saved_at,
        notes=notes_of(notes, key),
        is_to_confirm=key in waiting and saved.version == 1,  # whoever changed it has looked at it
    )


def _note(item: ToldEvent) -> ProgressNote:
    said = item.details
    return ProgressNote(
        str(said["rating"]), dt.date.fromisoformat(said["on"]), item.text, item.person_name, item.happened_at
    )
