"""What goes wrong, as a status and a page that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Sequence
from contextlib import suppress

from flask import Flask, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from charter.domain import errors as domain
from charter.web.extensions import give_up
from charter.web.people import signed_in_name
from charter.web.problems import is_api, problem
from charter.web.sent_forms import keep_sent_form

DISK_FULL = "There is no room left on this site, so nothing was saved. Keep your text, and tell whoever runs the site."
POSTGRESQL_DISK_FULL = "53100"  # https://www.postgresql.org/docs/current/errcodes-appendix.html
FORGED_FORM = "The page was open for too long, or your browser keeps no cookies. Go back, reload it and send it again."
PAGES = (400, 403, 404, 409, 413, 422, 500, 503, 507)

# The first that fits counts, so the particular stand before the root of all.
STATUS_OF: tuple[tuple[type[domain.DomainError], int], ...] = (
    (domain.UnknownEdition, 404),
    (domain.UnknownOrganisation, 404),
    (domain.UnknownAction, 404),
    (domain.UnknownImport, 404),
    (domain.UnknownAssessment, 404),
    (domain.UnknownTable, 404),
    (domain.UnknownDraft, 404),
    (domain.UnknownRound, 404),
    (domain.UnknownCase, 404),
    (domain.UnknownAward, 404),
    (domain.UnknownCriterion, 404),
    (domain.UnknownPerson, 404),
    (domain.UnknownInvitation, 404),
    (domain.NotAllowed, 403),
    (domain.WrongState, 409),
    (domain.MergedOrganisation, 409),
    (domain.StaleAnswer, 409),
    (domain.StaleDraft, 409),
    (domain.StaleEntry, 409),
    (domain.StaleRecord, 409),
    (domain.StaleLevels, 409),
    (domain.EvidenceUnavailable, 503),
    (domain.NoCredentialKey, 503),
    (domain.NoRoom, 507),
    (domain.StaleImport, 409),
    (domain.DomainError, 422),
)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(domain.DomainError, show_domain_error)
    app.register_error_handler(domain.MustDeclareFirst, ask_to_declare)
    app.register_error_handler(CSRFError, show_forged_form)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(OperationalError, show_full_disk)
    app.register_error_handler(OSError, show_full_disk)
    app.register_error_handler(Exception, show_failure)


def status_of(error: domain.DomainError) -> int:
    """Give the HTTP status for a domain error."""
    return next(status for kind, status in STATUS_OF if isinstance(error, kind))


def show_domain_error(error: domain.DomainError) -> Response:
    """Show what the domain says, which is written for the person whom it concerns."""
    return _page(status_of(error), str(error))


def ask_to_declare(error: domain.MustDeclareFirst) -> Response:
    """Lead to the page that asks for the promise or the interests, and back from there to the page that was wanted."""
    endpoint = "declarations.promise" if error.is_promise else "declarations.new"
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    if wanted and request.endpoint == "declarations.new":
        wanted = request.args.get("next")
    return make_response(redirect(url_for(endpoint, case_id=error.case_id, next=wanted or None), 303))


def show_forged_form(_error: CSRFError) -> Response:
    """Keep the form of a person whose session has ended or begun anew; ask everybody else to send theirs again."""
    if request.endpoint == "security.logout" and not signed_in_name():
        return make_response(redirect(url_for("home.index"), 303))  # they are signed out, as they wished
    kept = keep_sent_form()
    return make_response(redirect(kept, 303)) if kept else _page(400, FORGED_FORM)


def show_http_error(error: HTTPException) -> Response:
    """Show the page of a status; one that has no page of its own gets the nearest."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response(request.environ))
    nearest = error.code if error.code in PAGES else (400 if error.code < 500 else 500)
    response = _page(nearest, "")
    response.status_code = error.code
    for name, value in error.get_headers(request.environ):  # such as Allow and Retry-After
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def show_full_disk(error: OperationalError | OSError) -> Response:
    """Say where a disk is full, and that nothing was saved; any other failure is ours."""
    if not _is_full(error):
        return show_failure(error)
    give_up()
    current_app.logger.error("%s %s failed: the disk is full", request.method, request.endpoint)
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(message=DISK_FULL), 507)
    return _page(507, DISK_FULL, _typed_texts())


def _typed_texts() -> list[str]:
    """What was written in the form that could not be saved, so that it can be copied; never a password."""
    with suppress(OSError, HTTPException):  # where the form itself found no room
        return [value for name, value in request.form.items() if " " in value.strip() and "password" not in name]
    return []


def _is_full(error: OperationalError | OSError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    is_sqlite_full = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return is_sqlite_full or getattr(error.orig, "sqlstate", None) == POSTGRESQL_DISK_FULL


def show_failure(error: Exception) -> Response:
    """Log a failure of ours and say sorry; in tests and under the debugger let it through."""
    if current_app.testing or current_app.debug:
        raise error
    give_up()
    current_app.logger.error("%s %s failed", request.method, request.endpoint, exc_info=error)
    return _page(500, "")


def _page(status: int, message: str, texts: Sequence[str] = ()) -> Response:
    if is_api():
        return problem(status, message)
    try:
        body = render_template(f"errors/{status}.html", message=message, texts=texts)
    except Exception:
        # The failure may lie in what every page shares; then plain words must do.
        current_app.logger.exception("The page of error %s failed", status)
        return Response("Sorry, there is a problem with the service. Try again later.", 500, mimetype="text/plain")
    return make_response(body, status)
