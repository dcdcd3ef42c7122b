"""Who sits on a case's panel at its meeting: who is there, who was asked again about interests, what is short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from charter.domain.case_workflow import CaseEvent, Seat, Stage
from charter.domain.panels import Panel, Reviewer, Shortfall, panel_rules, quorum_shortfall, shortfalls_after_leaving
from charter.domain.wording import list_text
from charter.services.cases import Case
from charter.services.sittings import Told, opened_number
from charter.store.meetings import SeatedRow

# Whether somebody was asked again at the meeting, and what came of it.
NOT_ASKED, NONE_DECLARED, WAITS, ALLOWED, SHUT_OUT = "not_asked", "none", "waits", "allowed", "shut_out"
ASK_AGAIN = (
    "At the meeting everybody says again whether they have an interest. Still to be asked: {names}. Whoever is not "
    "there is noted so."
)
RULE_FIRST = "Nothing is decided while an interest that somebody declared waits for a ruling: {names}."
# What the chain tells of members.
MEMBER_EVENTS = (
    CaseEvent.MEETING_OPENED,
    CaseEvent.PRESENCE_NOTED,
    CaseEvent.DECLARED,
    CaseEvent.RULED,
    CaseEvent.UNSEATED,
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the panel now."""

    person_id: str
    name: str  # as the panel's pages call them
    seat: Seat
    has_locked: bool
    is_present: bool | None  # None = nobody has noted it since the meeting was opened
    presence_number: int  # to be named when noting it next; 0 = never noted
    asked_again: str  # one of the words above


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody who left the panel after its meeting was opened."""

    person_id: str
    seat: Seat
    left_at: dt.datetime


def members_of(seated: Iterable[SeatedRow], told: Told) -> tuple[Member, ...]:
    """Give the members, reviewers first, from their seats and what the chain tells of them."""
    return tuple(_member(row, place, told) for place, row in enumerate(seated, 1))


def answers_missing(members: Iterable[Member]) -> str:
    """Say whom the panel must still ask before it decides; "" where nobody is left.

    Asked are the chair and whoever's review counts, but for those who are noted not to be there.
    """
    asked = [one for one in members if one.is_present is not False and (one.has_locked or one.seat == Seat.CHAIR)]
    silent = [one.name for one in asked if one.asked_again == NOT_ASKED]
    return ASK_AGAIN.format(names=list_text(silent)) if silent else ""


def rulings_missing(members: Iterable[Member]) -> str:
    """Say on whose interest is to be ruled before anything is decided; "" where nobody's waits, there or not."""
    waiting = [one.name for one in members if one.asked_again == WAITS]
    return RULE_FIRST.format(names=list_text(waiting)) if waiting else ""


def departures(told: Told) -> tuple[Departure, ...]:
    """Give who left since the meeting was opened."""
    opened = opened_number(told)
    return tuple(
        Departure(row.details["person"], Seat(row.details["seat"]), row.happened_at)
        for row, _, _ in told
        if row.event == CaseEvent.UNSEATED and row.number > opened
    )


def shortfalls_of(case: Case, seated: Sequence[SeatedRow], professions: Collection[str]) -> tuple[Shortfall, ...]:
    """Give what a case's panel lacks as it sits now: the quorum of locked reviews first, then chair and composition.

    ``professions``: those of the awarding body.
    """
    panel, rules = _panel(seated), panel_rules(case.edition)
    return shortfalls_after_leaving(panel, (), rules, _locked(seated), professions)


def quorum_lack(case: Case, seated: Sequence[SeatedRow]) -> Shortfall | None:
    """Give what is missing to the quorum of locked reviews."""
    return quorum_shortfall(_panel(seated), panel_rules(case.edition), _locked(seated))


def _panel(seated: Iterable[SeatedRow]) -> Panel:
    people = [(row.seat.seat, _reviewer(row)) for row in seated]
    chair = next((person for seat, person in people if seat == Seat.CHAIR), None)
    return Panel(tuple(person for seat, person in people if seat == Seat.REVIEWER), chair)


def _locked(seated: Iterable[SeatedRow]) -> set[str]:
    return {row.seat.person_id for row in seated if row.lock_digest is not None}


def _reviewer(row: SeatedRow) -> Reviewer:
    known = row.reviewer
    if known is None:
        return Reviewer(row.seat.person_id, row.name)
    return Reviewer(
        row.seat.person_id,
        row.name,
        expertise=frozenset(known.expertise),
        profession=known.profession,
        lived_experience=known.lived_experience,
        trained_on=known.trained_on,
        standardised_on=known.standardised_on,
    )


def _member(row: SeatedRow, place: int, told: Told) -> Member:
    person_id, seat = row.seat.person_id, Seat(row.seat.seat)
    nameless = "Chair" if seat == Seat.CHAIR else f"Reviewer {place}"
    noted = [one for one, _, _ in told if one.event == CaseEvent.PRESENCE_NOTED and one.details["person"] == person_id]
    return Member(
        person_id=person_id,
        name=row.name or nameless,
        seat=seat,
        has_locked=row.lock_digest is not None,
        is_present=noted[-1].details["is_present"] if noted and noted[-1].number > opened_number(told) else None,
        presence_number=len(noted),
        asked_again=_asked_again(person_id, told),
    )


def _asked_again(person_id: str, told: Told) -> str:
    """What became of what somebody declared since the meeting was opened; what waits, whenever, outweighs the rest."""
    opened = opened_number(told)
    about = [row for row, _, _ in told if row.details.get("person") == person_id]
    ruled = {row.details["number"]: row.details["is_allowed"] for row in about if row.event == CaseEvent.RULED}
    declared = [row for row in about if row.event == CaseEvent.DECLARED]
    if any(row.details["kinds"] and row.details["number"] not in ruled for row in declared):
        return WAITS
    asked = [row for row in declared if row.details["stage"] == Stage.MEETING and row.number > opened]
    if not asked:
        return NOT_ASKED
    rulings = [ruled[row.details["number"]] for row in asked if row.details["kinds"]]
    if not rulings:
        return NONE_DECLARED
    return ALLOWED if all(rulings) else SHUT_OUT
