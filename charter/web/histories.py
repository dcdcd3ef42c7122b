"""Who did what to an assessment, newest first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from charter.domain.permissions import Action
from charter.services.histories import EventFacts, HistoryFilter, history_page, history_people
from charter.services.workspaces import Workspace
from charter.web.frames import frame, workspace
from charter.web.history_words import KINDS, WORDS, about
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("histories", __name__)

PAGE_SIZE = 50


@blueprint.get("/assessments/<assessment_id>/history")
def history(assessment_id: str) -> str:
    """Show a page of the history: all of it, what one person did, or what is of one kind."""
    found = workspace(assessment_id, Action.SEE_HISTORY)
    people = history_people(deed(), found)
    who = request.args.get("who", "") if request.args.get("who") in people else ""
    kind = next((item for item in KINDS if item[0] == request.args.get("kind")), ("", "", ()))
    before = request.args.get("before", "")
    wanted = HistoryFilter(who, kind[2], int(before) if before.isdecimal() and len(before) < 10 else None)
    rows = history_page(deed(), found, wanted, PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    return render_template(
        "assessments/history.html",
        rows=[_row(found, row) for row in shown],
        filters=_filters(people, who, kind[0]),
        older=_address(found, who, kind[0], shown[-1].number) if len(rows) > PAGE_SIZE else "",
        newest=_address(found, who, kind[0]) if wanted.before is not None else "",
        **frame(found),
    )


def _address(found: Workspace, who: str, kind: str, before: int | None = None) -> str:
    return url_for(
        "histories.history",
        assessment_id=found.assessment_id,
        who=who or None,
        kind=kind or None,
        before=before,
    )


def _filters(people: dict[str, str], who: str, kind: str) -> list[dict[str, Any]]:
    """The two lists to choose from: name, label, and its choices as value, words and whether it is chosen."""
    return [
        {
            "name": "who",
            "label": "Who",
            "choices": [("", "Everybody", not who), *((key, name, key == who) for key, name in people.items())],
        },
        {
            "name": "kind",
            "label": "What",
            "choices": [("", "Everything", not kind), *((key, words, key == kind) for key, words, _ in KINDS)],
        },
    ]


def _row(found: Workspace, row: EventFacts) -> dict[str, Any]:
    words, href = about(found, row)
    return {
        "number": row.number,
        "when": moment_text(row.happened_at),
        "who": row.name,
        "what": WORDS[row.event],
        "about": words,
        "href": href,
        "text": row.text,
        "digest": row.digest[:12],
    }
