"""How an action goes, noted through the year: the notes there are, and the form of a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import InvalidAnswers
from charter.domain.permissions import Action
from charter.domain.workflow import Event
from charter.services.action_plans import plan_of
from charter.services.action_progress import NewNote, note_progress
from charter.services.workspaces import Workspace
from charter.web.action_forms import NoteForm, note_form
from charter.web.action_rows import action_facts, note_rows
from charter.web.frames import frame, workspace
from charter.web.people import deed

blueprint = Blueprint("action_notes", __name__)


@blueprint.get("/assessments/<assessment_id>/actions/<key>/progress")
def progress(assessment_id: str, key: str) -> str:
    """Show how an action went, and the form of a new note."""
    found = workspace(assessment_id)
    return _page(found, key, note_form(found.edition, found.now.date()))


@blueprint.post("/assessments/<assessment_id>/actions/<key>/progress")
def note(assessment_id: str, key: str) -> AnyResponse | tuple[str, int]:
    """Note how an action goes."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    form = note_form(found.edition)
    if not form.validate_on_submit():
        return _page(found, key, form), 422
    try:
        new = NewNote(form.rating.data or "", form.on.given, form.text.data or "")
        note_progress(deed(), assessment_id, key, new)
    except InvalidAnswers as error:
        form.tell(error.faults)
        return _page(found, key, form), 422
    flash("The note is kept.")
    return redirect(url_for("action_notes.progress", assessment_id=assessment_id, key=key), 303)


def _page(found: Workspace, key: str, form: NoteForm) -> str:
    item = plan_of(deed(), found).action(key)
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "actions/progress.html",
        item=item,
        facts=action_facts(found, item),
        notes=note_rows(found, item.notes),
        form=form,
        errors=errors,
        is_error=bool(errors),
        is_noting=found.can(Event.PROGRESS_NOTED),
        is_writing=found.can(Event.ANSWER_RECORDED),
        **frame(found),
    )
