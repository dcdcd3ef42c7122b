"""An open assessment moves to the next edition: what it would mean, the move, and taking it back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.carrying import KEPT
from charter.domain.errors import ChangedSince, UndecidedChange, WrongState
from charter.domain.fates import COPIED, REFERENCE
from charter.domain.workflow import Event
from charter.services.edition_comparison import compare_editions
from charter.services.edition_moves import move_assessment, next_edition, preview_move, undo_last_move
from charter.services.editions import edition_of_reference
from charter.services.workspaces import Workspace
from charter.web.criteria_entries import place
from charter.web.frames import frame, workspace
from charter.web.messages import tell_refusal
from charter.web.move_words import added_criteria, changed_groups, decision_rows, plain_counts, standing_rows
from charter.web.people import deed

blueprint = Blueprint("edition_moves", __name__)

DECISION = "decision:"


@blueprint.get("/assessments/<assessment_id>/edition-moves/new")
def new(assessment_id: str) -> str:
    """Show what moving to the next edition would mean; nothing is changed by looking."""
    return _page(workspace(assessment_id))


@blueprint.post("/assessments/<assessment_id>/edition-moves")
def create(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Move."""
    found = workspace(assessment_id)
    try:
        move = move_assessment(deed(), assessment_id, request.form.get("to", ""), decisions_sent())
    except UndecidedChange:
        return _page(found, is_sent=True), 422
    version = edition_of_reference(move.to_reference).version
    flash(f"The assessment answers edition {version} now. Look at what came over, and confirm it.")
    return redirect(url_for("carried.waiting", assessment_id=assessment_id), 303)


@blueprint.post("/assessments/<assessment_id>/edition-moves/undo")
def undo(assessment_id: str) -> AnyResponse:
    """Take the newest move back, or what was carried out of an earlier year."""
    try:
        undo_last_move(deed(), assessment_id)
    except ChangedSince as error:
        tell_refusal(str(error))
    except WrongState:
        if not workspace(assessment_id).can(Event.MOVE_UNDONE):  # else the same form was sent twice
            raise
    else:
        flash("It is taken back. Everything stands as it did before.")
    return redirect(url_for("assessments.assessment", assessment_id=assessment_id), 303)


def decisions_sent() -> dict[str, str]:
    """Give the decisions of the form that was sent, by key."""
    return {
        name.removeprefix(DECISION): value
        for name, value in request.form.items()
        if name.startswith(DECISION) and value
    }


def _page(found: Workspace, *, is_sent: bool = False) -> str:
    made = decisions_sent()
    if next_edition(found) is None:
        return render_template("edition_moves/none.html", **frame(found))
    run = preview_move(deed(), found, made)
    comparison = compare_editions(run.old_reference, run.new_reference)
    rows = decision_rows(run.decisions, made, is_sent=is_sent)
    errors = [(f"{row['question']} {row['errors'][0]}", f"#{row['id']}-1") for row in rows if row["errors"]]
    return render_template(
        "edition_moves/new.html",
        old=comparison.old,
        new=comparison.new,
        place=place(comparison.new),
        decisions=rows,
        groups=changed_groups(run.lines, comparison.crosswalk, comparison.old),
        stays_text=plain_counts(run.lines, (COPIED, KEPT)),
        reference_text=plain_counts(run.lines, (REFERENCE,)),
        standings=standing_rows(run.standings),
        added=added_criteria(comparison),
        may_move=found.can(Event.EDITION_MOVED),
        errors=errors,
        is_error=bool(errors),
        **frame(found),
    )
