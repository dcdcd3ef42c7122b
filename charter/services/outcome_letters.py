"""What an institution is told of its outcome: the letter, frozen, and the e-mails that say that it is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from charter.domain.edition import Edition
from charter.domain.feedback import ConditionLine, FeedbackLetter, NextTier
from charter.domain.outcomes import appeal_until, next_window
from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.domain.working_days import day_in_england
from charter.services.body_looks import look_of
from charter.services.cases import Case
from charter.services.deeds import Deed
from charter.services.feedback import NEXT, STRENGTHS
from charter.services.feedback_letters import LetterFacts, feedback_letter
from charter.services.institution_outcomes import kept_reckoning
from charter.services.judged_cases import JudgedCase, read_findings
from charter.services.outbox import Letter, put_letter
from charter.services.panel_letters import AboutCase
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow
from charter.store.mergers import people_on
from charter.store.reference_files import bank_holidays

TOLD_ROLES = (Role.LEAD, Role.APPROVER)
CASE_KINDS = {"appeal": " on appeal"}


@dataclass(frozen=True, slots=True)
class NextDays:
    """What an institution may do next and until when: revise criteria, or answer an offer; None = it may not."""

    criteria: tuple[str, ...] = ()
    until: dt.date | None = None
    answer_until: dt.date | None = None


def outcome_letter(
    deed: Deed, case: Case, judged: JudgedCase, decision: DecisionRow, *, texts: Mapping[str, str], days: NextDays
) -> FeedbackLetter:
    """Give the letter about a decision, with the feedback and the body's look as they stand; dated today."""
    today = day_in_england(deed.now)
    body = look_of(deed, case.body_id)
    facts = LetterFacts(
        body_name=body.name,
        palette=body.look.palette,
        institution_name=case.name,
        scope_text=scope_text(case.scope, case.scope_name),
        round_title=f"{case.round_title}{CASE_KINDS.get(case.kind, '')}",
        sent_on=today,
        outcome=decision.outcome,
        tier_id=decision.tier_id,
        reason=decision.no_award_reason or "",
        said=(decision.reason,),
        notes={item.id: texts.get(item.id, "") for item in judged.edition.criteria},
        strengths=_paragraphs(texts.get(STRENGTHS, "")),
        conditions=tuple(_condition(one["text"], one["due_on"]) for one in decision.conditions),
        revise_until=days.until,
        revise_criteria=days.criteria,
        appeal_until=None if days.until else _appeal_until(judged.edition, case, today),
        appeals_later=days.until is not None and _appeal_until(judged.edition, case, today) is not None,
        answer_until=days.answer_until,
        next_window=next_window_texts(judged.edition, today),
        signatory_name=body.look.signatory_name,
        signatory_position=body.look.signatory_position,
        proofs=_proofs(judged.copy, decision),
    )
    letter = feedback_letter(judged.found, facts)
    own, *_lower, follows = kept_reckoning(read_findings(decision.findings)["steps"])
    said = _paragraphs(texts.get(NEXT, ""))
    return replace(
        letter,
        steps=own.steps + follows.steps,
        next_tier=replace(letter.next_tier or NextTier("", "", ()), said=said),
        opening=_paragraphs(body.look.letter_opening),
        closing=_paragraphs(body.look.letter_closing),
        contact=body.look.contact_email,
    )


@dataclass(frozen=True, slots=True)
class About:
    """Whose case letters are about, and who sends them."""

    id: str  # of the case
    organisation_id: str
    name: str  # of the institution
    body_id: str
    round_title: str


def about_row(deed: Deed, row: CaseRow) -> About:
    """Give what letters about a case need, for the worker and for services on the institution's side."""
    assessment = deed.session.get_one(AssessmentRow, row.assessment_id)
    whole = deed.session.get_one(RoundRow, row.round_id)
    name = deed.session.get_one(OrganisationRow, assessment.organisation_id).name
    return About(row.id, assessment.organisation_id, name, whole.organisation_id, whole.title)


def tell_institution(deed: Deed, about: AboutCase, name: str, subject: str, paragraphs: Sequence[str]) -> int:
    """Put an e-mail to each lead and approver into the outbox, once by its name; give how many. Commits nothing."""
    body = look_of(deed, about.body_id).name
    way = "Sign in to the site of the charter, open the assessment and choose “Outcome”."
    foot = f"--\nYou get this letter because you lead or sign for {about.name}. It comes from {body}."
    count = 0
    for to in people_on(deed.session, about.organisation_id, TOLD_ROLES):
        greeting = f"Hello {to.name}," if to.name else "Hello,"
        text = "\n\n".join([greeting, *paragraphs, way, foot])
        key = f"outcome:{about.id}:{name}:{to.id}"
        count += put_letter(deed.session, Letter(key, to.email or "", subject, f"{text}\n"), deed.now)
    return count


def scope_text(scope: str, scope_name: str) -> str:
    """Give the scope in words."""
    words = scope.replace("_", " ").capitalize()
    return f"{words}: {scope_name}" if scope_name else words


def next_window_texts(edition: Edition, today: dt.date) -> tuple[str, ...]:
    """Give when the institution can submit again, as the edition says; nothing where it says nothing."""
    window = next_window(edition, today)
    if window is None:
        return ()
    opens, closes = (date_text(day) for day in window)
    return (f"By the calendar of the edition, the next window opens on {opens}; submissions are due by {closes}.",)


def _appeal_until(edition: Edition, case: Case, today: dt.date) -> dt.date | None:
    """The last day for an appeal; the outcome of one is final."""
    return appeal_until(edition, today, bank_holidays()) if case.kind == "first" else None


def _condition(text: str, due_on: str) -> ConditionLine:
    return ConditionLine(text, date_text(dt.date.fromisoformat(due_on)), "")


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _proofs(copy: FrozenCopyRow, decision: DecisionRow) -> tuple[tuple[str, str], ...]:
    return (
        ("Edition", copy.edition_reference),
        ("Submission", f"copy {copy.number}, digest {copy.digest}"),
        ("Decision", f"number {decision.number}, digest {decision.digest}"),
    )
