"""Notes of a panel by which a rule of eligibility passes that cannot be told from figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from charter.domain.case_workflow import CaseEvent, CaseState
from charter.domain.errors import InvalidDecision, StaleRecord, UnknownCriterion, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import count_text, plain_text
from charter.services.cases import Case, case_for, note_in
from charter.services.deeds import Deed
from charter.services.submission_figures import SubmissionFigures, figures_of_case
from charter.store.meetings import seated_in
from charter.store.proceedings import ProceedingRow, told_proceedings

MOST_CHARACTERS = 4000
RULE = "eligibility"  # in the details of such an event: the id of the rule
_WHILE = frozenset({CaseState.AGREEING, CaseState.REVISED})


@dataclass(frozen=True, slots=True)
class Note:
    """A panel's note on one rule of eligibility."""

    rule_id: str
    text: str
    number: int  # of how many so far; to be named when writing the next
    written_by: str
    written_at: dt.datetime


def notes_told(told: Iterable[tuple[ProceedingRow, str, str]]) -> dict[str, Note]:
    """Give the newest note on each rule from events of a chain, oldest first."""
    found: dict[str, Note] = {}
    for row, name, text in told:
        rule_id = row.details.get(RULE) if row.event == CaseEvent.NOTED else None
        if rule_id is not None:
            number = found[rule_id].number + 1 if rule_id in found else 1
            found[rule_id] = Note(rule_id, text, number, name, row.happened_at)
    return found


def note_eligibility(deed: Deed, case_id: str, rule_id: str, text: str, seen: int) -> None:
    """Write the panel's note on a rule of eligibility that cannot be told. Its chair may, at an open meeting.

    ``seen``: the number of the note that the person saw; 0 = none. Saving what is there already changes nothing.
    Raises as ``cases.case_for``; UnknownCriterion where no note lets the rule pass; WrongState; InvalidDecision;
    StaleRecord. Commits.
    """
    case = case_for(deed, case_id, Action.CHAIR_PANEL, changes=True)
    if case.state not in _WHILE:
        raise WrongState("Notes are written while the panel’s meeting is open.")
    needed = note_words_of(figures_at(deed, case), rule_id)
    told = told_proceedings(deed.session, case.matter, [CaseEvent.NOTED])
    there = notes_told(told).get(rule_id)
    note = plain_text(text)
    if there is not None and there.text == note:
        deed.session.rollback()
        return
    if seen != (there.number if there is not None else 0):
        raise StaleRecord(there.number if there is not None else 0)
    _check(note, needed)
    note_in(deed, case_id, CaseEvent.NOTED, {RULE: rule_id}, text=note)
    deed.session.commit()


def note_words_of(figures: SubmissionFigures, rule_id: str) -> int:
    """Give how many words a note on a rule needs. Raises UnknownCriterion where no note lets it pass."""
    if rule_id not in figures.note_words:
        raise UnknownCriterion("No note of the panel is asked for there. Choose one from the meeting’s page.")
    return figures.note_words[rule_id]


def figures_at(deed: Deed, case: Case) -> SubmissionFigures:
    """Give the figures of the copy that a case judges."""
    seated = seated_in(deed.session, case.id, case.body_id)
    return figures_of_case(deed.session, case, seated[0].copy_digest if seated else "")


def _check(note: str, needed: int) -> None:
    words = len(note.split())
    if words < needed:
        has = f"yours has {words}" if words else "you wrote none"
        raise InvalidDecision(f"The note needs {count_text(needed, 'word')} or more; {has}.", "text")
    if len(note) > MOST_CHARACTERS:
        over = count_text(len(note) - MOST_CHARACTERS, "character")
        raise InvalidDecision(f"The note is {over} too long. Shorten it to {MOST_CHARACTERS:,}.", "text")
