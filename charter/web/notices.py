"""Which letters somebody gets."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.notices import Notice
from charter.services.notices import choose_notices, wanted_notices
from charter.web.people import deed

blueprint = Blueprint("notices", __name__)

WORDS = {
    Notice.MENTION: ("Mentions", "Somebody mentions you in a comment."),
    Notice.ASSIGNMENT: ("Criteria to look after", "Somebody asks you to look after a criterion."),
    Notice.RETURNED: (
        "Returned work",
        "A change takes a signature back, a submission is withdrawn, there is more time, a comment is opened again.",
    ),
    Notice.DEADLINE: (
        "Deadlines",
        "28, 7 and 1 days before the deadline, if you are the lead or something of yours is not finished.",
    ),
    Notice.DIGEST: (
        "Your week",
        "On Mondays: what is yours, due or overdue, and comments that wait for you. Nothing to say, no e-mail.",
    ),
    Notice.CRITERIA: (
        "Criteria that are corrected or will change",
        "A correction beside a criterion of yours. Once, if you lead: that you would not reach your tier again.",
    ),
}


@blueprint.get("/account/notices")
def notices() -> str:
    """Show the kinds of letter, to be switched on and off."""
    wanted = wanted_notices(deed())
    choices = [(str(notice), *words, notice in wanted) for notice, words in WORDS.items()]
    return render_template("notices/notices.html", choices=choices)


@blueprint.post("/account/notices")
def save() -> AnyResponse:
    """Save which are wanted."""
    sent = request.form.getlist("wanted")
    choose_notices(deed(), {notice for notice in Notice if notice in sent})
    flash("Your choice is saved.")
    return redirect(url_for("notices.notices"), 303)
