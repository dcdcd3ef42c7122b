"""The states of a case in words, with the colour of their tag."""

from __future__ import annotations

from charter.domain.case_workflow import CaseState

CASE_STATE_WORDS = {
    CaseState.WAITING: ("To be screened", "nhsuk-tag--yellow"),
    CaseState.RETURNED: ("Returned as incomplete", "nhsuk-tag--orange"),
    CaseState.COMPLETE: ("With its panel", "nhsuk-tag--blue"),
    CaseState.AGREEING: ("Being agreed", "nhsuk-tag--blue"),
    CaseState.DECIDING: ("To be confirmed", "nhsuk-tag--purple"),
    CaseState.TOLD: ("Outcome sent", "nhsuk-tag--green"),
    CaseState.REVISING: ("Being revised", "nhsuk-tag--orange"),
    CaseState.REVISED: ("Revisions to be judged", "nhsuk-tag--yellow"),
    CaseState.CLOSED: ("Taken back", "nhsuk-tag--grey"),
}


def case_state_words(state: CaseState) -> tuple[str, str]:
    """Give what a state is called, and the class of its tag."""
    return CASE_STATE_WORDS[state]
