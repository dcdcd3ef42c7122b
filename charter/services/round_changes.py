"""Changing a round that was opened: what may still be changed, with a reason that stays on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import InvalidRound
from charter.domain.permissions import Action
from charter.domain.wording import date_text, one_line, plain_text
from charter.domain.workflow import Event, RoundEvent
from charter.services.deeds import Deed, note
from charter.services.round_letters import put_round_letters
from charter.services.rounds import Dates, check_beside, check_dates, check_in_force, check_title, round_for
from charter.store.assessments import AnswerVersionRow, AssessmentRow, RoundRow, edition_answered, round_digest
from charter.store.editions import load_edition
from charter.store.round_events import add_round_event, last_round_event, told_round_events
from charter.store.told_events import told_events


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """All that a round sets."""

    title: str
    edition_reference: str
    dates: Dates
    beside_reference: str | None = None  # the edition that stands beside it this year; None = none


@dataclass(frozen=True, slots=True)
class Changeable:
    """A round as it is now, and what of it may still be changed."""

    round_id: str
    plan: RoundPlan
    has_opened: bool
    is_joined: bool  # whether anybody has registered
    has_answers: bool  # whether anybody has answered: what was answered refers to the snapshot
    answers_beside: bool  # whether anybody answers the edition that stands beside the round's own
    seen: int  # the number of the newest event: who changes the round says which they saw

    @property
    def fixed(self) -> frozenset[str]:
        """The parts that stay as they are."""
        parts = {
            "title": self.has_opened,
            "edition": self.has_opened or self.is_joined,
            "opens_on": self.is_joined,
            "snapshot_on": self.has_answers,
            "beside": self.answers_beside,
        }
        return frozenset(name for name, stays in parts.items() if stays)


@dataclass(frozen=True, slots=True)
class RoundChange:
    """One change: each part by its name with what it was and is, as texts (None = no day)."""

    number: int
    changed_at: dt.datetime
    name: str  # of who made it; "" = somebody who was forgotten
    changes: Mapping[str, Mapping[str, str | None]]
    reason: str


def changeable_round(deed: Deed, round_id: str) -> Changeable:
    """Give a round to whoever may change it: its awarding body's administrator or round manager.

    Raises UnknownRound for whoever has no role there; NotAllowed for the rest.
    """
    return _changeable(deed, round_for(deed, round_id, Action.CHANGE_ROUND))


def change_round(
    deed: Deed, round_id: str, wanted: RoundPlan, reason: str, *, seen: int, site_url: str | None
) -> RoundChange:
    """Change a round, with a reason that its institutions can read.

    The awarding body's administrator or round manager may: before the opening all of it, but for the edition once
    somebody has registered; afterwards its dates, and which edition stands beside its own until somebody answers that
    one. A deadline or a baseline that institutions count on is never
    made earlier, no day is moved into the past, the opening stays once somebody has registered, and the snapshot once
    somebody has answered. Whoever has a later deadline of their own keeps it.

    The round's record and each registered assessment's history get an event; leads and approvers get a letter. ``seen``
    is ``Changeable.seen`` of the page that was filled in. Raises UnknownRound, NotAllowed, UnknownEdition; InvalidRound
    by the name of the part. Commits.
    """
    row = round_for(deed, round_id, Action.CHANGE_ROUND)
    deed.session.refresh(row, with_for_update=True)
    joined = _joined(deed.session, round_id, is_changing=True)
    now = _changeable(deed, row)
    plan, text = replace(wanted, title=one_line(wanted.title)), plain_text(reason)
    _check(now, plan, text, seen, deed.now)
    was, before = _told(now.plan), round_digest(row)
    _apply(row, plan)
    told = _told(plan)
    changes = {name: {"from": was[name], "to": told[name]} for name in told if told[name] != was[name]}
    event = add_round_event(
        deed.session,
        round_id,
        RoundEvent.CHANGED,
        person_id=deed.person_id,
        now=deed.now,
        details={"changes": changes, "was": before, "now": round_digest(row)},
        key=deed.key,
        text=text,
    )
    for one in joined:
        details = {"changes": changes, "round_digest": round_digest(row)}
        note(deed, one.id, Event.ROUND_CHANGED, details, text=text)
    change = RoundChange(event.number, deed.now, "", changes, text)
    put_round_letters(deed, row, joined, change, site_url)
    deed.session.commit()
    return change


def changes_of_round(session: Session, round_id: str) -> tuple[RoundChange, ...]:
    """Give every change of a round, newest first: one statement, for services that have let somebody in."""
    return tuple(
        RoundChange(row.number, row.happened_at, name, row.details["changes"], text)
        for row, name, text in told_round_events(session, round_id, RoundEvent.CHANGED)
    )


def changes_told_to(session: Session, assessment_id: str) -> tuple[RoundChange, ...]:
    """Give the changes of its round that an assessment's history tells of, newest first: one statement, as above."""
    found = told_events(session, assessment_id, (Event.ROUND_CHANGED,))
    return tuple(
        RoundChange(one.number, one.happened_at, one.person_name, one.details["changes"], one.text)
        for one in reversed(found)
    )


