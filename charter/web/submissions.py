"""Checking, reading through, signing, handing in, taking back; baselines and receipts."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from charter.domain.errors import Incomplete, WrongState
from charter.domain.permissions import Action
from charter.domain.summaries import Summary
from charter.domain.wording import count_text
from charter.domain.workflow import TRANSITIONS, Event, State
from charter.services.completeness import Gap, gaps_for
from charter.services.drafts import drawn_draft
from charter.services.frozen import CopyFacts, copies_of, receipt_for, signature_of
from charter.services.submissions import SUBMISSION, save_baseline, sign_off, statement_of, submit, withdraw
from charter.services.workspaces import Workspace
from charter.web.answer_fields import html_id
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.times import moment_text
from reports.charts import SECTIONS

blueprint = Blueprint("submissions", __name__)

KIND_NAMES = {"baseline": "Baseline", SUBMISSION: "Submission"}


class SignatureForm(FlaskForm):
    """Who confirms the statement, and as what; in the order of the page, as its errors are listed."""

    confirmed = BooleanField(
        "I confirm the statement", validators=[InputRequired("Tick that you confirm the statement")]
    )
    name = StringField("Your name", validators=[InputRequired("Write your name"), Length(max=200)])
    position = StringField(
        "Your position", validators=[InputRequired("Write your position, such as chief executive"), Length(max=200)]
    )


@blueprint.get("/assessments/<assessment_id>/check")
def check(assessment_id: str) -> str:
    """Show every gap, and what comes next."""
    found = workspace(assessment_id)
    gaps = gaps_for(deed(), found)
    return render_template(
        "submissions/check.html",
        groups=_gap_groups(found, gaps),
        gap_text=count_text(len(gaps), "gap"),
        is_complete=not gaps,
        signature=_signature(found),
        copies=[_copy_row(found, item) for item in copies_of(deed(), found)],
        can={item.event.value: found.can(item.event) for item in TRANSITIONS},
        baseline_text=f"until {moment_text(found.baseline_at)}" if found.baseline_at else "",
        is_submitted=found.state == State.SUBMITTED,
        is_signed=found.state == State.SIGNED,
        **frame(found),
    )


@blueprint.get("/assessments/<assessment_id>/read-through")
def read_through(assessment_id: str) -> str:
    """Show the whole submission as one page to read."""
    found = workspace(assessment_id)
    return render_template(
        "submissions/read_through.html",
        # our own template made it, escaping as always
        body=Markup(drawn_draft(deed(), found, "read-through", partial(_read_body, found))),  # noqa: S704
        is_submitted=found.state == State.SUBMITTED,
        **frame(found),
    )


@blueprint.get("/assessments/<assessment_id>/signature")
def signature(assessment_id: str) -> AnyResponse | str:
    """Show the statement to the approver."""
    found = workspace(assessment_id, Action.SIGN_OFF)
    if gaps_for(deed(), found) or not found.can(Event.SIGNED_OFF):
        return redirect(url_for("submissions.check", assessment_id=assessment_id), 303)
    return _signature_page(found, SignatureForm(formdata=None))


@blueprint.post("/assessments/<assessment_id>/signature")
def sign(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Sign what is there."""
    found = workspace(assessment_id, Action.SIGN_OFF)
    form = SignatureForm()
    if not form.validate_on_submit():
        return _signature_page(found, form), 422
    statement = statement_of(found.edition, found.organisation_name)
    try:
        sign_off(deed(), assessment_id, f"{statement}\n{form.name.data.strip()}, {form.position.data.strip()}")
    except Incomplete:
        return redirect(url_for("submissions.check", assessment_id=assessment_id), 303)
    except WrongState as error:
        return _sent_twice(assessment_id, State.SIGNED, error)
    flash("The assessment is signed. Its lead can submit it now. Any change takes the signature back.")
    return redirect(url_for("submissions.check", assessment_id=assessment_id), 303)


