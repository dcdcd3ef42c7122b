"""A person's assessments, and the task list of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import WrongState
from charter.domain.permissions import Action
from charter.domain.progress import Progress
from charter.domain.wording import count_text, date_text, list_text
from charter.domain.workflow import State
from charter.services.criterion_overview import CriterionOverview, criterion_overview
from charter.services.editions import edition_of_reference
from charter.services.future_criteria import announced_after
from charter.services.homes import HomeAssessment, HomeOrganisation, home_of
from charter.services.move_news import move_news
from charter.services.round_boards import extensions_of
from charter.services.round_changes import changes_told_to
from charter.services.rounds import start_assessment
from charter.services.screenings import return_told_to
from charter.services.task_lists import Task, TaskList, task_list
from charter.services.workspaces import Workspace
from charter.web import clock
from charter.web.extensions import database
from charter.web.frames import STATE_WORDS, frame, role_text, workspace
from charter.web.hours import hours_by_role
from charter.web.people import deed, person_id
from charter.web.round_words import change_lines, who_text
from charter.web.times import moment_text

blueprint = Blueprint("assessments", __name__)

MINE, BLOCKED, CHANGED, MANDATORY = "mine", "blocked", "changed", "mandatory-"
PROGRESS_TAGS = {
    Progress.NOT_STARTED: ("Not started", "nhsuk-tag nhsuk-tag--grey"),
    Progress.IN_PROGRESS: ("In progress", "nhsuk-tag nhsuk-tag--blue"),
    Progress.COMPLETE: ("Completed", ""),
    Progress.NOT_APPLICABLE: ("Not applicable", ""),
}


@blueprint.get("/assessments")
def index() -> str:
    """Show the organisations, assessments and rounds that concern the person."""
    return render_template("assessments/index.html", home=[_place(item) for item in home_of(deed())])


@blueprint.get("/assessments/<assessment_id>")
def assessment(assessment_id: str) -> str:
    """Show what there is to do."""
    found = workspace(assessment_id)
    tasks = task_list(deed(), found)
    around = criterion_overview(deed(), found)
    shown = request.args.get("show", "")
    news = move_news(deed(), found)
    return render_template(
        "assessments/assessment.html",
        progress_text=f"{tasks.done_count} of {count_text(len(tasks.tasks), 'criterion', 'criteria')} completed",
        groups=_groups(found, tasks, around, shown),
        has_changes=any(one.change_count for one in around.values()),
        filters=_filters(found, shown),
        tasks=tasks,
        hours=hours_by_role(found.edition),
        dates=_dates(found),
        news=news,
        returned=_returned(found),
        next_edition=edition_of_reference(news.next_reference) if news.next_reference else None,
        announced=announced_after(found.edition.reference, found.now.date()),
        **frame(found),
    )


@blueprint.post("/assessments/<assessment_id>/start")
def start(assessment_id: str) -> AnyResponse:
    """Start writing."""
    try:
        start_assessment(deed(), assessment_id)
    except WrongState:
        if workspace(assessment_id).state != State.STARTED:  # else the same form was sent twice
            raise
    else:
        flash("The assessment is started. Your team can write now.")
    return redirect(url_for("assessments.assessment", assessment_id=assessment_id), 303)


def _returned(found: Workspace) -> dict[str, str] | None:
    """Why the awarding body returned the submission, while it is with the team again."""
    told = (
        return_told_to(deed(), found.assessment_id) if found.was_returned and found.state != State.SUBMITTED else None
    )
    if told is None:
        return None
    return {
        "head": f"Returned as incomplete on {moment_text(told.happened_at)}",
        "text": told.text,
        "until": moment_text(found.window.closes_at),
    }


def _dates(found: Workspace) -> list[tuple[str, str]]:
    """The round's dates; every later deadline that the institution was given, and every change, with its reason."""
    dates = [
        ("Opens", moment_text(found.window.opens_at)),
        ("Counts are of", date_text(found.snapshot_on)),
        ("Answers lock", moment_text(found.window.closes_at)),
    ]
    if found.baseline_at:
        dates.insert(2, ("Save a baseline", f"until {moment_text(found.baseline_at)}"))
    given = extensions_of(database(), found.assessment_id) if found.is_extended else ()
    dates += [("Later deadline", f"{moment_text(one.until)}: {one.reason}") for one in given]
    return dates + [
        (
            "Changed by the awarding body",
            "\n".join(filter(None, [*change_lines(one.changes), one.reason, who_text(one)])),
        )
        for one in changes_told_to(database(), found.assessment_id)
    ]


