"""The action plan: its list with checks and timeline, an action's form, two people at once, removal, suggestions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.differences import differences
from charter.domain.errors import DomainError, InvalidAnswers, StaleAnswer
from charter.domain.permissions import Action
from charter.domain.plan_checks import action_gaps, gaps_text
from charter.domain.workflow import Event
from charter.services.action_advice import plan_checks, starting_values, suggestions
from charter.services.action_plans import plan_of
from charter.services.actions import remove_action, save_action
from charter.services.criterion_work import saves_of
from charter.services.drafts import draft_summary
from charter.services.plan_fields import ACTIONS, PREVIOUS, field_of, is_key, new_key
from charter.services.workspaces import Workspace
from charter.web.action_forms import PREFIX, ActionForm, action_form, hint_of
from charter.web.action_rows import SEGMENTS, action_facts, plan_rows, plan_timeline, suggestion_rows, waiting_text
from charter.web.errors import status_of
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.result_charts import shown_chart
from charter.web.times import saved_text

blueprint = Blueprint("actions", __name__)

PLAN = '/assessments/<assessment_id>/<any("actions", "previous-actions"):plan>'
PLANS = {segment: plan for plan, segment in SEGMENTS.items()}
TITLES = {ACTIONS: "Action plan", PREVIOUS: "Last year’s plan"}


@blueprint.get("/assessments/<assessment_id>/actions")
def actions(assessment_id: str) -> str:
    """Show the plan with what it still lacks."""
    found = workspace(assessment_id)
    plan = plan_of(deed(), found)
    checks = plan_checks(found.edition, plan)
    chart = plan_timeline(found, plan)
    return render_template(
        "actions/plan.html",
        rows=plan_rows(found, plan, checks),
        checks=checks,
        chart=shown_chart(chart) if chart else None,
        waiting_text=waiting_text(plan_of(deed(), found, PREVIOUS)),
        is_writing=found.can(Event.ANSWER_RECORDED),
        is_noting=found.can(Event.PROGRESS_NOTED),
        **frame(found),
    )


@blueprint.get("/assessments/<assessment_id>/action-charts")
def charts(assessment_id: str) -> Response:
    """Give the timeline's data."""
    found = workspace(assessment_id)
    chart = plan_timeline(found, plan_of(deed(), found))
    figures = {chart.name: chart.figure} if chart else {}
    return Response(json.dumps(figures, ensure_ascii=False), mimetype="application/json")


@blueprint.get("/assessments/<assessment_id>/action-suggestions")
def suggested(assessment_id: str) -> str:
    """Show where actions would help most, in the edition's words."""
    found = workspace(assessment_id)
    doing = deed()
    told = suggestions(found.edition, draft_summary(doing, found), plan_of(doing, found))
    return render_template(
        "actions/suggestions.html",
        told=told,
        rows=suggestion_rows(found, told),
        is_writing=found.can(Event.ANSWER_RECORDED),
        **frame(found),
    )


@blueprint.get(f"{PLAN}/new")
def new(assessment_id: str, plan: str) -> str:
    """Show the form of a new action, begun with a suggestion where one was chosen."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    held = plan_of(deed(), found, PLANS[plan])
    chosen = (request.args.get("criterion", ""), request.args.get("level", ""))
    begun = starting_values(found.edition, held, *chosen)
    form = action_form(found.edition, begun, key=new_key(deed().now), version="0")
    return _form_page(found, PLANS[plan], form, is_new=True)


@blueprint.post(PLAN)
def create(assessment_id: str, plan: str) -> AnyResponse | tuple[str, int]:
    """Add an action."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    form = action_form(found.edition)
    key = form.key.data if is_key(form.key.data or "") else new_key(deed().now)
    return _save(found, PLANS[plan], key, form)


@blueprint.get(f"{PLAN}/<key>")
def action(assessment_id: str, plan: str, key: str) -> str:
    """Show an action's form; to whoever may not write, its facts."""
    found = workspace(assessment_id)
    item = plan_of(deed(), found, PLANS[plan]).action(key)
    if not found.can(Event.ANSWER_RECORDED):
        return render_template(
            "actions/action.html", item=item, facts=action_facts(found, item), **_back(found, plan), **frame(found)
        )
    form = action_form(found.edition, item.values, key=key, version=str(item.version))
    saved = saved_text(item.saved_by, item.saved_at, found.now)
    return _form_page(found, PLANS[plan], form, is_new=False, saved=saved)


@blueprint.post(f"{PLAN}/<key>")
def save(assessment_id: str, plan: str, key: str) -> AnyResponse | tuple[str, int]:
    """Save an action that was changed."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    return _save(found, PLANS[plan], key, action_form(found.edition))


@blueprint.get(f"{PLAN}/<key>/removal")
def removal(assessment_id: str, plan: str, key: str) -> str:
    """Ask before an action is removed."""
    return _removal_page(workspace(assessment_id, Action.RECORD_ANSWER), PLANS[plan], key)


@blueprint.post(f"{PLAN}/<key>/removal")
def remove(assessment_id: str, plan: str, key: str) -> AnyResponse | tuple[str, int]:
    """Remove an action; where somebody changed it meanwhile, show that first."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    version = request.form.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        remove_action(deed(), assessment_id, PLANS[plan], key, seen)
    except StaleAnswer:
        return _removal_page(found, PLANS[plan], key, is_changed=True), 409
    flash("The action is removed. Its earlier versions are kept in the history.")
    return redirect(_back(found, plan)["back_href"], 303)


