"""What somebody on a panel says before they open a submission: the promise for its round, and their interests in it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.case_workflow import OPENED, CaseKind, Seat
from charter.domain.conflicts import HARD, KINDS, SOFT, Conflict, interest_choices, interest_rules
from charter.domain.errors import InvalidPanel
from charter.services.case_interests import LOOK_BACK_YEARS
from charter.services.cases import Case, case_before_opening, case_of_seat
from charter.services.declarations import (
    PROMISE,
    OwnDeclarations,
    declare_interests,
    own_declarations,
    promise_confidence,
)
from charter.web.addresses import letter_site_url, own_address
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("declarations", __name__)

SAY_WHICH = "Choose what applies, or say that none of it does"
NOT_BOTH = "You chose an interest, and that you have none. Take one of the two away"
WORDS = {kind.id: kind.reason for kind in KINDS}


class PromiseForm(FlaskForm):
    """The promise of confidence for a round."""

    agrees = BooleanField("I promise this", validators=[InputRequired("Promise it to go on, or close the page")])


class DeclarationForm(FlaskForm):
    """Every interest that somebody has in a submission, or that they have none."""

    kinds = SelectMultipleField("Interests")
    none = BooleanField("None of these applies to me")
    note = TextAreaField("In your words")

    def validate_kinds(self, field: Field) -> None:
        """Take neither nothing nor both."""
        if bool(field.data) == bool(self.none.data):
            field.errors = [NOT_BOTH if field.data else SAY_WHICH]


@blueprint.get("/cases/<case_id>/declarations/promise")
def promise(case_id: str) -> str:
    """Ask for the promise of confidence for the round of a case."""
    return _promise_page(case_of_seat(deed(), case_id)[0], PromiseForm(formdata=None))


@blueprint.post("/cases/<case_id>/declarations/promise")
def make_promise(case_id: str) -> AnyResponse | tuple[str, int]:
    """Take the promise, and go on to the interests; in practice, in which nobody has any, to what is rated."""
    case, _ = case_of_seat(deed(), case_id)
    form = PromiseForm()
    if not form.validate_on_submit():
        return _promise_page(case, form), 422
    promise_confidence(deed(), case.round_id)
    if case.kind == CaseKind.PRACTICE:
        return redirect(_next() or url_for("case_criteria.criteria", case_id=case_id), 303)
    return redirect(url_for("declarations.new", case_id=case_id, next=_next() or None), 303)


@blueprint.get("/cases/<case_id>/declarations/new")
def new(case_id: str) -> str:
    """Ask for interests in a submission, of which nothing but the name is shown."""
    case, conflict = case_before_opening(deed(), case_id)
    return _page(case, conflict, declaration_form(case, formdata=None))


@blueprint.post("/cases/<case_id>/declarations")
def create(case_id: str) -> AnyResponse | tuple[str, int]:
    """Take a declaration; lead on where it shuts nobody out, else to what follows."""
    case, conflict = case_before_opening(deed(), case_id)
    form = declaration_form(case)
    if not form.validate_on_submit():
        return _page(case, conflict, form), 422
    try:
        found = declare_interests(deed(), case_id, form.kinds.data or (), form.note.data or "", letter_site_url())
    except InvalidPanel as error:
        form[error.place or "note"].errors = [str(error)]
        return _page(case, conflict, form), 422
    if found.denies:
        return redirect(url_for("declarations.declared", case_id=case_id), 303)
    flash(f"Your declaration about {case.name} is on record.")
    return redirect(_next() or url_for("assessments.index"), 303)


@blueprint.get("/cases/<case_id>/declarations")
def declared(case_id: str) -> str:
    """Show what somebody declared, and what follows from it."""
    found = own_declarations(deed(), case_id)
    return render_template(
        "declarations/declared.html",
        found=found,
        heading=_outcome_heading(found),
        case_id=case_id,
        reasons=found.conflict.reasons,
        rows=[
            {
                "when": moment_text(when),
                "kinds": [f"You said that you are somebody who {WORDS[kind]}" for kind in kinds],
                "note": note,
                "ruling": {True: "The chair allowed it.", False: "It was not allowed.", None: ""}[is_allowed],
            }
            for when, kinds, note, is_allowed in found.rows
        ],
    )


def declaration_form(case: Case, **options: Any) -> DeclarationForm:
    """Give the form with every kind of interest, in the words of the case's edition."""
    form = DeclarationForm(**options)
    kinds = interest_choices(interest_rules(case.edition, LOOK_BACK_YEARS))
    form.kinds.choices = [SelectChoice(kind.id, kind.statement) for kind in kinds]
    return form


def _promise_page(case: Case, form: PromiseForm) -> str:
    return render_template(
        "declarations/promise.html",
        case=case,
        words=PROMISE,
        form=form,
        next=_next(),
        errors=[(text, "#agrees") for text in form.agrees.errors],
        is_error=bool(form.agrees.errors),
    )


def _page(case: Case, conflict: Conflict, form: DeclarationForm) -> str:
    kinds = interest_choices(interest_rules(case.edition, LOOK_BACK_YEARS))
    known = [one.reason for one in conflict.interests if not one.is_declared]
    before = [one.reason for one in conflict.interests if one.is_declared]
    errors = [(text, "#kinds-1") for text in form.kinds.errors] + [(text, "#note") for text in form.note.errors]
    return render_template(
        "declarations/new.html",
        case=case,
        groups=_groups(kinds, form.kinds.data or [], case.seat),
        known=known,
        before=before,
        is_meeting=case.state in OPENED,
        form=form,
        next=_next(),
        errors=errors,
        is_error=bool(errors),
    )


def _groups(kinds: Any, chosen: list[str], seat: Seat | None) -> list[dict[str, Any]]:
    """The kinds in two groups, numbered through; ``seat``: of who is asked, None = of the office."""
    who = "awarding body" if seat == Seat.CHAIR else "chair"
    leaves = "leave the panel of this submission" if seat else "leave this submission to others of the office"
    numbered = list(enumerate(sorted(kinds, key=lambda kind: kind.weight != HARD), 1))
    titles = {
        HARD: ("These shut you out", f"If one of them applies, you {leaves}."),
        SOFT: (f"On these the {who} decides", "Until then nothing of the submission is shown to you."),
    }
    return [
        {
            "id": weight,
            "title": title,
            "hint": hint,
            "kinds": [
                {"number": number, "value": kind.id, "text": kind.statement, "is_chosen": kind.id in chosen}
                for number, kind in numbered
                if kind.weight == weight
            ],
        }
        for weight, (title, hint) in titles.items()
    ]


def _outcome_heading(found: OwnDeclarations) -> str:
    if found.conflict.is_hard or found.has_left:
        return "You are shut out of this submission"
    if found.conflict.waits_for_chair:
        return "The panel’s chair decides"
    return "You are shut out of this submission" if found.conflict.denies else "What you declared"


def _next() -> str:
    return own_address(request.values.get("next", ""))
