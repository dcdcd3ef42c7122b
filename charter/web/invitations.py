"""Taking an invitation: as somebody new, or as somebody who is signed in."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_security import current_user, hash_password, login_user
from flask_security.proxies import _security
from werkzeug.wrappers import Response

from charter.domain.errors import InvalidInvitation
from charter.domain.passwords import password_fault
from charter.domain.permissions import OrganisationKind, fits
from charter.services.joining import Offer, join, offer_of
from charter.services.memberships import accept_invitation
from charter.web import clock, visitors
from charter.web.account_rows import Account
from charter.web.accounts import render
from charter.web.extensions import database
from charter.web.frames import as_role_text
from charter.web.people import deed
from charter.web.sign_in_forms import JoinForm

blueprint = Blueprint("invitations", __name__)

KEY = "invitation"
PASSKEY = "passkey"  # how somebody chose to sign in from now on
VOUCHED_SECONDS = 15 * 60
VOUCHED = "vouched_for"  # address and name of whom the organisation's own sign-in vouches for


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
    return redirect(_first_page(), 303)


@blueprint.post("/invitation/new-account")
def join_anew() -> Response | str | tuple[str, int]:
    """Join as somebody who had no account, and lead on to make a passkey where they want none but that."""
    form = JoinForm()
    wants_passkey = request.form.get("way") == PASSKEY
    try:
        offer = _offer()
        if wants_passkey or _is_vouched_for(offer):
            del form.password
        if not form.validate() or not _will_do(form, offer):
            return _page(offer, form)
        row = join(database(), session.get(KEY, ""), form.name.data, _hash_in(form), clock.now())
    except InvalidInvitation as error:
        return render_template("sign_in/no_invitation.html", message=str(error)), 404
    session.pop(KEY)
    session.pop(VOUCHED, None)
    login_user(Account(row), authn_via=["invitation"])
    return redirect(url_for("security.wan_register") if wants_passkey else _first_page(), 303)


def _is_vouched_for(offer: Offer) -> bool:
    """Whether the organisation's own sign-in has said that it is they: then they need no password here."""
    vouched = session.get(VOUCHED) or {}
    is_theirs = vouched.get("email") == offer.email
    return is_theirs and visitors.now().timestamp() - vouched.get("at", 0) < VOUCHED_SECONDS


def _will_do(form: JoinForm, offer: Offer) -> bool:
    if "password" not in form:
        return True
    fault = password_fault(_plain(form), form.name.data or "", offer.email)
    form.password.errors = [fault] if fault else []
    return fault is None


def _hash_in(form: JoinForm) -> str | None:
    return hash_password(_plain(form)) if "password" in form else None


def _plain(form: JoinForm) -> str:
    plain: str = _security.password_util.normalize(form.password.data)
    return plain


def _first_page() -> str:
    page: str = current_app.config["SECURITY_POST_LOGIN_VIEW"]
    return page


def _offer() -> Offer:
    return offer_of(database(), session.get(KEY, ""), clock.now())


def _page(offer: Offer, form: JoinForm) -> str | tuple[str, int]:
    is_of_body = fits(offer.role, OrganisationKind.BODY)
    page: str | tuple[str, int] = render(
        "sign_in/invitation.html",
        form=form,
        offer=offer,
        work_text="run the rounds of" if is_of_body else "work on the charter of",
        role_text=as_role_text(offer.role),
        is_signed_in=current_user.is_authenticated,
        is_vouched_for=_is_vouched_for(offer),
        vouched_name=(session.get(VOUCHED) or {}).get("name", ""),
    )
    return page
