"""The states of a case, and the one table of what leads from which to which.

A case is what an awarding body does with one submission: it is screened, judged by a panel, agreed, decided and told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from charter.domain.errors import WrongState
from charter.domain.permissions import Action


class MatterKind(StrEnum):
    """What an awarding body keeps a chain of events about."""

    CASE = "case"
    AWARD = "award"
    PANELS = "panels"  # of a round: what concerns all its panels
    BODY = "body"  # of an awarding body: its reviewers, its look, its keys


class CaseKind(StrEnum):
    """Why there is a case."""

    FIRST = "first"
    APPEAL = "appeal"  # the same submission, before a new panel that does not see what the first thought
    PRACTICE = "practice"  # nobody's submission, judged by everybody before a round


class CaseState(StrEnum):
    """Where a case is."""

    WAITING = "waiting"  # it came in, and waits to be screened
    RETURNED = "returned"  # it was incomplete, and is with the institution again
    COMPLETE = "complete"  # with its panel: reviewers read and rate, each alone
    AGREEING = "agreeing"  # every review is locked, and the panel speaks of it
    DECIDING = "deciding"  # the chair put a decision, which waits to be confirmed
    TOLD = "told"  # the outcome was sent
    REVISING = "revising"  # minor revisions are with the institution
    REVISED = "revised"  # they came in, and wait to be judged
    CLOSED = "closed"  # the institution took it back


class Seat(StrEnum):
    """What somebody is on a panel."""

    REVIEWER = "reviewer"
    CHAIR = "chair"


class Stage(StrEnum):
    """When interests are declared."""

    OPENING = "opening"  # before anything of the submission is seen
    MEETING = "meeting"  # again, when the panel meets


class Capacity(StrEnum):
    """As what somebody confirms a decision."""

    CHAIR = "chair"
    OFFICER = "officer"


class CaseEvent(StrEnum):
    """What happens to a case."""

    HANDED_IN = "handed_in"  # for the first time, after a return, after it was taken back, or as revised
    TAKEN_BACK = "taken_back"
    TAKEN_OUT = "taken_out"  # as the institution asked in writing, after it was found complete: no award
    RETURNED = "returned"
    SCREENED = "screened"
    MEETING_SET = "meeting_set"
    SEATED = "seated"
    UNSEATED = "unseated"
    DECLARED = "declared"
    RULED = "ruled"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    REVIEW_LOCKED = "review_locked"
    MEETING_OPENED = "meeting_opened"
    MEETING_ADJOURNED = "meeting_adjourned"  # too few reviews are left: another reviewer reads first, alone
    PRESENCE_NOTED = "presence_noted"
    LEVEL_AGREED = "level_agreed"
    DECISION_PUT = "decision_put"
    DECISION_CONFIRMED = "decision_confirmed"
    DECISION_REFUSED = "decision_refused"  # by the officer, with a reason: back to the panel
    OUTCOME_SENT = "outcome_sent"
    REVISIONS_ASKED = "revisions_asked"
    REVISIONS_LAPSED = "revisions_lapsed"  # they did not come in time: the decision falls back as it says itself
    APPEALED = "appealed"
    APPEAL_RULED = "appeal_ruled"
    OFFER_ANSWERED = "offer_answered"  # the institution took the lower tier, or chose to revise
    OFFER_LAPSED = "offer_lapsed"  # nobody answered by the last day: there is no award
    NOTED = "noted"  # a note of the panel or the office that must stay on record
    TEXT_SAVED = "text_saved"  # of the letter: its digest
    PERSON_REDACTED = "person_redacted"
    PRACTICE_MADE = "practice_made"
    PRACTICE_AGREED = "practice_agreed"  # a level that the office records beforehand
    PRACTICE_REVEALED = "practice_revealed"  # everybody sees how they compare
    PRACTICE_TAKEN_BACK = "practice_taken_back"  # it was made by mistake


@dataclass(frozen=True, slots=True)
class CaseTransition:
    """One row: what happens, from which states, to which state (None = the same), by which permission."""

    event: CaseEvent
    sources: frozenset[CaseState]
    target: CaseState | None
    action: Action


_PANEL_WORKS = frozenset({CaseState.COMPLETE, CaseState.AGREEING, CaseState.DECIDING, CaseState.REVISED})
_SPEAKS = frozenset({CaseState.AGREEING, CaseState.REVISED})
_OPEN = _PANEL_WORKS | {CaseState.WAITING}

CASE_TRANSITIONS: tuple[CaseTransition, ...] = (
    CaseTransition(CaseEvent.TAKEN_BACK, frozenset({CaseState.WAITING}), CaseState.CLOSED, Action.WITHDRAW),
    CaseTransition(
        CaseEvent.TAKEN_OUT, frozenset({CaseState.COMPLETE, CaseState.AGREEING}), CaseState.CLOSED, Action.SCREEN
    ),
    CaseTransition(CaseEvent.RETURNED, frozenset({CaseState.WAITING}), CaseState.RETURNED, Action.SCREEN),
    CaseTransition(CaseEvent.SCREENED, frozenset({CaseState.WAITING}), CaseState.COMPLETE, Action.SCREEN),
    CaseTransition(CaseEvent.MEETING_SET, _OPEN, None, Action.APPOINT_PANEL),
    CaseTransition(CaseEvent.SEATED, _OPEN, None, Action.APPOINT_PANEL),
    CaseTransition(CaseEvent.UNSEATED, _OPEN, None, Action.APPOINT_PANEL),
    CaseTransition(CaseEvent.DECLARED, _OPEN, None, Action.SEE_CASE),
    CaseTransition(CaseEvent.RULED, _OPEN, None, Action.CHAIR_PANEL),
    CaseTransition(CaseEvent.QUESTION_ASKED, frozenset({CaseState.COMPLETE}), None, Action.ASK_INSTITUTION),
    CaseTransition(CaseEvent.QUESTION_ANSWERED, frozenset({CaseState.COMPLETE}), None, Action.ANSWER_PANEL),
    CaseTransition(CaseEvent.REVIEW_LOCKED, frozenset({CaseState.COMPLETE}), None, Action.RATE),
    CaseTransition(CaseEvent.MEETING_OPENED, frozenset({CaseState.COMPLETE}), CaseState.AGREEING, Action.CHAIR_PANEL),
    CaseTransition(
        CaseEvent.MEETING_ADJOURNED, frozenset({CaseState.AGREEING}), CaseState.COMPLETE, Action.CHAIR_PANEL
    ),
    CaseTransition(CaseEvent.PRESENCE_NOTED, _SPEAKS, None, Action.CHAIR_PANEL),
    CaseTransition(CaseEvent.LEVEL_AGREED, _SPEAKS, None, Action.CHAIR_PANEL),
    CaseTransition(CaseEvent.DECISION_PUT, _SPEAKS, CaseState.DECIDING, Action.CHAIR_PANEL),
    CaseTransition(CaseEvent.DECISION_CONFIRMED, frozenset({CaseState.DECIDING}), None, Action.CONFIRM_DECISION),
    CaseTransition(
        CaseEvent.DECISION_REFUSED, frozenset({CaseState.DECIDING}), CaseState.AGREEING, Action.CONFIRM_DECISION
    ),
    CaseTransition(CaseEvent.OUTCOME_SENT, frozenset({CaseState.DECIDING}), CaseState.TOLD, Action.SEND_OUTCOME),
    CaseTransition(CaseEvent.REVISIONS_ASKED, frozenset({CaseState.TOLD}), CaseState.REVISING, Action.SEND_OUTCOME),
    CaseTransition(CaseEvent.REVISIONS_LAPSED, frozenset({CaseState.REVISING}), CaseState.TOLD, Action.SEND_OUTCOME),
    CaseTransition(CaseEvent.OFFER_ANSWERED, frozenset({CaseState.TOLD}), None, Action.APPEAL),
    CaseTransition(CaseEvent.OFFER_LAPSED, frozenset({CaseState.TOLD}), None, Action.SEND_OUTCOME),
    CaseTransition(CaseEvent.APPEALED, frozenset({CaseState.TOLD}), None, Action.APPEAL),
    CaseTransition(CaseEvent.APPEAL_RULED, frozenset({CaseState.TOLD}), None, Action.RULE_ON_APPEAL),
    CaseTransition(CaseEvent.PRACTICE_AGREED, frozenset({CaseState.COMPLETE}), None, Action.KEEP_CALIBRATION),
    CaseTransition(
        CaseEvent.PRACTICE_REVEALED, frozenset({CaseState.COMPLETE}), CaseState.TOLD, Action.KEEP_CALIBRATION
    ),
    CaseTransition(
        CaseEvent.PRACTICE_TAKEN_BACK, frozenset({CaseState.COMPLETE}), CaseState.CLOSED, Action.KEEP_CALIBRATION
    ),
)
# What happens to practice, and to nothing else; and what of the rest happens to practice too.
_OF_PRACTICE = frozenset(
    {
        CaseEvent.PRACTICE_MADE,
        CaseEvent.PRACTICE_AGREED,
        CaseEvent.PRACTICE_REVEALED,
        CaseEvent.PRACTICE_TAKEN_BACK,
    }
)
_OF_BOTH = frozenset(
    {CaseEvent.SEATED, CaseEvent.UNSEATED, CaseEvent.REVIEW_LOCKED, CaseEvent.TEXT_SAVED, CaseEvent.PERSON_REDACTED}
)
# What a submission that is handed in, or handed in again, leads to; from the others nothing can be handed in.
_AFTER_HANDING_IN = {
    CaseState.RETURNED: CaseState.WAITING,
    CaseState.CLOSED: CaseState.WAITING,
    CaseState.REVISING: CaseState.REVISED,
}
# The states in which one reviewer may see what another thinks.
OPENED = frozenset({CaseState.AGREEING, CaseState.DECIDING, CaseState.TOLD, CaseState.REVISING, CaseState.REVISED})
_BY_EVENT = {row.event: row for row in CASE_TRANSITIONS}
_WITH_PANEL = (CaseState.AGREEING, CaseState.DECIDING, CaseState.TOLD, CaseState.REVISED)
_REFUSALS = {
    **dict.fromkeys(
        ((CaseEvent.TAKEN_BACK, state) for state in _WITH_PANEL),
        "The panel has judged the submission, so it cannot be taken back.",
    ),
    (CaseEvent.TAKEN_BACK, CaseState.COMPLETE): "The awarding body has found the submission complete, and its panel "
    "reads it. Write to the awarding body to take it back.",
    **dict.fromkeys(
        ((event, CaseState.CLOSED) for event in (CaseEvent.SCREENED, CaseEvent.RETURNED)),
        "The institution took the submission back. It can be screened when it is handed in again.",
    ),
    (CaseEvent.RETURNED, CaseState.RETURNED): "The submission was returned already, and is with the institution.",
    (CaseEvent.TAKEN_OUT, CaseState.WAITING): "It was not found complete yet, so its lead can withdraw it.",
    (CaseEvent.TAKEN_OUT, CaseState.DECIDING): "A decision was put. Give it back to the panel first.",
    (CaseEvent.TAKEN_OUT, CaseState.CLOSED): "The submission was taken back already.",
    (CaseEvent.RETURNED, CaseState.COMPLETE): "The submission was found complete already.",
    (CaseEvent.SCREENED, CaseState.COMPLETE): "The submission was found complete already.",
    (CaseEvent.SCREENED, CaseState.RETURNED): "The submission is with the institution. It can be screened when it "
    "comes back.",
    (CaseEvent.REVIEW_LOCKED, CaseState.AGREEING): "The panel has met, so reviews are closed.",
    (CaseEvent.MEETING_OPENED, CaseState.AGREEING): "The meeting was opened already.",
    (CaseEvent.MEETING_OPENED, CaseState.WAITING): "The awarding body has not found the submission complete yet.",
    (CaseEvent.LEVEL_AGREED, CaseState.COMPLETE): "The meeting is not open. Open it first.",
    (CaseEvent.LEVEL_AGREED, CaseState.DECIDING): "A decision was put, so levels stand as they are.",
    (
        CaseEvent.DECISION_PUT,
        CaseState.DECIDING,
    ): "A decision was put meanwhile, and waits to be confirmed. Nothing was put over it.",
    (CaseEvent.DECISION_REFUSED, CaseState.AGREEING): "The decision was given back to the panel already.",
    (CaseEvent.DECISION_REFUSED, CaseState.TOLD): "The outcome was sent already, so the decision stands.",
    (CaseEvent.DECISION_CONFIRMED, CaseState.TOLD): "The outcome was sent already.",
    (CaseEvent.DECISION_CONFIRMED, CaseState.AGREEING): "The chair has not put a decision yet.",
    (CaseEvent.OUTCOME_SENT, CaseState.TOLD): "The outcome was sent already.",
    **dict.fromkeys(
        (
            (CaseEvent.PRACTICE_AGREED, CaseState.TOLD),
            (CaseEvent.PRACTICE_REVEALED, CaseState.TOLD),
            (CaseEvent.PRACTICE_TAKEN_BACK, CaseState.TOLD),
        ),
        "The levels of this practice submission were revealed already, so they stand as they are.",
    ),
    **dict.fromkeys(
        (
            (CaseEvent.PRACTICE_AGREED, CaseState.CLOSED),
            (CaseEvent.PRACTICE_REVEALED, CaseState.CLOSED),
            (CaseEvent.PRACTICE_TAKEN_BACK, CaseState.CLOSED),
        ),
        "This practice submission was taken back.",
    ),
}


def case_transition(event: CaseEvent) -> CaseTransition:
    """Give the row of an event."""
    return _BY_EVENT[event]


def next_case_state(state: CaseState, event: CaseEvent) -> CaseState:
    """Give the state after an event; one that is in no row, such as a note, changes nothing.

    Raises WrongState, with what to do instead.
    """
    if event == CaseEvent.HANDED_IN:
        return _handed_in(state)
    row = _BY_EVENT.get(event)
    if row is None:
        return state
    if state not in row.sources:
        raise WrongState(_REFUSALS.get((event, state), f"This cannot be done now: the case is “{state}”."))
    return state if row.target is None else row.target


def refuse_other_kind(kind: CaseKind, event: CaseEvent) -> None:
    """Raise WrongState where an event is of practice alone and the case is not, or the other way round."""
    fits = event in _OF_BOTH or (event in _OF_PRACTICE) == (kind == CaseKind.PRACTICE)
    if not fits:
        is_practice = kind == CaseKind.PRACTICE
        raise WrongState(
            "This is a practice submission: it is rated and compared, and nothing else."
            if is_practice
            else "This is somebody’s submission, not practice."
        )


def drawn_case_workflow() -> str:
    """Give the table as Markdown, for the documentation."""
    lines = ["| Event | From | To | Who |", "|---|---|---|---|"]
    for row in CASE_TRANSITIONS:
        sources = ", ".join(state for state in CaseState if state in row.sources)
        cells = (row.event, sources, row.target or "the same", row.action)
        lines.append("| " + " | ".join(str(cell).replace("_", " ") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _handed_in(state: CaseState) -> CaseState:
    if state not in _AFTER_HANDING_IN:
        raise WrongState("The awarding body has the submission already.")
    return _AFTER_HANDING_IN[state]
