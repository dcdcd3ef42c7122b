"""What the calendar does to awards: the worker ends, reminds, asks for returns and suspends, once each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.award_states import AwardEvent, AwardState, Cause
from charter.domain.award_upkeep import not_made, reminder_day
from charter.domain.errors import DomainError
from charter.domain.register import LIVE
from charter.domain.wording import date_text
from charter.services.annual_returns import due_returns
from charter.services.award_access import HeldAward, award_found
from charter.services.award_keeping import move, open_review, overdue_reviews, settle
from charter.services.award_letters import tell_institution
from charter.services.awards import note_award
from charter.services.deeds import WORKER, Deed
from charter.store.award_upkeep import OPEN, conditions_of
from charter.store.awards import AwardStandingRow
from charter.store.proceedings import Matter, told_proceedings

RETURN_REMINDER_DAYS = 60


def keep_awards(session: Session, now: dt.datetime, key: bytes) -> int:
    """For the worker: let the calendar's steps happen to each award; give how many awards moved or were told of.

    One award after another, each in its own transaction and locked: several workers do each step once, and one award
    that cannot be read keeps no other waiting.
    """
    deed = Deed(session, WORKER, now, key)
    ids = session.scalars(select(AwardStandingRow.award_id).where(AwardStandingRow.state.in_(LIVE))).all()
    session.commit()
    return sum(_keep(deed, award_id) for award_id in ids)


def _keep(deed: Deed, award_id: str) -> bool:
    try:
        held = award_found(deed, award_id, changes=True)
        moved = sum(step(deed, held) for step in _STEPS if held.state in LIVE)
        deed.session.commit()
    except DomainError:  # such as an edition that is not installed
        deed.session.rollback()
        return False
    return moved > 0


def _end(deed: Deed, held: HeldAward) -> bool:
    if held.holds_on(deed.now.date()):
        return False
    ended = date_text(held.standing.ends_on)
    move(deed, held, AwardEvent.EXPIRED, f"It held until {ended}.")
    return True


def _enter_grace(deed: Deed, held: HeldAward) -> bool:
    """An award that is kept for longer is in grace from the day after its own end."""
    if held.state != AwardState.CURRENT or deed.now.date() <= held.row.valid_until:
        return False
    held.standing.state, held.standing.since_at = AwardState.GRACE, deed.now
    note_award(deed, held.row.id, AwardEvent.NOTED, {"state": AwardState.GRACE})
    return True


def _miss_conditions(deed: Deed, held: HeldAward) -> bool:
    missed = [
        row for row in conditions_of(deed.session, held.row.id) if row.state == OPEN and row.due_on < deed.now.date()
    ]
    for row in missed:
        settle(deed, held, row, is_met=False, reason=f"It was due by {date_text(row.due_on)}.")
    return bool(missed)


def _miss_returns(deed: Deed, held: HeldAward) -> bool:
    """A return that did not come opens a review, once."""
    missed = [one for one in due_returns(deed, held) if one.made_at is None and one.due_on < deed.now.date()]
    new = [one for one in missed if _is_new(deed, held, f"return:{one.number}")]
    for one in new:
        open_review(deed, held, Cause.NOT_MADE, [not_made(one.due_on).text])
        note_award(deed, held.row.id, AwardEvent.NOTED, {"of": f"return:{one.number}"})
    return bool(new)


def _suspend(deed: Deed, held: HeldAward) -> bool:
    """A review that nobody closed in time suspends the award."""
    if held.state == AwardState.SUSPENDED:
        return False
    late = overdue_reviews(deed, held.row.id)
    if not late or late[0].closes_by is None:
        return False
    day = date_text(late[0].closes_by)
    move(deed, held, AwardEvent.SUSPENDED, f"A review of the award was not closed by {day}, as its edition asks.")
    return True


def _remind(deed: Deed, held: HeldAward) -> bool:
    """Six months before the end, and some weeks before a return is due."""
    told = [_remind_of_end(deed, held), *_remind_of_returns(deed, held)]
    return any(told)


def _remind_of_end(deed: Deed, held: HeldAward) -> bool:
    ends_on = held.standing.ends_on
    name = f"end:{ends_on.isoformat()}"
    if deed.now.date() < reminder_day(ends_on) or not _is_new(deed, held, name):
        return False
    head = f"Your award ends on {date_text(ends_on)}."
    tell_institution(deed, held, head, ["To keep it without a gap, apply for its renewal in the next round."], name)
    note_award(deed, held.row.id, AwardEvent.REMINDED, {"of": name})
    return True


def _remind_of_returns(deed: Deed, held: HeldAward) -> Iterable[bool]:
    for one in due_returns(deed, held):
        name = f"due:{one.number}"
        from_on = one.due_on - dt.timedelta(days=RETURN_REMINDER_DAYS)
        if one.made_at is not None or not from_on <= deed.now.date() <= one.due_on or not _is_new(deed, held, name):
            continue
        head = f"The annual return of your award is due by {date_text(one.due_on)}."
        tell_institution(deed, held, head, ["Save a baseline of this year’s assessment and make it from that."], name)
        note_award(deed, held.row.id, AwardEvent.REMINDED, {"of": name})
        yield True


def _is_new(deed: Deed, held: HeldAward, name: str) -> bool:
    """Whether the chain does not tell yet that this was done."""
    events = told_proceedings(deed.session, Matter("award", held.row.id), [AwardEvent.REMINDED, AwardEvent.NOTED])
    return all(row.details.get("of") != name for row, _, _ in events)


_STEPS: tuple[Callable[[Deed, HeldAward], bool], ...] = (
    _end,
    _enter_grace,
    _miss_conditions,
    _miss_returns,
    _suspend,
    _remind,
)
