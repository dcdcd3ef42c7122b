"""A new year starts from the last: what would come over, and the start."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.carrying import KEPT
from charter.domain.carrying_things import OTHER
from charter.domain.errors import UndecidedChange, WrongState
from charter.domain.fates import COPIED, REFERENCE
from charter.domain.wording import date_text
from charter.domain.workflow import Event
from charter.services.edition_comparison import compare_editions
from charter.services.workspaces import Workspace
from charter.services.year_carrying import YearSource, carry_year, preview_year, year_sources
from charter.web.edition_moves import decisions_sent
from charter.web.frames import frame, workspace
from charter.web.move_words import changed_groups, decision_rows, plain_counts
from charter.web.people import deed

blueprint = Blueprint("year_carryings", __name__)


@blueprint.get("/assessments/<assessment_id>/last-year")
def new(assessment_id: str) -> str:
    """Show what starting from last year's submission would bring; nothing is changed by looking."""
    return _page(workspace(assessment_id))


@blueprint.post("/assessments/<assessment_id>/last-year")
def create(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Bring it over."""
    found = workspace(assessment_id)
    try:
        carry_year(deed(), assessment_id, request.form.get("source", ""), decisions_sent())
    except UndecidedChange:
        return _page(found, is_sent=True), 422
    except WrongState:
        if year_sources(deed(), found) or not found.can(Event.YEAR_CARRIED):  # else the same form was sent twice
            raise
    else:
        flash("Last year’s answers are here as a draft. Look at each, and confirm or change it.")
    return redirect(url_for("carried.waiting", assessment_id=assessment_id), 303)


def _page(found: Workspace, *, is_sent: bool = False) -> str:
    sources = year_sources(deed(), found)
    wanted = request.values.get("source", "")
    source = next((one for one in sources if one.assessment_id == wanted), sources[0] if sources else None)
    if source is None:
        return render_template("year_carryings/none.html", **frame(found))
    made = decisions_sent()
    run = preview_year(deed(), found, source.assessment_id, made)
    comparison = compare_editions(run.old_reference, run.new_reference)
    rows = decision_rows(run.decisions, made, is_sent=is_sent)
    errors = [(f"{row['question']} {row['errors'][0]}", f"#{row['id']}-1") for row in rows if row["errors"]]
    return render_template(
        "year_carryings/new.html",
        source=source,
        source_text=_text(source),
        others=[(one, _text(one)) for one in sources if one != source],
        is_same=run.old_reference == run.new_reference,
        old=comparison.old,
        new=comparison.new,
        decisions=rows,
        groups=changed_groups(run.lines, comparison.crosswalk, comparison.old),
        # who applies and for what is said anew each year, so it is not told of
        comes_text=plain_counts([line for line in run.lines if line.kind != OTHER], (COPIED, KEPT)),
        reference_text=plain_counts(run.lines, (REFERENCE,)),
        may_carry=found.can(Event.YEAR_CARRIED),
        errors=errors,
        is_error=bool(errors),
        **frame(found),
    )


def _text(source: YearSource) -> str:
    version = source.edition_reference.split("/")[1]
    return f"{source.round_title}, edition {version}, submitted on {date_text(source.submitted_at.date())}"
