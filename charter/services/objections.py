"""Objections to an award: made by anybody without sign-in, read and ruled on by the awarding body's office alone.

The institution learns the ground, and the substance as the office writes it; never the words, nor who it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from charter.domain.award_states import AwardEvent
from charter.domain.case_workflow import MatterKind
from charter.domain.errors import InvalidDecision
from charter.domain.objections import ObjectionState, objection_grounds
from charter.domain.wording import one_line, plain_text
from charter.services.award_access import HeldAward, award_found
from charter.services.awards import note_award
from charter.services.deeds import Deed, new_id
from charter.services.lockouts import WINDOW, Attempt, note_objection
from charter.services.objection_letters import tell_objector, tell_office
from charter.store.objections import ObjectionRow
from charter.store.proceedings import Matter, told_proceedings

LONGEST_TEXT, LONGEST_NAME, LONGEST_EMAIL = 10_000, 200, 320
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody says against an award; "" = they would rather not say."""

    ground: str
    text: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """An award, and on which grounds one may object to it."""

    held: HeldAward
    grounds: tuple[str, ...]  # () = its edition names none


def grounds_of(deed: Deed, award_id: str) -> Grounds:
    """Give an award to whoever wants to object to it; anybody may. Raises UnknownAward."""
    held = award_found(deed, award_id)
    return Grounds(held, objection_grounds(held.edition))


def object_to(deed: Deed, award_id: str, objection: Objection, attempt: Attempt) -> str:
    """Keep an objection; give the number that whoever makes it may refer to. Anybody may, signed in or not.

    The deed is nobody's: who was signed in is not noted. The office is told that there is one, and whoever gave an
    address that it came in. ``attempt`` counts it for the network that it came from. What is sent again is kept once.
    Raises UnknownAward; InvalidDecision with the field. Commits.
    """
    held = award_found(deed, award_id, changes=True)
    tidy = _tidied(objection, objection_grounds(held.edition))
    sent = _sent_before(deed, award_id, tidy)
    if sent:
        return sent
    row = ObjectionRow(
        id=new_id(),
        award_id=award_id,
        ground=tidy.ground,
        name=tidy.name,
        email=tidy.email,
        state=ObjectionState.OPEN,
        made_at=deed.now,
        acknowledged_at=None,
        ruled_at=None,
        review_id=None,
    )
    deed.session.add(row)
    told = {"objection": row.id, "ground": row.ground}
    note_award(deed, award_id, AwardEvent.OBJECTION_MADE, told, text=tidy.text)
    note_objection(attempt)
    tell_objector(deed, held, row, "received")
    tell_office(deed, held, row)
    deed.session.commit()
    return row.id


def _sent_before(deed: Deed, award_id: str, objection: Objection) -> str:
    """The number of the same objection, where it came in just now: a page was sent again."""
    told = told_proceedings(deed.session, Matter(MatterKind.AWARD, award_id), [AwardEvent.OBJECTION_MADE])
    same = (
        str(row.details["objection"])
        for row, _, text in told
        if row.happened_at > deed.now - WINDOW and (row.details["ground"], text) == (objection.ground, objection.text)
    )
    return next(same, "")


def _tidied(objection: Objection, grounds: tuple[str, ...]) -> Objection:
    """Give it as it is kept. Raises InvalidDecision with the field."""
    tidy = Objection(
        objection.ground, plain_text(objection.text), one_line(objection.name), one_line(objection.email).lower()
    )
    if grounds and tidy.ground not in grounds:
        raise InvalidDecision("Choose what the objection rests on.", "ground")
    if not tidy.text:
        raise InvalidDecision("Write what you know, and how you know it.", "text")
    if len(tidy.text) > LONGEST_TEXT:
        raise InvalidDecision(f"This is too long. Keep it to {LONGEST_TEXT:,} characters.", "text")
    if len(tidy.name) > LONGEST_NAME:
        raise InvalidDecision(f"This is too long. Keep it to {LONGEST_NAME} characters.", "name")
    if tidy.email and (len(tidy.email) > LONGEST_EMAIL or not ADDRESS.fullmatch(tidy.email)):
        raise InvalidDecision("Write an e-mail address, such as name@example.org, or leave it blank.", "email")
    return tidy if grounds else Objection("", tidy.text, tidy.name, tidy.email)
