"""What becomes of an award after it was conferred: each step with a reason, on record, told to whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from charter.domain.award_states import HOLDS, AwardEvent, AwardState, Cause
from charter.domain.award_upkeep import grace_end, suspension_day
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.permissions import Action
from charter.domain.register import LIVE
from charter.domain.wording import date_text, plain_text
from charter.domain.written_texts import length_fault
from charter.services.award_access import HeldAward, award_for
from charter.services.award_credentials import follow_standing
from charter.services.award_letters import tell_institution
from charter.services.awards import note_award
from charter.services.body_looks import look_of
from charter.services.deeds import Deed, new_id
from charter.store.award_upkeep import MET, MISSED, AwardReviewRow, ConditionRow, open_reviews
from charter.store.reference_files import bank_holidays

NEEDS_REASON = "This needs a reason, which stays on record and is told to the institution. Write one."
CLOSE_FIRST = "A review of the award is open and its time is over. Close it first, or the award is suspended again."
ENDED = "The award has ended, so there is nothing to settle."
ONLY_HELD = "Only an award that holds can be kept for longer."
# What leads from which states, and what is said where it cannot.
_FROM: Mapping[AwardEvent, tuple[frozenset[AwardState], str]] = {
    AwardEvent.SUSPENDED: (HOLDS, "Only an award that holds can be suspended."),
    AwardEvent.REINSTATED: (frozenset({AwardState.SUSPENDED}), "Only an award that is suspended can be reinstated."),
    AwardEvent.WITHDRAWN: (HOLDS | {AwardState.SUSPENDED}, "Only an award that holds, or is suspended, can end so."),
    AwardEvent.EXPIRED: (HOLDS | {AwardState.SUSPENDED}, "It has ended already."),
    # one that ended while its renewal was judged may hold again: charter.services.award_renewals
    AwardEvent.GRACE_GIVEN: (HOLDS | {AwardState.EXPIRED}, ONLY_HELD),
}
_LEADS_TO = {
    AwardEvent.SUSPENDED: AwardState.SUSPENDED,
    AwardEvent.WITHDRAWN: AwardState.WITHDRAWN,
    AwardEvent.EXPIRED: AwardState.EXPIRED,
}


def suspend(deed: Deed, award_id: str, reason: str) -> None:
    """Suspend an award until what was found is mended. The body's administrator may.

    Raises UnknownAward, NotAllowed, WrongState, InvalidDecision without a reason. Commits.
    """
    _change(deed, award_id, AwardEvent.SUSPENDED, reason)


def reinstate(deed: Deed, award_id: str, reason: str) -> None:
    """Let a suspended award hold again, with its old end. As ``suspend``; WrongState where its time has run out."""
    held = award_for(deed, award_id, Action.KEEP_AWARDS, changes=True)
    if not held.holds_on(deed.now.date()):
        raise WrongState("The award’s time has run out, so it cannot hold again. The institution can apply anew.")
    if overdue_reviews(deed, award_id):
        raise InvalidDecision(CLOSE_FIRST, "reason")
    move(deed, held, AwardEvent.REINSTATED, _text(reason))
    deed.session.commit()


def withdraw_award(deed: Deed, award_id: str, reason: str) -> None:
    """Withdraw an award for good. As ``suspend``."""
    _change(deed, award_id, AwardEvent.WITHDRAWN, reason)


def give_grace(deed: Deed, award_id: str, reason: str) -> None:
    """Keep an award for as long as its edition says after a renewal that failed, once. As ``suspend``."""
    held = award_for(deed, award_id, Action.KEEP_AWARDS, changes=True)
    if held.state not in HOLDS:
        raise WrongState(ONLY_HELD)
    add_grace(deed, held, _text(reason))
    deed.session.commit()


def add_grace(deed: Deed, held: HeldAward, reason: str) -> None:
    """As ``give_grace``, for services; raises WrongState where it had grace or none is given. Commits nothing."""
    until = grace_end(held.row.valid_until, held.rules, has_had_grace=held.standing.has_had_grace)
    if until is None:
        raise WrongState("This award cannot be kept for longer: it was once, or its edition gives no such time.")
    move(deed, held, AwardEvent.GRACE_GIVEN, reason, {"until": until.isoformat()})
    held.standing.ends_on, held.standing.has_had_grace = until, True


def settle_condition(deed: Deed, award_id: str, number: int, *, is_met: bool, reason: str) -> None:
    """Say that a condition was met or missed. The body's administrator may; one that was missed opens a review.

    Raises as ``suspend``. Commits.
    """
    held = award_for(deed, award_id, Action.KEEP_AWARDS, changes=True)
    if held.state not in LIVE:
        raise WrongState(ENDED)
    row = deed.session.get(ConditionRow, (award_id, number))
    if row is None or row.state == MET or (row.state == MISSED and not is_met):
        raise WrongState("This condition is settled already.")
    settle(deed, held, row, is_met=is_met, reason=_text(reason))
    deed.session.commit()


def settle(deed: Deed, held: HeldAward, row: ConditionRow, *, is_met: bool, reason: str) -> None:
    """As ``settle_condition``, for services and the worker; commits nothing."""
    row.state, row.settled_at = (MET if is_met else MISSED), deed.now
    event = AwardEvent.CONDITION_MET if is_met else AwardEvent.CONDITION_MISSED
    note_award(deed, held.row.id, event, {"number": row.number}, text=reason)
    if not is_met:
        open_review(deed, held, Cause.CONDITION, [f"A condition was not met in time: {row.text}"])


def open_review(deed: Deed, held: HeldAward, cause: Cause, findings: Sequence[str]) -> AwardReviewRow:
    """Ask whether an award still stands; the institution is told what was found. For services; commits nothing."""
    closes_by = suspension_day(deed.now.date(), held.rules, bank_holidays())
    row = AwardReviewRow(
        id=new_id(),
        award_id=held.row.id,
        cause=cause,
        findings=list(findings),
        opened_at=deed.now,
        closes_by=closes_by,
        closed_at=None,
    )
    deed.session.add(row)
    told = {"review": row.id, "cause": cause, "closes_by": closes_by.isoformat() if closes_by else None}
    note_award(deed, held.row.id, AwardEvent.REVIEW_OPENED, told, text="\n".join(findings))
    until = f"If the review is not closed by {date_text(closes_by)}, the award is suspended." if closes_by else ""
    lines = [*findings, _whom_to_answer(deed, held), until]
    tell_institution(deed, held, "A review of your award was opened.", lines, f"review:{row.id}")
    return row


def overdue_reviews(deed: Deed, award_id: str) -> list[AwardReviewRow]:
    """Give the open reviews of an award whose last day is over, for services and the worker."""
    today = deed.now.date()
    return [row for row in open_reviews(deed.session, award_id) if row.closes_by is not None and row.closes_by < today]


def _whom_to_answer(deed: Deed, held: HeldAward) -> str:
    found = look_of(deed, held.row.body_id)
    address = f": {found.look.contact_email}" if found.look.contact_email else ""
    return f"Tell {found.name} what you make of it{address}."


def close_review(deed: Deed, award_id: str, review_id: str, reason: str) -> None:
    """Answer a review: the award stands by it, also where it is suspended, until it is reinstated.

    The body's administrator may. Raises as ``suspend``. Commits.
    """
    held = award_for(deed, award_id, Action.KEEP_AWARDS, changes=True)
    row = deed.session.get(AwardReviewRow, review_id)
    if held.state not in LIVE or row is None or row.award_id != award_id or row.closed_at is not None:
        raise WrongState("This review is closed already, or the award has ended.")
    text = _text(reason)
    row.closed_at = deed.now
    note_award(deed, award_id, AwardEvent.REVIEW_CLOSED, {"review": review_id}, text=text)
    is_suspended = held.state == AwardState.SUSPENDED
    head = "The review of your award is closed" + (", and it is still suspended." if is_suspended else ": it stands.")
    tell_institution(deed, held, head, [text], f"review:{row.id}:closed")
    deed.session.commit()


def move(deed: Deed, held: HeldAward, event: AwardEvent, reason: str, details: Mapping[str, Any] | None = None) -> None:
    """Let an event happen to an award: its standing moves, its chain is added to, the institution is told.

    For services and the worker. Raises WrongState; commits nothing.
    """
    sources, refusal = _FROM[event]
    if held.state not in sources:
        raise WrongState(refusal)
    state = _LEADS_TO.get(event, _resting(held, deed.now.date()))
    if state != held.state:
        held.standing.state, held.standing.since_at = state, deed.now
    note_award(deed, held.row.id, event, dict(details or {}), text=reason)
    follow_standing(deed, held.row.id, state)
    tell_institution(deed, held, _TOLD[event], [reason], f"{event}:{deed.now.isoformat()}")


def _change(deed: Deed, award_id: str, event: AwardEvent, reason: str) -> None:
    held = award_for(deed, award_id, Action.KEEP_AWARDS, changes=True)
    move(deed, held, event, _text(reason))
    deed.session.commit()


def _resting(held: HeldAward, today: dt.date) -> AwardState:
    """How an award stands that nothing is held against."""
    return AwardState.CURRENT if today <= held.row.valid_until else AwardState.GRACE


def _text(reason: str) -> str:
    text = plain_text(reason)
    if not text:
        raise InvalidDecision(NEEDS_REASON, "reason")
    if fault := length_fault(text):
        raise InvalidDecision(fault, "reason")
    return text


_TOLD = {
    AwardEvent.SUSPENDED: "Your award is suspended.",
    AwardEvent.REINSTATED: "Your award holds again.",
    AwardEvent.WITHDRAWN: "Your award was withdrawn.",
    AwardEvent.EXPIRED: "Your award has ended.",
    AwardEvent.GRACE_GIVEN: "Your award is kept for longer.",
}
