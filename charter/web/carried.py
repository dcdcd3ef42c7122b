"""What came over: what waits to be looked at, and what was archived and can still be read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.edition import Edition
from charter.domain.wording import count_text
from charter.domain.workflow import Event
from charter.services.archived_answers import ArchivedAnswer, archived_answers
from charter.services.carried_marks import Waiting, decide, waiting_for
from charter.services.dry_run_words import place_text
from charter.services.workspaces import Workspace
from charter.web.frames import frame, workspace
from charter.web.move_words import REASON_WORDS
from charter.web.people import deed

blueprint = Blueprint("carried", __name__)


@blueprint.get("/assessments/<assessment_id>/carried")
def waiting(assessment_id: str) -> str:
    """Show what waits, criterion by criterion."""
    found = workspace(assessment_id)
    listed = waiting_for(deed(), found)
    return render_template(
        "carried/waiting.html",
        groups=list(_groups(found, listed)),
        total_text=f"{count_text(len(listed), 'thing')} came over that nobody has looked at yet.",
        may_decide=found.can(Event.CARRIED_DECIDED),
        **frame(found),
    )


@blueprint.post("/assessments/<assessment_id>/carried")
def save(assessment_id: str) -> AnyResponse:
    """Confirm what was ticked, or all that a page showed; or say that files are no evidence here."""
    found = workspace(assessment_id)
    is_declined = request.form.get("decision") == "declined"
    name = "shown" if request.form.get("decision") == "all" else "mark"
    numbers = {int(text) for text in request.form.getlist(name) if text.isascii() and text.isdecimal()}
    count = decide(deed(), assessment_id, numbers, is_declined=is_declined)
    what = "taken out here" if is_declined else "confirmed"
    flash(f"{count_text(count, 'thing')} {what}." if count else "Nothing was ticked that still waits.")
    criterion_id = request.form.get("criterion", "")
    if any(item.id == criterion_id for item in found.edition.criteria):
        return redirect(url_for("answers.criterion", assessment_id=assessment_id, criterion_id=criterion_id), 303)
    return redirect(url_for("carried.waiting", assessment_id=assessment_id), 303)


@blueprint.get("/assessments/<assessment_id>/archive")
def archive(assessment_id: str) -> str:
    """Show what was archived, by the edition and criterion that it belongs to; it cannot be changed."""
    found = workspace(assessment_id)
    return render_template(
        "carried/archive.html", groups=archived_groups(archived_answers(deed(), found)), **frame(found)
    )


def carried_rows(found: Workspace, listed: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Give what waits as rows with a box to tick."""
    return [
        {
            "number": one.number,
            "text": f"“{one.file_name}”" if one.file_name else _text(found.edition, one),
            "reason": REASON_WORDS[one.reason],
            "is_file": one.may_be_declined,
        }
        for one in listed
    ]


def _text(edition: Edition, one: Waiting) -> str:
    return place_text(edition, one.place)


def _groups(found: Workspace, listed: tuple[Waiting, ...]) -> Iterable[dict[str, Any]]:
    order = [item.id for item in found.edition.criteria]
    titles = {item.id: f"{item.id} {item.title}" for item in found.edition.criteria}
    for criterion_id in [*order, ""]:
        own = [one for one in listed if criterion_id == (one.criterion_ids[0] if one.criterion_ids else "")]
        if own:
            yield {
                "id": criterion_id,
                "title": titles.get(criterion_id, "The assessment as a whole"),
                "href": url_for("answers.criterion", assessment_id=found.assessment_id, criterion_id=criterion_id)
                if criterion_id
                else url_for("evidence.files", assessment_id=found.assessment_id),
                "rows": carried_rows(found, own),
                "count_text": count_text(len(own), "thing"),
            }


def archived_groups(listed: Iterable[ArchivedAnswer]) -> list[dict[str, Any]]:
    """Give what was archived, by edition and criterion, each with why."""
    found = []
    for (version, title), together in groupby(listed, key=lambda one: (one.version, one.criterion_title)):
        entries = list(together)
        whys = dict.fromkeys(one.why for one in entries if one.why)
        found.append({"version": version, "title": title, "whys": list(whys), "entries": entries})
    return found
