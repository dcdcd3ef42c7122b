"""Questions of a panel to an institution: one answer is reopened, until a day; the submission itself never changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState
from charter.domain.edition import Edition, Question
from charter.domain.errors import Fault, InvalidPanel, StaleAnswer, UnknownCase, WrongState
from charter.domain.permissions import Action, Role
from charter.domain.progress import field_of
from charter.domain.reviews import review_rules
from charter.domain.typed_answers import typed_value
from charter.domain.wording import date_text, plain_text
from charter.domain.working_days import day_in_england, end_of
from charter.domain.written_texts import length_fault
from charter.services.assessments import value_digest
from charter.services.case_interests import interests_of
from charter.services.case_submissions import Submission, submission_of
from charter.services.cases import Case, begin_case, happen_in
from charter.services.criterion_work import criterion_of
from charter.services.deeds import Deed, assessment_for, new_id
from charter.services.frozen import frozen_copy
from charter.services.outbox import Letter, put_letter
from charter.services.summary_criteria import WITHHELD
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow, submitted_cases
from charter.store.editions import load_edition
from charter.store.mergers import people_on
from charter.store.panel_questions import (
    Exchange,
    PanelQuestionRow,
    PanelReplyRow,
    exchanges_in,
)
from charter.store.panels import held_seats

NOT_TYPED = frozenset({"metric", "data_table", "upload"})
OWN_LEVEL = "rubric"  # the institution's own, which some editions keep from reviewers
CLOSED = "The day until which a reply was possible has passed. Write to the awarding body."
NO_QUESTION = "The panel asked no such question. Choose one from the list."
WITHHELD_ANEW = "Given anew, and withheld: it would show a figure of few people."
NOTHING = "Write what the panel should know, or change the answer."


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What a panel asks: about which answer, in which words, and until when a reply is possible."""

    criterion_id: str
    question_id: str
    text: str
    until_on: dt.date


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a panel with its newest reply, as both sides see it: never who of the panel asked."""

    id: str
    case_id: str
    criterion_id: str
    question: Question
    text: str  # what the panel asks
    asked_at: dt.datetime
    until_at: dt.datetime
    is_open: bool
    before: Any  # the answer that was handed in
    number: int  # of the newest reply; 0 = none
    after: Any  # the answer as it is now; the same as before where only words were given
    reply: str  # what the institution wrote
    replied_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether a panel waits for a reply, or has one; for lists."""

    criterion_id: str
    question_id: str
    until_at: dt.datetime
    is_open: bool  # a reply can still come, or change
    replied_at: dt.datetime | None  # None = there is no reply


def questions_that_can_be_asked(case: Case, criterion_id: str) -> tuple[Question, ...]:
    """Give the questions of a criterion whose answers are typed and seen by the panel: those alone can be reopened."""
    criterion = criterion_of(case.edition, criterion_id)
    hidden = NOT_TYPED if review_rules(case.edition).sees_self_level else NOT_TYPED | {OWN_LEVEL}
    return tuple(item for item in criterion.questions if item.kind not in hidden)


