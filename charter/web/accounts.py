"""Flask-Security, set our way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask, render_template, request
from flask_security import PasswordUtil, Security
from flask_security.signals import (
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)
from flask_wtf import FlaskForm

from charter.domain.passwords import password_fault
from charter.services import lockouts
from charter.settings import Settings
from charter.web import people, second_steps, visitors
from charter.web import sign_in_forms as forms
from charter.web.account_rows import People
from charter.web.addresses import site_url
from charter.web.attempts import attempt
from charter.web.letters import Outbox, keep_afterwards, tell_of_change
from charter.web.second_step_forms import CodeForm, NoHelpForm, PasskeyForm, RecoveryForm, SetUpForm
from charter.web.sign_in_words import MESSAGES

ADDRESSES = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "VERIFY_URL": "/confirm-it-is-you",
    "RESET_URL": "/forgotten-password",
    "CHANGE_URL": "/account/password",
}
TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "sign_in/sign_in.html",
    "VERIFY_TEMPLATE": "sign_in/verify.html",
    "FORGOT_PASSWORD_TEMPLATE": "sign_in/forgotten_password.html",
    "RESET_PASSWORD_TEMPLATE": "sign_in/new_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "sign_in/change_password.html",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "emails/password_reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "emails/password_changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "emails/password_changed",
}
CHOICES = {
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,  # people come by invitation; the console would go round it
    "CLI_ROLES_NAME": None,
    # argon2 salts each hash itself; a site-wide secret mixed in would lock everybody out on the day it is changed
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},
    # links to a new password hold a hash of the old one: it takes as long as the hash that is made for a stranger
    "HASHING_SCHEMES": ["argon2"],
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    "RETURN_GENERIC_RESPONSES": True,
    "DATETIME_FACTORY": lambda: visitors.now(),  # noqa: PLW0108 - looked up late, so that a test can set the clock
    "FRESHNESS": dt.timedelta(minutes=15),
    "FRESHNESS_GRACE_PERIOD": dt.timedelta(minutes=15),
    "API_ENABLED_METHODS": ["session"],
    "JOIN_USER_ROLES": False,
    "RECOVERABLE": True,
    "RESET_PASSWORD_WITHIN": dt.timedelta(hours=2),
    "CHANGEABLE": True,
    "POST_LOGIN_VIEW": "/assessments",
    "POST_CHANGE_VIEW": "/account",
    "EMAIL_HTML": False,
    "EMAIL_SUBJECT_PASSWORD_RESET": "Choose a new Charter password",
    "EMAIL_SUBJECT_PASSWORD_NOTICE": "Your Charter password was changed",
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your Charter password was changed",
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
}


CHANGES = (
    (tf_profile_changed, "An authenticator app was connected to your Charter account."),
    (tf_disabled, "The second step of signing in to your Charter account was ended."),
    (wan_registered, "A passkey was added to your Charter account."),
    (wan_deleted, "A passkey was removed from your Charter account."),
)


class Passwords(PasswordUtil):
    """Which passwords may be chosen."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002
        """Give what is wrong with a password, and the password as it is kept."""
        user = kwargs.get("user")
        plain = self.normalize(password)
        fault = password_fault(plain, user.name or "", user.email or "") if user else password_fault(plain)
        return ([fault] if fault else None), plain


class OurSecurity(Security):
    """Flask-Security without what it would clean names of passkeys with: ours are escaped where they are shown."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        return True if module == "nh3" else super()._check_modules(module, config_name)


def init_app(app: Flask, settings: Settings) -> None:
    """Set Flask-Security up; call it after the guard against forged forms."""
    for name, value in (ADDRESSES | TEMPLATES | CHOICES).items():
        app.config[f"SECURITY_{name}"] = value
    for name, text in MESSAGES.items():
        app.config[f"SECURITY_MSG_{name}"] = (text, "info")
    app.config["REMEMBER_COOKIE_NAME"] = "charter-not-used"
    second_steps.init_config(app)
    security = OurSecurity(
        app,
        People(),
        login_form=forms.SignInForm,
        verify_form=forms.ConfirmForm,
        forgot_password_form=forms.ForgottenPasswordForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        two_factor_verify_code_form=CodeForm,
        two_factor_setup_form=SetUpForm,
        two_factor_rescue_form=NoHelpForm,
        mf_recovery_form=RecoveryForm,
        wan_register_form=PasskeyForm,
        totp_cls=second_steps.Codes,
        mf_recovery_codes_util_cls=second_steps.RecoveryCodes,
        webauthn_util_cls=second_steps.Passkeys,
        mail_util_cls=Outbox,
        password_util_cls=Passwords,
        render_template=render,
    )
    security.unauthn_handler(_ask_to_sign_in)
    security.mail_context_processor(lambda: {"site_url": site_url()})
    security.want_json(lambda _request: False)
    user_authenticated.connect(_forget_failures, app)
    for sign, what in CHANGES:
        sign.connect(_teller(what), app, weak=False)
    people.use(security.login_manager)
    _let_cookieless_visitors_be(app, security)


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
    found.pop("", None)
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


def _teller(what: str) -> Callable[..., None]:
    return lambda _app, user, **_more: tell_of_change(user, what)


def _forget_failures(_app: Flask, user: Any, **_more: Any) -> None:
    if request.method == "POST":  # a provider's answer comes as a GET, which writes nothing
        lockouts.note_success(attempt(user.email))
        keep_afterwards()


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
