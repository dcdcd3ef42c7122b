"""A plan, its checks and its suggestions as pages show them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from charter.domain.answers import Action as PlanRow
from charter.domain.plan_checks import gaps_text
from charter.domain.summaries import MetricSummary
from charter.domain.wording import count_text, date_text
from charter.domain.workflow import Event
from charter.services.action_advice import PlanChecks, Suggestions
from charter.services.action_plans import PROGRESS, RATING, ActionPlan, PlannedAction, ProgressNote, rating_field
from charter.services.plan_fields import ACTIONS
from charter.services.summary_actions import action_summary
from charter.services.workspaces import Workspace
from charter.web.action_forms import label_of
from charter.web.result_rows import level_text
from charter.web.times import saved_text
from reports.charts.chart import Chart
from reports.charts.timeline import timeline

SEGMENTS = {"actions": "actions", "previous_actions": "previous-actions"}  # plan -> part of the address
RATING_TAGS = {
    "red": "nhsuk-tag--red",
    "amber": "nhsuk-tag--orange",
    "green": "nhsuk-tag--green",
    "complete": "nhsuk-tag--blue",
}
OTHER_TAG = "nhsuk-tag--grey"


def plan_rows(found: Workspace, plan: ActionPlan, checks: PlanChecks | None = None) -> list[dict[str, Any]]:
    """Give every action of a plan as its page lists it."""
    gaps = dict(checks.gaps) if checks else {}
    return [_row(found, plan, item, gaps_text(gaps.get(item.key, ()))) for item in plan.actions]


def waiting_text(plan: ActionPlan) -> str:
    """Say how many actions of last year's plan nobody has looked at yet; "" where there is none."""
    count = sum(item.is_to_confirm for item in plan.actions)
    return f"{count_text(count, 'action')} of last year’s plan to confirm" if count else ""


def figure_row(item: MetricSummary) -> dict[str, str]:
    """Give a figure about a plan in words: what it comes to, or why it cannot be counted yet."""
    parts = [item.value_text, f"({item.counts_text})" if item.counts_text else ""]
    indicated = level_text(item.level, item.level_range)
    return {
        "title": f"{item.metric_id} {item.name}",
        "value_text": " ".join(part for part in parts if part),
        "level_text": f"It indicates level {indicated}." if item.level is not None else "",
        "reading": item.reading,
        "status_text": item.status_text if item.level is None else "",
    }


def action_facts(found: Workspace, item: PlannedAction) -> list[tuple[str, str]]:
    """Give an action's fields in words, those that are blank left out."""
    shown = action_summary(found.edition, PlanRow(item.values)).values
    return [(field.label, shown[field.id]) for field in found.edition.action_fields if shown.get(field.id)]


def note_rows(found: Workspace, notes: tuple[ProgressNote, ...]) -> list[dict[str, str]]:
    """Give notes on progress, the newest first."""
    return [
        {
            "day_text": date_text(note.on),
            "saved_text": saved_text(note.noted_by, note.noted_at, found.now).replace("Saved by", "Noted by"),
            "text": note.text,
            **rating(found, note.rating),
        }
        for note in notes
    ]


def rating(found: Workspace, code: str) -> dict[str, str]:
    """Give a rating in words, with the look of its tag; the words alone say which it is."""
    field = rating_field(found.edition)
    text = label_of(field, code) if field and code else ""
    return {"rating_text": text, "rating_class": RATING_TAGS.get(code, OTHER_TAG)}


def plan_timeline(found: Workspace, plan: ActionPlan) -> Chart | None:
    """Give the plan in time; None where no action has a due date."""
    return timeline([action_summary(found.edition, PlanRow(item.values)) for item in plan.actions], found.snapshot_on)


def suggestion_rows(found: Workspace, told: Suggestions) -> list[dict[str, Any]]:
    """Give suggestions with the address of a new action that begins with each."""
    return [
        {
            "title": f"{item.criterion_id} {item.title}",
            "step": f"From level {item.from_level} to level {item.to_level}",
            "item": item,
            "href": url_for(
                "actions.new",
                assessment_id=found.assessment_id,
                plan=SEGMENTS[ACTIONS],
                criterion=item.criterion_id,
                level=item.to_level,
            ),
        }
        for item in told.items
    ]


def _row(found: Workspace, plan: ActionPlan, item: PlannedAction, gaps: str) -> dict[str, Any]:
    shown = action_summary(found.edition, PlanRow(item.values))
    place: dict[str, Any] = {"assessment_id": found.assessment_id, "plan": SEGMENTS[plan.plan], "key": item.key}
    newest = item.notes[0] if item.notes else None
    return {
        "key": item.key,
        "name": item.name,
        "version": item.version,
        "title": item.values.get("objective") or item.values.get("action", ""),
        "criterion": item.values.get("criterion", ""),
        "promise": _promise(item),
        "progress": item.values.get(PROGRESS, ""),
        "owner": item.values.get("owner_role", ""),
        "due_text": shown.values.get("due", ""),
        "is_to_confirm": item.is_to_confirm,
        "gaps": gaps,
        "saved_text": saved_text(item.saved_by, item.saved_at, found.now),
        "newest": note_rows(found, (newest,))[0] if newest else None,
        "href": url_for("actions.action", **place),
        "removal_href": url_for("actions.removal", **place),
        "progress_href": _progress_href(found, item) if plan.plan == ACTIONS else "",
        **rating(found, _rating_now(plan, item)),
    }


def _promise(item: PlannedAction) -> str:
    """How one would know, from where to where."""
    said = [(word, item.values.get(word.lower(), "").rstrip(".")) for word in ("Measure", "Baseline", "Target")]
    return " ".join(f"{word}: {text}." for word, text in said if text)


def _rating_now(plan: ActionPlan, item: PlannedAction) -> str:
    """The newest rating; of last year's plan the one that this year's submission will state."""
    noted = item.notes[0].rating if item.notes and plan.plan == ACTIONS else ""
    return noted or item.values.get(RATING, "")


def _progress_href(found: Workspace, item: PlannedAction) -> str:
    if not found.can(Event.PROGRESS_NOTED) and not item.notes:
        return ""
    return url_for("action_notes.progress", assessment_id=found.assessment_id, key=item.key)
