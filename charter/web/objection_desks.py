"""Objections on the desk of the awarding body's office: read, acknowledged, ruled on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from charter.domain.award_states import AwardEvent
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.objections import ObjectionState
from charter.domain.wording import count_text, date_text
from charter.services.objection_desks import (
    LONGEST_REASON,
    PAGE_SIZE,
    ObjectionDesk,
    Ruling,
    acknowledge,
    objection_desk,
    objections_of,
    rule_on,
)
from charter.web.people import deed
from charter.web.times import day_text, moment_text

blueprint = Blueprint("objection_desks", __name__)

STATES = {
    ObjectionState.OPEN: ("Open", "nhsuk-tag--yellow"),
    ObjectionState.UPHELD: ("Upheld", "nhsuk-tag--green"),
    ObjectionState.DISMISSED: ("Not upheld", "nhsuk-tag--grey"),
}
STEPS = {AwardEvent.OBJECTION_ACKNOWLEDGED: "Acknowledged", AwardEvent.OBJECTION_RULED: "Ruled on"}
UPHELD, DISMISSED = "upheld", "dismissed"
UNKNOWN = "Not on record: not given, or deleted since"
HIGHEST_PAGE = 100_000


class RulingForm(FlaskForm):
    """What is ruled on an objection, and why."""

    outcome = RadioField(
        "What you rule",
        choices=[
            SelectChoice(UPHELD, "Uphold it: a review of the award is opened"),
            SelectChoice(DISMISSED, "Do not uphold it: the award stands as it is"),
        ],
        validate_choice=False,
    )
    reason = TextAreaField("Why")
    told = TextAreaField("What the institution is told")


@blueprint.get("/organisations/<organisation_id>/objections")
def objections(organisation_id: str) -> str:
    """Show the objections to a body's awards."""
    page = min(max(request.args.get("page", 1, type=int), 1), HIGHEST_PAGE)
    found = objections_of(deed(), organisation_id, page)
    address = url_for("objection_desks.objections", organisation_id=organisation_id)
    return render_template(
        "objections/objections.html",
        found=found,
        count_text=count_text(found.count, "objection"),
        lines=[
            {
                "href": url_for("objection_desks.objection", objection_id=one.id),
                "name": one.institution_name,
                "tier": one.tier_name,
                "ground": f"{one.ground[:1].upper()}{one.ground[1:]}",
                "state": STATES[one.state],
                "made": day_text(one.made_at),
                "is_new": one.state == ObjectionState.OPEN and not one.is_acknowledged,
            }
            for one in found.lines
        ],
        previous_href=f"{address}?page={page - 1}" if page > 1 else "",
        next_href=f"{address}?page={page + 1}" if page * PAGE_SIZE < found.count else "",
    )


@blueprint.get("/objections/<objection_id>")
def objection(objection_id: str) -> str:
    """Show one objection."""
    return _page(objection_desk(deed(), objection_id), RulingForm(formdata=None))


@blueprint.post("/objections/<objection_id>/acknowledgement")
def create_acknowledgement(objection_id: str) -> AnyResponse:
    """Say that it was read."""
    acknowledge(deed(), objection_id)
    flash("It is acknowledged. Whoever objected gets a letter where they gave an address.")
    return redirect(url_for("objection_desks.objection", objection_id=objection_id), 303)


@blueprint.post("/objections/<objection_id>/ruling")
def create_ruling(objection_id: str) -> AnyResponse | tuple[str, int]:
    """Rule on it."""
    form = RulingForm()
    is_upheld = {UPHELD: True, DISMISSED: False}.get(form.outcome.data or "")
    try:
        rule_on(deed(), objection_id, Ruling(is_upheld, form.reason.data or "", form.told.data or ""))
    except InvalidDecision as error:
        form[error.place or "reason"].errors = [str(error)]
        return _page(objection_desk(deed(), objection_id), form), 422
    except WrongState as error:
        return _page(objection_desk(deed(), objection_id), form, str(error)), 409
    flash("It is ruled on and on record. " + ("A review of the award is open." if is_upheld else ""))
    return redirect(url_for("objection_desks.objection", objection_id=objection_id), 303)


def _page(desk: ObjectionDesk, form: RulingForm, clash: str = "") -> str:
    award = desk.held.row
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    facts = [
        ("Institution", award.organisation_name),
        ("Award", f"{award.tier_name}, conferred on {date_text(award.awarded_on)}"),
        ("Ground", f"{desk.row.ground[:1].upper()}{desk.row.ground[1:]}"),
        ("Came in on", moment_text(desk.row.made_at)),
        ("Who made it", desk.row.name or ("They did not say" if desk.is_open else UNKNOWN)),
        ("E-mail address", desk.row.email or ("None given: no letter can be sent" if desk.is_open else UNKNOWN)),
        ("Number", desk.row.id),
    ]
    return render_template(
        "objections/objection.html",
        desk=desk,
        award=award,
        facts=[(name, text) for name, text in facts if text],
        state=STATES[ObjectionState(desk.row.state)],
        steps=[
            {"words": STEPS[one.event], "when": moment_text(one.happened_at), "name": one.name, "text": one.text}
            for one in desk.steps
        ],
        form=form,
        clash=clash,
        typed=[text for text in (form.reason.data, form.told.data) if text] if clash else [],
        longest=LONGEST_REASON,
        errors=errors,
        is_error=bool(errors),
    )
