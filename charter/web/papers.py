"""PDFs of an assessment: asked for, watched, downloaded."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.jobs.handing_over import hand_over
from charter.jobs.plans import make_paper
from charter.services.papers import DRAFT, RECEIPT, Paper, ask_for_paper, finish_paper, paper_content, paper_state
from charter.services.workspaces import Workspace
from charter.web.downloads import PDF, handed_out
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.plans import PENDING, TEXTS

blueprint = Blueprint("papers", __name__)

# As addresses name them: for whom, and what it is called.
AUDIENCES = {
    "board": ("public", "PDF"),
    "internal": ("own_trust", "internal PDF with exact counts"),
    RECEIPT: (RECEIPT, "receipt"),
}


@blueprint.post("/assessments/<assessment_id>/papers/<int:number>/<kind>")
def create(assessment_id: str, number: int, kind: str) -> AnyResponse:
    """Ask for a PDF, once however often this is sent."""
    found, wanted = workspace(assessment_id), _paper(number, kind)
    is_new = ask_for_paper(deed(), found, wanted)
    if is_new and not hand_over(make_paper, assessment_id, wanted.number, wanted.audience):
        finish_paper(deed().session, assessment_id, wanted, None, deed().now)
    return redirect(url_for("papers.paper", assessment_id=assessment_id, number=number, kind=kind), 303)


@blueprint.get("/assessments/<assessment_id>/papers/<int:number>/<kind>")
def paper(assessment_id: str, number: int, kind: str) -> str:
    """Show how far a PDF is."""
    found, wanted = workspace(assessment_id), _paper(number, kind)
    state = paper_state(deed(), found, wanted)
    return render_template(
        "submissions/paper.html",
        number=number,
        kind=kind,
        what=f"{'Draft' if not number else f'Copy {number}'}: {AUDIENCES[kind][1]}",
        state=state,
        is_pending=state in PENDING,
        text=TEXTS[state],
        **frame(found),
    )


@blueprint.get("/assessments/<assessment_id>/papers/<int:number>/<kind>/progress")
def progress(assessment_id: str, number: int, kind: str) -> Response:
    """Give how far a PDF is, for the page's script."""
    state = paper_state(deed(), workspace(assessment_id), _paper(number, kind))
    return jsonify(state=state, text=TEXTS[state], is_pending=state in PENDING)


@blueprint.get("/assessments/<assessment_id>/papers/<int:number>/<kind>/file")
def download(assessment_id: str, number: int, kind: str) -> AnyResponse:
    """Give a PDF; before it is made, the page that says how far it is."""
    found = workspace(assessment_id)
    content = paper_content(deed(), found, _paper(number, kind))
    if content is None:
        return redirect(url_for("papers.paper", assessment_id=assessment_id, number=number, kind=kind))
    return handed_out(iter((content,)), len(content), f"{_file_name(found, number, kind)}.pdf", PDF)


def _file_name(found: Workspace, number: int, kind: str) -> str:
    """Whose it is, of which round and day, and what: a folder of such files explains itself."""
    what = f"receipt {number}" if kind == RECEIPT else f"copy {number} ({kind})" if number else f"draft ({kind})"
    day = [] if number else [found.now.date().isoformat()]
    return " - ".join([found.organisation_name, found.round_title, what, *day]).replace("/", "-")


def _paper(number: int, kind: str) -> Paper:
    if kind not in AUDIENCES or (kind == RECEIPT and number == DRAFT):
        abort(404)
    return Paper(number, AUDIENCES[kind][0])
