"""Minor revisions that came in: what changed, the level of each named criterion, and the reviewer who agrees."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.differences import differences
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.permissions import Action
from charter.services.cases import Case
from charter.services.revision_judging import (
    NewLevel,
    RevisedCriterion,
    agree_as_reviewer,
    record_revised_level,
    revision_of,
)
from charter.web.answer_fields import version_number
from charter.web.case_frames import case_frame, case_here
from charter.web.messages import tell_refusal
from charter.web.people import deed

blueprint = Blueprint("revision_judging", __name__)


@blueprint.get("/cases/<case_id>/revisions")
def revisions(case_id: str) -> str:
    """Show what was revised."""
    return _page(case_here(case_id))


@blueprint.post("/cases/<case_id>/revisions")
def record(case_id: str) -> AnyResponse | tuple[str, int]:
    """Record the level of a criterion that was revised."""
    case = case_here(case_id, Action.CHAIR_PANEL)
    criterion_id = request.form.get("criterion", "")
    level, seen = (version_number(request.form.get(name, "")) for name in ("level", "seen"))
    new = NewLevel(criterion_id, level, request.form.get("reason", ""), seen or 0)
    try:
        record_revised_level(deed(), case_id, new)
    except InvalidDecision as error:
        return _page(case, new, str(error), error.place), 422
    except WrongState as error:
        return _page(case, new, str(error)), 409
    flash(f"The level of {criterion_id} is recorded. A reviewer of the panel has to agree with it.")
    return _back(case_id)


@blueprint.post("/cases/<case_id>/revision-agreements")
def agree(case_id: str) -> AnyResponse:
    """Say that one judged the revisions with the chair."""
    case_here(case_id, Action.RATE)
    try:
        agree_as_reviewer(deed(), case_id)
    except WrongState as error:
        tell_refusal(str(error))
        return _back(case_id)
    flash("It is on record that you judged the revisions with the chair and agree with the levels.")
    return _back(case_id)


def _page(case: Case, typed: NewLevel | None = None, problem: str = "", place: str = "") -> str:
    found = revision_of(deed(), case)
    return render_template(
        "revision_judging/revisions.html",
        found=found,
        rows=[_row(one, typed, problem, place) for one in found.criteria],
        errors=[(problem, f"#{place or 'level'}-{typed.criterion_id}")] if typed is not None and problem else [],
        is_error=bool(problem),
        **case_frame(case),
    )


def _row(one: RevisedCriterion, typed: NewLevel | None, problem: str, place: str) -> dict[str, Any]:
    mine = typed if typed is not None and typed.criterion_id == one.criterion.id else None
    level = mine.level if mine is not None else one.agreed.level
    return {
        "id": one.criterion.id,
        "title": f"{one.criterion.id} {one.criterion.title}",
        "levels": [(number, text, number == level) for number, text in enumerate(one.criterion.rubric)],
        "agreed": one.agreed.level,
        "why": one.agreed.reason,
        "seen": one.agreed.number,
        "reason": mine.reason if mine is not None else "",
        "level_fault": problem if mine is not None and place != "reason" else "",
        "reason_fault": problem if mine is not None and place == "reason" else "",
        "changes": [(title, differences(was, now)) for title, was, now in one.changes],
    }


def _back(case_id: str) -> AnyResponse:
    return redirect(url_for("revision_judging.revisions", case_id=case_id), 303)