def _save(found: Workspace, plan: str, key: str, form: ActionForm) -> AnyResponse | tuple[str, int]:
    is_new = form.seen_version == 0
    form.key.data = key
    if not form.validate_on_submit():
        return _form_page(found, plan, form, is_new=is_new), 422
    try:
        save_action(deed(), found.assessment_id, plan, key, (form.values, form.seen_version))
    except StaleAnswer as error:
        return _conflict_page(found, plan, key, form, error.version), 409
    except InvalidAnswers as error:
        form.tell(error.faults)
        return _form_page(found, plan, form, is_new=is_new), 422
    except DomainError as error:  # such as a deadline that passed meanwhile: what was typed stays on the page
        return _form_page(found, plan, form, is_new=is_new, refusal=str(error)), status_of(error)
    flash(_saved_words(found, form.values))
    return redirect(f"{_back(found, SEGMENTS[plan])['back_href']}#action-{key}", 303)


def _saved_words(found: Workspace, values: Mapping[str, str]) -> str:
    lacking = gaps_text(action_gaps(found.edition, values))
    return f"{values.get('ref') or 'The action'} is saved. {lacking}".strip()


def _form_page(
    found: Workspace, plan: str, form: ActionForm, *, is_new: bool, saved: str = "", refusal: str = ""
) -> str:
    errors = [(text, f"#{field.id}") for field in form.asked for text in field.errors]
    errors += [(refusal, "#save")] if refusal else []
    place: dict[str, Any] = {"assessment_id": found.assessment_id, "plan": SEGMENTS[plan]}
    return render_template(
        "actions/form.html",
        form=form,
        hints={f"{PREFIX}{item.id}": hint_of(item) for item in found.edition.action_fields},
        title=("Add an action" if is_new else "Change an action")
        + (" of last year’s plan" if plan == PREVIOUS else ""),
        address=url_for("actions.create", **place) if is_new else url_for("actions.save", **place, key=form.key.data),
        saved=saved,
        errors=errors,
        is_error=bool(errors),
        versions_href="" if is_new else _versions(found, plan, form.key.data or ""),
        **_back(found, SEGMENTS[plan]),
        **frame(found),
    )


def _conflict_page(found: Workspace, plan: str, key: str, form: ActionForm, version: int) -> str:
    """Both versions, field by field, above a form: the next save goes over the one that is shown.

    The form holds what was typed, and what is saved wherever its writer had changed nothing.
    """
    saves = saves_of(deed(), found, field_of(plan, key))
    saved: Mapping[str, str] = (saves[-1].value if saves else None) or {}
    seen = next((item.value for item in saves if item.version == form.seen_version), None) or {}
    typed = {name: text.replace("\r\n", "\n").strip() for name, text in form.values.items()}
    if saved:
        typed = {name: saved.get(name, "") if text == seen.get(name, "") else text for name, text in typed.items()}
    form = action_form(found.edition, typed, key=key, version=str(version))
    return render_template(
        "actions/conflict.html",
        form=form,
        hints={f"{PREFIX}{item.id}": hint_of(item) for item in found.edition.action_fields},
        address=url_for("actions.save", assessment_id=found.assessment_id, plan=SEGMENTS[plan], key=key),
        is_removed=not saved,
        saved_text=saved_text(saves[-1].saved_by, saves[-1].saved_at, found.now) if saves else "",
        rows=[
            (item.label, saved.get(item.id, ""), typed[item.id], differences(saved.get(item.id, ""), typed[item.id]))
            for item in found.edition.action_fields
            if saved.get(item.id, "") != typed[item.id]
        ],
        **_back(found, SEGMENTS[plan]),
        **frame(found),
    )


def _removal_page(found: Workspace, plan: str, key: str, *, is_changed: bool = False) -> str:
    item = plan_of(deed(), found, plan).action(key)
    return render_template(
        "actions/removal.html",
        item=item,
        facts=action_facts(found, item),
        saved_text=saved_text(item.saved_by, item.saved_at, found.now),
        is_changed=is_changed,
        address=url_for("actions.remove", assessment_id=found.assessment_id, plan=SEGMENTS[plan], key=key),
        **_back(found, SEGMENTS[plan]),
        **frame(found),
    )


def _back(found: Workspace, segment: str) -> dict[str, str]:
    endpoint = "actions.actions" if PLANS[segment] == ACTIONS else "previous_plans.plan"
    return {
        "back_href": url_for(endpoint, assessment_id=found.assessment_id),
        "back_text": TITLES[PLANS[segment]],
    }


def _versions(found: Workspace, plan: str, key: str) -> str:
    return url_for("answers.versions", assessment_id=found.assessment_id, field=field_of(plan, key))
