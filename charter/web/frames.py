"""What stands around every page of an assessment: whose it is, how long is left, and the way to its other pages."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from charter.domain.permissions import Action, Role
from charter.domain.wording import count_text, list_text
from charter.domain.workflow import REVISED_ONLY, State
from charter.services.workspaces import Workspace, workspace_of
from charter.web.filters import Link
from charter.web.people import deed
from charter.web.times import moment_text

# Text, endpoint, what one must be allowed to do to be shown it. An endpoint that is not there is left out.
PAGES = (
    ("Task list", "assessments.assessment", Action.SEE_ASSESSMENT),
    ("Where you stand", "overviews.overview", Action.SEE_ASSESSMENT),
    ("Over the years", "trends.trend", Action.SEE_ASSESSMENT),
    ("Data tables", "data_tables.tables", Action.SEE_ASSESSMENT),
    ("Evidence", "evidence.files", Action.SEE_ASSESSMENT),
    ("Action plan", "actions.actions", Action.SEE_ASSESSMENT),
    ("Workbook", "imports.new", Action.RECORD_ANSWER),
    ("Network’s statement", "network_statements.statement", Action.WRITE_NETWORK_STATEMENT),
    ("Check, sign and submit", "submissions.check", Action.SEE_ASSESSMENT),
    ("Questions of the panel", "panel_questions.asked", Action.SEE_OUTCOME),
    ("Outcome", "outcomes.outcome", Action.SEE_OUTCOME),
    ("History", "histories.history", Action.SEE_HISTORY),
    ("Export", "exports.export", Action.EXPORT_ASSESSMENT),
)
ONCE_SUBMITTED = frozenset({"panel_questions.asked"})  # there is no panel before
STATE_WORDS = {
    State.REGISTERED: ("Not started", "nhsuk-tag--grey"),
    State.STARTED: ("In progress", "nhsuk-tag--blue"),
    State.SIGNED: ("Signed", "nhsuk-tag--green"),
    State.SUBMITTED: ("Submitted", "nhsuk-tag--green"),
    State.WITHDRAWN: ("Withdrawn", "nhsuk-tag--orange"),
}


ROLE_WORDS = {
    Role.LEAD: "the lead",
    Role.CONTRIBUTOR: "a contributor",
    Role.APPROVER: "the approver",
    Role.VIEWER: "a viewer",
    Role.NETWORK: "of the network of BME staff",
    Role.ADMINISTRATOR: "an administrator",
    Role.ROUND_MANAGER: "a round manager",
    Role.PANEL_CHAIR: "a panel chair",
    Role.REVIEWER: "a reviewer",
}


def role_text(role: Role) -> str:
    """Give a role in words, with its article."""
    return ROLE_WORDS[role]


def as_role_text(role: Role) -> str:
    """Give what somebody is invited or made to be, in words."""
    return "a member of the network of BME staff" if role == Role.NETWORK else ROLE_WORDS[role]


def workspace(assessment_id: str, action: Action = Action.SEE_ASSESSMENT) -> Workspace:
    """Give an assessment to whoever is signed in. Raises as ``workspace_of`` and ``deed``."""
    return workspace_of(deed(), assessment_id, action)


def frame(found: Workspace) -> dict[str, Any]:
    """Give what the frame's template needs."""
    state_text, state_class = STATE_WORDS[found.state]
    return {
        "workspace": found,
        "frame": {
            "caption": f"{found.organisation_name} · {found.round_title}",
            "pages": _pages(found),
            "state_text": state_text,
            "state_class": state_class,
            "deadline_text": deadline_text(found),
            "notice": _notice(found),
        },
    }


def deadline_text(found: Workspace) -> str:
    """Give how long answers can be changed, in words."""
    if found.now < found.window.opens_at:
        return f"Opens on {moment_text(found.window.opens_at)}"
    closes_text = (
        f"{moment_text(found.window.closes_at)}{', a later deadline of your own' if found.is_extended else ''}"
    )
    if found.now >= found.window.closes_at:
        return f"Answers locked on {closes_text}"
    left = count_text(found.days_left, "day") if found.days_left else "Less than a day"
    return f"{left} left, until {closes_text}"


def _notice(found: Workspace) -> str:
    """What keeps everybody from writing now, in a sentence or two; "" while nothing does."""
    is_open = found.window.is_open(found.now)
    if found.state == State.SUBMITTED:
        return f"Submitted: the answers are frozen, and the awarding body has them.{_after_submission(found)}"
    if found.only_criteria is not None and is_open:
        return f"Minor revisions: only {list_text(found.only_criteria)} can change. {REVISED_ONLY}"
    if found.was_returned and is_open:
        return (
            "The awarding body returned the submission as incomplete. Mend what it names on the task list, have the "
            f"assessment signed again, and submit it by {moment_text(found.window.closes_at)}."
        )
    if found.now >= found.window.closes_at:
        return (
            "The deadline has passed, so answers are locked. Everything can still be read. Only the awarding body can "
            "open them again, with a later deadline: ask it, and say why."
        )
    return ""


def _after_submission(found: Workspace) -> str:
    """What holds of a submission that is frozen; nothing of how far its panel is."""
    if found.is_taken_out:
        return " It was taken back, as your institution asked: nothing is decided about it."
    if found.is_told:
        return " Its outcome was sent: see “Outcome”."
    if found.is_found_complete:
        return " It was found complete, and its panel judges it."
    if found.window.is_open(found.now):
        return " Before the deadline, and until it is found complete, its lead can withdraw it and submit again."
    return ""


def _pages(found: Workspace) -> list[Link]:
    here = request.endpoint or ""
    was_submitted = found.state == State.SUBMITTED or found.only_criteria is not None
    return [
        Link(text, url_for(endpoint, assessment_id=found.assessment_id), _is_here(endpoint, here))
        for text, endpoint, action in PAGES
        if endpoint in current_app.view_functions
        and found.may(action)
        and (was_submitted or endpoint not in ONCE_SUBMITTED)
    ]


def _is_here(endpoint: str, here: str) -> bool:
    return here.partition(".")[0] == endpoint.partition(".")[0]
