"""Screening a submission for completeness: what is there, found complete, or returned once with reasons."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from charter.domain.case_workflow import CaseEvent, CaseKind, case_transition
from charter.domain.errors import InvalidRound, WrongState
from charter.domain.wording import count_text
from charter.services.screening_checks import Found, Part
from charter.services.screenings import Noted, Return, Screening, find_complete, return_incomplete, screening_of
from charter.web.addresses import letter_site_url
from charter.web.case_words import case_state_words
from charter.web.day_fields import DayField
from charter.web.people import deed
from charter.web.round_forms import ExtensionForm
from charter.web.times import moment_text

blueprint = Blueprint("screenings", __name__)

NOTED = {
    CaseEvent.RETURNED: "Returned as incomplete",
    CaseEvent.SCREENED: "Found complete",
    CaseEvent.TAKEN_OUT: "Closed, as the institution asked,",
}
TAKEN_OUT_FROM = case_transition(CaseEvent.TAKEN_OUT).sources
STATE = "#screening-state"
NOTE = "#note"
PARTS = {
    Part.TABLES: "Data tables",
    Part.PLAN: "Action plan",
    Part.ANSWERS: "Answers and levels",
    Part.EVIDENCE: "Evidence",
    Part.SIGNATURE: "Signature",
    Part.NETWORK: "Network of BME staff",
}
TAGS = {
    Found.THERE: ("There", "nhsuk-tag--green"),
    Found.MISSING: ("Missing", "nhsuk-tag--red"),
    Found.LOOK: ("Look at it", "nhsuk-tag--yellow"),
}


class ReturnForm(ExtensionForm):
    """Until when the institution may hand it in again, and what is missing; in the order of the page."""

    reason = TextAreaField("What is missing", validators=[InputRequired("Say what is missing")])
    until_on = DayField("To be handed in again by", validators=[InputRequired("Give the last day")])


@blueprint.get("/cases/<case_id>/screening")
def screening(case_id: str) -> str:
    """Show what the edition requires, with what is there."""
    return _page(screening_of(deed(), case_id))


@blueprint.post("/cases/<case_id>/screening/complete")
def complete(case_id: str) -> AnyResponse | tuple[str, int]:
    """Find it complete."""
    try:
        find_complete(deed(), case_id, _copy_number(), request.form.get("note", ""))
    except WrongState as error:
        return _page(screening_of(deed(), case_id), fault=str(error)), 409
    except InvalidRound as error:
        return _page(screening_of(deed(), case_id), fault=str(error), at=NOTE), 422
    flash("The submission is found complete. Its panel can begin.")
    return redirect(url_for("screenings.screening", case_id=case_id), 303)


@blueprint.post("/cases/<case_id>/screening/return")
def give_back(case_id: str) -> AnyResponse | tuple[str, int]:
    """Return it as incomplete."""
    form = ReturnForm()
    if not form.validate_on_submit():
        return _page(screening_of(deed(), case_id), form), 422
    given = Return(form.reason.data or "", form.until_at, _copy_number())
    try:
        return_incomplete(deed(), case_id, given, letter_site_url())
    except InvalidRound as error:
        form[error.place or "until_on"].errors = [str(error)]
        return _page(screening_of(deed(), case_id), form), 422
    except WrongState as error:
        return _page(screening_of(deed(), case_id), form, fault=str(error)), 409
    flash("The submission is returned. Its team can write again, and its lead and approver get a letter.")
    return redirect(url_for("screenings.screening", case_id=case_id), 303)


def _page(found: Screening, form: ReturnForm | None = None, fault: str = "", at: str = STATE) -> str:
    form = form or ReturnForm(formdata=None, reason="\n".join(f"{one.title}: {one.text}" for one in found.missing))
    may_return = found.is_waiting and found.may_be_returned
    errors = [(text, f"#{field.id}" if may_return else STATE) for field in form for text in field.errors]
    errors += [(fault, at)] if fault else []
    note = request.form.get("note", "")
    typed = [text for text, is_shown in ((form.reason.data, may_return), (note, found.is_waiting)) if not is_shown]
    state_text, state_class = case_state_words(found.case.state)
    return render_template(
        "screenings/screening.html",
        found=found,
        form=form,
        errors=errors,
        note=note,
        note_fault=fault if at == NOTE else "",
        typed=[text for text in typed if text and errors],
        may_be_taken_out=found.case.kind == CaseKind.FIRST and found.case.state in TAKEN_OUT_FROM,
        state_text=state_text,
        state_class=state_class,
        summary=_summary(found),
        parts=_parts(found),
        handed_in_text=moment_text(found.handed_in_at),
        deadline_text=moment_text(found.deadline_at),
        noted=[_noted(one) for one in found.noted],
    )


def _summary(found: Screening) -> str:
    count = len(found.missing)
    if not count:
        return "Everything that the edition requires is there."
    return f"{count_text(count, 'thing')} that the edition requires {'is' if count == 1 else 'are'} missing."


def _parts(found: Screening) -> list[dict[str, Any]]:
    parts = [
        {"id": part.value, "title": title, "rows": [_row(one) for one in found.checks if one.part == part]}
        for part, title in PARTS.items()
    ]
    return [part for part in parts if part["rows"]]


def _row(one: Any) -> dict[str, str]:
    tag, tag_class = TAGS[one.found]
    return {"title": one.title, "text": one.text, "tag": tag, "tag_class": tag_class}


def _noted(one: Noted) -> dict[str, str]:
    words = NOTED[one.event]
    name = one.name or "somebody who was forgotten"
    return {"head": f"{words} by {name} on {moment_text(one.at)}", "text": one.text}


def _copy_number() -> int:
    """Which copy was on the page; 0 where that is not said."""
    text = request.form.get("copy", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
