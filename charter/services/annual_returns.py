"""Annual returns of an award: when they are due, what one would show, and making one out of a frozen copy."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select

from charter.domain.award_states import AwardEvent, Cause
from charter.domain.award_upkeep import ReturnFinding, return_days, return_findings
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.levels import indicated_range
from charter.domain.permissions import Action
from charter.domain.register import LIVE
from charter.services.award_access import HeldAward, award_for
from charter.services.award_keeping import open_review
from charter.services.awards import note_award
from charter.services.deeds import Deed, new_id
from charter.services.summaries import find
from charter.store.answer_files import read_answers
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.award_upkeep import ReturnRow, returns_of
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow
from charter.store.editions import load_edition

NO_COPY = (
    "There is nothing yet to make the return from. Take part in this year’s round, fill in the tables and the survey, "
    "and save a baseline or hand the assessment in."
)


@dataclass(frozen=True, slots=True)
class DueReturn:
    """One return that is, was or will be due."""

    number: int
    due_on: dt.date
    made_at: dt.datetime | None  # None = not made
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnSource:
    """A frozen copy that a return can be made from."""

    copy_id: str
    round_title: str
    kind: str  # baseline or submission
    number: int
    frozen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """What a return would be made of, and what it would show."""

    number: int
    due_on: dt.date
    source: ReturnSource | None  # the newest; None = there is none
    findings: tuple[ReturnFinding, ...]


def due_returns(deed: Deed, held: HeldAward) -> tuple[DueReturn, ...]:
    """Give every return of an award, in order, for services and pages that have let somebody in: one statement."""
    made = {row.number: row for row in returns_of(deed.session, held.row.id)}
    entered_on = held.row.conferred_at.date()  # of an award from before this register, nobody asked until then
    days = return_days(held.row.awarded_on, held.row.valid_until, held.rules)
    return tuple(
        DueReturn(
            number,
            due_on,
            made[number].made_at if number in made else None,
            tuple(str(one["text"]) for one in made[number].findings) if number in made else (),
        )
        for number, due_on in enumerate(days, 1)
        if due_on >= entered_on
    )


def return_preview(deed: Deed, award_id: str) -> ReturnPreview:
    """Give what the next return would show, before it is made. The institution's lead may.

    Raises UnknownAward, NotAllowed; WrongState where none is due.
    """
    held = award_for(deed, award_id, Action.MAKE_ANNUAL_RETURN)
    return _preview(deed, held)


def make_return(deed: Deed, award_id: str, copy_id: str) -> ReturnRow:
    """Make the next return from the newest frozen copy, the one that was shown; what it shows may open a review.

    The institution's lead may. Raises UnknownAward, NotAllowed; WrongState where none is due or the award has ended;
    InvalidDecision where there is nothing to make it from, or something newer. Commits.
    """
    held = award_for(deed, award_id, Action.MAKE_ANNUAL_RETURN, changes=True)
    preview = _preview(deed, held)
    if preview.source is None:
        raise InvalidDecision(NO_COPY, "source")
    if preview.source.copy_id != copy_id:
        raise InvalidDecision("Something newer was frozen meanwhile. Look at what the return shows now.", "source")
    copy = deed.session.get_one(FrozenCopyRow, copy_id)
    row = ReturnRow(
        id=new_id(),
        award_id=award_id,
        number=preview.number,
        due_on=preview.due_on,
        assessment_id=copy.assessment_id,
        copy_number=copy.number,
        copy_digest=copy.digest,
        findings=[asdict(one) for one in preview.findings],
        person_id=deed.person_id,
        made_at=deed.now,
    )
    deed.session.add(row)
    told = {"number": row.number, "return": row.id, "copy": copy.digest, "findings": len(row.findings)}
    note_award(deed, award_id, AwardEvent.RETURN_RECEIVED, told)
    if preview.findings:
        open_review(deed, held, Cause.RETURN, [one.text for one in preview.findings])
    deed.session.commit()
    return row


def _preview(deed: Deed, held: HeldAward) -> ReturnPreview:
    if held.state not in LIVE:
        raise WrongState("The award has ended, so no return is asked for.")
    due = next((one for one in due_returns(deed, held) if one.made_at is None), None)
    if due is None:
        raise WrongState("Every annual return of this award is made. The next step is its renewal.")
    source = _newest_source(deed, held)
    findings = _findings(deed, held, source) if source is not None else ()
    return ReturnPreview(due.number, due.due_on, source, findings)


def _newest_source(deed: Deed, held: HeldAward) -> ReturnSource | None:
    """The newest copy of the same part of the institution that was frozen after the award and made no return yet."""
    used = select(ReturnRow.copy_digest).where(ReturnRow.award_id == held.row.id)
    awarded = select(CaseRow.assessment_id).where(CaseRow.id == held.row.case_id)  # a return is of a later year
    found = deed.session.execute(
        select(FrozenCopyRow.id, RoundRow.title, FrozenCopyRow.kind, FrozenCopyRow.number, FrozenCopyRow.frozen_at)
        .join(AssessmentRow, AssessmentRow.id == FrozenCopyRow.assessment_id)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(
            AssessmentRow.organisation_id == held.row.organisation_id,
            AssessmentRow.scope == held.row.scope,
            AssessmentRow.scope_name == held.row.scope_name,
            FrozenCopyRow.frozen_at > held.row.conferred_at,
            FrozenCopyRow.digest.not_in(used),
            AssessmentRow.id.not_in(awarded),
        )
        .order_by(FrozenCopyRow.frozen_at.desc())
        .limit(1)
    ).one_or_none()
    return ReturnSource(*found) if found is not None else None


def _findings(deed: Deed, held: HeldAward, source: ReturnSource) -> tuple[ReturnFinding, ...]:
    """What the copy shows, by the edition that it answers; levels are held against what the panel agreed by name."""
    copy = deed.session.get_one(FrozenCopyRow, source.copy_id)
    edition = load_edition(copy.edition_reference)
    found = find(edition, read_answers(copy.answers, edition).sheet)
    ranges = {one.id: indicated_range(one, found.results[0]) for one in edition.criteria}
    if all(tier.id != held.row.tier_id for tier in edition.tiers):
        return ()
    eligibility = found.eligibility.get(held.row.tier_id, ())
    return return_findings(edition, held.row.tier_id, _panel_levels(deed, held), ranges, eligibility)


def _panel_levels(deed: Deed, held: HeldAward) -> Mapping[str, int | None]:
    if held.row.decision_id is None:
        return {}
    decision = deed.session.get_one(DecisionRow, held.row.decision_id)
    levels: Mapping[str, int | None] = json.loads(decision.findings)["levels"]
    return levels
