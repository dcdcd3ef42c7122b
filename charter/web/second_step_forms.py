"""The forms of the second step and of passkeys, on top of Flask-Security's."""

from __future__ import annotations

from typing import Any

from flask_security import forms as theirs
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.webauthn import WebAuthnRegisterForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired

from charter.web.attempts import refusal


class CodeForm(theirs.TwoFactorVerifyCodeForm):
    """The code that an authenticator app shows."""

    code = StringField(
        filters=[lambda text: "".join(text.split()) if text else text], validators=[DataRequired("Type the code")]
    )

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is the right one, and was not tried too often."""
        words = refusal(self.user.email) if self.user else None
        if words:
            self.code.errors = [words]
            return False
        valid: bool = super().validate(**kwargs)
        return valid


class SetUpForm(theirs.TwoFactorSetupForm):
    """Whether an app is to be connected, or the second step ended."""

    setup = HiddenField()
    phone = HiddenField()


class NoHelpForm(theirs.TwoFactorRescueForm):
    """What Flask-Security would offer whoever has no phone at hand; we offer recovery codes on the page itself."""

    help_setup = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give it a list to put its offers into."""
        super().__init__(*args, **kwargs)
        self.help_setup.choices = []


class RecoveryForm(MfRecoveryForm):
    """A recovery code."""

    code = StringField(validators=[DataRequired("Type one of your recovery codes")])

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is one of theirs, and was not tried too often."""
        assert self.user is not None  # noqa: S101 - the view has put it there
        words = refusal(self.user.email)
        if words:
            self.code.errors = [words]
            return False
        valid: bool = super().validate(**kwargs)
        if not valid and self.code.data:
            self.user.track_failed_authn("code", True)
        return valid


class PasskeyForm(WebAuthnRegisterForm):
    """How a new passkey is called. Each is for signing in without a password."""

    name = StringField(validators=[DataRequired("Give the passkey a name, such as “Work laptop”")])
    usage = HiddenField()

    def validate(self, **kwargs: Any) -> bool:
        """Whether the name is free."""
        self.usage.data = "first"
        valid: bool = super().validate(**kwargs)
        return valid
