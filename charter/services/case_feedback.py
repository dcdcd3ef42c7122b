"""The feedback letter of a case, from its newest decision, the copy that was judged, and what people wrote for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from charter.domain.case_workflow import MatterKind
from charter.domain.edition import Edition
from charter.domain.errors import UnknownReport
from charter.domain.feedback import ConditionLine, FeedbackLetter
from charter.domain.palettes import PALETTES, Palette
from charter.domain.promises import promises_of
from charter.domain.tiers import MINOR
from charter.domain.wording import date_text
from charter.domain.working_days import add_working_days
from charter.services.certificates import scope_text
from charter.services.feedback_letters import AgreedResult, LetterFacts, agreed_result, feedback_letter
from charter.services.frozen import frozen_copy
from charter.services.matter_papers import FEEDBACK_LETTER, MatterPaper
from charter.store.accounts import OrganisationRow
from charter.store.answer_files import read_answers
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow, newest_decision
from charter.store.editions import load_edition
from charter.store.proceedings import Matter
from charter.store.reference_files import bank_holidays

NO_DECISION = "Nothing was decided about this submission yet, so there is no letter."


@dataclass(frozen=True, slots=True)
class LetterWriting:
    """What people wrote for a letter, and how their awarding body signs it."""

    sent_on: dt.date
    notes: Mapping[str, str] = field(default_factory=dict)  # criterion id -> two to four sentences
    strengths: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # what the chair adds, in paragraphs
    palette: Palette = PALETTES[0]
    signatory_name: str = ""
    signatory_position: str = ""
    warning: str = ""


def feedback_paper(session: Session, case_id: str, writing: LetterWriting) -> MatterPaper:
    """Give which paper the letter of a case is. Raises UnknownReport where nothing was decided."""
    parts = [
        _decision(session, case_id).digest,
        writing.sent_on.isoformat(),
        dict(writing.notes),
        writing.strengths,
        writing.said,
        writing.palette.id,
        writing.signatory_name,
        writing.signatory_position,
        writing.warning,
    ]
    source = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return MatterPaper(Matter(MatterKind.CASE, case_id), FEEDBACK_LETTER, source)


def feedback_of_case(session: Session, case_id: str, writing: LetterWriting) -> FeedbackLetter:
    """Give the letter of a case, for services that have let somebody in. Raises UnknownReport without a decision.

    The decision's findings hold the agreed levels under "levels", and what the panel noted of conditions of a tier
    under "notes", by rule.
    """
    decision = _decision(session, case_id)
    case = session.get_one(CaseRow, case_id)
    if case.assessment_id is None:
        raise UnknownReport(NO_DECISION)
    copy = frozen_copy(session, case.assessment_id, decision.copy_number)
    edition = load_edition(decision.edition_reference)
    sheet = read_answers(copy.answers, edition).sheet
    told: Mapping[str, Any] = json.loads(decision.findings)
    applied_for = str(told.get("applied_for") or sheet.applied_for or decision.tier_id)
    result = agreed_result(edition, sheet, told["levels"], applied_for, told.get("notes"))
    return feedback_letter(result, _facts(session, case, decision, writing, copy=copy, result=result))


def _decision(session: Session, case_id: str) -> DecisionRow:
    decision = newest_decision(session, case_id)
    if decision is None:
        raise UnknownReport(NO_DECISION)
    return decision


def _facts(
    session: Session,
    case: CaseRow,
    decision: DecisionRow,
    writing: LetterWriting,
    *,
    copy: FrozenCopyRow,
    result: AgreedResult,
) -> LetterFacts:
    assessment = session.get_one(AssessmentRow, case.assessment_id)
    whole = session.get_one(RoundRow, case.round_id)
    edition, is_revised = result.edition, decision.outcome == MINOR
    promises = promises_of(edition)
    return LetterFacts(
        body_name=session.get_one(OrganisationRow, whole.organisation_id).name,
        palette=writing.palette,
        institution_name=session.get_one(OrganisationRow, assessment.organisation_id).name,
        scope_text=scope_text(edition, assessment.scope, assessment.scope_name),
        round_title=whole.title,
        sent_on=writing.sent_on,
        outcome=decision.outcome,
        tier_id=decision.tier_id or None,
        reason=decision.no_award_reason or "",
        said=(*((decision.reason,) if decision.reason else ()), *writing.said),
        notes=writing.notes,
        strengths=writing.strengths,
        conditions=tuple(_condition(one, edition) for one in decision.conditions),
        revise_until=_after(writing.sent_on, promises.revision_days) if is_revised else None,
        revise_criteria=tuple(result.decision.shortfalls.criteria) if is_revised else (),
        appeal_until=_after(writing.sent_on, promises.appeal_days),
        signatory_name=writing.signatory_name,
        signatory_position=writing.signatory_position,
        proofs=(
            ("Edition", decision.edition_reference.replace("/", " ")),
            ("Edition’s checksum", decision.edition_checksum),
            ("Submission", f"{copy.number}; digest {copy.digest}"),
            ("Digest of the decision", decision.digest),
        ),
        warning=writing.warning,
    )


def _condition(told: Mapping[str, Any], edition: Edition) -> ConditionLine:
    due = told.get("due_on")
    criteria = [item.id for item in edition.criteria if item.id in (told.get("criteria") or ())]
    due_text = date_text(dt.date.fromisoformat(str(due))) if due else "not stated"
    return ConditionLine(str(told.get("text", "")), due_text, ", ".join(criteria))


def _after(day: dt.date, count: int | None) -> dt.date | None:
    return add_working_days(day, count, bank_holidays()) if count else None
