"""One practice submission: to the office its agreed levels and the moment of revealing, to reviewers what it taught."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.case_workflow import CaseState
from charter.domain.errors import Incomplete, InvalidAnswers, InvalidPanel, StaleLevels
from charter.domain.permissions import Action, may
from charter.domain.wording import count_text, list_text
from charter.services.cases import Case
from charter.services.practice_cases import take_back_practice
from charter.services.practice_levels import (
    PracticeLevels,
    levels_to_agree,
    practice_for,
    record_practice_levels,
    reveal_practice,
)
from charter.services.practice_results import result_of
from charter.web.case_frames import case_frame
from charter.web.people import deed
from charter.web.practice_forms import NOTHING_SENT, Label, Sent, Shown, level_fields, levels_sent
from charter.web.practice_rows import office_rows, others_text, result_rows, result_texts

blueprint = Blueprint("practice_levels", __name__)

ADDRESS = "/cases/<case_id>/practice"
STALE = "Another window recorded some of this first. Nothing was overwritten"
WAIT = "The agreed levels are shown here, beside yours, once the office reveals them. Until then everybody rates alone."


@blueprint.get(ADDRESS)
def practice(case_id: str) -> str:
    """Show what there is to do with a practice submission, or what it taught."""
    case = practice_for(deed(), case_id)
    is_office = may(case.roles, Action.KEEP_CALIBRATION)
    if case.state == CaseState.TOLD:
        return _result_page(case, is_office=is_office)
    if is_office and case.state == CaseState.COMPLETE:
        return _office_page(levels_to_agree(deed(), case_id))
    text = "This practice submission was taken back." if case.state == CaseState.CLOSED else WAIT
    return render_template("practice_levels/waiting.html", text=text, **case_frame(case))


@blueprint.post(f"{ADDRESS}/agreed-levels")
def save(case_id: str) -> AnyResponse | tuple[str, int]:
    """Record every level that was written, or show what was typed with what is wrong."""
    found = levels_to_agree(deed(), case_id)
    wanted, seen = levels_sent(found.case.edition)
    try:
        changed = record_practice_levels(deed(), case_id, wanted, seen)
    except InvalidAnswers as error:
        wrong = {fault.place: fault.message for fault in error.faults}
        return _office_page(levels_to_agree(deed(), case_id), Sent(request.form, wrong, {})), 422
    except StaleLevels as error:
        return _office_page(levels_to_agree(deed(), case_id), Sent(request.form, {}, error.newest)), 409
    flash(f"{count_text(len(changed), 'level')} recorded." if changed else "Everything was recorded already.")
    return redirect(url_for("practice_levels.practice", case_id=case_id), 303)


@blueprint.post(f"{ADDRESS}/revealing")
def reveal(case_id: str) -> AnyResponse | tuple[str, int]:
    """Let everybody see the agreed levels."""
    try:
        reveal_practice(deed(), case_id)
    except Incomplete as error:
        return _office_page(levels_to_agree(deed(), case_id), more=[(str(error), "#levels")]), 422
    flash("The levels are revealed. Whoever took part sees how they compare.")
    return redirect(url_for("practice_levels.practice", case_id=case_id), 303)


@blueprint.post(f"{ADDRESS}/taking-back")
def take_back(case_id: str) -> AnyResponse | tuple[str, int]:
    """Take a practice submission back that was made by mistake."""
    reason = request.form.get("reason", "")
    try:
        take_back_practice(deed(), case_id, reason)
    except InvalidPanel as error:
        return _office_page(levels_to_agree(deed(), case_id), reason=(reason, str(error))), 422
    flash("The practice submission is taken back.")
    return redirect(url_for("practice_levels.practice", case_id=case_id), 303)


def _office_page(
    found: PracticeLevels,
    sent: Sent = NOTHING_SENT,
    *,
    more: list[tuple[str, str]] | None = None,
    reason: tuple[str, str] = ("", ""),
) -> str:
    fields = level_fields(found, sent)
    errors = [*(more or []), *[one for row in fields for one in row.errors]]
    errors += [(STALE, f"#{row.level.id}") for row in fields if row.theirs][:1]
    errors += [(reason[1], "#reason")] if reason[1] else []
    return render_template(
        "practice_levels/levels.html",
        may_see=found.may_see,
        fields=fields,
        locks_text=_locks_text(found),
        missing_text=_missing_text(found),
        reason=Shown("reason", "reason", Label("Why is it taken back?"), reason[0], (reason[1],) if reason[1] else ()),
        errors=errors,
        is_error=bool(errors),
        **case_frame(found.case),
    )


def _result_page(case: Case, *, is_office: bool) -> str:
    found = result_of(deed(), case, is_office=is_office)
    return render_template(
        "practice_levels/result.html",
        is_reviewer=case.seat is not None,
        others_text=others_text(found),
        texts=result_texts(found),
        rows=result_rows(found),
        lines=office_rows(found),
        **case_frame(case),
    )


def _locks_text(found: PracticeLevels) -> str:
    if not found.locks.missing:
        return "Every review is locked."
    is_are = "is" if found.locks.missing == 1 else "are"
    return f"{count_text(found.locks.missing, 'review')} {is_are} not locked yet."


def _missing_text(found: PracticeLevels) -> str:
    if not found.missing:
        return ""
    return (
        f"{count_text(len(found.missing), 'criterion has', 'criteria have')} no level yet: {list_text(found.missing)}."
    )
