"""Changing an action plan: an action is added, changed, removed, confirmed; each with versions of its own."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Text, cast, func, select

from charter.domain.errors import Fault, InvalidAnswers, UnknownAction
from charter.domain.workflow import Event
from charter.services.assessments import Saved, record_answer
from charter.services.deeds import Deed, begin, happen
from charter.services.plan_fields import PREVIOUS, field_of, is_key
from charter.store.answer_facts import MOST_ROWS
from charter.store.assessments import AnswerRow
from charter.store.told_events import told_events

GONE = "There is no such action any more. Go back to the plan: somebody may have removed it."


def save_action(deed: Deed, assessment_id: str, plan: str, key: str, change: tuple[Mapping[str, str], int]) -> Saved:
    """Add an action, or change one: ``change`` is its values and the version that the person saw, 0 for a new one.

    Lead and contributors may, while the window is open; what is blank may be filled in later. The same form sent
    twice is saved once. Raises as ``record_answer``: faults stand at ``/<plan>/<key>/<field>``. Commits.
    """
    values, version = change
    begin(deed, assessment_id, Event.ANSWER_RECORDED)
    _check_key(key)
    field = field_of(plan, key)
    kept = {name: text for name, value in values.items() if (text := value.replace("\r\n", "\n").strip())}
    if not kept:
        raise InvalidAnswers((Fault(field, "The action is empty. Write something, or remove it."),))
    if not version and _count(deed, assessment_id, plan) >= MOST_ROWS:
        raise InvalidAnswers((Fault(field, f"A plan holds {MOST_ROWS} actions at most. Remove one first."),))
    return record_answer(deed, assessment_id, field, kept, version)


def remove_action(deed: Deed, assessment_id: str, plan: str, key: str, version: int) -> Saved:
    """Remove an action from a plan; its versions stay, and an earlier one can be restored.

    As ``record_answer``; UnknownAction where there is none of that key. Commits.
    """
    begin(deed, assessment_id, Event.ANSWER_RECORDED)
    _check_key(key)
    field = field_of(plan, key)
    if deed.session.get(AnswerRow, (assessment_id, field)) is None:
        raise UnknownAction(GONE)
    return record_answer(deed, assessment_id, field, None, version)


def confirm_action(deed: Deed, assessment_id: str, key: str) -> None:
    """Note that what was carried of one of last year's actions is right.

    Lead and contributors may, while the window is open; no answer changes, and a signature stays. Raises
    UnknownAssessment, NotAllowed, WrongState, UnknownAction. Commits.
    """
    row = begin(deed, assessment_id, Event.ACTION_CONFIRMED)
    _check_key(key)
    now = deed.session.get(AnswerRow, (assessment_id, field_of(PREVIOUS, key)))
    if now is None or now.value is None:
        raise UnknownAction(GONE)
    if any(event.details["action"] == key for event in told_events(deed.session, row.id, [Event.ACTION_CONFIRMED])):
        return
    happen(deed, row, Event.ACTION_CONFIRMED, {"action": key, "version": now.version})
    deed.session.commit()


def _check_key(key: str) -> None:
    if not is_key(key):
        raise UnknownAction(GONE)


def _count(deed: Deed, assessment_id: str, plan: str) -> int:
    mine = AnswerRow.field.startswith(field_of(plan, ""), autoescape=True)
    is_there = cast(AnswerRow.value, Text) != "null"
    return (
        deed.session.scalar(select(func.count()).where(AnswerRow.assessment_id == assessment_id, mine, is_there)) or 0
    )
