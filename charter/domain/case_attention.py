"""What of a submission before its panel waits for somebody's decision, as short sentences for the awarding body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from charter.domain.case_workflow import CaseState
from charter.domain.panels import PanelRules
from charter.domain.wording import count_text, date_text, list_text


@dataclass(frozen=True, slots=True)
class Situation:
    """How a case stands on a day, as plain values."""

    state: CaseState
    rules: PanelRules
    today: dt.date
    reviewers: int  # seats held
    chairs: int
    waits_for_ruling: bool  # an interest that somebody declared
    meets_on: dt.date | None
    back_by: dt.date | None  # of one that was returned: its last day
    chair_confirmed: bool
    officer_confirmed: bool
    appeal_waits: bool

    @property
    def lacks(self) -> str:
        """What the panel lacks to be as large as the edition asks, in words; "" where it lacks nobody."""
        reviewers = self.rules.reviewers - self.reviewers
        chairs = self.rules.chairs - self.chairs
        parts = [count_text(reviewers, "reviewer")] if reviewers > 0 else []
        return list_text([*parts, *(["a chair"] if chairs > 0 else [])])


def decisions_due(now: Situation) -> tuple[str, ...]:
    """Give what waits for a decision of the office or the panel's chair; empty where nobody needs to decide."""
    own = _BY_STATE.get(now.state)
    found = own(now) if own is not None else []
    if now.waits_for_ruling and now.state in _WITH_A_PANEL:
        found = [*found, "An interest waits for the chair’s ruling"]
    return tuple(found)


def _waiting(_now: Situation) -> list[str]:
    return ["Screen it for completeness"]


def _returned(now: Situation) -> list[str]:
    if now.back_by is None or now.back_by >= now.today:
        return []
    return [f"It did not come back by {date_text(now.back_by)}"]


def _complete(now: Situation) -> list[str]:
    found = _panel(now)
    if now.meets_on is None:
        return [*found, "Set a day for the meeting"]
    if now.meets_on < now.today:
        return [*found, "The day of the meeting is over, and it was not opened"]
    return found


def _panel(now: Situation) -> list[str]:
    return [f"The panel lacks {now.lacks}"] if now.lacks else []


def _deciding(now: Situation) -> list[str]:
    open_names = [
        name
        for name, has_confirmed in (("the chair", now.chair_confirmed), ("the officer", now.officer_confirmed))
        if not has_confirmed
    ]
    return [f"The decision waits for {list_text(open_names)}" if open_names else "Send the outcome"]


def _told(now: Situation) -> list[str]:
    return ["Rule on the appeal"] if now.appeal_waits else []


def _revised(now: Situation) -> list[str]:
    return [*_panel(now), "Judge the revisions"]


_WITH_A_PANEL = frozenset(
    {CaseState.WAITING, CaseState.COMPLETE, CaseState.AGREEING, CaseState.DECIDING, CaseState.REVISED}
)
_BY_STATE: dict[CaseState, Callable[[Situation], list[str]]] = {
    CaseState.WAITING: _waiting,
    CaseState.RETURNED: _returned,
    CaseState.COMPLETE: _complete,
    CaseState.AGREEING: _panel,
    CaseState.DECIDING: _deciding,
    CaseState.TOLD: _told,
    CaseState.REVISED: _revised,
}
