"""Giving a kept form back to whoever typed it, to send it on."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from charter.services import kept_forms
from charter.web import visitors
from charter.web.extensions import database
from charter.web.people import person_id
from charter.web.sent_forms import SENT_AGAIN

blueprint = Blueprint("kept_forms", __name__)


def init_app(app: Flask) -> None:
    """Delete a kept form when it was sent on and taken."""
    app.after_request(_drop_what_was_taken)


@blueprint.get("/kept-forms/<form_id>")
def kept_form(form_id: str) -> str | tuple[str, int]:
    """Show what was typed, and send it on."""
    form = kept_forms.kept_form(database(), person_id(), form_id, visitors.now())
    if form is None:
        return render_template("sign_in/no_kept_form.html"), 404
    separator = "&" if "?" in form.address else "?"
    return render_template(
        "sign_in/kept_form.html",
        form=form,
        form_id=form_id,
        action=f"{form.address}{separator}{urlencode({SENT_AGAIN: form_id})}",
        texts=[value for _name, value in form.fields if " " in value.strip()],
    )


@blueprint.post("/kept-forms/<form_id>/delete")
def delete(form_id: str) -> AnyResponse:
    """Throw it away."""
    kept_forms.drop_form(database(), person_id(), form_id)
    return redirect(url_for("home.index"), 303)


def _drop_what_was_taken(response: Response) -> Response:
    form_id = request.args.get(SENT_AGAIN)
    is_taken = form_id and request.method == "POST" and response.status_code < 400
    if is_taken and form_id and current_user.is_authenticated:
        kept_forms.drop_form(database(), person_id(), form_id)
    return response
