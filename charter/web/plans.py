"""The action-plan PDF of a visit: asked for, made by the worker, watched, downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.jobs.handing_over import hand_over
from charter.jobs.plans import make_plan
from charter.services import visits
from charter.services.visits import Visit
from charter.web.downloads import PDF, attachment
from charter.web.extensions import database
from charter.web.visitors import NoVisit, kept_until, now, visit_of_browser

blueprint = Blueprint("plans", __name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A copy of the plan: for whom, and what its pages are called."""

    audience: str
    title: str
    download_text: str
    file_name: str


# As addresses name them.
KINDS = {
    "board": Kind("public", "Action-plan PDF", "Download the action-plan PDF", "action-plan.pdf"),
    "internal": Kind(
        "own_trust",
        "Internal action-plan PDF with exact counts",
        "Download the internal PDF",
        "action-plan-internal-small-numbers.pdf",
    ),
}
TEXTS = {
    "waiting": "Your PDF is waiting for its turn.",
    "working": "Your PDF is being made: first the charts, then the pages. That takes about ten seconds.",
    "done": "Your PDF is ready.",
    "failed": "The PDF could not be made. Try again. If it fails again, the fault is ours.",
    "absent": "This PDF has not been asked for yet.",
}
PENDING = ("waiting", "working")


@blueprint.get("/standings/<visit_id>/internal-plan")
def internal_plan(visit_id: str) -> str:
    """Ask whether an internal copy is really wanted."""
    return render_template("standings/internal_plan.html", visit=visit_of_browser(visit_id))


@blueprint.post("/standings/<visit_id>/plans/<kind>")
def create(visit_id: str, kind: str) -> AnyResponse:
    """Ask the worker for a PDF, once however often this is sent."""
    visit, wanted = visit_of_browser(visit_id), _kind(kind)
    name = visits.plan_name(wanted.audience)
    is_new = visits.ask_for_file(database(), visit, name, now())
    if is_new and not hand_over(make_plan, visit.id, wanted.audience):
        visits.finish_file(database(), visit.id, name, None, now())
    return redirect(url_for("plans.plan", visit_id=visit_id, kind=kind), 303)


@blueprint.get("/standings/<visit_id>/plans/<kind>")
def plan(visit_id: str, kind: str) -> str:
    """Show how far the PDF is."""
    visit, wanted = visit_of_browser(visit_id), _kind(kind)
    state = _state(visit, wanted)
    return render_template(
        "standings/plan.html",
        visit=visit,
        kind=kind,
        wanted=wanted,
        state=state,
        is_pending=state in PENDING,
        text=TEXTS[state],
        again_text="Try again" if state == "failed" else "Make the PDF",
        kept_until=kept_until(visit),
    )


@blueprint.get("/standings/<visit_id>/plans/<kind>/progress")
def progress(visit_id: str, kind: str) -> Response:
    """Give how far the PDF is, for the page's script."""
    state = _state(visit_of_browser(visit_id), _kind(kind))
    return jsonify(state=state, text=TEXTS[state], is_pending=state in PENDING)


@blueprint.get("/standings/<visit_id>/plans/<kind>/file")
def download(visit_id: str, kind: str) -> AnyResponse:
    """Give the PDF; before it is done, the page that says how far it is."""
    wanted = _kind(kind)
    content = visits.visit_file(database(), visit_of_browser(visit_id), visits.plan_name(wanted.audience))
    if content is None:
        return redirect(url_for("plans.plan", visit_id=visit_id, kind=kind))
    return attachment(content, wanted.file_name, PDF)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NoVisit
    return KINDS[name]


def _state(visit: Visit, wanted: Kind) -> str:
    return visits.file_state(database(), visit, visits.plan_name(wanted.audience))
