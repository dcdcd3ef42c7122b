"""The public register: how an award stands on a day, and which of what happened to it everybody may know."""

from __future__ import annotations

import datetime as dt

from charter.domain.award_states import HOLDS, AwardEvent, AwardState

LIVE = HOLDS | {AwardState.SUSPENDED}
# What is told of an award without a name or a reason. Reviews, returns and conditions are between body and institution.
PUBLIC_EVENTS = (
    AwardEvent.CONFERRED,
    AwardEvent.GRACE_GIVEN,
    AwardEvent.SUSPENDED,
    AwardEvent.REINSTATED,
    AwardEvent.WITHDRAWN,
    AwardEvent.EXPIRED,
    AwardEvent.SUPERSEDED,
)


def state_on(state: AwardState, valid_until: dt.date, ends_on: dt.date, today: dt.date) -> AwardState:
    """Give how an award stands on a day, also where the worker has not noted yet that its time ran out.

    Parameters
    ----------
    state: as it is noted.
    valid_until: its own last day.
    ends_on: its last day with a period of grace counted in.

    Returns
    -------
    The state; one that ended otherwise than by the calendar stays as it is.
    """
    if state in LIVE and ends_on < today:
        return AwardState.EXPIRED
    if state == AwardState.CURRENT and valid_until < today:
        return AwardState.GRACE
    return state
