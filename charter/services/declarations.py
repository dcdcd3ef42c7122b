"""What somebody on a panel declares: confidence for a round, interests in a case; and the ruling on soft ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import select

from charter.domain.case_workflow import CaseEvent, CaseState, MatterKind, Seat, Stage
from charter.domain.conflicts import KINDS, Conflict
from charter.domain.errors import InvalidPanel, UnknownCase, UnknownRound, WrongState
from charter.domain.permissions import Action, require
from charter.domain.wording import plain_text
from charter.services.case_interests import conflict_in
from charter.services.cases import NO_CASE, case_before_opening, case_for, happen_in
from charter.services.deeds import Deed
from charter.services.panel_seats import leave
from charter.services.rounds import NO_ROUND, found_round
from charter.store.accounts import roles_in
from charter.store.cases import CaseRow
from charter.store.panels import DeclarationRow, RulingRow, declarations_of, rulings_of, seat_of
from charter.store.proceedings import Matter, add_proceeding
from charter.store.reviewers import ConfidentialityRow

PROMISE = (
    "I will keep what I read and what is said in this round to myself, keep no copies after it, and use it for nothing "
    "but judging."
)
PROMISED = "confidence_promised"
LEFT_BY_INTEREST = "They declared an interest at the meeting with which nobody may judge."
LEFT_BY_RULING = "They declared an interest at the meeting, and it was ruled that they may not go on."
_KNOWN = frozenset(kind.id for kind in KINDS)


def promise_confidence(deed: Deed, round_id: str) -> ConfidentialityRow:
    """Promise confidence for a round, in the words of PROMISE. Whoever sits on panels of its body may; twice is once.

    Raises UnknownRound for strangers, NotAllowed. Commits.
    """
    whole = found_round(deed, round_id)
    roles = roles_in(deed.session, deed.person_id, whole.organisation_id)
    if not roles:
        raise UnknownRound(NO_ROUND)
    require(roles, Action.KEEP_OWN_INTERESTS)
    held = deed.session.get(ConfidentialityRow, (round_id, deed.person_id))
    if held is not None:
        return held
    digest = hashlib.sha256(PROMISE.encode()).hexdigest()
    row = ConfidentialityRow(round_id=round_id, person_id=deed.person_id, accepted_at=deed.now, words=digest)
    deed.session.add(row)
    add_proceeding(
        deed.session,
        Matter(MatterKind.PANELS, round_id),
        PROMISED,
        person_id=deed.person_id,
        now=deed.now,
        details={"words": digest},
        key=deed.key,
    )
    deed.session.commit()
    return row


def declare_interests(deed: Deed, case_id: str, kinds: Iterable[str], note: str = "") -> Conflict:
    """Declare every interest that one has in a case, or none; before it is opened, and again at the meeting.

    Whoever sits on its panel may. What was declared before stands: nobody takes an interest back. Gives what follows.
    Whoever declares one at the meeting that nobody can allow leaves the panel with it; their review counts no more.
    Raises UnknownCase, MustDeclareFirst where confidence was not promised, InvalidPanel, WrongState. Commits.
    """
    chosen = sorted(set(kinds))
    if not _KNOWN.issuperset(chosen):
        raise InvalidPanel("Choose kinds of interest from the list.", "kinds")
    text = plain_text(note)
    if chosen and not text:
        raise InvalidPanel("Say in a few words what the interest is. The chair reads it.", "note")
    case, _ = case_before_opening(deed, case_id)
    row = deed.session.get_one(CaseRow, case_id, with_for_update=True, populate_existing=True)
    number = len(declarations_of(deed.session, case_id, deed.person_id)) + 1
    stage = Stage.OPENING if CaseState(row.state) == CaseState.COMPLETE else Stage.MEETING
    details = {"person": deed.person_id, "number": number, "stage": stage, "kinds": chosen}
    event = happen_in(deed, row, CaseEvent.DECLARED, details, text=text)
    deed.session.add(
        DeclarationRow(
            case_id=case_id,
            person_id=deed.person_id,
            number=number,
            stage=stage,
            kinds=chosen,
            declared_at=deed.now,
            event_number=event.number,
        )
    )
    deed.session.flush()
    conflict = conflict_in(deed, row, case.organisation_id)
    held = seat_of(deed.session, case_id, deed.person_id)
    if stage == Stage.MEETING and conflict.is_hard and held is not None:
        leave(deed, row, held, LEFT_BY_INTEREST)
    deed.session.commit()
    return conflict


def rule_on_interest(deed: Deed, case_id: str, person_id: str, number: int, *, is_allowed: bool, reason: str) -> None:
    """Rule on a soft interest that somebody declared: the chair on a reviewer's, the officer on the chair's.

    Nobody rules on their own. Raises as ``cases.case_for``; InvalidPanel; WrongState where it was ruled on. Commits.
    """
    seated = seat_of(deed.session, case_id, person_id)
    is_chair = seated is not None and seated.seat == Seat.CHAIR
    case = case_for(deed, case_id, Action.CONFIRM_DECISION if is_chair else Action.CHAIR_PANEL, changes=True)
    if person_id == deed.person_id:
        raise InvalidPanel("Nobody rules on an interest of their own.", "ruling")
    text = plain_text(reason)
    if not text:
        raise InvalidPanel("A ruling needs a reason, which stays on record. Write one.", "reason")
    declared = {row.number: row for row in declarations_of(deed.session, case_id, person_id)}
    if number not in declared:
        raise UnknownCase(NO_CASE)
    if number in rulings_of(deed.session, case_id, person_id):
        raise WrongState("This interest was ruled on already.")
    row = deed.session.get_one(CaseRow, case.id)
    details = {"person": person_id, "number": number, "is_allowed": is_allowed}
    event = happen_in(deed, row, CaseEvent.RULED, details, text=text)
    deed.session.add(
        RulingRow(
            case_id=case_id,
            person_id=person_id,
            number=number,
            is_allowed=is_allowed,
            ruled_by=deed.person_id,
            ruled_at=deed.now,
            event_number=event.number,
        )
    )
    if declared[number].stage == Stage.MEETING and not is_allowed and seated is not None:
        leave(deed, row, seated, LEFT_BY_RULING)
    deed.session.commit()


def has_declared_at_meeting(deed: Deed, case_id: str, person_id: str) -> bool:
    """Tell whether somebody was asked again at the meeting, and answered."""
    chosen = select(DeclarationRow.number).where(
        DeclarationRow.case_id == case_id, DeclarationRow.person_id == person_id, DeclarationRow.stage == Stage.MEETING
    )
    return deed.session.scalar(chosen.limit(1)) is not None
