"""The panels of a round for its awarding body's office: who sits where, what lacks, seats by hand, meeting days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.case_workflow import CaseEvent, Seat
from charter.domain.errors import BreaksRules, InvalidPanel, StaleEntry, WrongState
from charter.domain.permissions import Action, may
from charter.domain.wording import count_text, date_text
from charter.services.panel_boards import (
    ALL,
    DAYLESS,
    SHORT,
    Change,
    PanelBoard,
    PanelLine,
    Sitter,
    candidates,
    case_panel,
    panel_board,
)
from charter.services.panel_changes import Meant, seat_by_hand, set_meeting_day, unseat_by_hand
from charter.services.panel_seats import NewSeat
from charter.web.addresses import letter_site_url
from charter.web.case_words import case_state_words
from charter.web.messages import tell_refusal
from charter.web.panel_forms import MeetingForm, SeatForm, UnseatForm, seat_form
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("panels", __name__)

SHOWN = {ALL: "All", SHORT: "Seats to fill", DAYLESS: "Without a meeting day"}
PLACE_WORDS = {Seat.REVIEWER: "Reviewer", Seat.CHAIR: "Chair"}


@blueprint.get("/rounds/<round_id>/panels")
def board(round_id: str) -> str:
    """Show the round's panels."""
    return _board_page(round_id, MeetingForm(formdata=None))


@blueprint.post("/rounds/<round_id>/meeting-days")
def set_day(round_id: str) -> AnyResponse | tuple[str, int]:
    """Set the day on which the panels of the chosen cases meet."""
    form = MeetingForm()
    if not form.validate_on_submit():
        return _board_page(round_id, form), 422
    try:
        count = set_meeting_day(deed(), round_id, _seen_days(), form.meets_on.given)
    except InvalidPanel as error:
        place = error.place if error.place == "meets_on" else ""
        if place:
            form.meets_on.errors = [str(error)]
        return _board_page(round_id, form, "" if place else str(error)), 422
    except (StaleEntry, WrongState) as error:
        return _board_page(round_id, form, str(error)), 409
    flash(f"{count_text(count, 'panel meets', 'panels meet')} on {date_text(form.meets_on.given)}.")
    return redirect(url_for("panels.board", round_id=round_id, show=request.form.get("show") or None), 303)


@blueprint.get("/cases/<case_id>/panel")
def panel(case_id: str) -> str:
    """Show one case's panel, and what happened to it."""
    found = case_panel(deed(), case_id)
    return render_template(
        "panels/panel.html",
        found=found,
        row=_row(found.line),
        rules_on_interests=may(found.case.roles, Action.CONFIRM_DECISION),
        changes=[_change(one) for one in reversed(found.changes)],
        notes=[{"who": one.who, "when": moment_text(one.happened_at), "text": one.text} for one in found.aim_notes],
    )


@blueprint.get("/cases/<case_id>/seats/new")
def new_seat(case_id: str) -> str:
    """Show the form of a seat."""
    return _seat_page(case_id)


@blueprint.post("/cases/<case_id>/seats")
def create_seat(case_id: str) -> AnyResponse | tuple[str, int]:
    """Seat somebody by hand."""
    form = seat_form(candidates(deed(), case_id)[1])
    if not form.validate_on_submit():
        return _seat_page(case_id, form), 422
    new = NewSeat(form.person.data, Seat(form.seat.data), form.reason.data or "")
    try:
        seat_by_hand(deed(), case_id, new, Meant(form.meant_digest, letter_site_url()))
    except BreaksRules as error:
        return _seat_page(case_id, form, error), 422
    except InvalidPanel as error:
        form[error.place or "person"].errors = [str(error)]
        return _seat_page(case_id, form), 422
    flash("They are seated, and get a letter.")
    return redirect(url_for("panels.panel", case_id=case_id), 303)


@blueprint.get("/cases/<case_id>/seats/<person_id>/end")
def ending(case_id: str, person_id: str) -> str:
    """Ask why somebody's seat is taken away."""
    return _ending_page(case_id, person_id, UnseatForm(formdata=None))


@blueprint.post("/cases/<case_id>/seats/<person_id>/end")
def end_seat(case_id: str, person_id: str) -> AnyResponse | tuple[str, int]:
    """Take somebody's seat away."""
    form = UnseatForm()
    if not form.validate_on_submit():
        return _ending_page(case_id, person_id, form), 422
    try:
        unseat_by_hand(deed(), case_id, person_id, form.reason.data or "", Meant(form.meant_digest, letter_site_url()))
    except BreaksRules as error:
        return _ending_page(case_id, person_id, form, error), 422
    except InvalidPanel as error:
        tell_refusal(str(error))
        return redirect(url_for("panels.panel", case_id=case_id), 303)
    flash("They do not sit on the panel any more, and get a letter.")
    return redirect(url_for("panels.panel", case_id=case_id), 303)