@blueprint.post("/assessments/<assessment_id>/submissions")
def create(assessment_id: str) -> AnyResponse:
    """Hand in what was signed."""
    try:
        number = submit(deed(), assessment_id).number
    except WrongState as error:
        _sent_twice(assessment_id, State.SUBMITTED, error)
        number = next(one.number for one in copies_of(deed(), workspace(assessment_id)) if one.kind == SUBMISSION)
    return redirect(url_for("submissions.receipt", assessment_id=assessment_id, number=number), 303)


@blueprint.post("/assessments/<assessment_id>/baselines")
def create_baseline(assessment_id: str) -> AnyResponse:
    """Freeze a labelled copy of what there is."""
    copy = save_baseline(deed(), assessment_id)
    flash(f"The baseline is saved as copy {copy.number}. You can go on writing.")
    return redirect(url_for("submissions.check", assessment_id=assessment_id), 303)


@blueprint.post("/assessments/<assessment_id>/withdrawals")
def take_back(assessment_id: str) -> AnyResponse:
    """Take a submission back before the deadline."""
    try:
        withdraw(deed(), assessment_id)
    except WrongState as error:
        return _sent_twice(assessment_id, State.WITHDRAWN, error)
    flash("The submission is withdrawn. It stays on record. You can change answers, sign and submit again.")
    return redirect(url_for("submissions.check", assessment_id=assessment_id), 303)


@blueprint.get("/assessments/<assessment_id>/submissions/<int:number>")
def receipt(assessment_id: str, number: int) -> str:
    """Show the receipt of a frozen copy."""
    found = workspace(assessment_id)
    return render_template(
        "submissions/receipt.html",
        number=number,
        receipt=receipt_for(deed(), found, number),
        **frame(found),
    )


def _sent_twice(assessment_id: str, state: State, error: WrongState) -> AnyResponse:
    """Lead on where the first of two forms has done it already; raise the error where none has."""
    if workspace(assessment_id).state != state:
        raise error
    return redirect(url_for("submissions.check", assessment_id=assessment_id), 303)


def _signature_page(found: Workspace, form: SignatureForm) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "submissions/signature.html",
        statement=statement_of(found.edition, found.organisation_name),
        form=form,
        errors=errors,
        is_error=bool(errors),
        **frame(found),
    )


def _read_body(found: Workspace, summary: Summary) -> str:
    """What is read; it is kept for one head of history, which knows whether it was handed in."""
    return render_template(
        "submissions/_read_body.html",
        summary=summary,
        charts=dict.fromkeys(SECTIONS, ()),
        is_submitted=found.state == State.SUBMITTED,
    )


def _signature(found: Workspace) -> dict[str, str] | None:
    signed = signature_of(deed(), found) if found.state in (State.SIGNED, State.SUBMITTED) else None
    if signed is None:
        return None
    return {"text": f"Signed by {signed.signed_by} on {moment_text(signed.signed_at)}", "statement": signed.statement}


def _copy_row(found: Workspace, copy: CopyFacts) -> dict[str, str]:
    return {
        "title": f"{KIND_NAMES[copy.kind]}, copy {copy.number}",
        "text": f"{copy.frozen_by or 'Somebody who was forgotten'}, {moment_text(copy.frozen_at)}",
        "href": url_for("submissions.receipt", assessment_id=found.assessment_id, number=copy.number),
    }


def _gap_groups(found: Workspace, gaps: tuple[Gap, ...]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for gap in gaps:
        groups.setdefault(gap.criterion_id, []).append({"text": gap.text, "href": _where(found, gap)})
    titles = {item.id: f"{item.id} {item.title}" for item in found.edition.criteria}
    return [{"title": titles.get(name, "About the institution"), "rows": rows} for name, rows in groups.items()]


def _where(found: Workspace, gap: Gap) -> str:
    if not gap.criterion_id:
        return url_for("details.details", assessment_id=found.assessment_id)
    return url_for(
        "answers.criterion",
        assessment_id=found.assessment_id,
        criterion_id=gap.criterion_id,
        _anchor=html_id(gap.field) if gap.field else None,
    )
