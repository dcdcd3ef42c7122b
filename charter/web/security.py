"""Headers that tell a browser to run and load nothing but ours, and to tell nobody."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

ALLOWED = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{kind} {sources}" for kind, sources in ALLOWED.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOTHING = "\x00"
TWO_YEARS_SECONDS = 2 * 365 * 24 * 60 * 60


class MissingSecret(Exception):
    """The site is served without a secret key."""


class PrivateSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; nobody may keep a page that looked at one."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie, and forbid a shared computer to keep what may be somebody's."""
        if session.accessed:
            response.headers["Cache-Control"] = "no-store"
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Refuse to serve without a secret, and put the headers on every answer."""
    app.session_interface = PrivateSessions()
    app.before_request(_need_secret)
    app.before_request(_refuse_nothing_signs)
    app.after_request(_add_headers)


def _need_secret() -> None:
    if not current_app.secret_key:
        raise MissingSecret("Set CHARTER_SECRET_KEY to a long random text, or start the site with `make run`.")


def _refuse_nothing_signs() -> None:
    """Know no address with the sign for nothing in it: nobody types it, and a database may not be asked for it."""
    if NOTHING in request.path or any(NOTHING in value for value in request.args.values()):
        abort(404)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["CHARTER"].is_https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS_SECONDS}; includeSubDomains")
    return response
