"""Last year's plan: what was promised, what has become of it, and whether a person has looked at each action."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.wording import count_text
from charter.domain.workflow import Event
from charter.services.action_advice import completion_figures
from charter.services.action_carrying import carry_actions
from charter.services.action_plans import plan_of
from charter.services.actions import confirm_action
from charter.services.drafts import draft_summary
from charter.services.plan_fields import PREVIOUS
from charter.web.action_rows import figure_row, plan_rows, waiting_text
from charter.web.frames import frame, workspace
from charter.web.people import deed

blueprint = Blueprint("previous_plans", __name__)


@blueprint.get("/assessments/<assessment_id>/previous-actions")
def plan(assessment_id: str) -> str:
    """Show what was promised and what happened."""
    found = workspace(assessment_id)
    held = plan_of(deed(), found, PREVIOUS)
    rows = plan_rows(found, held)
    return render_template(
        "actions/previous.html",
        rows=rows,
        figures=[figure_row(item) for item in completion_figures(draft_summary(deed(), found))] if rows else [],
        waiting_text=waiting_text(held),
        is_writing=found.can(Event.ANSWER_RECORDED),
        **frame(found),
    )


@blueprint.post("/assessments/<assessment_id>/carried-actions")
def carry(assessment_id: str) -> AnyResponse:
    """Bring in the plan submitted last."""
    keys = carry_actions(deed(), assessment_id)
    brought = f"{count_text(len(keys), 'action')} brought in. Confirm each, or change it."
    flash(brought if keys else "There is nothing to bring in: no earlier submission holds an action that is not here.")
    return redirect(url_for("previous_plans.plan", assessment_id=assessment_id), 303)


@blueprint.post("/assessments/<assessment_id>/previous-actions/<key>/confirmation")
def confirm(assessment_id: str, key: str) -> AnyResponse:
    """Note that what was carried is right."""
    confirm_action(deed(), assessment_id, key)
    flash("The action is confirmed.")
    return redirect(url_for("previous_plans.plan", assessment_id=assessment_id, _anchor=f"action-{key}"), 303)
