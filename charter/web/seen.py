"""Noting that somebody has looked at criteria: by the page's script, or by a button."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.services.criterion_overview import mark_seen
from charter.web.frames import workspace
from charter.web.people import deed

blueprint = Blueprint("seen", __name__)


@blueprint.post("/assessments/<assessment_id>/seen")
def create(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Note it for the criteria that were sent, or for all; a script gets an empty answer."""
    found = workspace(assessment_id)
    wanted = request.form.getlist("criterion")
    ids = wanted or [criterion.id for criterion in found.edition.criteria]
    mark_seen(deed(), assessment_id, ids, _shown_at(found.now))
    if request.accept_mimetypes.best == "application/json":
        return "", 204
    flash("What changed here is marked as read.")
    if len(wanted) == 1:
        return redirect(url_for("answers.criterion", assessment_id=assessment_id, criterion_id=wanted[0]), 303)
    return redirect(url_for("assessments.assessment", assessment_id=assessment_id), 303)


def _shown_at(now: dt.datetime) -> dt.datetime:
    """When the page was made, as it says; now where it does not say."""
    try:
        moment = dt.datetime.fromisoformat(request.form.get("shown_at", ""))
    except ValueError:
        return now
    return moment if moment.tzinfo else now