def _board_page(round_id: str, form: MeetingForm, fault: str = "") -> str:
    shown = request.values.get("show", ALL)
    shown = shown if shown in SHOWN else ALL
    number = request.values.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    found = panel_board(deed(), round_id, shown, page)
    chosen = _seen_days() if request.method == "POST" else {}
    errors = [(fault, "#panels")] if fault else []
    errors += [(text, "#meets_on") for text in form.meets_on.errors]
    return render_template(
        "panels/board.html",
        board=found,
        rows=[_row(line) | {"is_chosen": line.case_id in chosen} for line in found.lines],
        filters=_filters(found, shown),
        show=shown,
        page=page,
        older=url_for("panels.board", round_id=round_id, show=shown, page=page + 1) if found.has_more else "",
        newer=url_for("panels.board", round_id=round_id, show=shown, page=page - 1) if page > 1 else "",
        hidden_text=count_text(found.hidden_count, "submission is", "submissions are") if found.hidden_count else "",
        form=form,
        errors=errors,
        is_error=bool(errors),
    )


def _filters(found: PanelBoard, shown: str) -> list[dict[str, Any]]:
    return [
        {
            "text": f"{text} ({found.counts.get(key, 0)})",
            "href": url_for("panels.board", round_id=found.round_id, show=key),
            "is_here": key == shown,
        }
        for key, text in SHOWN.items()
    ]


def _row(line: PanelLine) -> dict[str, Any]:
    state_text, state_class = case_state_words(line.state)
    return {
        "id": line.case_id,
        "value": f"{line.case_id}:{line.meets_on.isoformat() if line.meets_on else ''}",
        "name": line.name,
        "scope": line.scope_name or "Whole organisation",
        "kind": "Appeal" if line.is_appeal else "",
        "edition": line.version,
        "state_text": state_text,
        "state_class": state_class,
        "meets_text": date_text(line.meets_on) or "No day yet",
        "may_change": line.may_change,
        "lacks": line.lacks,
        "sitters": [
            {
                "id": one.person_id,
                "name": one.name,
                "short": _sitter_text(one),
                "place": PLACE_WORDS[one.seat],
                "reason": one.reason,
                "origin": f"{'By hand' if one.is_by_hand else 'Assigned'} on {moment_text(one.seated_at)}",
                "declared": "Interests declared" if one.has_declared else "Not declared yet",
                "locked": "Review locked" if one.is_locked else "",
            }
            for one in line.sitters
        ],
    }


def _sitter_text(one: Sitter) -> str:
    """Give somebody with what is not as with everybody else."""
    told = [
        "chair" if one.seat == Seat.CHAIR else "",
        "" if one.has_declared else "not declared yet",
        "review locked" if one.is_locked else "",
    ]
    words = ", ".join(text for text in told if text)
    return f"{one.name} ({words})" if words else one.name


def _change(one: Change) -> dict[str, Any]:
    place = PLACE_WORDS[Seat(str(one.details["seat"]))].lower()
    is_own = one.who == one.whom
    verb = {
        CaseEvent.SEATED: f"{one.who} seated {one.whom} as {place}",
        CaseEvent.UNSEATED: f"{one.whom} left the panel" if is_own else f"{one.who} ended the seat of {one.whom}",
    }[one.event]
    return {
        "text": verb,
        "reason": one.text or "The reason was taken out.",
        "when": moment_text(one.happened_at),
        "is_against_rules": one.is_against_rules,
    }


def _seat_page(case_id: str, form: SeatForm | None = None, broken: BreaksRules | None = None) -> str:
    case, found, shut_count = candidates(deed(), case_id)
    form = form or seat_form(found, is_sent=False)
    errors = [(text, f"#{field.id}") for field in (form.person, form.seat, form.reason) for text in field.errors]
    return render_template(
        "panels/new_seat.html",
        case=case,
        form=form,
        is_empty=not found,
        shut_text=count_text(shut_count, "person has", "people have") if shut_count else "",
        broken=broken,
        errors=_with_broken(errors, broken),
        is_error=bool(errors or broken),
    )


def _ending_page(case_id: str, person_id: str, form: UnseatForm, broken: BreaksRules | None = None) -> str:
    found = case_panel(deed(), case_id)
    who = next((one for one in found.line.sitters if one.person_id == person_id), None)
    if who is None:
        abort(404)
    errors = [(text, "#reason") for text in form.reason.errors]
    return render_template(
        "panels/ending.html",
        case=found.case,
        who=who,
        form=form,
        broken=broken,
        errors=_with_broken(errors, broken),
        is_error=bool(errors or broken),
    )


def _with_broken(errors: list[tuple[str, str]], broken: BreaksRules | None) -> list[tuple[str, str]]:
    return [
        *errors,
        *([("It breaks a rule of the edition. Read which, and say that you mean it", "#meant")] * bool(broken)),
    ]


def _seen_days() -> dict[str, dt.date | None]:
    """The chosen cases, each with the day that was shown."""
    seen: dict[str, dt.date | None] = {}
    for value in request.form.getlist("case"):
        case_id, _, day = value.partition(":")
        try:
            seen[case_id] = dt.date.fromisoformat(day) if day else None
        except ValueError:
            abort(400)
    return seen
