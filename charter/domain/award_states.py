"""How an award can stand."""

from __future__ import annotations

from enum import StrEnum


class AwardState(StrEnum):
    """How an award stands on a day."""

    CURRENT = "current"
    GRACE = "grace"  # past its day, kept for once because a renewal failed
    SUSPENDED = "suspended"  # until what was found is mended
    WITHDRAWN = "withdrawn"  # for good, by the awarding body
    EXPIRED = "expired"
    SUPERSEDED = "superseded"  # a later award of the same institution and scope took its place


class Cause(StrEnum):
    """Why it is asked whether an award still stands."""

    RETURN = "return"  # what an annual return shows
    NOT_MADE = "not_made"  # a return that did not come
    CONDITION = "condition"  # one that was not met in time
    OBJECTION = "objection"


HOLDS = frozenset({AwardState.CURRENT, AwardState.GRACE})
# The one set of words for how an award stands, on pages, badges and where one is checked.
STATE_WORDS = {
    AwardState.CURRENT: "Holds",
    AwardState.GRACE: "Kept for longer",
    AwardState.SUSPENDED: "Suspended",
    AwardState.WITHDRAWN: "Withdrawn",
    AwardState.EXPIRED: "Ended",
    AwardState.SUPERSEDED: "Followed by a later award",
}


class AwardEvent(StrEnum):
    """What happens to an award."""

    CONFERRED = "conferred"
    CONSENT_GIVEN = "consent_given"  # what the register may show, given or taken back
    GRACE_GIVEN = "grace_given"
    REVIEW_OPENED = "review_opened"  # by an annual return, or by an objection
    REVIEW_CLOSED = "review_closed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    RETURN_RECEIVED = "return_received"
    CONDITION_MET = "condition_met"
    CONDITION_MISSED = "condition_missed"
    REMINDED = "reminded"
    # told of the body's office alone
    OBJECTION_MADE = "objection_made"
    OBJECTION_ACKNOWLEDGED = "objection_acknowledged"
    OBJECTION_RULED = "objection_ruled"
    NOTED = "noted"
    PERSON_REDACTED = "person_redacted"
