"""Objections as the awarding body's office reads, acknowledges and rules on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from charter.domain.award_states import AwardEvent, Cause
from charter.domain.case_workflow import MatterKind
from charter.domain.errors import ConflictOfInterest, InvalidDecision, UnknownAward, WrongState
from charter.domain.objections import ObjectionState
from charter.domain.permissions import Action, may, require
from charter.domain.register import LIVE
from charter.domain.wording import plain_text, sentence
from charter.services.award_access import HeldAward, award_found
from charter.services.award_keeping import open_review
from charter.services.awards import note_award
from charter.services.case_interests import shut_awards
from charter.services.deeds import Deed, require_in
from charter.services.objection_letters import tell_objector
from charter.store.accounts import OrganisationRow, roles_in
from charter.store.awards import AwardRow
from charter.store.objections import ObjectionRow
from charter.store.proceedings import Matter, told_proceedings

PAGE_SIZE = 50
LONGEST_REASON = 4_000
NO_OBJECTION = "There is no such objection. Check the address."
OWN_INSTITUTION = (
    "You have an interest in the institution that the objection is about. Leave it to somebody else of the office."
)
HAS_ENDED = "The award has ended already, so there is nothing left to review."
TOLD_EVENTS = (AwardEvent.OBJECTION_MADE, AwardEvent.OBJECTION_ACKNOWLEDGED, AwardEvent.OBJECTION_RULED)


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection in the office's list."""

    id: str
    institution_name: str
    tier_name: str
    ground: str
    state: ObjectionState
    made_at: dt.datetime
    is_acknowledged: bool


@dataclass(frozen=True, slots=True)
class ObjectionList:
    """The objections to awards of a body; without those about an award in which the person has an interest."""

    body_id: str
    body_name: str
    lines: tuple[ObjectionLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """What the office did with an objection: when, who, and the reason that was given."""

    event: AwardEvent
    happened_at: dt.datetime
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ObjectionDesk:
    """One objection with its words, and what became of it."""

    row: ObjectionRow
    held: HeldAward
    text: str  # "" = it was taken out
    steps: tuple[Step, ...]
    may_rule: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits to be ruled on."""
        return self.row.state == ObjectionState.OPEN


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the office rules, why, and what the institution is told of it."""

    is_upheld: bool | None  # None = neither was chosen
    reason: str  # whoever objected reads it where they gave an address
    told: str = ""  # to the institution, of one that is upheld


def objections_of(deed: Deed, body_id: str, page: int = 1) -> ObjectionList:
    """Give the objections to a body's awards to its office, open ones first, then the newest. Seven statements.

    Raises UnknownOrganisation, NotAllowed.
    """
    require_in(deed, body_id, Action.SEE_OBJECTIONS)
    chosen = (
        select(ObjectionRow, AwardRow.organisation_name, AwardRow.tier_name)
        .join(AwardRow, AwardRow.id == ObjectionRow.award_id)
        .where(AwardRow.body_id == body_id, AwardRow.id.not_in(shut_awards(deed)))
    )
    count = deed.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    is_ruled = ObjectionRow.ruled_at.is_not(None)
    chosen = chosen.order_by(is_ruled, ObjectionRow.made_at.desc(), ObjectionRow.id)
    found = deed.session.execute(chosen.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE))
    lines = tuple(
        ObjectionLine(
            row.id,
            name,
            tier,
            row.ground,
            ObjectionState(row.state),
            row.made_at,
            row.acknowledged_at is not None,
        )
        for row, name, tier in found
    )
    return ObjectionList(body_id, deed.session.get_one(OrganisationRow, body_id).name, lines, count)


def objection_desk(deed: Deed, objection_id: str) -> ObjectionDesk:
    """Give one objection to the body's office. Six statements.

    Raises UnknownAward for whoever is not of the body, as if there were none; NotAllowed, ConflictOfInterest.
    """
    row, held = _for(deed, objection_id, Action.SEE_OBJECTIONS)
    told = [
        Step(AwardEvent(event.event), event.happened_at, name, text)
        for event, name, text in told_proceedings(
            deed.session, Matter(MatterKind.AWARD, row.award_id), [str(one) for one in TOLD_EVENTS]
        )
        if event.details.get("objection") == objection_id
    ]
    text = next((one.text for one in told if one.event == AwardEvent.OBJECTION_MADE), "")
    steps = tuple(one for one in reversed(told) if one.event != AwardEvent.OBJECTION_MADE)
    return ObjectionDesk(row, held, text, steps, may(held.roles, Action.RULE_ON_OBJECTION))


