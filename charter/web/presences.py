"""Who is here when a panel speaks of a submission."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import StaleRecord
from charter.domain.permissions import Action
from charter.services.meetings import Meeting, meeting_of
from charter.services.presences import note_presence
from charter.web.case_frames import case_frame, case_here
from charter.web.meeting_forms import PresenceForm, seen_number
from charter.web.meeting_rows import member_rows
from charter.web.people import deed

blueprint = Blueprint("presences", __name__)

SEEN = "seen:"
STALE = "Another window noted something else first. Nothing was overwritten"


@blueprint.get("/cases/<case_id>/presence")
def presence(case_id: str) -> str:
    """Show who is noted to be here, to be changed."""
    found = _meeting(case_id)
    begun = [one.person_id for one in found.members if one.is_present]
    return _page(found, PresenceForm(formdata=None, here=begun))


@blueprint.post("/cases/<case_id>/presence")
def save(case_id: str) -> AnyResponse | tuple[str, int]:
    """Note who is here."""
    form = PresenceForm()
    seen = {name.removeprefix(SEEN): seen_number(text) for name, text in request.form.items() if name.startswith(SEEN)}
    presences = {person_id: person_id in (form.here.data or []) for person_id in seen}
    try:
        note_presence(deed(), case_id, presences, seen)
    except StaleRecord:
        return _page(_meeting(case_id), form, is_stale=True), 409
    flash("Who is here is noted.")
    return redirect(url_for("meetings.meeting", case_id=case_id), 303)


def _meeting(case_id: str) -> Meeting:
    return meeting_of(deed().session, case_here(case_id, Action.CHAIR_PANEL))


def _page(found: Meeting, form: PresenceForm, *, is_stale: bool = False) -> str:
    form.here.choices = [(one.person_id, one.name) for one in found.members]
    rows = member_rows(found.members)
    return render_template(
        "presences/presence.html",
        form=form,
        is_stale=is_stale,
        now=[(row["name"], row["presence"]) for row in rows],
        seen=[(f"{SEEN}{one.person_id}", one.presence_number) for one in found.members],
        errors=[(STALE, "#noted")] if is_stale else [],
        is_error=is_stale,
        **case_frame(found.case),
    )
