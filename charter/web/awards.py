"""Awards, for the institution that holds one and for the office of the body that conferred it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.errors import InvalidDecision, UnknownAward
from charter.domain.permissions import Action
from charter.domain.register import LIVE
from charter.domain.wording import date_text
from charter.services import award_keeping
from charter.services.annual_returns import NO_COPY, ReturnPreview, make_return, return_preview
from charter.services.award_desks import PAGE_SIZE, AwardDesk, AwardList, award_desk, awards_of, let_show
from charter.services.award_papers import NOT_GIVEN
from charter.services.register_entries import plan_behind, published_plan
from charter.web.award_words import AWARD_EVENTS, AWARD_STATES, end_words, event_words
from charter.web.people import deed
from charter.web.register import HIGHEST_PAGE, make_plan_of
from charter.web.times import day_text, moment_text

blueprint = Blueprint("awards", __name__)

DEEDS = {
    "suspend": award_keeping.suspend,
    "reinstate": award_keeping.reinstate,
    "withdraw": award_keeping.withdraw_award,
    "grace": award_keeping.give_grace,
}
DEED_WORDS = {
    "suspend": "Suspend it until what was found is mended",
    "reinstate": "Let it hold again",
    "withdraw": "Withdraw it for good",
    "grace": "Keep it for longer after a renewal that failed, once",
}


class ChangeForm(FlaskForm):
    """What is to happen to an award, and why."""

    deed = RadioField("What is to happen", validators=[InputRequired("Choose what is to happen to the award")])
    reason = TextAreaField("Why", validators=[InputRequired("Write why; it stays on record")])


@dataclass(frozen=True, slots=True)
class Refused:
    """A reason about a condition or a review that could not be kept: in which field, why, and what was typed."""

    place: str
    text: str
    typed: str


NOTHING_REFUSED = Refused("", "", "")


class PublicationForm(FlaskForm):
    """What the register may show."""

    themes = BooleanField("What you reached in each part of the criteria")
    plan = BooleanField("What you handed in, with your action plan")


@blueprint.get("/organisations/<organisation_id>/awards")
def awards(organisation_id: str) -> str:
    """Show the awards of an institution, or of an awarding body."""
    page = min(max(request.args.get("page", 1, type=int), 1), HIGHEST_PAGE)
    state = request.args.get("state", "")
    found = awards_of(deed(), organisation_id, state=state, page=page)
    return render_template("awards/awards.html", found=found, **_list(found, state, page))


@blueprint.get("/awards/<award_id>")
def award(award_id: str) -> str:
    """Show one award."""
    return _page(award_desk(deed(), award_id))


@blueprint.post("/awards/<award_id>/changes")
def change(award_id: str) -> AnyResponse | tuple[str, int]:
    """Suspend, reinstate, withdraw or keep an award for longer."""
    desk = award_desk(deed(), award_id, Action.KEEP_AWARDS)
    form = _change_form(desk)
    if not form.validate_on_submit():
        return _page(desk, change_form=form), 422
    try:
        DEEDS[form.deed.data](deed(), award_id, form.reason.data or "")
    except InvalidDecision as error:
        form.reason.errors = [str(error)]
        return _page(desk, change_form=form), 422
    flash("It is done and on record. The institution gets a letter.")
    return redirect(url_for("awards.award", award_id=award_id), 303)


@blueprint.post("/awards/<award_id>/conditions/<int:number>")
def settle(award_id: str, number: int) -> AnyResponse | tuple[str, int]:
    """Say whether a condition was met."""
    is_met, reason = request.form.get("is_met") == "yes", request.form.get("reason", "")
    try:
        award_keeping.settle_condition(deed(), award_id, number, is_met=is_met, reason=reason)
    except InvalidDecision as error:
        return _page(award_desk(deed(), award_id), refused=Refused(f"condition-{number}", str(error), reason)), 422
    flash("The condition is settled, and on record.")
    return redirect(url_for("awards.award", award_id=award_id), 303)


@blueprint.post("/awards/<award_id>/reviews/<review_id>/close")
def close_review(award_id: str, review_id: str) -> AnyResponse | tuple[str, int]:
    """Answer a review: the award stands."""
    reason = request.form.get("reason", "")
    try:
        award_keeping.close_review(deed(), award_id, review_id, reason)
    except InvalidDecision as error:
        return _page(award_desk(deed(), award_id), refused=Refused(f"reason-{review_id}", str(error), reason)), 422
    flash("The review is closed. The institution gets a letter.")
    return redirect(url_for("awards.award", award_id=award_id), 303)


@blueprint.post("/awards/<award_id>/publication")
def publish(award_id: str) -> AnyResponse:
    """Say what the register may show."""
    form = PublicationForm()
    let_show(deed(), award_id, themes=bool(form.themes.data), plan=bool(form.plan.data))
    if form.plan.data:
        _make_plan(award_id)
    flash("The register shows what you chose.")
    return redirect(url_for("awards.award", award_id=award_id), 303)


@blueprint.get("/awards/<award_id>/returns/new")
def new_return(award_id: str) -> str:
    """Show what the next annual return would be made of, and what it would show."""
    return _return_page(award_id, return_preview(deed(), award_id))


@blueprint.post("/awards/<award_id>/returns")
def create_return(award_id: str) -> AnyResponse | tuple[str, int]:
    """Make the annual return."""
    try:
        made = make_return(deed(), award_id, request.form.get("source", ""))
    except InvalidDecision as error:
        return _return_page(award_id, return_preview(deed(), award_id), str(error)), 422
    flash(
        "The return is made. What it shows opens a review, about which your lead and approver get a letter."
        if made.findings
        else "The return is made, and nothing in it asks for more."
    )
    return redirect(url_for("awards.award", award_id=award_id), 303)


def _make_plan(award_id: str) -> None:
    """Have the plan made at once, so that whoever follows the link need not wait."""
    with suppress(UnknownAward):  # of an award from before this register there is none
        make_plan_of(published_plan(deed(), award_id))


def _list(found: AwardList, state: str, page: int) -> dict[str, Any]:
    address = url_for("awards.awards", organisation_id=found.organisation_id)
    states = [("", "All"), *((str(one), AWARD_STATES[one][0]) for one in AwardState)]
    return {
        "lines": [
            {
                "href": url_for("awards.award", award_id=one.id),
                "title": f"{one.tier_name}, {one.scope_name}" if one.scope_name else one.tier_name,
                "name": one.name,
                "state": AWARD_STATES[one.state],
                "dates": f"{date_text(one.awarded_on)} to {date_text(one.ends_on)}",
                "review_count": one.review_count,
            }
            for one in found.lines
        ],
        "filters": [
            {"text": text, "href": f"{address}?state={name}" if name else address, "is_here": name == state}
            for name, text in states
        ],
        "new_href": url_for("earlier_awards.new", organisation_id=found.organisation_id) if found.may_enter else "",
        "next_href": f"{address}?state={state}&page={page + 1}" if page * PAGE_SIZE < found.count else "",
        "previous_href": f"{address}?state={state}&page={page - 1}" if page > 1 else "",
    }


def _change_form(desk: AwardDesk) -> ChangeForm:
    form = ChangeForm()
    state = _state(desk)
    possible = [
        *(["suspend", "withdraw"] if state in HOLDS else []),
        *(
            ["grace"]
            if state in HOLDS and desk.held.rules.grace_months and not desk.held.standing.has_had_grace
            else []
        ),
        *(["reinstate", "withdraw"] if state == AwardState.SUSPENDED else []),
    ]
    form.deed.choices = [SelectChoice(name, DEED_WORDS[name]) for name in possible]
    return form


def _page(desk: AwardDesk, change_form: ChangeForm | None = None, refused: Refused = NOTHING_REFUSED) -> str:
    held, state = desk.held, _state(desk)
    form = change_form or _change_form(desk)
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    errors += [(refused.text, f"#{refused.place}")] if refused.text else []
    where = held.row.body_id if desk.may(Action.SEE_AWARDS) else held.row.organisation_id
    return render_template(
        "awards/award.html",
        desk=desk,
        award=held.row,
        list_href=url_for("awards.awards", organisation_id=where),
        state=AWARD_STATES[state],
        facts=_facts(desk),
        gives_certificate=state not in NOT_GIVEN,
        **_shown(desk),
        form=form,
        keeps=desk.may(Action.KEEP_AWARDS) and bool(form.deed.choices),
        is_keeper=desk.may(Action.KEEP_AWARDS) and state in LIVE,
        is_suspended=state == AwardState.SUSPENDED,
        is_institution=not desk.may(Action.SEE_AWARDS),
        publication=PublicationForm(formdata=None, themes=held.standing.shows_themes, plan=held.standing.shows_plan),
        may_publish=desk.may(Action.CONSENT_TO_PUBLICATION),
        plan_href=_plan_href(desk),
        may_return=desk.may(Action.MAKE_ANNUAL_RETURN)
        and state in LIVE
        and any(one.made_at is None for one in desk.returns),
        refused=refused,
        errors=errors,
        is_error=bool(errors),
    )


def _shown(desk: AwardDesk) -> dict[str, Any]:
    """What is asked of the award, and what happened to it."""
    return {
        "conditions": [
            {"row": row, "due": date_text(row.due_on), "state": row.state.capitalize()} for row in desk.conditions
        ],
        "reviews": [
            {"row": row, "until": date_text(row.closes_by) if row.closes_by else "", "since": day_text(row.opened_at)}
            for row in desk.reviews
        ],
        "returns": [
            {"one": one, "due": date_text(one.due_on), "made": day_text(one.made_at) if one.made_at else ""}
            for one in desk.returns
        ],
        "events": [
            {
                "words": event_words(one.event, was_entered=one.was_entered),
                "when": moment_text(one.happened_at),
                "name": one.name,
                "text": one.text,
            }
            for one in desk.events
            if one.event in AWARD_EVENTS
        ],
    }


def _state(desk: AwardDesk) -> AwardState:
    """How it stands today, also before the worker has noted it."""
    return desk.held.state_on(deed().now.date())


def _facts(desk: AwardDesk) -> list[tuple[str, str]]:
    row, standing, state = desk.held.row, desk.held.standing, _state(desk)
    edition = desk.held.edition
    facts = [
        ("Institution", row.organisation_name),
        ("Scope", row.scope_name or "The whole organisation"),
        ("Conferred by", desk.body_name),
        ("Edition", f"{edition.title}, edition {edition.version}" if edition else "From before this register"),
        ("Conferred on", date_text(row.awarded_on)),
        (end_words(state), date_text(standing.ends_on)),
        ("Digest", row.digest),
    ]
    return [(name, text) for name, text in facts if text]


def _plan_href(desk: AwardDesk) -> str:
    """Where whoever may publish the plan reads it before they do; "" where there is none."""
    may_publish = desk.may(Action.CONSENT_TO_PUBLICATION)
    plan = plan_behind(deed(), desk.held.row.id) if may_publish else None
    if plan is None:
        return ""
    return url_for("papers.paper", assessment_id=plan.assessment_id, number=plan.paper.number, kind="board")


def _return_page(award_id: str, preview: ReturnPreview, error: str = "") -> str:
    desk = award_desk(deed(), award_id)
    source = preview.source
    return render_template(
        "awards/new_return.html",
        award=desk.held.row,
        preview=preview,
        due_text=date_text(preview.due_on),
        source_text=f"{source.round_title}: {source.kind} {source.number} of {day_text(source.frozen_at)}"
        if source
        else "",
        no_copy=NO_COPY,
        errors=[(error, "#source")] if error else [],
        is_error=bool(error),
    )
