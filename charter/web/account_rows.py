"""People as Flask-Security sees them, and where it finds them and keeps what it changes of them."""

from __future__ import annotations

from typing import Any

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from flask_security.datastore import UserDatastore

from charter.services import accounts, lockouts
from charter.web import visitors
from charter.web.attempts import attempt, refusal
from charter.web.extensions import database


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
    tf_last_counter = _Column()
    mf_recovery_codes = _Column()
    webauthn = _Column()
    tf_phone_number = None  # no codes by telephone
    roles: list[RoleMixin] = []  # noqa: RUF012 - what somebody may do is decided by domain/permissions.py alone

    def __init__(self, row: accounts.PersonRow) -> None:
        """Cover a person's row."""
        self.row = row

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:  # noqa: ARG002 - its signature
        """Count a wrong password, code or passkey."""
        lockouts.note_failure(attempt(self.email))

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Whether there were too many, and say until when."""
        words = refusal(self.email)
        if words and form_error is not None:
            form_error.append(words)
        return words is not None


class People(UserDatastore):
    """Where Flask-Security finds people: in the session of the request."""

    def __init__(self) -> None:
        """Name the classes."""
        super().__init__(Account, RoleMixin, WebAuthnMixin)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:  # noqa: ARG002 - its signature
        """Give the person of that address, id or uniquifier."""
        row = accounts.find_person(database(), **{name: str(value) for name, value in kwargs.items()})
        return Account(row) if row else None

    def find_webauthn(self, credential_id: bytes) -> Any:
        """Give the passkey that a device calls so."""
        return accounts.find_passkey(database(), credential_id)

    def find_user_from_webauthn(self, webauthn: Any) -> Account | None:
        """Give whose passkey it is."""
        return Account(webauthn.person)

    def create_webauthn(
        self, user: Any, credential_id: bytes, public_key: bytes, name: str, *_rest: Any, **facts: Any
    ) -> None:
        """Add a passkey to a person; the rest comes by name."""
        known = {key: facts[key] for key in ("sign_count", "usage", "device_type", "backup_state")}
        known["transports"] = tuple(one.value for one in facts["transports"] or ())
        new = accounts.NewPasskey(name, credential_id, public_key, **known)
        accounts.add_passkey(database(), user.id, new, visitors.now())

    def delete(self, model: Any) -> None:
        """Take a passkey away."""
        accounts.remove_passkey(database(), model)

    def find_role(self, role: str) -> None:
        """Give nothing: Flask-Security's roles are not used."""

    def put(self, model: Any) -> Any:
        """Give the model back: its row belongs to the session already."""
        return model

    def commit(self) -> None:
        """Keep what was changed."""
        accounts.keep(database())