def _place(item: HomeOrganisation) -> dict[str, Any]:
    is_seeing = item.may(Action.SEE_MEMBERS)
    return {
        "name": item.name,
        "is_body": item.is_body,
        "role_text": list_text([role_text(role) for role in item.roles]),
        "members_href": url_for("members.members", organisation_id=item.organisation_id) if is_seeing else "",
        "assessments": [_home_row(item, one) for one in item.assessments],
        "links": _home_links(item),
    }


def _home_row(item: HomeOrganisation, one: HomeAssessment) -> dict[str, str]:
    """An assessment with the way to the page that the person may see: of the network, its statement alone."""
    text, tag = STATE_WORDS[one.state]
    is_of_team = item.may(Action.SEE_ASSESSMENT)
    locks = "Answers lock on" if clock.now() < one.closes_at else "Answers locked on"
    hint = f"{locks if is_of_team else 'Your network’s statement: until'} {moment_text(one.closes_at)}"
    return {
        "id": one.assessment_id,
        "title": f"{one.round_title}: {one.scope_name}" if one.scope_name else one.round_title,
        "href": url_for(
            "assessments.assessment" if is_of_team else "network_statements.statement", assessment_id=one.assessment_id
        ),
        "hint": f"Edition {one.edition_version}. {hint}",
        "state_text": text,
        "state_class": tag,
    }


def _home_links(item: HomeOrganisation) -> list[dict[str, str]]:
    shown = _links_of_body(item) if item.is_body else _links_of_institution(item)
    if item.may(Action.SEE_AWARDS if item.is_body else Action.SEE_OUTCOME):
        shown.append(("Awards", url_for("awards.awards", organisation_id=item.organisation_id)))
    if item.may(Action.SEE_OBJECTIONS):
        shown.append(("Objections", url_for("objection_desks.objections", organisation_id=item.organisation_id)))
    if item.may(Action.KEEP_LOOK):
        shown.append(("Name, colours and letters", url_for("body_looks.look", organisation_id=item.organisation_id)))
    if item.may(Action.KEEP_KEYS):
        shown.append(("Keys that sign credentials", url_for("issuer_keys.keys", organisation_id=item.organisation_id)))
    return [{"text": text, "href": href} for text, href in shown]


def _links_of_body(item: HomeOrganisation) -> list[tuple[str, str]]:
    here = item.organisation_id
    rounds = item.rounds if item.may(Action.SEE_ROUND) else ()
    links = (
        (Action.RATE, "Your reviews", url_for("reviews.index")),
        (Action.RATE, "What you bring to panels", url_for("own_entries.own", organisation_id=here)),
        (Action.SEE_PANELS, "Where you work and worked", url_for("own_entries.own", organisation_id=here)),
        (Action.OPEN_ROUND, "Open a round", url_for("rounds.new", organisation_id=here)),
        (Action.KEEP_REVIEWERS, "Reviewers and chairs", url_for("reviewers.reviewers", organisation_id=here)),
        (
            Action.SEE_EDITION_DRAFT,
            "Drafts of the next edition",
            url_for("edition_drafts.drafts", organisation_id=here),
        ),
    )
    return [
        *((f"{one.title} (round)", url_for("rounds.whole", round_id=one.round_id)) for one in rounds),
        *((text, href) for action, text, href in links if item.may(action)),
    ]


