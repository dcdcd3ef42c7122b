"""What the rules make of a case: the frozen copy, the levels that its panel agreed, and the panel's notes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from charter.domain.answers import AnswerSheet
from charter.domain.case_workflow import CaseEvent
from charter.domain.decision_steps import Reckoning, decision_reckoning
from charter.domain.edition import Edition
from charter.domain.eligibility import eligibility_answer
from charter.domain.errors import InvalidDecision, UnknownReport
from charter.domain.first_rounds import as_due
from charter.domain.results import Decision, Levels
from charter.domain.tiers import decide_finally
from charter.domain.wording import list_text
from charter.services.cases import Case
from charter.services.eligibility_notes import notes_told
from charter.services.feedback_letters import AgreedResult, agreed_result
from charter.services.sittings import SITTING_EVENTS, agreed_since_opening
from charter.store.answer_files import read_answers
from charter.store.assessments import FrozenCopyRow
from charter.store.chains import canonical
from charter.store.proceedings import ProceedingRow, told_proceedings
from charter.store.ratings import AgreedLevelRow, agreed_levels

JUDGED_WITH = "revision_judged"  # in the details of a note: the digest of the levels that a reviewer agrees with
REFUSED = CaseEvent.DECISION_REFUSED
TOLD = (*SITTING_EVENTS, CaseEvent.NOTED, CaseEvent.REVISIONS_ASKED, CaseEvent.DECISION_PUT, REFUSED)


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case with what was agreed so far; ``result`` is None while levels are missing or no tier was applied for."""

    edition: Edition  # as it binds then
    copy: FrozenCopyRow
    sheet: AnswerSheet
    agreed: Mapping[str, AgreedLevelRow]  # by criterion, since the meeting was opened
    notes: Mapping[str, str]  # rule of eligibility -> what the panel noted
    missing: tuple[str, ...]  # ids of criteria without an agreed level
    result: AgreedResult | None
    revised: tuple[str, ...] = ()  # ids of the criteria that were to be revised; () = there were no revisions
    agreed_with: frozenset[str] = frozenset()  # digests of levels that an original reviewer judged with the chair
    refusal: str = ""  # why the officer gave the newest decision back; "" = nobody did

    @property
    def found(self) -> AgreedResult:
        """The result. Raises InvalidDecision, with what is missing, where there is none."""
        if self.result is not None:
            return self.result
        if self.missing:
            raise InvalidDecision(f"The panel has agreed no level on {list_text(self.missing)} yet.")
        raise InvalidDecision("The submission names no tier that it applies for, so nothing can be decided.")

    @property
    def decision(self) -> Decision:
        """What the rules come to."""
        return self.found.decision

    @property
    def fallback(self) -> Decision:
        """What they come to where a narrow miss is not mended."""
        return final_decision(self.found)

    def reckoning(self) -> tuple[Reckoning, ...]:
        """Give every step from the levels to the outcome."""
        found = self.found
        return decision_reckoning(
            found.edition, found.card, found.applied_for, found.decision, found.findings, is_final=bool(self.revised)
        )


def judged_case(session: Session, case: Case) -> JudgedCase:
    """Give what the rules make of a case now, for services that let somebody in: three statements.

    A case that was revised has no second chance: a narrow miss falls back as the edition says. Raises InvalidDecision
    for practice, which is nobody's submission.
    """
    if case.copy_number is None:
        raise InvalidDecision("This is a practice submission: nothing is decided about it.")
    copy = judged_copies(session, case.assessment_id, [case.copy_number])[case.copy_number]
    sheet = read_answers(copy.answers, case.edition).sheet
    edition = as_due(case.edition, sheet.submit_by)
    told = told_proceedings(session, case.matter, TOLD)
    agreed = agreed_since_opening(agreed_levels(session, case.id), told)
    notes, revised = notes_in(told), revised_in(told)
    missing = tuple(item.id for item in edition.criteria if item.id not in agreed)
    result = None
    if not missing and sheet.applied_for:
        result = agreed_result(edition, sheet, _levels(edition, agreed), sheet.applied_for, notes)
        result = as_final(result) if revised else result
    return JudgedCase(
        edition=edition,
        copy=copy,
        sheet=sheet,
        agreed=agreed,
        notes=notes,
        missing=missing,
        result=result,
        revised=revised,
        agreed_with=frozenset(str(row.details[JUDGED_WITH]) for row, _, _ in told if JUDGED_WITH in row.details),
        refusal=_refusal_in(told),
    )


