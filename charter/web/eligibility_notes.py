"""A panel's note by which a rule of eligibility passes that the figures cannot tell."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import InvalidDecision, StaleRecord
from charter.domain.wording import count_text
from charter.services.eligibility_notes import note_eligibility, note_words_of
from charter.services.meetings import Meeting, meeting_for
from charter.web.case_frames import case_frame
from charter.web.meeting_forms import NoteForm, seen_number
from charter.web.meeting_rows import may_record
from charter.web.people import deed
from charter.web.times import saved_text

blueprint = Blueprint("eligibility_notes", __name__)

ADDRESS = "/cases/<case_id>/eligibility-notes/<rule_id>"
STALE = "Another window wrote this note first. Nothing was overwritten"


@blueprint.get(ADDRESS)
def note(case_id: str, rule_id: str) -> str:
    """Show the note on a rule; to the chair, with the form."""
    found = meeting_for(deed(), case_id)
    there = found.notes.get(rule_id)
    given = {"text": there.text, "seen": str(there.number)} if there is not None else {"text": "", "seen": "0"}
    return _page(found, rule_id, NoteForm(formdata=None, **given))


@blueprint.post(ADDRESS)
def save(case_id: str, rule_id: str) -> AnyResponse | tuple[str, int]:
    """Write the note."""
    form = NoteForm()
    try:
        note_eligibility(deed(), case_id, rule_id, form.text.data or "", seen_number(form.seen.data))
    except StaleRecord as error:
        form.seen.data = str(error.newest)
        return _page(meeting_for(deed(), case_id), rule_id, form, is_stale=True), 409
    except InvalidDecision as error:
        form.text.errors = [str(error)]
        return _page(meeting_for(deed(), case_id), rule_id, form), 422
    flash("The panel’s note is on record.")
    return redirect(url_for("meetings.meeting", case_id=case_id, _anchor="notes"), 303)


def _page(found: Meeting, rule_id: str, form: NoteForm, *, is_stale: bool = False) -> str:
    words = note_words_of(found.figures, rule_id)
    finding = next(one for one in found.figures.eligibility if one.rule_id == rule_id)
    there = found.notes.get(rule_id)
    errors = [(text, "#text") for text in form.text.errors]
    if is_stale:
        errors.insert(0, (STALE, "#recorded"))
    return render_template(
        "eligibility_notes/note.html",
        finding=finding,
        rule_id=rule_id,
        hint=f"{count_text(words, 'word')} or more: what the panel saw instead, and why that is enough. "
        "It goes into the decision, and can be disclosed.",
        there=there,
        written_text=saved_text(there.written_by, there.written_at, deed().now) if there is not None else "",
        form=form,
        is_stale=is_stale,
        is_recording=may_record(found),
        errors=errors,
        is_error=bool(errors),
        **case_frame(found.case),
    )
