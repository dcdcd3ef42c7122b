"""What makes an account safer than a password: codes of an app, recovery codes, passkeys; Flask-Security's, our way."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import Flask, current_app
from flask_security import MfRecoveryCodesUtil, Totp, WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from charter.web.keys import derived_key

LONGEST_NAME = 64


class Codes(Totp):
    """Codes of an authenticator app. Each can be used once."""

    def get_last_counter(self, user: Any) -> int | None:
        """Give the half-minute of the last code that was used."""
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Keep the half-minute of a code that is used now."""
        user.tf_last_counter = tmatch.counter


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes of which only digests are kept, so that they are shown once."""

    def get_recovery_codes(self, user: Any) -> list[str]:  # noqa: ARG002 - its signature
        """Give nothing: they were shown when they were made."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether the person has this code still."""
        return _digest(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Take a code that was used away."""
        user.mf_recovery_codes.remove(_digest(code))
        return True

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [_digest(code) for code in codes]


class Passkeys(WebauthnUtil):
    """Passkeys that a device keeps together with the name of the site, and that ask for a finger, a face or a PIN."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002
        """Give what a new passkey must be able to do."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002
        """Give that the device must have made sure who uses it: so a passkey is both steps at once."""
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """Give what is wrong with a passkey's name, and the name; templates escape it."""
        name = " ".join(value.replace("\x00", "").split())
        fault = None if 0 < len(name) <= LONGEST_NAME else f"Use {LONGEST_NAME} characters or fewer"
        return fault, name


def init_config(app: Flask) -> None:
    """Set what Flask-Security needs for it."""
    settings = app.config["CHARTER"]
    chosen = {
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds by which a clock may be wrong
        "TWO_FACTOR_RESCUE_EMAIL": False,  # a second step that goes where the password can be reset is none
        "TWO_FACTOR_POST_SETUP_VIEW": "account.account",
        "TOTP_SECRETS": {1: derived_key(settings, "authenticator secrets")},
        "TOTP_ISSUER": "Charter",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Charter",
        "WAN_ALLOW_AS_VERIFY": ["first"],
        "WAN_ALLOW_USER_HINTS": False,
        "WAN_POST_REGISTER_VIEW": "account.account",
        "TWO_FACTOR_SETUP_URL": "/account/second-step",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "TWO_FACTOR_RESCUE_URL": "/sign-in/code/help",
        "TWO_FACTOR_SELECT_URL": "/sign-in/second-step",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "WAN_REGISTER_URL": "/account/passkeys",
        "WAN_DELETE_URL": "/account/passkeys/remove",
        "WAN_SIGNIN_URL": "/sign-in/passkey",
        "WAN_VERIFY_URL": "/confirm-it-is-you/passkey",
        "TWO_FACTOR_SETUP_TEMPLATE": "account/second_step.html",
        "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "sign_in/code.html",
        "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "account/recovery_codes.html",
        "MULTI_FACTOR_RECOVERY_TEMPLATE": "sign_in/recovery_code.html",
        "WAN_REGISTER_TEMPLATE": "account/new_passkey.html",
        "WAN_SIGNIN_TEMPLATE": "sign_in/passkey.html",
        "WAN_VERIFY_TEMPLATE": "sign_in/verify_passkey.html",
    }
    app.config.update({f"SECURITY_{name}": value for name, value in chosen.items()})


def _digest(code: str) -> str:
    """Give what is kept of a code, however it is typed."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    key = derived_key(current_app.config["CHARTER"], "recovery codes").encode()
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()
