"""Closing a submission that its institution takes back in writing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidDecision, WrongState
from charter.services.cases import Case
from charter.services.withdrawals import take_out, withdrawal_of
from charter.web.case_frames import case_frame
from charter.web.people import deed

blueprint = Blueprint("withdrawals", __name__)


class WithdrawalForm(FlaskForm):
    """Who asked for it, and when."""

    reason = TextAreaField("Who asked for it, and when", validators=[InputRequired("Write who asked for it, and when")])


@blueprint.get("/cases/<case_id>/withdrawal")
def new(case_id: str) -> str:
    """Show the form."""
    return _page(withdrawal_of(deed(), case_id), WithdrawalForm(formdata=None))


@blueprint.post("/cases/<case_id>/withdrawal")
def create(case_id: str) -> AnyResponse | tuple[str, int]:
    """Close the submission."""
    case = withdrawal_of(deed(), case_id)
    form = WithdrawalForm()
    if not form.validate_on_submit():
        return _page(case, form), 422
    try:
        take_out(deed(), case_id, form.reason.data or "")
    except InvalidDecision as error:
        form.reason.errors = [str(error)]
        return _page(case, form), 422
    except WrongState as error:
        form.reason.errors = [str(error)]
        return _page(case, form), 409
    flash("The submission is closed. Its lead and approver and the panel get a letter.")
    return redirect(url_for("screenings.screening", case_id=case_id), 303)


def _page(case: Case, form: WithdrawalForm) -> str:
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template(
        "screenings/withdrawal.html", form=form, errors=errors, is_error=bool(errors), **case_frame(case)
    )
