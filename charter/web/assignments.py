"""Who looks after a criterion, by when, and what stands in the way."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, TextAreaField

from charter.domain.edition import Criterion
from charter.domain.errors import InvalidAssignment, StaleAssignment
from charter.domain.permissions import Action
from charter.domain.wording import date_text
from charter.domain.workflow import Event
from charter.services.assignments import Assignment, AssignmentShown, assign_criterion, assignment_of
from charter.services.criterion_work import criterion_of
from charter.services.workspaces import Workspace
from charter.web.addresses import letter_site_url
from charter.web.answer_fields import version_number
from charter.web.day_fields import DayField
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.times import local, saved_text

blueprint = Blueprint("assignments", __name__)

ENDPOINT = "/assessments/<assessment_id>/criteria/<criterion_id>/assignment"


class AssignmentForm(FlaskForm):
    """How a criterion is to be assigned; whether it can be is for the service to judge."""

    owner = SelectField("Who looks after it?", validate_choice=False)
    due_on = DayField("By when is it to be done?")
    blocked_reason = TextAreaField("What stands in the way?")
    version = HiddenField()


@blueprint.get(ENDPOINT)
def assignment(assessment_id: str, criterion_id: str) -> str:
    """Show how a criterion is assigned, to be changed."""
    found = workspace(assessment_id, Action.ASSIGN_CRITERION)
    criterion = criterion_of(found.edition, criterion_id)
    shown = assignment_of(deed(), found, criterion_id)
    now = shown.assignment
    form = AssignmentForm(
        formdata=None,
        owner=now.owner_id or "",
        due_on=now.due_on,
        blocked_reason=now.blocked_reason,
        version=now.version,
    )
    return _page(found, criterion, form, shown)


@blueprint.post(ENDPOINT)
def save(assessment_id: str, criterion_id: str) -> AnyResponse | tuple[str, int]:
    """Save it; show it again as it was typed where something is wrong, or where somebody else was first."""
    found = workspace(assessment_id, Action.ASSIGN_CRITERION)
    criterion = criterion_of(found.edition, criterion_id)
    form = AssignmentForm()
    status = 422
    stale = False
    if form.validate():
        try:
            assign_criterion(deed(), assessment_id, criterion_id, _wanted(form), letter_site_url())
        except InvalidAssignment as error:
            for fault in error.faults:
                form[fault.place].errors = [*form[fault.place].errors, fault.message]
        except StaleAssignment as error:
            form.version.data, status, stale = str(error.version), 409, True
        else:
            flash(f"Who looks after {criterion_id} is saved.")
            address = url_for("answers.criterion", assessment_id=assessment_id, criterion_id=criterion_id)
            return redirect(address, 303)
    shown = assignment_of(deed(), found, criterion_id)
    return _page(found, criterion, form, shown, is_stale=stale), status


def _wanted(form: AssignmentForm) -> Assignment:
    return Assignment(
        form.owner.data or None,
        form.due_on.data,
        form.blocked_reason.data or "",
        version_number(form.version.data or "") or 0,
    )


def _page(
    found: Workspace, criterion: Criterion, form: AssignmentForm, shown: AssignmentShown, *, is_stale: bool = False
) -> str:
    now = shown.assignment
    form.owner.choices = [("", "Nobody yet"), *shown.team.items()]
    if now.owner_id and now.owner_id not in shown.team:
        form.owner.choices.append((now.owner_id, f"{shown.owner_name or 'Somebody who was forgotten'} (left the team)"))
    fields = (form.owner, form.due_on, form.blocked_reason)
    errors = [(message, f"#{field.id}") for field in fields for message in field.errors]
    if is_stale:
        errors.insert(0, ("Somebody else saved this while you were writing. Nothing was overwritten", "#saved-now"))
    return render_template(
        "assignments/assignment.html",
        criterion=criterion,
        form=form,
        is_stale=is_stale,
        day_example="{0.day} {0.month} {0.year}".format(local(found.window.closes_at).date()),
        saved_text=saved_text(shown.saved_by, shown.saved_at, found.now),
        now=[
            ("Looks after it", shown.owner_name or "Nobody"),
            ("To be done by", date_text(now.due_on) or "No day"),
            ("Stands in the way", now.blocked_reason or "Nothing"),
        ],
        is_writing=found.can(Event.CRITERION_ASSIGNED),
        errors=errors,
        is_error=bool(errors),
        **frame(found),
    )
