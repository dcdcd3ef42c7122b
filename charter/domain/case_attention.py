"""What of a submission waits for somebody's decision, and since when, as short sentences for the awarding body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from charter.domain.case_workflow import CaseState
from charter.domain.panels import PanelRules
from charter.domain.wording import count_text, date_text, list_text


class Situation(NamedTuple):  # quicker to make than a dataclass, and there are a thousand
    """How a case stands on a day, as plain values."""

    state: CaseState
    rules: PanelRules
    today: dt.date
    reviewers: int  # seats held
    chairs: int
    since_on: dt.date  # since when it is in its state
    ruling_asked_on: dt.date | None  # an interest that somebody declared waits for the chair
    meets_on: dt.date | None
    back_by: dt.date | None  # of one that was returned: its last day
    chair_confirmed: bool
    officer_confirmed: bool
    appealed_on: dt.date | None  # an appeal that waits to be ruled on
    objected_on: dt.date | None  # an objection to its award that waits to be ruled on

    @property
    def lacks(self) -> str:
        """What the panel lacks to be as large as the edition asks, in words; "" where it lacks nobody."""
        reviewers = self.rules.reviewers - self.reviewers
        chairs = self.rules.chairs - self.chairs
        parts = [count_text(reviewers, "reviewer")] if reviewers > 0 else []
        return list_text([*parts, *(["a chair"] if chairs > 0 else [])])


class DueDecision(NamedTuple):
    """One thing that waits for a decision, and since when."""

    text: str
    since_on: dt.date


def decisions_due(now: Situation) -> tuple[DueDecision, ...]:
    """Give what waits for a decision of the office or the panel's chair; empty where nobody needs to decide."""
    own = _BY_STATE.get(now.state)
    found = own(now) if own is not None else []
    if now.ruling_asked_on is not None and now.state in _WITH_A_PANEL:
        found = [*found, DueDecision("An interest waits for the chair’s ruling", now.ruling_asked_on)]
    if now.objected_on is not None:
        found = [*found, DueDecision("Rule on the objection to its award", now.objected_on)]
    return tuple(found)


def _waiting(now: Situation) -> list[DueDecision]:
    return [DueDecision("Screen it for completeness", now.since_on)]


def _returned(now: Situation) -> list[DueDecision]:
    if now.back_by is None or now.back_by >= now.today:
        return []
    return [DueDecision(f"It did not come back by {date_text(now.back_by)}", now.back_by)]


def _complete(now: Situation) -> list[DueDecision]:
    found = _panel(now)
    if now.meets_on is None:
        return [*found, DueDecision("Set a day for the meeting", now.since_on)]
    if now.meets_on < now.today:
        return [*found, DueDecision("The day of the meeting is over, and it was not opened", now.meets_on)]
    return found


def _panel(now: Situation) -> list[DueDecision]:
    return [DueDecision(f"The panel lacks {now.lacks}", now.since_on)] if now.lacks else []


def _agreeing(now: Situation) -> list[DueDecision]:
    return [*_panel(now), DueDecision("The chair has put no decision since the meeting was opened", now.since_on)]


def _deciding(now: Situation) -> list[DueDecision]:
    open_names = [
        name
        for name, has_confirmed in (("the chair", now.chair_confirmed), ("the officer", now.officer_confirmed))
        if not has_confirmed
    ]
    text = f"The decision waits for {list_text(open_names)}" if open_names else "Send the outcome"
    return [DueDecision(text, now.since_on)]


def _told(now: Situation) -> list[DueDecision]:
    return [DueDecision("Rule on the appeal", now.appealed_on)] if now.appealed_on is not None else []


def _revised(now: Situation) -> list[DueDecision]:
    return [*_panel(now), DueDecision("Judge the revisions", now.since_on)]


_WITH_A_PANEL = frozenset(
    {CaseState.WAITING, CaseState.COMPLETE, CaseState.AGREEING, CaseState.DECIDING, CaseState.REVISED}
)
_BY_STATE: dict[CaseState, Callable[[Situation], list[DueDecision]]] = {
    CaseState.WAITING: _waiting,
    CaseState.RETURNED: _returned,
    CaseState.COMPLETE: _complete,
    CaseState.AGREEING: _agreeing,
    CaseState.DECIDING: _deciding,
    CaseState.TOLD: _told,
    CaseState.REVISED: _revised,
}