def ask_institution(deed: Deed, case_id: str, new: NewQuestion) -> PanelQuestionRow:
    """Ask the institution about one answer, until a day. Whoever sits on the panel may, while it reads.

    Its lead and its contributors get a letter. Raises as ``cases.case_for``; WrongState; UnknownCriterion; InvalidPanel
    with the field. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.QUESTION_ASKED)
    if case.kind == CaseKind.PRACTICE:
        raise InvalidPanel("A practice submission is nobody’s: there is nobody to ask.", "text")
    text = _checked(deed, case, new)
    details = {
        "criterion": new.criterion_id,
        "question": new.question_id,
        "until": new.until_on.isoformat(),
        "by": deed.person_id,
    }
    event = happen_in(deed, row, CaseEvent.QUESTION_ASKED, details, text=text)
    asked = PanelQuestionRow(
        id=new_id(),
        case_id=case.id,
        criterion_id=new.criterion_id,
        question_id=new.question_id,
        asked_by=deed.person_id,
        asked_at=deed.now,
        until_at=end_of(new.until_on),
        event_number=event.number,
    )
    deed.session.add(asked)
    deed.session.flush()
    _tell_institution(deed, case, asked)
    deed.session.commit()
    return asked


def questions_in(deed: Deed, case: Case) -> tuple[Asked, ...]:
    """Give the questions of a case that the person was let into, oldest first: two statements, one where none is.

    An answer that the panel may not see is withheld here too.
    """
    found = _asked(deed, deed.session.get_one(CaseRow, case.id))
    return tuple(_as_panel_sees(one, submission_of(deed, case)) for one in found)


def waiting_in(deed: Deed, case: Case) -> tuple[Waiting, ...]:
    """As ``questions_in``, without any words: one statement."""
    is_reading = case.state == CaseState.COMPLETE
    return tuple(
        Waiting(
            one.question.criterion_id,
            one.question.question_id,
            one.question.until_at,
            is_reading and deed.now <= one.question.until_at,
            one.reply.replied_at if one.reply is not None else None,
        )
        for one in exchanges_in(deed.session, case.id)
    )


def questions_to(deed: Deed, assessment_id: str) -> tuple[Asked, ...]:
    """Give what panels asked about an assessment, that of an appeal too. Raises UnknownAssessment, NotAllowed."""
    assessment_for(deed, assessment_id, Action.SEE_OUTCOME)
    return tuple(one for row in submitted_cases(deed.session, assessment_id) for one in _asked(deed, row))


def question_to(deed: Deed, assessment_id: str, asked_id: str) -> Asked:
    """As ``questions_to``, one of them. Raises UnknownCase too."""
    found = {one.id: one for one in questions_to(deed, assessment_id)}
    if asked_id not in found:
        raise UnknownCase(NO_QUESTION)
    return found[asked_id]


def reply_to_panel(deed: Deed, assessment_id: str, asked_id: str, *, raw: str, note: str, seen: int) -> None:
    """Reply to a panel: words, and the answer anew where it changes. The team's writers may, until the day.

    ``seen`` is the number of the reply that the writer saw. Raises UnknownAssessment, NotAllowed, UnknownCase;
    WrongState when it is too late; StaleAnswer with both texts; InvalidPanel with the field. Commits.
    """
    assessment_for(deed, assessment_id, Action.ANSWER_PANEL, changes=True)
    case_id = question_to(deed, assessment_id, asked_id).case_id
    row = deed.session.get_one(
        CaseRow, case_id, with_for_update=True, populate_existing=True
    )  # a meeting may be opening
    asked = question_to(deed, assessment_id, asked_id)
    if not asked.is_open:
        raise WrongState(CLOSED)
    text = plain_text(note)
    value = typed_value(load_edition(row.edition_reference), asked.question, raw)
    if isinstance(value, Fault):
        raise InvalidPanel(value.message, "answer")
    if not text and value == asked.before:
        raise InvalidPanel(NOTHING, "note")
    if fault := length_fault(text):
        raise InvalidPanel(fault, "note")
    if seen != asked.number:
        raise StaleAnswer(asked.question.id, theirs=asked.reply, yours=text, version=asked.number)
    details = {"asked": asked_id, "number": asked.number + 1, "value": value_digest(value)}
    event = happen_in(deed, row, CaseEvent.QUESTION_ANSWERED, details, text=text)
    deed.session.add(
        PanelReplyRow(
            panel_question_id=asked_id,
            number=asked.number + 1,
            value=value,
            person_id=deed.person_id,
            replied_at=deed.now,
            event_number=event.number,
        )
    )
    _tell_panel(deed, row, asked)
    deed.session.commit()


def _checked(deed: Deed, case: Case, new: NewQuestion) -> str:
    """What is asked, tidied. Raises InvalidPanel with the field."""
    if new.question_id not in {item.id for item in questions_that_can_be_asked(case, new.criterion_id)}:
        raise InvalidPanel("Choose the answer that the question is about.", "question")
    text = plain_text(new.text)
    if not text:
        raise InvalidPanel("Write what you want to know.", "text")
    if fault := length_fault(text):
        raise InvalidPanel(fault, "text")
    if new.until_on <= day_in_england(deed.now):
        raise InvalidPanel("Give a day after today: the institution needs time to reply.", "until_on")
    if case.meets_on is not None and new.until_on >= case.meets_on:
        raise InvalidPanel(f"Give a day before the panel meets on {date_text(case.meets_on)}.", "until_on")
    return text


def _asked(deed: Deed, row: CaseRow) -> tuple[Asked, ...]:
    found = exchanges_in(deed.session, row.id)
    if not found or row.assessment_id is None or row.copy_number is None:
        return ()
    edition = load_edition(row.edition_reference)
    handed_in = json.loads(frozen_copy(deed.session, row.assessment_id, row.copy_number, with_answers=True).answers)
    is_reading = row.state == CaseState.COMPLETE
    return tuple(
        _one(one, edition, handed_in, is_open=is_reading and deed.now <= one.question.until_at) for one in found
    )


def _as_panel_sees(one: Asked, submission: Submission) -> Asked:
    shown = {item.question_id: item.answer for item in submission.criterion(one.criterion_id).answers}
    if shown.get(one.question.id) != WITHHELD:
        return one
    return replace(one, before=WITHHELD, after=WITHHELD if one.after == one.before else WITHHELD_ANEW)


def _one(one: Exchange, edition: Edition, handed_in: dict[str, Any], *, is_open: bool) -> Asked:
    row, reply = one.question, one.reply
    criterion = criterion_of(edition, row.criterion_id)
    question = next(item for item in criterion.questions if item.id == row.question_id)
    before = _at(handed_in, field_of(edition, criterion, question))
    return Asked(
        id=row.id,
        case_id=row.case_id,
        criterion_id=row.criterion_id,
        question=question,
        text=one.text,
        asked_at=row.asked_at,
        until_at=row.until_at,
        is_open=is_open,
        before=before,
        number=reply.number if reply is not None else 0,
        after=reply.value if reply is not None else before,
        reply=one.reply_text,
        replied_at=reply.replied_at if reply is not None else None,
    )


def _at(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer of the answers document; None where there is none."""
    for step in pointer.strip("/").split("/"):
        document = document.get(step) if isinstance(document, dict) else None
    return document