def _changeable(deed: Deed, row: RoundRow) -> Changeable:
    joined = _joined(deed.session, row.id)
    ids = [one.id for one in joined]
    answered = select(AnswerVersionRow.assessment_id).where(AnswerVersionRow.assessment_id.in_(ids)).limit(1)
    newest = last_round_event(deed.session, row.id)
    return Changeable(
        round_id=row.id,
        plan=RoundPlan(
            row.title,
            row.edition_reference,
            Dates(row.opens_at, row.closes_at, row.snapshot_on, row.baseline_at),
            row.beside_reference,
        ),
        has_opened=row.opens_at <= deed.now,
        is_joined=bool(ids),
        has_answers=deed.session.scalar(answered) is not None,
        answers_beside=row.beside_reference is not None
        and any(edition_answered(one, row) == row.beside_reference for one in joined),
        seen=newest.number if newest is not None else 0,
    )


def _joined(session: Session, round_id: str, *, is_changing: bool = False) -> list[AssessmentRow]:
    """The assessments of a round; locked where their histories go on, so that nobody adds to one meanwhile."""
    chosen = select(AssessmentRow).where(AssessmentRow.round_id == round_id).order_by(AssessmentRow.id)
    return list(session.scalars(chosen.with_for_update() if is_changing else chosen))


def _check(now: Changeable, plan: RoundPlan, text: str, seen: int, at: dt.datetime) -> None:
    """Raise InvalidRound, by the name of the part, for the first thing that cannot be."""
    if seen != now.seen:
        raise InvalidRound(
            "Somebody changed the round while you were looking. Look at its dates as they are now, and send again.",
            "reason",
        )
    check_title(plan.title)
    _refuse_fixed(now, plan)
    _refuse_past(now.plan.dates, plan.dates, at)
    check_dates(plan.dates)
    if now.has_opened:
        _refuse_earlier(now.plan.dates, plan.dates)
    if plan == now.plan:
        raise InvalidRound("Nothing is different from what it was. Change a day, or go back.", "reason")
    if not text:
        raise InvalidRound("A change needs a reason, which stays on record. Write one.", "reason")
    check_in_force(load_edition(plan.edition_reference), plan.dates, "edition")
    if plan.beside_reference is not None:
        check_beside(plan.edition_reference, plan.beside_reference, plan.dates)


def _refuse_fixed(now: Changeable, plan: RoundPlan) -> None:
    is_other = {
        "title": plan.title != now.plan.title,
        "edition": plan.edition_reference != now.plan.edition_reference,
        "opens_on": plan.dates.opens_at != now.plan.dates.opens_at,
        "snapshot_on": plan.dates.snapshot_on != now.plan.dates.snapshot_on,
        "beside": plan.beside_reference != now.plan.beside_reference,
    }
    for name in sorted(now.fixed):
        if is_other[name]:
            raise InvalidRound("Institutions work with this already, so it stays as it is.", name)


def _refuse_past(was: Dates, wanted: Dates, at: dt.datetime) -> None:
    moved = {
        "opens_on": (was.opens_at, wanted.opens_at),
        "baseline_on": (was.baseline_at, wanted.baseline_at),
        "closes_on": (was.closes_at, wanted.closes_at),
    }
    for name, (old, new) in moved.items():
        if new is not None and new != old and new <= at:
            raise InvalidRound("That moment has passed already. Give a day to come.", name)


def _refuse_earlier(was: Dates, wanted: Dates) -> None:
    """Once a round is open, institutions count on its days."""
    if wanted.closes_at < was.closes_at:
        day = date_text(was.closes_at.date())
        raise InvalidRound(f"Institutions count on {day}. Give that day or a later one.", "closes_on")
    if was.baseline_at is not None and (wanted.baseline_at is None or wanted.baseline_at < was.baseline_at):
        day = date_text(was.baseline_at.date())
        raise InvalidRound(f"Institutions count on {day}. Give that day or a later one.", "baseline_on")


def _apply(row: RoundRow, plan: RoundPlan) -> None:
    row.title, row.edition_reference = plan.title, plan.edition_reference
    row.opens_at, row.closes_at = plan.dates.opens_at, plan.dates.closes_at
    row.snapshot_on, row.baseline_at = plan.dates.snapshot_on, plan.dates.baseline_at
    row.beside_reference = plan.beside_reference


def _told(plan: RoundPlan) -> dict[str, Any]:
    """What a round sets, as the record tells it."""
    dates = plan.dates
    return {
        "title": plan.title,
        "edition": plan.edition_reference,
        "beside": plan.beside_reference,
        "opens_at": _moment(dates.opens_at),
        "snapshot_on": dates.snapshot_on.isoformat(),
        "baseline_at": _moment(dates.baseline_at),
        "closes_at": _moment(dates.closes_at),
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat() if moment is not None else None
