"""The forms of signing in, on top of Flask-Security's."""

from __future__ import annotations

from typing import Any

from flask_security.forms import EmailValidation, LoginForm
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired

from charter.web.sign_in_words import MESSAGES, WRONG


def trimmed(text: str | None) -> str | None:
    """Give a text without the spaces around it, which come with pasting."""
    return text.strip() if text else text


class SignInForm(LoginForm):
    """An address and a password. Nobody is remembered for longer than their session."""

    email = EmailField(
        filters=[trimmed], validators=[DataRequired(MESSAGES["EMAIL_NOT_PROVIDED"]), EmailValidation(verify=False)]
    )
    password = PasswordField(validators=[DataRequired(MESSAGES["PASSWORD_NOT_PROVIDED"])])
    remember = None

    def validate(self, **kwargs: Any) -> bool:
        """Whether the person is who they say; keeps what to tell, the same for a wrong password and a wrong address."""
        valid: bool = super().validate(**kwargs)
        self.told = {} if valid else self._what_to_tell()
        return valid

    def _what_to_tell(self) -> dict[str, list[str]]:
        if self.ifield is None or self.user_authenticated:
            return {name: list(texts) for name, texts in self.errors.items() if name}
        return {"password": [WRONG]}