def judged_copies(session: Session, assessment_id: str, numbers: Iterable[int]) -> dict[int, FrozenCopyRow]:
    """Give frozen copies with what they say, by number; for whoever was let in: one statement. Raises UnknownReport."""
    wanted = set(numbers)
    chosen = select(FrozenCopyRow).where(FrozenCopyRow.assessment_id == assessment_id, FrozenCopyRow.number.in_(wanted))
    found = {row.number: row for row in session.scalars(chosen.options(undefer(FrozenCopyRow.answers)))}
    if wanted - set(found):
        raise UnknownReport("There is no such submission. Choose one from the list.")
    return found


def revised_in(told: Iterable[tuple[ProceedingRow, str, str]]) -> tuple[str, ...]:
    """Give the criteria that an institution was asked to revise, from events of a chain; () where it never was."""
    asked = [row.details["criteria"] for row, _, _ in told if row.event == CaseEvent.REVISIONS_ASKED]
    return tuple(asked[-1]) if asked else ()


def notes_in(told: Iterable[tuple[ProceedingRow, str, str]]) -> dict[str, str]:
    """Give the panel's newest note on each rule of eligibility, from events of a chain with their texts."""
    return {rule_id: note.text for rule_id, note in notes_told(told).items() if note.text}


def _refusal_in(told: Iterable[tuple[ProceedingRow, str, str]]) -> str:
    """Why the newest decision was given back; "" where another was put since."""
    steps = [(row.event, text) for row, _, text in told if row.event in (CaseEvent.DECISION_PUT, REFUSED)]
    return steps[-1][1] if steps and steps[-1][0] == REFUSED else ""


def final_decision(result: AgreedResult) -> Decision:
    """Give what the rules come to where a narrow miss cannot be mended any more."""
    answers = {tier_id: eligibility_answer(found) for tier_id, found in result.findings.items()}
    return decide_finally(result.edition, result.card, result.applied_for, answers)


def as_final(result: AgreedResult) -> AgreedResult:
    """Give the result without a second chance."""
    return AgreedResult(
        result.edition, result.applied_for, result.card, result.findings, result.results, final_decision(result)
    )


def findings_text(judged: JudgedCase, steps: Iterable[Reckoning], more: Mapping[str, Any]) -> str:
    """Give all that leads to a decision as canonical JSON: exact fractions as text."""
    result, short = judged.found, judged.decision.shortfalls
    told = {
        "applied_for": result.applied_for,
        "levels": {name: row.level for name, row in judged.agreed.items()},
        "overall": _exact(result.card.overall),
        "themes": {name: _exact(score) for name, score in result.card.themes.items()},
        "short": {
            "overall": _exact(short.overall),
            "themes": {name: _exact(gap) for name, gap in short.themes.items()},
            "criteria": dict(short.criteria),
        },
        "eligibility": {
            tier_id: [{"rule": one.rule_id, "answer": one.answer, "reason": one.reason} for one in found]
            for tier_id, found in result.findings.items()
        },
        "notes": dict(judged.notes),
        "steps": [
            {"title": part.title, "steps": [[step.rule, step.found, step.is_met] for step in part.steps]}
            for part in steps
        ],
        **more,
    }
    return canonical(told).decode()


def read_findings(text: str) -> dict[str, Any]:
    """Give the findings of a decision as plain values."""
    found: dict[str, Any] = json.loads(text)
    return found


def _levels(edition: Edition, agreed: Mapping[str, AgreedLevelRow]) -> Levels:
    """The agreed levels; where a theme is rated several times, one level counts for each of them."""
    repeats = {theme.id: theme.repeats.count for theme in edition.themes if theme.repeats}
    levels: dict[str, int | tuple[int, ...] | None] = {}
    for item in edition.criteria:
        level, count = agreed[item.id].level, repeats.get(item.theme_id)
        levels[item.id] = level if level is None or count is None else (level,) * count
    return levels


def _exact(score: Fraction | None) -> str | None:
    return None if score is None else str(score)
