"""A submission that its institution takes back in writing, after it was found complete: closed, without an award."""

from __future__ import annotations

from charter.domain.case_workflow import CaseEvent, CaseKind
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import plain_text
from charter.domain.workflow import Event
from charter.domain.written_texts import length_fault
from charter.services.cases import Case, begin_case, case_for, happen_in, hold_submission
from charter.services.deeds import Deed, note
from charter.services.outcome_letters import tell_institution
from charter.services.panel_letters import Written, put_to
from charter.store.accounts import PersonRow
from charter.store.panels import held_seats

SUBJECT = "Your submission was taken back"
TOLD = (
    "As you asked, the awarding body has closed your submission. Nothing is decided about it, and no award is "
    "conferred. What you handed in stays on record. A new submission in a later window is a new start."
)
FIRST_ALONE = "An appeal is heard to its end."


def withdrawal_of(deed: Deed, case_id: str) -> Case:
    """Give the case to whoever may take it out. The awarding body's office may. Raises as ``cases.case_for``."""
    return case_for(deed, case_id, Action.SCREEN)


def take_out(deed: Deed, case_id: str, reason: str) -> None:
    """Close the case of a submission, as its institution asked, with what it asked; it stays on record for ever.

    The awarding body's office may, until a decision is put; the panel, lead and approver get a letter. Raises as
    ``cases.case_for``; WrongState; InvalidDecision where no reason is given. Commits.
    """
    hold_submission(deed, case_id)
    case, row = begin_case(deed, case_id, CaseEvent.TAKEN_OUT)
    if case.kind != CaseKind.FIRST or case.assessment_id is None:
        raise WrongState(FIRST_ALONE)
    text = plain_text(reason)
    if not text:
        raise InvalidDecision("Write who asked for it, and when.", "reason")
    if fault := length_fault(text):
        raise InvalidDecision(fault, "reason")
    happen_in(deed, row, CaseEvent.TAKEN_OUT, {}, text=text)
    note(deed, case.assessment_id, Event.TAKEN_OUT, {})
    tell_institution(deed, case, "taken-out", SUBJECT, [TOLD])
    _tell_panel(deed, case)
    deed.session.commit()


def _tell_panel(deed: Deed, case: Case) -> None:
    said = f"The submission of {case.name} was taken back. Nothing of it waits for you any more."
    for seat in held_seats(deed.session, [case.id]):
        to = deed.session.get_one(PersonRow, seat.person_id)
        put_to(deed, case, to, Written(f"taken-out:{case.id}:{to.id}", f"Taken back: {case.name}", said))
