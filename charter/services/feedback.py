"""Feedback that a panel writes to an institution, part by part; every save is kept, and none overwrites another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select

from charter.domain.case_workflow import CaseEvent, CaseState
from charter.domain.decision_terms import WITHDRAWN, DecisionTerms, decision_terms, sentence_count
from charter.domain.edition import Edition
from charter.domain.errors import InvalidDecision, StaleAnswer, UnknownCriterion, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import count_text, plain_text
from charter.services.cases import Case, case_for, note_in
from charter.services.deeds import Deed
from charter.store.accounts import PersonRow
from charter.store.chains import text_digest
from charter.store.feedback import FeedbackRow, FeedbackVersionRow

STRENGTHS, NEXT = "strengths", "next"
WHOLE = {STRENGTHS: "Strengths", NEXT: "What stands between them and the next tier"}
MOST_CHARACTERS = 4000
WRITTEN_WHILE = frozenset({CaseState.AGREEING, CaseState.DECIDING, CaseState.REVISED})
CAN_BE_DISCLOSED = (
    "What you write here can be disclosed: under the Freedom of Information Act, and to a person whom it is about "
    "(subject access). Write what you would say to them."
)


@dataclass(frozen=True, slots=True)
class FeedbackPart:
    """One part as it stands; version 0 = nobody has written it."""

    part: str  # id of a criterion, STRENGTHS or NEXT
    text: str = ""
    version: int = 0
    saved_by: str = ""
    saved_at: dt.datetime | None = None


def save_feedback(deed: Deed, case_id: str, part: str, text: str, version: int) -> FeedbackPart:
    """Save a part of the feedback; ``version`` is the one that the person saw (0 = none). A draft may be of any length.

    Whoever sits on the panel may, after the meeting was opened and until the outcome is sent. Saving what is there
    already changes nothing. Raises as ``cases.case_for``; UnknownCriterion, WrongState, InvalidDecision; StaleAnswer
    where somebody else saved it since. Commits.
    """
    case = case_for(deed, case_id, Action.SEE_CASE, changes=True)
    require_writing(case)
    require_part(case.edition, part)
    clean = plain_text(text)
    if len(clean) > MOST_CHARACTERS:
        raise InvalidDecision(f"Shorten the text to {MOST_CHARACTERS:,} characters.", "text")
    row = deed.session.get(FeedbackRow, (case_id, part))
    if row is not None and row.text == clean:
        deed.session.rollback()
        return FeedbackPart(part, clean, version)
    there = row.version if row is not None else 0
    if version != there:
        raise StaleAnswer(part, theirs=row.text if row is not None else "", yours=clean, version=there)
    if row is None:
        row = FeedbackRow(case_id=case_id, part=part, version=0, text="")
        deed.session.add(row)
    row.version, row.text = there + 1, clean
    _keep(deed, row)
    deed.session.commit()
    return FeedbackPart(part, clean, there + 1)


def feedback_parts(deed: Deed, case: Case) -> dict[str, FeedbackPart]:
    """Give every part of the feedback on a case that the person was let into: one statement."""
    newest = and_(
        FeedbackVersionRow.case_id == FeedbackRow.case_id,
        FeedbackVersionRow.part == FeedbackRow.part,
        FeedbackVersionRow.version == FeedbackRow.version,
    )
    found = deed.session.execute(
        select(FeedbackRow.part, FeedbackRow.text, FeedbackRow.version, PersonRow.name, FeedbackVersionRow.saved_at)
        .join(FeedbackVersionRow, newest)
        .join(PersonRow, PersonRow.id == FeedbackVersionRow.person_id)
        .where(FeedbackRow.case_id == case.id)
    )
    written = {row[0]: FeedbackPart(*row) for row in found}
    return {part: written.get(part, FeedbackPart(part)) for part in parts_of(case.edition)}


def parts_of(edition: Edition) -> tuple[str, ...]:
    """Give every part that feedback has, in the order of the letter."""
    return (*(item.id for item in edition.criteria), STRENGTHS, NEXT)


def require_part(edition: Edition, part: str) -> None:
    """Raise UnknownCriterion where feedback has no such part."""
    if part not in parts_of(edition):
        raise UnknownCriterion("Feedback has no such part. Choose one from the list.")


def may_write(case: Case) -> bool:
    """Tell whether somebody may write feedback on a case now."""
    return case.seat is not None and case.copy_number is not None and case.state in WRITTEN_WHILE


def require_writing(case: Case) -> None:
    """Raise WrongState, with why, where somebody may not write feedback now."""
    if case.seat is None:
        raise WrongState("The panel writes the feedback: its chair and its reviewers.")
    if not may_write(case):
        raise WrongState(
            "Feedback is written from the panel’s meeting until the outcome is sent. What was sent does not change."
        )


def sentences_wanted(terms: DecisionTerms) -> str:
    """Give how many sentences the edition asks for, in words; "" where it says nothing."""
    if terms.fewest_sentences is None or terms.most_sentences is None:
        return ""
    return f"{terms.fewest_sentences} to {count_text(terms.most_sentences, 'sentence')}"


def fault_of(edition: Edition, part: str, text: str) -> str:
    """Give what is wrong with a part before it can be sent, as a sentence; "" where nothing is."""
    count, terms = sentence_count(text), decision_terms(edition)
    if not count:
        return "Nothing is written yet."
    if part in WHOLE or terms.fewest_sentences is None or terms.most_sentences is None:
        return ""
    if terms.fewest_sentences <= count <= terms.most_sentences:
        return ""
    return f"It has {count_text(count, 'sentence')}. The edition asks for {sentences_wanted(terms)}."


def feedback_faults(edition: Edition, texts: Mapping[str, str]) -> dict[str, str]:
    """Give each part that cannot be sent as it is, with why."""
    faults = {part: fault_of(edition, part, texts.get(part, "")) for part in parts_of(edition)}
    return {part: fault for part, fault in faults.items() if fault}


def feedback_to_finish(edition: Edition, no_award_reason: str | None, texts: Mapping[str, str]) -> dict[str, str]:
    """As ``feedback_faults``, before an outcome is sent; of what its institution withdrew none is asked for."""
    return {} if no_award_reason == WITHDRAWN else feedback_faults(edition, texts)


def _keep(deed: Deed, row: FeedbackRow) -> None:
    """Keep a save for ever, and tell of it in the chain."""
    deed.session.add(
        FeedbackVersionRow(
            case_id=row.case_id,
            part=row.part,
            version=row.version,
            text=row.text,
            person_id=deed.person_id,
            saved_at=deed.now,
        )
    )
    details = {"part": row.part, "version": row.version, "digest": text_digest(row.text)}
    note_in(deed, row.case_id, CaseEvent.TEXT_SAVED, details)
