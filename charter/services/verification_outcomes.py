"""What panels wrote to institutions and what was sent, held against the chains that tell of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent
from charter.store.chains import text_digest
from charter.store.decisions import ConfirmationRow, DecisionRow
from charter.store.feedback import FeedbackVersionRow, SentOutcomeRow, feedback_in, sent_digest
from charter.store.proceedings import Matter, ProceedingRow


def outcome_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Give a sentence for each confirmation, save of the feedback or outcome that is not as it was told."""
    yield from _confirmation_faults(session, matter, events)
    yield from _feedback_faults(session, matter, events)
    yield from _sent_faults(session, matter, events)


def _confirmation_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    told = {
        (row.details["number"], row.details["capacity"], row.details["person"])
        for row in events
        if row.event == CaseEvent.DECISION_CONFIRMED
    }
    held = select(DecisionRow.number, ConfirmationRow.capacity, ConfirmationRow.person_id)
    joined = held.join(ConfirmationRow, ConfirmationRow.decision_id == DecisionRow.id)
    found = {tuple(row) for row in session.execute(joined.where(DecisionRow.case_id == matter.id))}
    for number, capacity, _ in sorted(told ^ found):
        yield f"decision {number}: its confirmation by the {capacity} is not the one that was told."


def _feedback_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Every save of the feedback against the chain, and what stands now against its newest save."""
    told = {
        (row.details["part"], row.details["version"]): row.details["digest"]
        for row in events
        if row.event == CaseEvent.TEXT_SAVED
    }
    newest: dict[str, tuple[int, str]] = {}
    chosen = select(FeedbackVersionRow).where(FeedbackVersionRow.case_id == matter.id)
    for save in session.scalars(chosen.order_by(FeedbackVersionRow.version)):
        newest[save.part] = (save.version, save.text)
        if told.pop((save.part, save.version), None) != text_digest(save.text):
            yield f"feedback on {save.part}, version {save.version}: it is not what was written."
    for row in feedback_in(session, matter.id).values():
        if newest.pop(row.part, None) != (row.version, row.text):
            yield f"feedback on {row.part}: it is not what was saved last."
    yield from (f"feedback on {part}: it is gone." for part in newest)
    yield from (f"feedback on {part}, version {version}: it is gone." for part, version in told)


def _sent_faults(session: Session, matter: Matter, events: list[ProceedingRow]) -> Iterator[str]:
    """Every outcome that was sent against the chain."""
    told = {row.details["decision"]: row.details["letter"] for row in events if row.event == CaseEvent.OUTCOME_SENT}
    for row in session.scalars(select(SentOutcomeRow).where(SentOutcomeRow.case_id == matter.id)):
        if not row.digest == sent_digest(row) == told.pop(row.decision_id, None):
            yield f"the outcome of decision {row.decision_id}: it is not what was sent."
    yield from (f"the outcome of decision {decision_id}: it is gone." for decision_id in told)
