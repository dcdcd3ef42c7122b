"""A form that came when its sender's session had ended, or with another session's token: kept rather than lost."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import request, session, url_for

from charter.services.kept_forms import SentForm, keep_form
from charter.web import visitors
from charter.web.extensions import database

PERSON = "person_id"  # who was last signed in with this browser; it stays when their session ends
SENT_AGAIN = "kept-form"  # in the address to which a kept form is sent on
# They hold passwords and codes, which are not kept, or nothing that is worth it; or what must never be known to be
# of whoever was signed in, such as an objection.
NEVER_KEPT = ("security", "invitations", "sessions", "kept_forms", "account", "credential_checks", "objections")


def keep_sent_form() -> str | None:
    """Keep the form of this request for who was signed in last; give the page that gives it back.

    None where nobody knows who that was, or where another site may have sent it.
    """
    person_id = session.get(PERSON)
    if request.method != "POST" or person_id is None or request.blueprint in NEVER_KEPT or not _is_from_here():
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    files = tuple(name for name, file in request.files.items(multi=True) if file.filename)
    if not fields and not files:
        return None
    form = SentForm(_address(), fields, files)
    return url_for("kept_forms.kept_form", form_id=keep_form(database(), person_id, form, visitors.now()))


def _address() -> str:
    """Give where it was sent, without saying twice that it is a kept form."""
    given = [(name, value) for name, value in request.args.items(multi=True) if name != SENT_AGAIN]
    return f"{request.path}?{urlencode(given)}" if given else request.path


def _is_from_here() -> bool:
    """Whether a page of ours sent it: the browser says so in one of three ways."""
    kind = request.headers.get("Sec-Fetch-Site")
    if kind is not None:
        return kind == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(said).netloc == request.host
