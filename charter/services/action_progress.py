"""How actions go: notes with a rating and a day, also through the year after the submission, which stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers, UnknownAction
from charter.domain.workflow import Event, State
from charter.services.action_plans import PROGRESS, RATING, ProgressNote, notes_of, rating_field
from charter.services.actions import GONE
from charter.services.assessments import Saved, edition_of, save_fields
from charter.services.deeds import Deed, begin, happen, window_of
from charter.services.plan_fields import ACTIONS, field_of, is_key
from charter.store.answer_facts import EARLIEST, MOST_TEXT
from charter.store.assessments import AnswerRow, AssessmentRow
from charter.store.told_events import told_events


@dataclass(frozen=True, slots=True)
class NewNote:
    """What somebody notes on an action: a rating of the edition's or "", the day that it is about, and words."""

    rating: str
    on: dt.date
    text: str


def note_progress(deed: Deed, assessment_id: str, key: str, new: NewNote) -> None:
    """Note how an action goes.

    Lead and contributors may, from the start of the assessment and for as long as they like: a submission stays as it
    was, and next year's assessment opens with the newest note. While the team still writes, the plan's own rating
    follows the note, and so does its text on progress where nobody has written another. The same note sent twice is
    kept once.

    Raises UnknownAssessment, NotAllowed, WrongState, UnknownAction; InvalidAnswers with faults at ``rating``, ``on``
    and ``text``. Commits.
    """
    row = begin(deed, assessment_id, Event.PROGRESS_NOTED)
    now = deed.session.get(AnswerRow, (assessment_id, field_of(ACTIONS, key))) if is_key(key) else None
    if now is None or now.value is None:
        raise UnknownAction(GONE)
    edition = edition_of(deed, row)
    new = NewNote(new.rating, new.on, new.text.replace("\r\n", "\n").strip())
    _check(edition, new, deed.now.date())
    events = told_events(deed.session, assessment_id, [Event.PROGRESS_NOTED])
    before = notes_of(events, key)
    if any((note.rating, note.on, note.text) == (new.rating, new.on, new.text) for note in before[:1]):
        return
    details = {"action": key, "rating": new.rating, "on": new.on.isoformat()}
    happen(deed, row, Event.PROGRESS_NOTED, details, text=new.text)
    if _is_written(deed, row):
        values = _moved(edition, now.value, new, before)
        save_fields(deed, row, [Saved(now.field, values, now.version)])
    deed.session.commit()


def _check(edition: Edition, new: NewNote, today: dt.date) -> None:
    field, faults = rating_field(edition), []
    if not new.rating and not new.text:
        faults.append(Fault("text", "Write what moved and what did not, or choose a rating."))
    if new.rating and (field is None or new.rating not in field.values):
        faults.append(Fault("rating", "Choose one of the ratings."))
    if not EARLIEST <= new.on <= today:
        faults.append(Fault("on", "The day must be today or in the past."))
    if len(new.text) > MOST_TEXT:
        faults.append(Fault("text", f"The note is longer than {MOST_TEXT:,} characters. Shorten it."))
    if faults:
        raise InvalidAnswers(tuple(faults))


def _is_written(deed: Deed, row: AssessmentRow) -> bool:
    """Whether the plan may change without taking anything back: a signature or a withdrawal stays what it is."""
    return row.state == State.STARTED and window_of(deed.session, row).is_open(deed.now)


def _moved(
    edition: Edition, values: Mapping[str, str], new: NewNote, before: tuple[ProgressNote, ...]
) -> dict[str, str]:
    """The plan's own values after a note; one that is about an earlier day than the newest changes nothing."""
    moved = dict(values)
    if before and new.on < before[0].on:
        return moved
    known = {field.id for field in edition.action_fields}
    if RATING in known and new.rating:
        moved[RATING] = new.rating
    if PROGRESS in known and new.text and moved.get(PROGRESS, "") in ("", before[0].text if before else ""):
        moved[PROGRESS] = new.text
    return moved
