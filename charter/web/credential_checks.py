"""Check an award: a credential, certificate or digest is handed in and told of. Nothing of it is kept."""

from __future__ import annotations

import re

from flask import Blueprint, abort, render_template, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import TextAreaField

from charter.domain.errors import UnreadableCredential
from charter.services.credential_checks import Desk, Finding, Verdict, check
from charter.services.credential_reading import FILE_LIMIT_BYTES, TOO_LARGE_FILE, Handed, read_handed
from charter.services.lockouts import note_check
from charter.web.attempts import attempt, refusal
from charter.web.award_words import end_words
from charter.web.credential_offices import now, signing_key
from charter.web.extensions import database

blueprint = Blueprint("credential_checks", __name__)

DIGEST = re.compile(r"[0-9a-f]{64}")
TAGS = {True: ("green", "In order"), False: ("red", "Not in order"), None: ("grey", "To know")}


class CredentialForm(FlaskForm):
    """A file or a text, of which the file counts where both are there."""

    file = FileField("Choose a file")
    text = TextAreaField("Or paste it")


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say how large it may be, on the page where it is chosen."""
    return _form_page(CredentialForm(formdata=None), TOO_LARGE_FILE), 413


@blueprint.get("/verify")
def new() -> str:
    """Show the form."""
    return _form_page(CredentialForm(formdata=None))


@blueprint.post("/verify")
def create() -> str | tuple[str, int]:
    """Tell of what was handed in."""
    form = CredentialForm()
    too_often = refusal(None, "check")
    if too_often:
        return _form_page(form, too_often), 429
    note_check(attempt(None))
    try:
        handed = read_handed(_content(form))
    except UnreadableCredential as error:
        return _form_page(form, str(error)), 422
    return _verdict_page(check(_desk(), handed))


@blueprint.get("/verify/<digest>")
def digest(digest: str) -> str | tuple[str, int]:
    """Tell of a digest: its address stands in every credential."""
    if not DIGEST.fullmatch(digest.lower()):
        abort(404)
    verdict = check(_desk(), Handed(digest=digest.lower()))
    return _verdict_page(verdict), 200 if verdict.entry else 404


def _desk() -> Desk:
    return Desk(database(), signing_key(), now())


def _content(form: CredentialForm) -> bytes:
    """What was sent, of a file no more than tells that it is too large."""
    if form.file.data:
        content: bytes = form.file.data.stream.read(FILE_LIMIT_BYTES + 1)
        return content
    return (form.text.data or "").encode()


def _form_page(form: CredentialForm, message: str = "") -> str:
    field = form.file if form.file.data or not form.text.data else form.text
    if message:
        field.errors = [message]
    return render_template(
        "credential_checks/new.html",
        form=form,
        errors=[(message, f"#{field.id}")] if message else [],
        is_error=bool(message),
        limit_bytes=FILE_LIMIT_BYTES,
        limit_mb=FILE_LIMIT_BYTES // 1024**2,
    )


def _verdict_page(verdict: Verdict) -> str:
    return render_template(
        "credential_checks/verdict.html",
        verdict=verdict,
        findings=[(*TAGS[one.is_good], one.text) for one in _in_order(verdict.findings)],
        register=_register(verdict),
        page=url_for("register.award", award_id=verdict.entry.code) if verdict.entry else "",
        again=url_for("credential_checks.new"),
    )


def _in_order(findings: tuple[Finding, ...]) -> list[Finding]:
    """What is wrong stands first."""
    return sorted(findings, key=lambda one: one.is_good is not False)


def _register(verdict: Verdict) -> list[tuple[str, str]]:
    entry = verdict.entry
    if entry is None:
        return []
    return [
        ("State today", entry.state),
        ("Number of the award", entry.code),
        ("Tier", entry.tier),
        ("Held by", entry.institution),
        ("Given by", entry.body),
        ("Edition", entry.edition_reference),
        ("Awarded on", entry.awarded_on),
        (end_words(entry.standing), entry.ends_on),
        ("Digest of its record", entry.digest),
    ]
