"""Who did what to an assessment, newest first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from charter.domain.permissions import Action
from charter.services.histories import EventFacts, history_page
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("histories", __name__)

PAGE_SIZE = 50


@blueprint.get("/assessments/<assessment_id>/history")
def history(assessment_id: str) -> str:
    """Show a page of the history."""
    found = workspace(assessment_id, Action.SEE_HISTORY)
    before = request.args.get("before", "")
    rows = history_page(deed(), found, int(before) if before.isdecimal() and len(before) < 10 else None, PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    older = (
        url_for("histories.history", assessment_id=assessment_id, before=shown[-1].number)
        if len(rows) > PAGE_SIZE
        else ""
    )
    return render_template(
        "assessments/history.html", rows=[_row(assessment_id, row) for row in shown], older=older, **frame(found)
    )


def _row(assessment_id: str, row: EventFacts) -> dict[str, Any]:
    field = str(row.details.get("field", ""))
    is_typed = row.event == "answer_recorded" and field
    return {
        "number": row.number,
        "when": moment_text(row.happened_at),
        "who": row.name or "Somebody who was forgotten",
        "what": row.event.replace("_", " ").capitalize(),
        "about": row.about,
        "text": row.text,
        "href": url_for("answers.versions", assessment_id=assessment_id, field=field) if is_typed else "",
        "digest": row.digest[:12],
    }
