"""The dry run of a draft: what it would mean for the assessments of its awarding body."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.wording import count_text
from charter.jobs.draft_dry_runs import run_draft
from charter.jobs.handing_over import hand_over
from charter.services.draft_dry_runs import (
    BELOW,
    FALLS,
    PENDING,
    RISES,
    DraftDryRun,
    ask_for_dry_run,
    draft_dry_run,
    keep_dry_run,
    ways_text,
)
from charter.services.edition_drafts import find_draft
from charter.web.edition_drafts import draft_frame
from charter.web.messages import tell_refusal
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("edition_draft_dry_runs", __name__)

TEXTS = {
    "waiting": "It waits for its turn.",
    "working": "It is being worked out. This takes a few seconds for each hundred assessments.",
    "failed": "It could not be worked out. Look at the check, then try again.",
}
HEADINGS = {FALLS: "Would fall", BELOW: "Reach less than they hold, now and in this draft", RISES: "Would rise"}


@blueprint.get("/edition-drafts/<draft_id>/dry-run")
def dry_run(draft_id: str) -> str:
    """Show the newest dry run, or how far it is."""
    found = find_draft(deed(), draft_id)
    run = draft_dry_run(deed(), draft_id)
    return render_template(
        "edition_drafts/dry_run.html",
        run=run,
        text=TEXTS.get(run.state, "") if run else "",
        told=_told(run) if run and run.made_at else None,
        is_older=bool(run and run.number != found.number),
        **draft_frame(found, "dry_run"),
    )


@blueprint.post("/edition-drafts/<draft_id>/dry-run")
def create(draft_id: str) -> AnyResponse:
    """Ask for a dry run, once however often this is sent."""
    doing = deed()  # asked for once: nothing of the database may be held when the worker takes over
    run_id = ask_for_dry_run(doing, draft_id)
    if run_id and not hand_over(run_draft, draft_id, run_id, doing.now.isoformat()):
        keep_dry_run(doing.session, run_id, None, doing.now)
        tell_refusal("The dry run was not begun: the queue takes nothing now. Try again in a minute.")
    return redirect(url_for("edition_draft_dry_runs.dry_run", draft_id=draft_id), 303)


@blueprint.get("/edition-drafts/<draft_id>/dry-run/progress")
def progress(draft_id: str) -> Response:
    """Give how far a dry run is, for the page's script."""
    run = draft_dry_run(deed(), draft_id)
    state = run.state if run else "failed"
    return jsonify(state=state, text=TEXTS.get(state, "It is done."), is_pending=state in PENDING)


def _told(run: DraftDryRun) -> dict[str, object]:
    submitted = sum(run.submitted.values())
    writing = count_text(run.writing_count, "assessment")
    return {
        "when": moment_text(run.made_at) if run.made_at else "",
        "submitted": f"{count_text(submitted, 'submitted assessment')}: {ways_text(run.submitted)}."
        if submitted
        else "No assessment is submitted yet.",
        "writing": f"{writing} that teams are still writing: {ways_text(run.writing)}, as they stand now."
        if run.is_writing_told
        else f"{writing} that teams are still writing: too few for anything to be said of them.",
        "named": [(HEADINGS[way], rows) for way, rows in run.named if rows],
        "kinds": run.kinds,
        "decisions": f"{count_text(run.decision_count, 'decision')} would be asked of their leads.",
    }
