"""Assigning panels automatically: asking for a proposal, looking at it, seating it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Regexp

from charter.domain.errors import InvalidPanel, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.jobs.handing_over import hand_over
from charter.jobs.panel_proposals import propose_panels
from charter.jobs.panel_seating import seat_everybody
from charter.services.panel_proposals import (
    PENDING,
    ProposedPanels,
    ask_for_panels,
    keep_panels,
    proposed_panels,
)
from charter.services.panel_seating import BROKE_OFF, Seating, ask_for_seats, fail_seating, seating_of
from charter.services.rounds import round_for
from charter.web.addresses import letter_site_url
from charter.web.messages import tell_refusal
from charter.web.panels import PLACE_WORDS
from charter.web.people import deed
from charter.web.sign_in_forms import trimmed
from charter.web.times import moment_text

blueprint = Blueprint("panel_proposals", __name__)

PAGE_SIZE = 25
FIRST_SEED = "1"
WHOLE = "Write a whole number, such as 1"
TEXTS = {
    "waiting": "It waits for its turn.",
    "working": "It is being worked out. This takes some seconds for a round of some hundred submissions.",
    "failed": "It could not be worked out. Try again; if that does not help, tell whoever runs the site.",
}
SEATING_TEXTS = {
    "waiting": "Everybody is to be seated. It waits for its turn.",
    "working": "Everybody is being seated. This takes some seconds for a round of some hundred submissions.",
}


class SeedForm(FlaskForm):
    """By which seed chance decides where several people are equally good."""

    seed = StringField(
        "Seed", filters=[trimmed], validators=[InputRequired(WHOLE), Regexp(r"[0-9]{1,10}\Z", message=WHOLE)]
    )


@blueprint.get("/rounds/<round_id>/panel-proposal")
def proposal(round_id: str) -> str:
    """Show the newest proposal, or how far it is."""
    return _page(round_id)


@blueprint.post("/rounds/<round_id>/panel-proposal")
def create(round_id: str) -> AnyResponse | tuple[str, int]:
    """Ask for a proposal, once however often this is sent."""
    doing = deed()  # asked for once: nothing of the database may be held when the worker takes over
    round_for(doing, round_id, Action.APPOINT_PANEL)
    form = SeedForm()
    if not form.validate_on_submit():
        return _page(round_id, form), 422
    try:
        run_id = ask_for_panels(doing, round_id, int(form.seed.data or 0))
    except InvalidPanel as error:
        form.seed.errors = [str(error)]
        return _page(round_id, form), 422
    if run_id and not hand_over(propose_panels, round_id, run_id, doing.now.isoformat()):
        keep_panels(doing.session, run_id, None, doing.now)
        tell_refusal("It was not begun: the queue takes nothing now. Try again in a minute.")
    return redirect(url_for("panel_proposals.proposal", round_id=round_id), 303)


@blueprint.get("/rounds/<round_id>/panel-proposal/progress")
def progress(round_id: str) -> Response:
    """Give how far it is, or its seating, for the page's script."""
    seating = seating_of(deed(), round_id)
    if seating is not None and seating.is_pending:
        return jsonify(state=seating.state, text=SEATING_TEXTS[seating.state], is_pending=True)
    found = proposed_panels(deed(), round_id)
    state = found.state if found else "done" if seating else "failed"
    return jsonify(state=state, text=TEXTS.get(state, "It is done."), is_pending=state in PENDING)


@blueprint.post("/rounds/<round_id>/panel-proposal/seats")
def seat(round_id: str) -> AnyResponse | tuple[str, int]:
    """Have everybody seated whom it names, once however often this is sent."""
    doing = deed()  # asked for once, as above
    try:
        run_id = ask_for_seats(doing, round_id)
    except WrongState as error:
        return _page(round_id, None, str(error)), 409
    asked = (round_id, run_id, doing.person_id, doing.now.isoformat(), letter_site_url())
    if run_id and not hand_over(seat_everybody, *asked):
        fail_seating(doing.session, run_id, BROKE_OFF)
    return redirect(url_for("panel_proposals.proposal", round_id=round_id), 303)


def _page(round_id: str, form: SeedForm | None = None, fault: str = "") -> str:
    whole = round_for(deed(), round_id, Action.APPOINT_PANEL)
    found, seating = proposed_panels(deed(), round_id), seating_of(deed(), round_id)
    seed = str(found.seed) if found else FIRST_SEED
    form = form or SeedForm(formdata=None, data={"seed": seed})
    errors = [(text, "#seed") for text in form.seed.errors] + ([(fault, "#seed")] if fault else [])
    number = request.args.get("page", "1")
    page = max(int(number), 1) if number.isdecimal() and len(number) < 6 else 1
    begin = (page - 1) * PAGE_SIZE
    panels = found.panels if found else ()
    return render_template(
        "panel_proposals/proposal.html",
        round=whole,
        found=found,
        is_pending=(found is not None and found.is_pending) or (seating is not None and seating.is_pending),
        has_seated=seating is not None and seating.has_seated,
        text=_seating_text(seating) or (TEXTS.get(found.state, "") if found else ""),
        lead=_lead(found) if found and found.made_at else [],
        panels=[
            {
                "name": one.name,
                "id": one.case_id,
                "lines": [(line.name, PLACE_WORDS[line.seat], line.reason, line.is_held) for line in one.lines],
            }
            for one in panels[begin : begin + PAGE_SIZE]
        ],
        newer=url_for("panel_proposals.proposal", round_id=round_id, page=page - 1) if page > 1 else "",
        older=url_for("panel_proposals.proposal", round_id=round_id, page=page + 1)
        if len(panels) > begin + PAGE_SIZE
        else "",
        form=form,
        errors=errors,
        is_error=bool(errors),
    )


def _seating_text(seating: Seating | None) -> str:
    """How far the seating is, or what came of it."""
    if seating is None:
        return ""
    taken = count_text(seating.count, "seat is", "seats are")
    return SEATING_TEXTS.get(seating.state) or seating.fault or f"{taken} taken, and everybody gets a letter."


def _lead(found: ProposedPanels) -> list[str]:
    """What was found, in sentences."""
    lines = [*found.impossible]
    if found.panels:
        new = count_text(found.new_count, "seat would be taken anew", "seats would be taken anew")
        lines.append(f"{count_text(len(found.panels), 'submission')} with a full panel: {new}.")
        lines += (
            [] if found.is_best else ["It keeps every rule; a fairer one may exist, and was not looked for longer."]
        )
    elif not found.impossible:
        lines.append("There is no submission whose panel could be filled.")
    when = moment_text(found.made_at) if found.made_at else ""
    return [
        *lines,
        f"Worked out with seed {found.seed}, {when}. The same seed gives the same panels while nothing changes.",
    ]