def _links_of_institution(item: HomeOrganisation) -> list[tuple[str, str]]:
    return [
        (
            f"Register another part for {one.title}" if one.is_joined else f"Register for {one.title}",
            url_for("registrations.new", round_id=one.round_id, organisation_id=item.organisation_id),
        )
        for one in (item.rounds if item.may(Action.REGISTER_ASSESSMENT) else ())
    ]


def _groups(
    found: Workspace, tasks: TaskList, around: Mapping[str, CriterionOverview], shown: str
) -> list[dict[str, Any]]:
    wanted = [task for task in tasks.tasks if _is_wanted(task, around[task.criterion.id], shown)]
    groups = [
        {
            "theme": theme,
            "rows": [
                _row(found, task, around[task.criterion.id]) for task in wanted if task.criterion.theme_id == theme.id
            ],
        }
        for theme in found.edition.themes
    ]
    return [group for group in groups if group["rows"]]


def _is_wanted(task: Task, around: CriterionOverview, shown: str) -> bool:
    if shown.startswith(MANDATORY):
        return task.is_mandatory_for(shown.removeprefix(MANDATORY))
    if shown == MINE:
        return around.owner_id == person_id()
    if shown == BLOCKED:
        return around.is_blocked
    return around.change_count > 0 if shown == CHANGED else True


def _row(found: Workspace, task: Task, around: CriterionOverview) -> dict[str, Any]:
    text, tag = PROGRESS_TAGS[task.progress.progress]
    criterion_id = task.criterion.id
    return {
        "id": criterion_id,
        "title": f"{criterion_id} {task.criterion.title}",
        "href": url_for("answers.criterion", assessment_id=found.assessment_id, criterion_id=criterion_id),
        "facts": _facts(found, task),
        "people": _people(found, around),
        "blocked": f"Blocked: {around.blocked_reason}" if around.is_blocked else "",
        "news": _news(around),
        "status_text": text,
        "status_class": tag,
    }


def _people(found: Workspace, around: CriterionOverview) -> list[str]:
    """Who looks after a criterion, until when, and what is talked about."""
    people = []
    if around.owner_id is not None:
        name = around.owner_name or "somebody who was forgotten"
        people.append(f"{name}, who has left the team" if around.owner_has_left else name)
    if around.due_on is not None:
        is_late = around.due_on < found.now.date()
        people.append(f"{'was due on' if is_late else 'due on'} {date_text(around.due_on)}")
    if around.open_comment_count:
        people.append(count_text(around.open_comment_count, "open comment"))
    return people


def _news(around: CriterionOverview) -> str:
    changes = [
        count_text(count, word)
        for count, word in ((around.changed_answer_count, "answer"), (around.new_comment_count, "comment"))
        if count
    ]
    return f"{list_text(changes)} new since you looked" if changes else ""


def _facts(found: Workspace, task: Task) -> list[str]:
    progress = task.progress
    facts = []
    if progress.level is not None:
        facts.append(f"level {progress.level}")
    asked = task.asked.get(found.aims_for)
    if asked is not None:
        facts.append(f"{found.edition.tier(found.aims_for).name} asks for {asked}")
    if progress.word_limit and progress.progress != Progress.NOT_APPLICABLE:
        facts.append(f"{progress.word_count:,} of {progress.word_limit:,} words")
    if progress.file_count:
        facts.append(count_text(progress.file_count, "file"))
    if progress.progress == Progress.IN_PROGRESS and progress.unanswered:
        facts.append(f"{count_text(len(progress.unanswered), 'question')} without an answer")
    if progress.over_limit:
        facts.append("a text is too long")
    return facts


def _filters(found: Workspace, shown: str) -> list[dict[str, Any]]:
    choices = [("", "All criteria"), (MINE, "Mine"), (BLOCKED, "Blocked"), (CHANGED, "New since I looked")]
    choices += [(f"{MANDATORY}{tier.id}", f"Mandatory for {tier.name}") for tier in found.edition.tiers]
    return [
        {
            "text": text,
            "href": url_for("assessments.assessment", assessment_id=found.assessment_id, show=key or None),
            "is_here": key == shown,
        }
        for key, text in choices
    ]
