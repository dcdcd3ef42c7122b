"""The keys that sign an awarding body's credentials, for its administrator: shown, and replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from charter.domain.errors import WrongState
from charter.domain.permissions import Action
from charter.services.body_looks import look_of
from charter.services.credential_office import private_keys
from charter.services.deeds import Deed, require_in
from charter.services.issuer_keys import IssuerKey, keys_of, rotate_keys
from charter.settings import Settings
from charter.store.accounts import OrganisationRow
from charter.store.credentials import CredentialRow

REPLACED = "The keys were replaced already, by somebody else or from another window. Look at the list again."


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key, with what it did."""

    key: IssuerKey
    signed_count: int  # credentials
    is_here: bool  # whether its private half is on this machine


@dataclass(frozen=True, slots=True)
class KeyDesk:
    """The keys of an awarding body, those that sign first."""

    body_id: str
    body_name: str
    lines: tuple[KeyLine, ...]

    @property
    def signing(self) -> tuple[str, ...]:
        """The ids of those that sign."""
        return tuple(line.key.key_id for line in self.lines if line.key.signs)


def key_desk(deed: Deed, settings: Settings, body_id: str) -> KeyDesk:
    """Give every key of a body, the newest first. Its administrator may. Raises UnknownOrganisation, NotAllowed."""
    require_in(deed, body_id, Action.KEEP_KEYS)
    counted = select(CredentialRow.key_id, func.count()).where(CredentialRow.organisation_id == body_id)
    found = deed.session.execute(counted.group_by(CredentialRow.key_id)).all()
    counts = {row[0]: row[1] for row in found}
    private = private_keys(settings)
    lines = [
        KeyLine(key, counts.get(key.key_id, 0), private.has(key.key_id))
        for key in reversed(keys_of(deed.session, body_id, deed.key))
    ]
    lines.sort(key=lambda line: not line.key.signs)
    return KeyDesk(body_id, look_of(deed, body_id).name, tuple(lines))


def replace_keys(deed: Deed, settings: Settings, body_id: str, seen: Sequence[str]) -> tuple[IssuerKey, ...]:
    """Retire the keys that sign, which the person saw, and make new ones; give these. Its administrator may.

    Raises UnknownOrganisation, NotAllowed; WrongState where others sign by now. Commits.
    """
    require_in(deed, body_id, Action.KEEP_KEYS)
    deed.session.get_one(OrganisationRow, body_id, with_for_update=True)
    now = {key.key_id for key in keys_of(deed.session, body_id, deed.key) if key.signs}
    if now != set(seen):
        raise WrongState(REPLACED)
    return rotate_keys(deed, private_keys(settings), body_id)
