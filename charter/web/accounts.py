"""Flask-Security on our own people: who is who, and where it keeps what it changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import Any

from flask import Flask, render_template
from flask_security import RoleMixin, Security, UserMixin
from flask_security.datastore import UserDatastore
from flask_wtf import FlaskForm

from charter.services import accounts
from charter.settings import Settings
from charter.web import people, visitors
from charter.web.extensions import database
from charter.web.sign_in_forms import SignInForm
from charter.web.sign_in_words import MESSAGES

ADDRESSES = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "VERIFY_URL": "/confirm-it-is-you",
}
TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "sign_in/sign_in.html",
    "VERIFY_TEMPLATE": "sign_in/verify.html",
}
CHOICES = {
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,  # people come by invitation; the console would go round it
    "CLI_ROLES_NAME": None,
    # argon2 salts each hash itself; a site-wide secret mixed in would lock everybody out on the day it is changed
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    "RETURN_GENERIC_RESPONSES": True,
    "DATETIME_FACTORY": lambda: visitors.now(),  # noqa: PLW0108 - looked up late, so that a test can set the clock
    "FRESHNESS": dt.timedelta(minutes=15),
    "FRESHNESS_GRACE_PERIOD": dt.timedelta(minutes=15),
    "API_ENABLED_METHODS": ["session"],
    "JOIN_USER_ROLES": False,
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
}


class _Column:
    """A column of the person's row, as an attribute of the account."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, account: Any, owner: type) -> Any:
        return self if account is None else getattr(account.row, self.name)

    def __set__(self, account: Any, value: Any) -> None:
        setattr(account.row, self.name, value)


class Account(UserMixin):
    """A person as Flask-Security sees them: a thin cover over their row, so that a session knows each row once."""

    id = _Column()
    email = _Column()
    name = _Column()
    password = _Column()
    active = _Column()
    fs_uniquifier = _Column()
    fs_webauthn_user_handle = _Column()
    tf_primary_method = _Column()
    tf_totp_secret = _Column()
    mf_recovery_codes = _Column()
    webauthn = _Column()
    tf_phone_number = None  # no codes by telephone
    roles: list[RoleMixin] = []  # noqa: RUF012 - what somebody may do is decided by domain/permissions.py alone

    def __init__(self, row: accounts.PersonRow) -> None:
        """Cover a person's row."""
        self.row = row


class People(UserDatastore):
    """Where Flask-Security finds people: in the session of the request."""

    def __init__(self) -> None:
        """Name the classes."""
        super().__init__(Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:  # noqa: ARG002 - its signature
        """Give the person of that address, id or uniquifier."""
        row = accounts.find_person(database(), **{name: str(value) for name, value in kwargs.items()})
        return Account(row) if row else None

    def find_role(self, role: str) -> None:
        """Give nothing: Flask-Security's roles are not used."""

    def put(self, model: Any) -> Any:
        """Give the model back: its row belongs to the session already."""
        return model

    def commit(self) -> None:
        """Keep what was changed."""
        accounts.keep(database())


def init_app(app: Flask, settings: Settings) -> None:
    """Set Flask-Security up; call it after the guard against forged forms."""
    for name, value in (ADDRESSES | TEMPLATES | CHOICES).items():
        app.config[f"SECURITY_{name}"] = value
    for name, text in MESSAGES.items():
        app.config[f"SECURITY_MSG_{name}"] = (text, "info")
    app.config["REMEMBER_COOKIE_NAME"] = "charter-not-used"
    security = Security(app, People(), login_form=SignInForm, render_template=render)
    security.unauthn_handler(_ask_to_sign_in)
    security.want_json(lambda _request: False)
    people.use(security.login_manager)
    _let_cookieless_visitors_be(app, security)


def derived_key(settings: Settings, purpose: str) -> str:
    """Give a key for one purpose, made from the key that signs history, because that one is never changed."""
    kept = (settings.signing_key or settings.secret_key or "").encode()
    return hmac.new(kept, f"charter {purpose}".encode(), hashlib.sha256).hexdigest()


def render(template: str, **context: Any) -> Any:
    """Give a page with its error summary, and the status that says that something was wrong."""
    forms = [value for value in context.values() if isinstance(value, FlaskForm)]
    for form in forms:
        _tell_beside_fields(form)
    errors = [link for form in forms for link in error_links(form)]
    page = render_template(template, errors=errors, is_error=bool(errors), **context)
    return (page, 422) if errors else page


def error_links(form: FlaskForm) -> list[tuple[str, str]]:
    """Give what is wrong with a form, each with the field that it is about; the same words once.

    What is wrong with the whole of it leads to its first field.
    """
    first = next((field.id for field in form if field.widget.input_type != "hidden"), "maincontent")
    found = {str(text): f"#{first}" for text in form.form_errors}
    for field in form:
        for text in field.errors:
            found.setdefault(str(text), f"#{field.id}")
    return list(found.items())


def _tell_beside_fields(form: FlaskForm) -> None:
    """Put what a form of ours has to tell back where Flask-Security has moved it from, which tells less than it could.

    Its way to say nothing of who has an account is to say the same of every fault, such as of an empty field.
    """
    told = getattr(form, "told", None)
    if told is not None:
        form.form_errors = []
        for name, texts in told.items():
            form[name].errors = texts


def _ask_to_sign_in(*_ignored: Any, **_more: Any) -> Any:
    raise people.NotSignedIn


def _let_cookieless_visitors_be(app: Flask, security: Security) -> None:
    """Take away what would look at the session in every request, and so keep every page out of every cache.

    It is Flask-Login's remembering cookie, and Flask-Principal's needs, neither of which we use.
    """
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)  # noqa: SLF001
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001
    app.template_context_processors[None] = [
        one for one in app.template_context_processors[None] if one.__module__ != "flask_login.utils"
    ]
