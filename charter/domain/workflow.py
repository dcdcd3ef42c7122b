"""The states of an assessment, and the one table of what leads from which to which."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from charter.domain.errors import WrongState
from charter.domain.permissions import Action


class State(StrEnum):
    """Where an assessment is in its year."""

    REGISTERED = "registered"  # the institution said that it takes part
    STARTED = "started"  # the team writes
    SIGNED = "signed"  # the approver confirmed the statement; a change takes it back to started
    SUBMITTED = "submitted"  # frozen, with the awarding body
    WITHDRAWN = "withdrawn"  # taken back before the deadline; the submission stays on record


class Event(StrEnum):
    """What happens to an assessment."""

    REGISTERED = "registered"
    STARTED = "started"
    ANSWER_RECORDED = "answer_recorded"
    EVIDENCE_ADDED = "evidence_added"
    BASELINE_SAVED = "baseline_saved"
    SIGNED_OFF = "signed_off"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    REVISION_OPENED = "revision_opened"  # a narrow miss may be mended: some criteria alone, until a day
    REVISION_LAPSED = "revision_lapsed"  # it was not mended in time; what was submitted stands
    RETURNED = "returned"  # the awarding body found the submission incomplete; the team may write again until a day
    EXTENSION_GRANTED = "extension_granted"
    NETWORK_STATEMENT_SAVED = "network_statement_saved"
    CRITERION_ASSIGNED = "criterion_assigned"
    COMMENTED = "commented"
    COMMENT_RESOLVED = "comment_resolved"
    COMMENT_REOPENED = "comment_reopened"
    # in any state and at any time, so they stand in no row of the table
    PERSON_REDACTED = "person_redacted"
    EVIDENCE_INFECTED = "evidence_infected"  # the scanner found harmful software in a file
    PLAN_CARRIED = "plan_carried"  # last year's promises, with what became of them, opened this year's assessment
    ACTION_CONFIRMED = "action_confirmed"  # somebody looked at what was carried of one action and found it right
    PROGRESS_NOTED = "progress_noted"  # how an action goes: also after the submission, which stays as it is
    ORGANISATION_MERGED = "organisation_merged"
    ROUND_CHANGED = "round_changed"  # the awarding body changed a date of the round
    EDITION_MOVED = "edition_moved"  # the lead moved the open assessment to the next edition
    YEAR_CARRIED = "year_carried"  # what the last submission said began this year's assessment
    MOVE_UNDONE = "move_undone"  # one of these two was taken back, before anybody saved
    CARRIED_DECIDED = "carried_decided"  # somebody looked at what came over, and confirmed or declined it
    TAKEN_OUT = "taken_out"  # the awarding body closed the submission, as its institution asked: no award
    OUTCOME_TOLD = "outcome_told"  # the awarding body sent the outcome
    OFFER_ANSWERED = "offer_answered"  # the lead took the lower tier, or chose to revise
    OFFER_LAPSED = "offer_lapsed"  # nobody answered it by the last day
    APPEALED = "appealed"
    APPEAL_RULED = "appeal_ruled"


class RoundEvent(StrEnum):
    """What happens to a round."""

    OPENED = "opened"
    CHANGED = "changed"
    PERSON_REDACTED = "person_redacted"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: what happens, from which states, to which state (None = the same), by which permission."""

    event: Event
    sources: frozenset[State]
    target: State | None
    action: Action
    # whether it must happen while the round is open for this institution
    needs_window: bool = True