def acknowledge(deed: Deed, objection_id: str) -> None:
    """Say that an objection was read, once. The office may; whoever objected gets a letter where they gave an address.

    Raises as ``objection_desk``, WrongState. Commits.
    """
    row, held = _for(deed, objection_id, Action.SEE_OBJECTIONS, changes=True)
    if row.acknowledged_at is not None or row.state != ObjectionState.OPEN:
        raise WrongState("This objection was acknowledged or ruled on already.")
    row.acknowledged_at = deed.now
    note_award(deed, row.award_id, AwardEvent.OBJECTION_ACKNOWLEDGED, {"objection": row.id})
    tell_objector(deed, held, row, "acknowledged")
    deed.session.commit()


def rule_on(deed: Deed, objection_id: str, ruling: Ruling) -> None:
    """Rule on an objection, once: one that is upheld opens a review of the award. The body's administrator may.

    The institution is told the ground and what the office writes for it, never the words of whoever objected.
    Raises as ``objection_desk``; WrongState; InvalidDecision with the field. Commits.
    """
    row, held = _for(deed, objection_id, Action.RULE_ON_OBJECTION, changes=True)
    if row.state != ObjectionState.OPEN:
        raise WrongState("Somebody ruled on this objection already. Look at what was ruled.")
    reason, told = plain_text(ruling.reason), plain_text(ruling.told)
    _check(Ruling(ruling.is_upheld, reason, told), held)
    row.state = ObjectionState.UPHELD if ruling.is_upheld else ObjectionState.DISMISSED
    row.ruled_at = deed.now
    if ruling.is_upheld:
        ground = f"An objection is looked into: {row.ground}" if row.ground else "An objection is looked into"
        row.review_id = open_review(deed, held, Cause.OBJECTION, [sentence(ground), told]).id
    details = {"objection": row.id, "is_upheld": ruling.is_upheld, "review": row.review_id}
    note_award(deed, row.award_id, AwardEvent.OBJECTION_RULED, details, text=reason)
    tell_objector(deed, held, row, str(row.state), reason)
    deed.session.commit()


def _check(ruling: Ruling, held: HeldAward) -> None:
    """Raise InvalidDecision, with the field, for what cannot be ruled so."""
    if ruling.is_upheld is None:
        raise InvalidDecision("Choose what you rule.", "outcome")
    if not ruling.reason:
        raise InvalidDecision("Write why; it stays on record.", "reason")
    for place, text in (("reason", ruling.reason), ("told", ruling.told)):
        if len(text) > LONGEST_REASON:
            raise InvalidDecision(f"This is too long. Keep it to {LONGEST_REASON:,} characters.", place)
    if ruling.is_upheld and not ruling.told:
        raise InvalidDecision("Write what the institution is told, so that it can answer.", "told")
    if ruling.is_upheld and held.state not in LIVE:
        raise InvalidDecision(HAS_ENDED, "outcome")


def _for(deed: Deed, objection_id: str, action: Action, *, changes: bool = False) -> tuple[ObjectionRow, HeldAward]:
    row = deed.session.get(ObjectionRow, objection_id, with_for_update=changes or None, populate_existing=changes)
    if row is None:
        raise UnknownAward(NO_OBJECTION)
    found = award_found(deed, row.award_id, changes=changes)
    roles = roles_in(deed.session, deed.person_id, found.row.body_id)
    if not roles:
        raise UnknownAward(NO_OBJECTION)
    require(roles, action)
    if row.award_id in shut_awards(deed):
        raise ConflictOfInterest(OWN_INSTITUTION)
    return row, HeldAward(found.row, found.standing, found.edition, roles)
