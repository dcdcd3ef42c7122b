"""Who is signed in; without that nobody gets anywhere but to the pages that are named here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    request,
    session,
    url_for,
)
from flask_security import current_user
from flask_security.signals import user_authenticated
from werkzeug.wrappers import Response as AnyResponse

from charter.services.deeds import Deed
from charter.web import clock, visitors
from charter.web.addresses import own_address
from charter.web.extensions import database
from charter.web.messages import messages_to_show
from charter.web.security import MissingSecret
from charter.web.sent_forms import PERSON, keep_sent_form

# Everything else asks to sign in first.
PUBLIC = frozenset(
    {
        "static",
        "health.health",
        "home.index",
        "home.method",
        "home.method_part",
        "home.privacy",
        "home.accessibility",
        "home.favicon",
        "criteria.newest",
        "criteria.newest_criterion",
        "editions.editions",
        "editions.changes",
        "criteria.edition",
        "criteria.criteria",
        "criteria.criterion",
        "criteria.metrics",
        "criteria.tables",
        "criteria.tiers",
        "criteria.survey",
        "examples.example",
        "examples.charts",
        "examples.picture",
        "examples.plan",
        "examples.workbook",
        "standings.workbook",
        "standings.new",
        "standings.deleted",
        "standings.create",
        "standings.result",
        "standings.faults",
        "standings.charts",
        "standings.picture",
        "standings.filled_workbook",
        "standings.delete",
        "plans.internal_plan",
        "plans.create",
        "plans.plan",
        "plans.progress",
        "plans.download",
        "credential_checks.new",
        "credential_checks.create",
        "credential_checks.digest",
        "issuers.issuer",
        "issuers.keys",
        "issuers.key",
        "issuers.statuses",
        "issuers.credential",
        "register.register",
        "register.award",
        "register.badge",
        "register.plan",
        "register.create_plan",
        "register.plan_progress",
        "register.plan_file",
        "register_api.guide",
        "register_api.openapi",
        "register_api.awards",
        "register_api.table",
        "register_api.award",
        "register_api.bodies",
        "register_api.editions",
        "register_api.changes",
        "objections.new",
        "objections.create",
        "security.login",
        "security.logout",
        "security.forgot_password",
        "security.reset_password",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "security.wan_signin",
        "security.wan_signin_response",
        "invitations.open_link",
        "invitations.invitation",
        "invitations.join_anew",
        "sessions.session",
        "providers.begin",
        "providers.finish",
        "demonstrations.create",
        "round_calendars.dates",
    }
)
# Flask-Security has these; we offer neither letters with codes nor a choice among second steps.
CLOSED = frozenset({"security.two_factor_rescue", "security.tf_select"})
LONGEST = dt.timedelta(hours=8)
LONGEST_IDLE = dt.timedelta(minutes=60)
BEGAN, SEEN = "signed_in_at", "seen_at"


class NotSignedIn(Exception):
    """What is asked for is for people who are signed in, and nobody is."""


def init_app(app: Flask) -> None:
    """Put the guard before every request; call it before anything else is."""
    app.before_request(_guard)
    app.register_error_handler(NotSignedIn, ask_to_sign_in)
    app.after_request(_depend_on_the_person)
    app.jinja_env.globals.update(
        signed_in_name=signed_in_name, messages_to_show=messages_to_show, seconds_left=seconds_left
    )
    user_authenticated.connect(_begin, app)


def use(manager: Any) -> None:
    """Let the manager of sign-ins take nobody whose session is over, nor anything but a session."""
    find = manager._user_callback  # noqa: SLF001 - it has no other name for it
    manager.user_loader(lambda uniquifier: None if is_over() else find(uniquifier))
    manager.request_loader(lambda _request: None)
    manager.session_protection = None  # people change between networks; the cookie is signed and not for scripts


def person_id() -> str:
    """Give the id of who is signed in. Raises NotSignedIn."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    found: str = current_user.id
    return found


def deed() -> Deed:
    """Give the person doing something now, for services. Raises NotSignedIn."""
    key = current_app.config["CHARTER"].signing_key
    if not key:
        raise MissingSecret("Set CHARTER_SIGNING_KEY to a long random text, or start the site with `make run`.")
    return Deed(database(), person_id(), clock.now(), key.encode())


def signed_in_name() -> str | None:
    """Give the name of who is signed in, for the header; it looks at nothing where no cookie was sent."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or not current_user.is_authenticated:
        return None
    name: str = current_user.name or current_user.email
    return name


def is_over() -> bool:
    """Whether the session is over: too long since it began, or since the last request."""
    return _ends_at() <= visitors.now().timestamp()


def seconds_left() -> int | None:
    """Give how many seconds the session lasts if nothing is done; None where nobody is signed in."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or not current_user.is_authenticated:
        return None
    return int(_ends_at() - visitors.now().timestamp())


def ask_to_sign_in(_error: NotSignedIn) -> AnyResponse | tuple[Response, int]:
    """Lead to the sign-in page, and back from there; tell a script so instead."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message="You are not signed in any more. Sign in again in another tab."), 401
    wanted = request.full_path.rstrip("?") if request.method == "GET" else keep_sent_form()
    if wanted and request.method != "GET":
        flash("You were signed out. What you wrote is kept: sign in, and you can send it on.")
    return redirect(url_for("security.login", next=wanted), 303)


def _ends_at() -> float:
    began, seen = session.get(BEGAN, 0.0), session.get(SEEN, 0.0)
    return float(min(began + LONGEST.total_seconds(), seen + LONGEST_IDLE.total_seconds()))


def _guard() -> AnyResponse | None:
    if request.endpoint == "security.login":
        return _lead_on()
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    person_id()
    if request.endpoint in CLOSED:
        abort(404)
    session[SEEN] = visitors.now().timestamp()
    return None


def _lead_on() -> AnyResponse | None:
    """Lead whoever has signed in meanwhile, in another tab, to where they wanted to go."""
    wanted = own_address(request.values.get("next", ""))
    leads_back = wanted.startswith(url_for("security.login"))
    return redirect(wanted, 303) if wanted and not leads_back and signed_in_name() else None


def _begin(_app: Flask, user: Any, **_more: Any) -> None:
    session[BEGAN] = session[SEEN] = visitors.now().timestamp()
    session[PERSON] = user.id


def _depend_on_the_person(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("Cookie")  # the header shows who is signed in
    if "token" in (request.view_args or {}):
        response.headers["Referrer-Policy"] = "strict-origin"  # the address would let in whoever reads it
    return response
