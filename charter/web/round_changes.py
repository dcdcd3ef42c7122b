"""Changing a round that was opened."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import InvalidRound
from charter.domain.wording import date_text
from charter.services.round_changes import Changeable, change_round, changeable_round
from charter.web.addresses import letter_site_url
from charter.web.people import deed
from charter.web.round_forms import RoundChangeForm, change_form
from charter.web.times import moment_text

blueprint = Blueprint("round_changes", __name__)


@blueprint.get("/rounds/<round_id>/changes/new")
def new(round_id: str) -> str:
    """Show the form with what the round sets now."""
    now = changeable_round(deed(), round_id)
    return _page(now, change_form(now))


@blueprint.post("/rounds/<round_id>/changes")
def create(round_id: str) -> AnyResponse | tuple[str, int]:
    """Change the round."""
    now = changeable_round(deed(), round_id)
    form = change_form(now, is_sent=True)
    if not form.validate_on_submit():
        return _page(now, form), 422
    try:
        reason, seen = form.reason.data or "", form.seen_number
        change_round(deed(), round_id, form.plan_after(now.plan), reason, seen=seen, site_url=letter_site_url())
    except InvalidRound as error:
        form[error.place if error.place in form else "reason"].errors = [str(error)]
        now = changeable_round(deed(), round_id)
        return _page(now, form), 422
    flash("The round is changed. Its institutions see what was changed, and their leads and approvers get a letter.")
    return redirect(url_for("rounds.whole", round_id=round_id), 303)


def _page(now: Changeable, form: RoundChangeForm) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "round_changes/new.html",
        now=now,
        form=form,
        stays=_stays(now),
        later_text="The present day or a later one. " if now.has_opened else "",
        errors=errors,
        is_error=bool(errors),
    )


def _stays(now: Changeable) -> list[str]:
    """What cannot be changed any more, with the reason."""
    dates = now.plan.dates
    sentences = {
        "title": "The round has opened, so its title and its edition stay.",
        "opens_on": f"Institutions have registered, so the opening stays: {moment_text(dates.opens_at)}.",
        "snapshot_on": f"Answers refer to {date_text(dates.snapshot_on)} already, so the data snapshot stays.",
    }
    return [text for name, text in sentences.items() if name in now.fixed]
