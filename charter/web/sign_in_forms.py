"""The forms of signing in, on top of Flask-Security's."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_security import current_user, hash_password
from flask_security import forms as theirs
from flask_security.forms import EmailValidation
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from charter.domain.passwords import LONGEST
from charter.services import lockouts
from charter.web.attempts import attempt, refusal
from charter.web.letters import keep_afterwards
from charter.web.sign_in_words import MESSAGES, WRONG

# longer than any password that can be chosen; hashing it would be refused, or take long
NOT_TOO_LONG = Length(max=LONGEST, message="This is longer than any password here. Type it again")


def trimmed(text: str | None) -> str | None:
    """Give a text without the spaces around it, which come with pasting, and without signs that nobody types."""
    return text.replace("\x00", "").strip() if text else text


def address_field() -> EmailField:
    """Give a field for an e-mail address."""
    required = DataRequired(MESSAGES["EMAIL_NOT_PROVIDED"])
    return EmailField(filters=[trimmed], validators=[required, EmailValidation(verify=False)])


def password_field() -> PasswordField:
    """Give a field for the password that somebody has."""
    return PasswordField(validators=[DataRequired(MESSAGES["PASSWORD_NOT_PROVIDED"]), NOT_TOO_LONG])


def new_password_field() -> PasswordField:
    """Give a field for a password that somebody chooses; it is typed once, and can be shown."""
    most = Length(max=LONGEST, message=f"Use {LONGEST} characters or fewer")
    return PasswordField(validators=[DataRequired("Choose a password"), most])


class SignInForm(theirs.LoginForm):
    """An address and a password. Nobody is remembered for longer than their session."""

    email = address_field()
    password = password_field()
    remember = None

    def validate(self, **kwargs: Any) -> bool:
        """Whether the person is who they say; keeps what to tell, the same for a wrong password and a wrong address."""
        words = refusal(self.email.data) if self.email.data else None
        if words:
            self.told = {"email": [words]}
            self.form_errors = [words]
            return False
        valid: bool = super().validate(**kwargs)
        self.told = {} if valid else self._what_to_tell()
        return valid

    def _what_to_tell(self) -> dict[str, list[str]]:
        if self.ifield is None or self.user_authenticated:
            return {name: list(texts) for name, texts in self.errors.items() if name}
        if self.user is None:  # the failure of somebody who has an account was counted where it was found
            lockouts.note_failure(attempt(self.email.data))
        return {"password": [WRONG]}


class ConfirmForm(theirs.VerifyForm):
    """The password of somebody who is signed in already."""

    password = password_field()

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is the right one, and was not tried too often."""
        words = refusal(current_user.email)
        if words:
            self.password.errors = [words]
            return False
        valid: bool = super().validate(**kwargs)
        return valid


class ForgottenPasswordForm(theirs.ForgotPasswordForm):
    """An address to which a link may be sent; the same is said whether anybody has it."""

    email = EmailField(
        filters=[trimmed],
        validators=[
            DataRequired(MESSAGES["EMAIL_NOT_PROVIDED"]),
            EmailValidation(verify=False),
            theirs.valid_user_email,
        ],
    )

    def validate(self, **kwargs: Any) -> bool:
        """Whether a letter is to be sent; counts that it was asked for.

        Flask-Security's own check would tell of an account that is shut for a while, or for good.
        """
        words = _no_letters() or (refusal(self.email.data, "letter") if self.email.data else None)
        is_known = words is None and super(theirs.ForgotPasswordForm, self).validate(**kwargs)
        faults = [words] if words else list(self.email.errors)
        if faults in ([], [MESSAGES["USER_DOES_NOT_EXIST"]]):
            lockouts.note_letter(attempt(self.email.data))
            keep_afterwards()
            self.told: dict[str, list[str]] = {}
        else:
            self.told = {"email": faults[:1]}
            self.form_errors = faults[:1]
        return bool(is_known and self.user and self.user.is_active and self._takes_as_long())

    def _takes_as_long(self) -> bool:
        """Take as long for somebody who has no password: a link is made with a hash of it."""
        return bool(self.user and self.user.password) or bool(hash_password("no password"))


class NewPasswordForm(theirs.ResetPasswordForm):
    """A new password, chosen by whoever holds the link."""

    password = new_password_field()
    password_confirm = None


class ChangePasswordForm(theirs.ChangePasswordForm):
    """The password of now and a new one."""

    password = PasswordField(validators=[NOT_TOO_LONG])
    new_password = new_password_field()
    new_password_confirm = None

    def validate(self, **kwargs: Any) -> bool:
        """Whether the old one is right, which may not be tried too often either, and the new one will do."""
        words = refusal(current_user.email)
        if words:
            self.password.errors = [words]
            return False
        valid: bool = super().validate(**kwargs)
        if MESSAGES["INVALID_PASSWORD"] in self.password.errors:
            current_user.track_failed_authn("password")
        return valid


class JoinForm(FlaskForm):
    """Who somebody is that takes an invitation."""

    name = StringField(
        filters=[trimmed],
        validators=[DataRequired("Type your name"), Length(max=200, message="Use 200 characters or fewer")],
    )
    password = new_password_field()


def _no_letters() -> str | None:
    """Links in letters begin with the name that the browser asked for, so it must be one that is known to be ours."""
    settings = current_app.config["CHARTER"]
    if settings.is_https and not settings.hosts and not getattr(settings, "site_url", None):
        return "This site cannot send links yet. Ask whoever runs it to set CHARTER_HOSTS"
    return None
