"""The meeting of a panel about one submission: opened, read by its members, adjourned where reviews are missing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.case_workflow import CaseState, Seat
from charter.domain.meeting import AGREED
from charter.domain.panels import QUORUM, told_text
from charter.domain.wording import count_text
from charter.services.agreed_levels import confirm_agreed
from charter.services.cases import Case
from charter.services.meeting_members import answers_missing, rulings_missing
from charter.services.meetings import NOT_OPEN, Meeting, adjourn_meeting, meeting_of, open_meeting, readiness_of
from charter.web import meeting_rows
from charter.web.case_frames import case_frame, case_here
from charter.web.people import deed

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/cases/<case_id>/meeting")
def meeting(case_id: str) -> str:
    """Show the meeting; before it is opened, what it waits for."""
    case = case_here(case_id)
    return _open_page(meeting_of(deed().session, case)) if case.is_open else _waiting_page(case)


@blueprint.post("/cases/<case_id>/meeting")
def create(case_id: str) -> AnyResponse:
    """Open the meeting."""
    open_meeting(deed(), case_id)
    flash("The meeting is open. The panel’s members see one another’s levels now.")
    return _back(case_id)


@blueprint.post("/cases/<case_id>/meeting/adjournment")
def adjourn(case_id: str) -> AnyResponse:
    """Adjourn the meeting, so that another reviewer can read and lock alone."""
    adjourn_meeting(deed(), case_id)
    flash("The meeting is adjourned. What was agreed stays on record, and is agreed anew.")
    return _back(case_id)


@blueprint.post("/cases/<case_id>/meeting/agreed-levels")
def confirm(case_id: str) -> AnyResponse:
    """Record every criterion on which nobody differs."""
    count = confirm_agreed(deed(), case_id)
    flash(f"{count_text(count, 'level')} recorded." if count else "They were recorded already.")
    return _back(case_id)


def _back(case_id: str) -> AnyResponse:
    return redirect(url_for("meetings.meeting", case_id=case_id), 303)


def _waiting_page(case: Case) -> str:
    """Reviewers learn that it is not open, and nothing else; chair and office how many reviews are locked."""
    counts = readiness_of(deed(), case) if case.seat != Seat.REVIEWER else None
    is_reading = case.state == CaseState.COMPLETE
    return render_template(
        "meetings/waiting.html",
        text=NOT_OPEN,
        counts=counts if is_reading else None,
        may_open=is_reading and case.seat == Seat.CHAIR and counts is not None and not counts.why_not,
        **case_frame(case),
    )


def _open_page(found: Meeting) -> str:
    case = found.case
    is_recording = meeting_rows.may_record(found)
    waiting = [one for one in found.agenda.items if one.kind == AGREED and one.criterion_id not in found.agreed]
    waiting_text = rulings_missing(found.members)
    lacks_quorum = any(one.rule == QUORUM for one in found.shortfalls)
    return render_template(
        "meetings/meeting.html",
        members=meeting_rows.member_rows(found.members),
        departures=meeting_rows.departure_texts(found),
        shortfalls=[*filter(None, [waiting_text]), *[told_text(one) for one in found.shortfalls]],
        facts_text=meeting_rows.facts_text(found),
        is_to_be_asked=meeting_rows.is_to_be_asked(found, deed().person_id),
        next_row=meeting_rows.next_row(found) if is_recording else None,
        is_complete=found.is_complete,
        asking_text=answers_missing(found.members),
        may_decide=not lacks_quorum and not waiting_text,
        is_recording=is_recording,
        is_read_along=not is_recording and case.state in meeting_rows.SPEAKING,
        may_adjourn=is_recording and lacks_quorum and case.state == CaseState.AGREEING,
        refused_text=found.refused_text if case.state == CaseState.AGREEING else "",
        progress_text=f"{len(found.agreed)} of {count_text(len(found.agenda.items), 'criterion', 'criteria')}",
        near=meeting_rows.near_texts(found),
        unread=[rule.replace("_", " ") for rule in found.agenda.rules.unread],
        groups=meeting_rows.group_rows(found),
        waiting_count=len(waiting),
        notes=meeting_rows.note_rows(found),
        agreement=meeting_rows.agreement_texts(found.agreement),
        declaration_href=meeting_rows.declaration_href(case),
        rulings_href=meeting_rows.rulings_href(case.id) if is_recording else "",
        **case_frame(case),
    )
