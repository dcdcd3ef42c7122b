"""Taking an invitation: as somebody new, or as somebody who is signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask_security import current_user, hash_password, login_user
from flask_security.proxies import _security
from werkzeug.wrappers import Response

from charter.domain.errors import InvalidInvitation
from charter.domain.passwords import password_fault
from charter.services.joining import Offer, join, offer_of
from charter.services.memberships import accept_invitation
from charter.web import clock
from charter.web.account_rows import Account
from charter.web.accounts import render
from charter.web.extensions import database
from charter.web.people import deed
from charter.web.sign_in_forms import JoinForm

blueprint = Blueprint("invitations", __name__)

KEY = "invitation"


@blueprint.get("/invitations/<token>")
def open_link(token: str) -> Response:
    """Take the token out of the address, where it could be read by others, and go on."""
    session[KEY] = token
    return redirect(url_for("invitations.invitation"), 303)


@blueprint.get("/invitation")
def invitation() -> str | tuple[str, int]:
    """Show what is offered, and how to take it."""
    try:
        return _page(_offer(), JoinForm(formdata=None))
    except InvalidInvitation as error:
        return render_template("sign_in/no_invitation.html", message=str(error)), 404


@blueprint.post("/invitation")
def take() -> Response | tuple[str, int]:
    """Join as who is signed in."""
    try:
        accept_invitation(deed(), session.get(KEY, ""))
    except InvalidInvitation as error:
        return render_template("sign_in/no_invitation.html", message=str(error)), 404
    session.pop(KEY)
    return redirect(url_for("home.index"), 303)


@blueprint.post("/invitation/new-account")
def join_anew() -> Response | str | tuple[str, int]:
    """Join as somebody who had no account."""
    form = JoinForm()
    try:
        offer = _offer()
        password = _security.password_util.normalize(form.password.data or "")
        valid = form.validate()
        fault = password_fault(password, form.name.data or "", offer.email) if form.password.data else None
        if fault:
            form.password.errors = [fault]
        if not valid or fault:
            return _page(offer, form)
        row = join(database(), session.get(KEY, ""), form.name.data, hash_password(password), clock.now())
    except InvalidInvitation as error:
        return render_template("sign_in/no_invitation.html", message=str(error)), 404
    session.pop(KEY)
    login_user(Account(row), authn_via=["invitation"])
    return redirect(url_for("home.index"), 303)


def _offer() -> Offer:
    return offer_of(database(), session.get(KEY, ""), clock.now())


def _page(offer: Offer, form: JoinForm) -> str | tuple[str, int]:
    page: str | tuple[str, int] = render(
        "sign_in/invitation.html",
        form=form,
        offer=offer,
        role_text=offer.role.replace("_", " "),
        is_signed_in=current_user.is_authenticated,
    )
    return page
