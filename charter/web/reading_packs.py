"""A submission on paper for its panel: asked for, watched, downloaded."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.jobs.handing_over import hand_over
from charter.jobs.matter_papers import make_reading_pack
from charter.services.matter_papers import (
    ask_for_matter_paper,
    finish_matter_paper,
    matter_paper_content,
    matter_paper_state,
)
from charter.services.reading_packs import paper_of_case, reading_pack_paper
from charter.web.case_frames import case_frame, case_here
from charter.web.downloads import PDF, handed_out
from charter.web.people import deed
from charter.web.plans import PENDING, TEXTS

blueprint = Blueprint("reading_packs", __name__)


@blueprint.get("/cases/<case_id>/reading-pack")
def pack(case_id: str) -> str:
    """Show how far the PDF is."""
    case = case_here(case_id)
    state = matter_paper_state(deed().session, paper_of_case(deed().session, case))
    return render_template(
        "cases/reading_pack.html",
        state=state,
        is_pending=state in PENDING,
        text=TEXTS[state],
        **case_frame(case),
    )


@blueprint.post("/cases/<case_id>/reading-pack")
def create(case_id: str) -> AnyResponse:
    """Ask for the PDF, once however often this is sent."""
    doing = deed()
    paper = reading_pack_paper(doing, case_id)
    if ask_for_matter_paper(doing.session, paper, doing.now) and not hand_over(make_reading_pack, case_id):
        finish_matter_paper(doing.session, paper.matter, paper.name, None, doing.now)
    return redirect(url_for("reading_packs.pack", case_id=case_id), 303)


@blueprint.get("/cases/<case_id>/reading-pack/progress")
def progress(case_id: str) -> Response:
    """Give how far the PDF is, for the page's script."""
    state = matter_paper_state(deed().session, reading_pack_paper(deed(), case_id))
    return jsonify(state=state, text=TEXTS[state], is_pending=state in PENDING)


@blueprint.get("/cases/<case_id>/reading-pack/file")
def download(case_id: str) -> AnyResponse:
    """Give the PDF; before it is made, the page that says how far it is."""
    case = case_here(case_id)
    content = matter_paper_content(deed().session, paper_of_case(deed().session, case))
    if content is None:
        return redirect(url_for("reading_packs.pack", case_id=case_id))
    name = f"{case.name} - {case.round_title} - reading pack.pdf".replace("/", "-")
    return handed_out(iter((content,)), len(content), name, PDF)