def _tell_institution(deed: Deed, case: Case, asked: PanelQuestionRow) -> None:
    people = people_on(deed.session, case.organisation_id, (Role.LEAD, Role.CONTRIBUTOR))
    _put_letters(
        deed,
        people,
        f"asked:{asked.id}",
        f"A question of the panel: {asked.criterion_id}",
        f"The panel that reads your submission to {case.round_title} has a question about {asked.criterion_id}, "
        f"{asked.question_id}. You can reply until {date_text(day_in_england(asked.until_at))}. Nothing else is open."
        "\n\n"
        "Sign in to the site of the charter, open your assessment and then “Questions of the panel”.",
    )


def _tell_panel(deed: Deed, row: CaseRow, asked: Asked) -> None:
    assessment = deed.session.get_one(AssessmentRow, row.assessment_id)
    institution = deed.session.get_one(OrganisationRow, assessment.organisation_id)
    whole = deed.session.get_one(RoundRow, row.round_id)
    people = [
        deed.session.get_one(PersonRow, held.person_id)
        for held in held_seats(deed.session, [row.id])
        if not interests_of(deed, row, institution.id, held.person_id).denies
    ]
    _put_letters(
        deed,
        people,
        f"replied:{asked.id}:{asked.number + 1}",
        f"A reply to the panel: {asked.criterion_id}",
        f"{institution.name} replied to the panel’s question about {asked.criterion_id} in {whole.title}. Sign in to "
        "the site of the charter and open the review to read it.",
    )


def _put_letters(deed: Deed, people: Iterable[PersonRow], name: str, subject: str, body: str) -> None:
    for person in people:
        if person.email:
            put_letter(deed.session, Letter(f"panel:{name}:{person.id}", person.email, subject, body), deed.now)
