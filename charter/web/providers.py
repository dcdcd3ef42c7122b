"""Signing in through the organisation's own sign-in: OpenID Connect with state, nonce and PKCE, by Authlib."""

from __future__ import annotations

from typing import Any

import requests
from authlib.integrations.flask_client import OAuth, OAuthError
from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_security import login_user
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from charter.services.openid import person_vouched_for
from charter.web import visitors
from charter.web.account_rows import Account
from charter.web.addresses import own_address, site_url
from charter.web.extensions import database
from charter.web.invitations import KEY as INVITATION
from charter.web.invitations import VOUCHED

blueprint = Blueprint("providers", __name__)

NEXT = "provider_next"
SCOPES = "openid email profile"
PATIENCE_SECONDS = 10
# What a provider says of an address that it has made sure of: the standard's claim, and that of Microsoft Entra.
VERIFIED = ("email_verified", "xms_edov")
YES = (True, "true", "1", 1)
NOT_WORKED = "Signing in there did not work. Try again; if it goes wrong again, ask whoever runs this site."


def init_app(app: Flask) -> None:
    """Make the provider known that the settings name, if they name one."""
    settings = app.config["CHARTER"]
    app.jinja_env.globals["provider_name"] = settings.oidc_name if settings.oidc_issuer else None
    if settings.oidc_issuer:
        oauth = OAuth(app)
        oauth.register(
            "provider",
            server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            client_kwargs={
                "scope": SCOPES,
                "code_challenge_method": "S256",
                "default_timeout": PATIENCE_SECONDS,
            },
        )
        app.extensions["charter_provider"] = oauth.provider


@blueprint.get("/sign-in/provider")
def begin() -> Response:
    """Go to the provider; a link, not a form, because our policy lets no form lead to another site."""
    session[NEXT] = own_address(request.args.get("next", ""))
    try:
        answer: Response = _provider().authorize_redirect(site_url() + url_for("providers.finish"))
    except (requests.RequestException, OAuthError, RuntimeError):
        return _not_worked()
    return answer


@blueprint.get("/sign-in/provider/answer")
def finish() -> Response | tuple[str, int]:
    """Take the provider's answer: sign in whom it vouches for."""
    try:
        claims = _provider().authorize_access_token()["userinfo"]
    except (requests.RequestException, OAuthError, JoseError, KeyError, ValueError, RuntimeError):
        return _not_worked()
    email = str(claims.get("email") or "").strip().lower()
    if not email or not any(claims.get(name) in YES for name in VERIFIED):
        return render_template("sign_in/stranger.html", email=email, is_verified=False), 403
    return _sign_in(email, str(claims.get("name") or ""))


def _sign_in(email: str, name: str) -> Response | tuple[str, int]:
    person = person_vouched_for(database(), email)
    if person is not None:
        login_user(Account(person), authn_via=["openid"])
        return redirect(session.pop(NEXT, None) or current_app.config["SECURITY_POST_LOGIN_VIEW"], 303)
    if INVITATION in session:
        session[VOUCHED] = {"email": email, "name": name, "at": visitors.now().timestamp()}
        return redirect(url_for("invitations.invitation"), 303)
    return render_template("sign_in/stranger.html", email=email, is_verified=True), 403


def _provider() -> Any:
    if "charter_provider" not in current_app.extensions:
        abort(404)
    return current_app.extensions["charter_provider"]


def _not_worked() -> Response:
    flash(NOT_WORKED)
    return redirect(url_for("security.login"), 303)
