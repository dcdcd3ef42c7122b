"""What happens to a case, from which state to which."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.domain.case_attention import Situation, decisions_due
from charter.domain.case_workflow import (
    CASE_TRANSITIONS,
    CaseEvent,
    CaseState,
    drawn_case_workflow,
    next_case_state,
)
from charter.domain.errors import WrongState
from charter.domain.panels import PanelRules
from charter.domain.permissions import PERMISSIONS
from tests.support.teams import JUNE

PANEL = ("meeting_set", "seated", "unseated")
TALK = ("declared", "ruled")
# Each state's way by each event of the table, written out: what is not here refuses.
WAYS = {
    "waiting": {
        "taken_back": "closed",
        "returned": "returned",
        "screened": "complete",
        **dict.fromkeys((*PANEL, *TALK), "waiting"),
    },
    "returned": {},
    "complete": {
        **dict.fromkeys((*PANEL, *TALK), "complete"),
        "question_asked": "complete",
        "question_answered": "complete",
        "review_locked": "complete",
        "taken_out": "closed",
        "meeting_opened": "agreeing",
        "practice_agreed": "complete",
        "practice_revealed": "told",
        "practice_taken_back": "closed",
    },
    "agreeing": {
        **dict.fromkeys((*PANEL, *TALK), "agreeing"),
        "meeting_adjourned": "complete",
        "taken_out": "closed",
        "presence_noted": "agreeing",
        "level_agreed": "agreeing",
        "decision_put": "deciding",
    },
    "deciding": {
        **dict.fromkeys((*PANEL, *TALK), "deciding"),
        "decision_confirmed": "deciding",
        "decision_refused": "agreeing",
        "outcome_sent": "told",
    },
    "told": {
        "revisions_asked": "revising",
        "offer_answered": "told",
        "offer_lapsed": "told",
        "appealed": "told",
        "appeal_ruled": "told",
    },
    "revising": {"revisions_lapsed": "told"},
    "revised": {
        **dict.fromkeys((*PANEL, *TALK), "revised"),
        "presence_noted": "revised",
        "level_agreed": "revised",
        "decision_put": "deciding",
    },
    "closed": {},
}
# What a submission that is handed in again leads to.
HANDED_IN = {"returned": "waiting", "closed": "waiting", "revising": "revised"}


def way(state, event):
    try:
        return str(next_case_state(state, event))
    except WrongState:
        return "refused"


@pytest.mark.parametrize("state", CaseState)
def test_every_state_goes_where_the_table_says(state):
    events = [row.event for row in CASE_TRANSITIONS]

    found = {str(event): way(state, event) for event in events}

    assert found == dict.fromkeys(map(str, events), "refused") | WAYS[state]
    assert way(state, CaseEvent.HANDED_IN) == HANDED_IN.get(state, "refused")


def test_a_note_is_possible_in_every_state_and_moves_none():
    assert [next_case_state(state, CaseEvent.NOTED) for state in CaseState] == list(CaseState)


def test_every_transition_rests_on_a_permission():
    assert {row.action for row in CASE_TRANSITIONS} <= set(PERMISSIONS)


def test_the_documentation_draws_the_table_that_is_used():
    assert drawn_case_workflow() in Path("docs/workflow.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"state": CaseState.WAITING, "reviewers": 0}, ("Screen it for completeness",)),
        ({"state": CaseState.RETURNED, "back_by": JUNE.date().replace(day=1)}, ()),
        (
            {"state": CaseState.RETURNED, "back_by": JUNE.date().replace(month=5, day=31)},
            ("It did not come back by 31 May 2027",),
        ),
        ({"reviewers": 2, "chairs": 0}, ("The panel lacks 1 reviewer and a chair",)),
        (
            {"meets_on": None, "ruling_asked_on": JUNE.date()},
            ("Set a day for the meeting", "An interest waits for the chair’s ruling"),
        ),
        (
            {"meets_on": JUNE.date().replace(month=5, day=31)},
            ("The day of the meeting is over, and it was not opened",),
        ),
        ({"state": CaseState.DECIDING, "chair_confirmed": True}, ("The decision waits for the officer",)),
        ({"state": CaseState.DECIDING, "chair_confirmed": True, "officer_confirmed": True}, ("Send the outcome",)),
        (
            {"state": CaseState.TOLD, "appealed_on": JUNE.date(), "objected_on": JUNE.date()},
            ("Rule on the appeal", "Rule on the objection to its award"),
        ),
        ({"state": CaseState.REVISED}, ("Judge the revisions",)),
        ({"state": CaseState.AGREEING}, ("The chair has put no decision since the meeting was opened",)),
        ({}, ()),
    ],
)
def test_a_board_names_what_needs_a_decision(changes, told):
    whole = {
        "state": CaseState.COMPLETE,
        "rules": PanelRules(reviewers=3, chairs=1),
        "today": JUNE.date(),
        "reviewers": 3,
        "chairs": 1,
        "since_on": JUNE.date(),
        "ruling_asked_on": None,
        "meets_on": JUNE.date(),
        "back_by": None,
        "chair_confirmed": False,
        "officer_confirmed": False,
        "appealed_on": None,
        "objected_on": None,
    }

    assert tuple(due.text for due in decisions_due(Situation(**(whole | changes)))) == told
