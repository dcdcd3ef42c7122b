"""What leads from which state to which, and when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.domain.errors import WrongState
from charter.domain.permissions import PERMISSIONS
from charter.domain.workflow import TRANSITIONS, Event, State, Window, drawn_workflow, next_state, transition_of
from charter.domain.workflow_picture import workflow_picture

OPENS = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
CLOSES = dt.datetime(2027, 9, 30, 17, tzinfo=dt.UTC)
WINDOW = Window(OPENS, CLOSES)
IN_JUNE = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)

# Talking about the work and planning it leave every state as it is, but are over once it is handed in.
TALK = ("criterion_assigned", "commented", "comment_resolved", "comment_reopened")
# Moving, and looking at what came over, are changes like any other.
MOVES = ("edition_moved", "year_carried", "move_undone", "carried_decided")
CHANGES = "answer recorded, evidence added, plan carried, edition moved, year carried, move undone, carried decided"

# Each state's way by each event, written out: a hyphen refuses.
WAYS = {
    "registered": {
        "started": "started",
        "extension_granted": "registered",
        "network_statement_saved": "registered",
        **dict.fromkeys(TALK, "registered"),
    },
    "started": {
        "answer_recorded": "started",
        "evidence_added": "started",
        "baseline_saved": "started",
        "signed_off": "signed",
        "revision_lapsed": "submitted",
        "extension_granted": "started",
        "network_statement_saved": "started",
        "plan_carried": "started",
        **dict.fromkeys(MOVES, "started"),
        "action_confirmed": "started",
        "progress_noted": "started",
        **dict.fromkeys(TALK, "started"),
    },
    "signed": {
        "answer_recorded": "started",
        "evidence_added": "started",
        "baseline_saved": "signed",
        "submitted": "submitted",
        "revision_lapsed": "submitted",
        "extension_granted": "signed",
        "network_statement_saved": "signed",
        "plan_carried": "started",
        **dict.fromkeys(MOVES, "started"),
        "action_confirmed": "signed",
        "progress_noted": "signed",
        **dict.fromkeys(TALK, "signed"),
    },
    "submitted": {
        "withdrawn": "withdrawn",
        "returned": "started",
        "revision_opened": "started",
        "progress_noted": "submitted",
    },
    "withdrawn": {
        "answer_recorded": "started",
        "evidence_added": "started",
        "signed_off": "signed",
        "extension_granted": "withdrawn",
        "network_statement_saved": "withdrawn",
        "plan_carried": "started",
        **dict.fromkeys(MOVES, "started"),
        "action_confirmed": "withdrawn",
        "progress_noted": "withdrawn",
        **dict.fromkeys(TALK, "withdrawn"),
    },
}
UNCONDITIONAL = (
    Event.REGISTERED,
    Event.PERSON_REDACTED,
    Event.ORGANISATION_MERGED,
    Event.ROUND_CHANGED,
    Event.EVIDENCE_INFECTED,
    Event.OUTCOME_TOLD,
    Event.OFFER_ANSWERED,
    Event.OFFER_LAPSED,
    Event.TAKEN_OUT,
    Event.APPEALED,
    Event.APPEAL_RULED,
)
EVENTS = [event for event in Event if event not in UNCONDITIONAL]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", EVENTS)
def test_every_state_goes_where_the_table_says(state, event):
    target = WAYS[state].get(event)

    if target is None:
        with pytest.raises(WrongState):
            next_state(state, event, WINDOW, IN_JUNE)
    else:
        assert next_state(state, event, WINDOW, IN_JUNE) == target


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (OPENS - dt.timedelta(seconds=1), "not open yet"),
        (CLOSES, "The deadline has passed, and answers are locked."),
    ],
)
def test_nothing_is_written_outside_the_window(now, words):
    with pytest.raises(WrongState, match=words):
        next_state(State.STARTED, Event.ANSWER_RECORDED, WINDOW, now)


def test_the_first_moment_counts_and_the_last_does_not():
    assert WINDOW.is_open(OPENS)
    assert WINDOW.is_open(CLOSES - dt.timedelta(microseconds=1))
    assert not WINDOW.is_open(CLOSES)


def test_an_extension_can_be_granted_after_the_deadline():
    after = CLOSES + dt.timedelta(days=1)

    assert next_state(State.STARTED, Event.EXTENSION_GRANTED, WINDOW, after) == State.STARTED


@pytest.mark.parametrize("event", TALK)
def test_the_team_talks_before_the_opening_and_after_the_deadline(event):
    assert next_state(State.STARTED, event, WINDOW, OPENS - dt.timedelta(days=1)) == State.STARTED
    assert next_state(State.STARTED, event, WINDOW, CLOSES) == State.STARTED


def test_the_plan_lives_on_after_the_deadline_and_the_submission():
    after = CLOSES + dt.timedelta(days=200)

    assert next_state(State.SUBMITTED, Event.PROGRESS_NOTED, WINDOW, after) == State.SUBMITTED


def test_a_refusal_says_what_to_do():
    with pytest.raises(WrongState, match="The approver has not signed since the last change"):
        next_state(State.STARTED, Event.SUBMITTED, WINDOW, IN_JUNE)
    with pytest.raises(WrongState, match="Its lead can withdraw it before the deadline"):
        next_state(State.SUBMITTED, Event.ANSWER_RECORDED, WINDOW, IN_JUNE)


def test_every_transition_rests_on_a_permission():
    assert {row.action for row in TRANSITIONS} <= set(PERMISSIONS)
    assert {row.event for row in TRANSITIONS} == set(EVENTS)
    assert transition_of(Event.SUBMITTED).action == "submit"


# A revision that lapses hands nothing in: what was signed and submitted before it stands.
HANDING_IN = [event for event in EVENTS if event != Event.REVISION_LAPSED]


@given(st.lists(st.sampled_from(HANDING_IN), max_size=12))
def test_nothing_is_submitted_that_was_not_signed_after_its_last_change(events):
    state, is_signed = State.REGISTERED, False
    for event in events:
        try:
            state = next_state(state, event, WINDOW, IN_JUNE)
        except WrongState:
            continue
        is_signed = event == Event.SIGNED_OFF or (
            is_signed and event not in (Event.ANSWER_RECORDED, Event.EVIDENCE_ADDED)
        )
        assert state != State.SUBMITTED or is_signed


def test_the_documentation_draws_the_table_that_is_used():
    assert drawn_workflow() in Path("docs/workflow.md").read_text(encoding="utf-8")


def test_the_documentation_pictures_the_table_that_is_used():
    assert f"```mermaid\n{workflow_picture()}```" in Path("docs/workflow.md").read_text(encoding="utf-8")


def test_the_picture_joins_what_leads_the_same_way_and_leaves_out_what_leads_nowhere():
    lines = [line.strip() for line in workflow_picture().splitlines()]

    assert lines[3:] == [
        "[*] --> registered: registered",
        "registered --> started: started",
        "started --> signed: signed off",
        "started --> submitted: revision lapsed",
        f"signed --> started: {CHANGES}",
        "signed --> submitted: submitted, revision lapsed",
        "submitted --> withdrawn: withdrawn",
        "submitted --> started: revision opened, returned",
        f"withdrawn --> started: {CHANGES}",
        "withdrawn --> signed: signed off",
    ]
