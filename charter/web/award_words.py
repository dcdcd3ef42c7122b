"""How an award stands, and what happened to it, in words."""

from __future__ import annotations

from charter.domain.award_states import HOLDS, STATE_WORDS, AwardEvent, AwardState

_TAGS = {
    AwardState.CURRENT: "nhsuk-tag--green",
    AwardState.GRACE: "nhsuk-tag--yellow",
    AwardState.SUSPENDED: "nhsuk-tag--orange",
    AwardState.WITHDRAWN: "nhsuk-tag--red",
    AwardState.EXPIRED: "nhsuk-tag--grey",
    AwardState.SUPERSEDED: "nhsuk-tag--grey",
}
AWARD_STATES = {state: (words, _TAGS[state]) for state, words in STATE_WORDS.items()}
ENTERED = "Entered by the awarding body: it was conferred before this register"
AWARD_EVENTS = {
    AwardEvent.CONFERRED: "Conferred",
    AwardEvent.CONSENT_GIVEN: "What the register may show was changed",
    AwardEvent.GRACE_GIVEN: "Kept for longer",
    AwardEvent.REVIEW_OPENED: "A review was opened",
    AwardEvent.REVIEW_CLOSED: "A review was closed",
    AwardEvent.SUSPENDED: "Suspended",
    AwardEvent.REINSTATED: "Holds again",
    AwardEvent.WITHDRAWN: "Withdrawn",
    AwardEvent.EXPIRED: "Ended",
    AwardEvent.SUPERSEDED: "Followed by a later award",
    AwardEvent.RETURN_RECEIVED: "An annual return was made",
    AwardEvent.CONDITION_MET: "A condition was met",
    AwardEvent.CONDITION_MISSED: "A condition was missed",
    AwardEvent.REMINDED: "A reminder was sent",
    AwardEvent.PERSON_REDACTED: "A person’s words were taken out at their wish",
}


def event_words(event: AwardEvent, *, was_entered: bool) -> str:
    """Give what happened in words; ``was_entered``: the award is from before this register."""
    return ENTERED if was_entered else AWARD_EVENTS[event]


def end_words(state: AwardState) -> str:
    """Give what the last day of an award is called: one that was withdrawn or followed ended before it."""
    if state in HOLDS:
        return "Holds until"
    return "Last day" if state == AwardState.EXPIRED else "Would hold until"