# The team may plan and talk about the work at any time but while the awarding body has it.
_WITH_THE_TEAM = frozenset({State.REGISTERED, State.STARTED, State.SIGNED, State.WITHDRAWN})
# The team has begun to write, and may go on or begin again.
_WRITTEN = frozenset({State.STARTED, State.SIGNED, State.WITHDRAWN})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Event.STARTED, frozenset({State.REGISTERED}), State.STARTED, Action.START_ASSESSMENT),
    Transition(
        Event.ANSWER_RECORDED,
        frozenset({State.STARTED, State.SIGNED, State.WITHDRAWN}),
        State.STARTED,
        Action.RECORD_ANSWER,
    ),
    Transition(
        Event.EVIDENCE_ADDED,
        frozenset({State.STARTED, State.SIGNED, State.WITHDRAWN}),
        State.STARTED,
        Action.RECORD_ANSWER,
    ),
    Transition(Event.BASELINE_SAVED, frozenset({State.STARTED, State.SIGNED}), None, Action.SAVE_BASELINE),
    Transition(Event.SIGNED_OFF, frozenset({State.STARTED, State.WITHDRAWN}), State.SIGNED, Action.SIGN_OFF),
    Transition(Event.SUBMITTED, frozenset({State.SIGNED}), State.SUBMITTED, Action.SUBMIT),
    Transition(Event.WITHDRAWN, frozenset({State.SUBMITTED}), State.WITHDRAWN, Action.WITHDRAW),
    # minor revisions: the signature counts no more, and there is a deadline of their own
    Transition(
        Event.REVISION_OPENED,
        frozenset({State.SUBMITTED}),
        State.STARTED,
        Action.SEND_OUTCOME,
        needs_window=False,
    ),
    Transition(
        Event.REVISION_LAPSED,
        frozenset({State.STARTED, State.SIGNED}),
        State.SUBMITTED,
        Action.SEND_OUTCOME,
        needs_window=False,
    ),
    # once, as incomplete: the signature counts no more, and the institution has a deadline of its own
    Transition(
        Event.RETURNED,
        frozenset({State.SUBMITTED}),
        State.STARTED,
        Action.SCREEN,
        needs_window=False,
    ),
    Transition(
        Event.EXTENSION_GRANTED,
        _WITH_THE_TEAM,
        None,
        Action.GRANT_EXTENSION,
        needs_window=False,
    ),
    # the network's own text: the signature under the institution's answers stays
    Transition(
        Event.NETWORK_STATEMENT_SAVED,
        _WITH_THE_TEAM,
        None,
        Action.WRITE_NETWORK_STATEMENT,
    ),
    Transition(Event.CRITERION_ASSIGNED, _WITH_THE_TEAM, None, Action.ASSIGN_CRITERION, needs_window=False),
    Transition(Event.COMMENTED, _WITH_THE_TEAM, None, Action.COMMENT, needs_window=False),
    Transition(Event.COMMENT_RESOLVED, _WITH_THE_TEAM, None, Action.COMMENT, needs_window=False),
    Transition(Event.COMMENT_REOPENED, _WITH_THE_TEAM, None, Action.COMMENT, needs_window=False),
    Transition(Event.PLAN_CARRIED, _WRITTEN, State.STARTED, Action.RECORD_ANSWER),
    Transition(Event.ACTION_CONFIRMED, _WRITTEN, None, Action.RECORD_ANSWER),
    Transition(Event.EDITION_MOVED, _WRITTEN, State.STARTED, Action.MOVE_EDITION),
    Transition(Event.YEAR_CARRIED, _WRITTEN, State.STARTED, Action.MOVE_EDITION),
    Transition(Event.MOVE_UNDONE, _WRITTEN, State.STARTED, Action.MOVE_EDITION),
    Transition(Event.CARRIED_DECIDED, _WRITTEN, State.STARTED, Action.RECORD_ANSWER),
    Transition(Event.PROGRESS_NOTED, _WRITTEN | {State.SUBMITTED}, None, Action.RECORD_ANSWER, needs_window=False),
)
# What stays shut while some criteria alone are open: all but answers and files of those, signing and handing in.
SHUT_IN_REVISION = frozenset(
    {
        Event.BASELINE_SAVED,
        Event.EXTENSION_GRANTED,
        Event.NETWORK_STATEMENT_SAVED,
        Event.PLAN_CARRIED,
        Event.ACTION_CONFIRMED,
        Event.EDITION_MOVED,
        Event.YEAR_CARRIED,
        Event.MOVE_UNDONE,
        Event.CARRIED_DECIDED,
    }
)
REVISED_ONLY = "Everything but the criteria that the awarding body named stays as it was submitted."
REVISION_REFUSALS = {
    Event.EXTENSION_GRANTED: "The edition says how long minor revisions may take. It cannot be longer."
}
_BY_EVENT = {transition.event: transition for transition in TRANSITIONS}


@dataclass(frozen=True, slots=True)
class Window:
    """When an institution may write: from the round's opening to its own deadline, an extension counted in."""

    opens_at: dt.datetime
    closes_at: dt.datetime

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether now lies in it; the first moment does, the last does not."""
        return self.opens_at <= now < self.closes_at


def transition_of(event: Event) -> Transition:
    """Give the row of an event."""
    return _BY_EVENT[event]


def next_state(state: State, event: Event, window: Window, now: dt.datetime) -> State:
    """Give the state after an event. Raises WrongState, with what to do instead."""
    row = transition_of(event)
    if row.needs_window and not window.is_open(now):
        raise WrongState(_closed_sentence(window, now))
    if state not in row.sources:
        raise WrongState(_REFUSALS.get((event, state), f"This cannot be done while the assessment is {state}."))
    return state if row.target is None else row.target


def moved_state(state: State, event: str) -> State:
    """Give the state that an event which did happen leaves; one that is in no row of the table changes nothing."""
    row = next((one for one in TRANSITIONS if one.event == event), None)
    return row.target if row is not None and row.target is not None else state


def _closed_sentence(window: Window, now: dt.datetime) -> str:
    if now < window.opens_at:
        return "The round is not open yet. Come back on its opening day."
    return "The deadline has passed, and answers are locked. Ask the awarding body whether it grants an extension."


_REFUSALS = {
    (Event.ANSWER_RECORDED, State.REGISTERED): "The assessment has not started. Its lead can start it.",
    (Event.ANSWER_RECORDED, State.SUBMITTED): "The assessment is submitted and cannot change. Its lead can withdraw it "
    "before the deadline.",
    (Event.NETWORK_STATEMENT_SAVED, State.SUBMITTED): "The assessment is submitted, and the statement went in with it. "
    "It can change only where the lead withdraws the submission before the deadline.",
    (Event.COMMENTED, State.SUBMITTED): "The assessment is submitted, and its comments are closed. They can still be "
    "read.",
    (Event.SIGNED_OFF, State.SIGNED): "The assessment is signed already.",
    (Event.SUBMITTED, State.STARTED): "The approver has not signed since the last change. Ask them to sign first.",
    (Event.SUBMITTED, State.WITHDRAWN): "The assessment was withdrawn. Have it signed again first.",
    (Event.SUBMITTED, State.SUBMITTED): "The assessment is submitted already.",
    (Event.WITHDRAWN, State.WITHDRAWN): "The assessment is withdrawn already.",
}


def drawn_workflow() -> str:
    """Give the table as Markdown, for the documentation."""
    lines = ["| Event | From | To | Who | While the round is open |", "|---|---|---|---|---|"]
    for row in TRANSITIONS:
        sources = ", ".join(state for state in State if state in row.sources)
        cells = (row.event, sources, row.target or "the same", row.action, "yes" if row.needs_window else "any time")
        lines.append("| " + " | ".join(str(cell).replace("_", " ") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
