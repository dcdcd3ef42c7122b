"""What happened to an assessment, in words, with the way to what it was about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for

from charter.domain.edition import Edition
from charter.domain.errors import DomainError
from charter.domain.wording import count_text, date_text, list_text
from charter.domain.workflow import Event
from charter.services.former_criteria import editions_before, former_titles
from charter.services.histories import EventFacts
from charter.services.import_changes import Change
from charter.services.import_words import PLAN_TITLES, group_title, label
from charter.services.plan_fields import PLANS
from charter.services.workspaces import Workspace
from charter.web.round_words import change_lines
from charter.web.times import moment_text

WORDS = {
    Event.REGISTERED: "Registered",
    Event.STARTED: "Started the assessment",
    Event.ANSWER_RECORDED: "Saved",
    Event.EVIDENCE_ADDED: "Added a file",
    Event.BASELINE_SAVED: "Saved the baseline",
    Event.SIGNED_OFF: "Signed",
    Event.SUBMITTED: "Submitted",
    Event.WITHDRAWN: "Withdrew the submission",
    Event.REVISION_OPENED: "Asked for minor revisions",
    Event.REVISION_LAPSED: "The time for revisions ended without a revised submission",
    Event.OUTCOME_TOLD: "Sent the outcome",
    Event.OFFER_ANSWERED: "Answered the offer of a lower tier",
    Event.TAKEN_OUT: "Closed the submission, as the institution asked",
    Event.OFFER_LAPSED: "The time to answer the offer of a lower tier ended without an answer",
    Event.APPEALED: "Appealed",
    Event.APPEAL_RULED: "Ruled on the appeal",
    Event.RETURNED: "Returned the submission as incomplete",
    Event.EXTENSION_GRANTED: "Gave a later deadline",
    Event.NETWORK_STATEMENT_SAVED: "Saved the network’s statement",
    Event.CRITERION_ASSIGNED: "Said who looks after a criterion",
    Event.COMMENTED: "Commented",
    Event.COMMENT_RESOLVED: "Resolved a comment",
    Event.COMMENT_REOPENED: "Reopened a comment",
    Event.PERSON_REDACTED: "Took out what could name somebody who asked to be forgotten",
    Event.EVIDENCE_INFECTED: "Found harmful software in a file",
    Event.PLAN_CARRIED: "Brought last year’s plan in",
    Event.ACTION_CONFIRMED: "Confirmed an action of last year",
    Event.PROGRESS_NOTED: "Noted progress of an action",
    Event.ROUND_CHANGED: "Changed the round",
    Event.ORGANISATION_MERGED: "Put on record that the organisation became part of another",
    Event.EDITION_MOVED: "Moved to another edition",
    Event.YEAR_CARRIED: "Brought last year’s answers in",
    Event.MOVE_UNDONE: "Took that back",
    Event.CARRIED_DECIDED: "Looked at what came over",
}
# What a reader may ask for alone: its name, its words, which events.
KINDS: tuple[tuple[str, str, tuple[Event, ...]], ...] = (
    ("answers", "Answers and tables", (Event.ANSWER_RECORDED, Event.CARRIED_DECIDED)),
    ("files", "Files of evidence", (Event.EVIDENCE_ADDED, Event.EVIDENCE_INFECTED)),
    (
        "talk",
        "Comments and owners",
        (Event.COMMENTED, Event.COMMENT_RESOLVED, Event.COMMENT_REOPENED, Event.CRITERION_ASSIGNED),
    ),
    ("plan", "Progress of the action plan", (Event.PLAN_CARRIED, Event.ACTION_CONFIRMED, Event.PROGRESS_NOTED)),
    (
        "steps",
        "Steps of the year",
        (
            Event.REGISTERED,
            Event.STARTED,
            Event.BASELINE_SAVED,
            Event.SIGNED_OFF,
            Event.SUBMITTED,
            Event.WITHDRAWN,
            Event.TAKEN_OUT,
            Event.OUTCOME_TOLD,
            Event.REVISION_OPENED,
            Event.REVISION_LAPSED,
            Event.OFFER_ANSWERED,
            Event.OFFER_LAPSED,
            Event.APPEALED,
            Event.APPEAL_RULED,
            Event.RETURNED,
            Event.EXTENSION_GRANTED,
            Event.ROUND_CHANGED,
            Event.ORGANISATION_MERGED,
            Event.EDITION_MOVED,
            Event.YEAR_CARRIED,
            Event.MOVE_UNDONE,
        ),
    ),
)
MOVES = (Event.EDITION_MOVED, Event.YEAR_CARRIED, Event.MOVE_UNDONE)
COPIES = (Event.BASELINE_SAVED, Event.SUBMITTED)
OUTCOMES = (
    Event.OUTCOME_TOLD,
    Event.REVISION_OPENED,
    Event.REVISION_LAPSED,
    Event.OFFER_ANSWERED,
    Event.OFFER_LAPSED,
    Event.APPEALED,
    Event.APPEAL_RULED,
)
FILES = (Event.EVIDENCE_ADDED, Event.EVIDENCE_INFECTED)
ACTIONS = (Event.ACTION_CONFIRMED, Event.PROGRESS_NOTED)


def about(found: Workspace, row: EventFacts) -> tuple[str, str]:
    """Give what an event was about, and the address of that; "" where there is none."""
    tell: Callable[[Workspace, EventFacts], tuple[str, str]] = _plain
    if row.event == Event.ANSWER_RECORDED:
        tell = _field
    elif row.event in FILES:
        tell = _file
    elif row.event in COPIES:
        tell = _copy
    elif row.event in ACTIONS:
        tell = _action
    elif row.event in OUTCOMES:
        tell = _outcome
    elif "criterion" in row.details:
        tell = _criterion
    return tell(found, row)


def field_words(edition: Edition, field: str) -> str:
    """Give a field of the answers in words; as it is named in files where the edition does not know it."""
    kind = field.split("/")[1]
    if kind in PLANS:
        return PLAN_TITLES[kind]
    change = Change(field, field, (), None, None)
    words = _words_in(edition, change, kind)
    if words:
        return words
    for one in editions_before(edition):  # what was answered before a move is told as it was asked then
        words = _words_in(one, change, kind)
        if words:
            return f"{words} (edition {one.version})"
    return field


def _words_in(edition: Edition, change: Change, kind: str) -> str:
    """A field in the words of one edition; "" where it has none: an assessment may come from another release."""
    try:
        return group_title(edition, change) if kind == "tables" else label(edition, change, {})
    except (LookupError, StopIteration, DomainError):
        return ""


def _field(found: Workspace, row: EventFacts) -> tuple[str, str]:
    field, version = str(row.details["field"]), row.details["version"]
    words = field_words(found.edition, field)
    href = url_for("answers.versions", assessment_id=found.assessment_id, field=field)
    return (f"{words} (version {version})" if version > 1 else words), href


def _file(found: Workspace, row: EventFacts) -> tuple[str, str]:
    name, version = row.details.get("name", ""), row.details.get("version", 1)
    words = f"{name} (version {version})" if version > 1 else name
    return words, url_for("evidence.files", assessment_id=found.assessment_id)


def _copy(found: Workspace, row: EventFacts) -> tuple[str, str]:
    number = row.details["number"]
    href = url_for("submissions.receipt", assessment_id=found.assessment_id, number=number)
    return ("Its receipt" if row.event == Event.SUBMITTED else "The frozen copy"), href


def _action(found: Workspace, row: EventFacts) -> tuple[str, str]:
    endpoint = "action_notes.progress" if row.event == Event.PROGRESS_NOTED else "actions.action"
    rating = f", {row.details['rating']}" if row.details.get("rating") else ""
    href = url_for(endpoint, assessment_id=found.assessment_id, key=row.details["action"])
    return f"The action{rating}", href


def _criterion(found: Workspace, row: EventFacts) -> tuple[str, str]:
    criterion_id = row.details["criterion"]
    is_owner = row.event == Event.CRITERION_ASSIGNED
    criterion = next((item for item in found.edition.criteria if item.id == criterion_id), None)
    # one of an edition that was left has a page that says what became of it
    endpoint = "answers.criterion" if is_owner or criterion is None else "comments.comments"
    href = url_for(endpoint, assessment_id=found.assessment_id, criterion_id=criterion_id)
    title = former_titles(found.edition).get(criterion_id, "") if criterion is None else criterion.title
    name = f"{criterion_id} {title}".rstrip()
    return f"{name}{_owner(row) if is_owner else ''}", href


def _owner(row: EventFacts) -> str:
    due = row.details.get("due")
    told = [
        row.owner_name or "nobody",
        f"due on {_day(due)}" if due else "",
        "blocked" if row.details["blocked"] else "",
    ]
    return ": " + ", ".join(one for one in told if one)


def _plain(_found: Workspace, row: EventFacts) -> tuple[str, str]:
    details: dict[str, Any] = dict(row.details)
    if row.event in (Event.EXTENSION_GRANTED, Event.RETURNED):
        return f"Answers lock on {moment_text(dt.datetime.fromisoformat(details['until']))}", ""
    if row.event == Event.ROUND_CHANGED:
        return "; ".join(change_lines(details["changes"])), ""
    if row.event in MOVES:
        return _move(row.event, details)
    if row.event in (Event.PLAN_CARRIED, Event.CARRIED_DECIDED):
        return _counted(details), ""
    if row.event == Event.ORGANISATION_MERGED:
        return f"On {_day(details['on'])}", ""
    return "", ""


def _outcome(found: Workspace, row: EventFacts) -> tuple[str, str]:
    """What the awarding body told, or was told, in few words."""
    href = url_for("outcomes.outcome", assessment_id=found.assessment_id)
    if row.event == Event.REVISION_OPENED:
        until = moment_text(dt.datetime.fromisoformat(row.details["until"]))
        return f"{list_text(row.details['criteria'])}, until {until}", href
    if row.event == Event.APPEAL_RULED:
        return ("It is heard by a new panel" if row.details["is_admitted"] else "It is not heard"), href
    said = str(row.details.get("answer") or row.details.get("outcome") or "The outcome")
    return said.replace("_", " ").capitalize(), href


def _counted(details: Mapping[str, Any]) -> str:
    if "actions" in details:
        return count_text(len(details["actions"]), "action")
    return f"{count_text(len(details['marks']), 'thing')} {details['decision']}"


def _move(event: Event | str, details: Mapping[str, Any]) -> tuple[str, str]:
    before, after = (str(details[name]).replace("/", " ") for name in ("from", "to"))
    way = f"From {before} to {after}" if before != after else after
    return (way if event != Event.MOVE_UNDONE else f"{after} again" if before != after else ""), ""


def _day(text: str) -> str:
    return date_text(dt.date.fromisoformat(text))
