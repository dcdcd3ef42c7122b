"""Where credentials are issued: the private keys of this machine, and the public address of this site."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.credentials import Addresses
from charter.domain.errors import NoCredentialKey
from charter.settings import Settings
from charter.store.credential_keys import PrivateKeys

NO_ADDRESS = (
    "CHARTER_SITE_URL is not set, so a credential could not say where it can be checked. Set it to the site’s public "
    "address, such as https://charter.example.org."
)
OWN_MACHINE = "http://localhost"


@dataclass(frozen=True, slots=True)
class Office:
    """The private keys of this machine, and the addresses of this site."""

    private: PrivateKeys
    addresses: Addresses


def open_office(settings: Settings) -> Office:
    """Give where credentials are issued. Raises NoCredentialKey on a site in use that does not know its address.

    It is never taken from a request: a credential holds for years, and whoever asks could name another.
    """
    if not settings.site_url and settings.is_https:
        raise NoCredentialKey(NO_ADDRESS)
    return Office(private_keys(settings), Addresses(settings.site_url or OWN_MACHINE))


def private_keys(settings: Settings) -> PrivateKeys:
    """Give the private keys of this machine."""
    return PrivateKeys(settings.credential_keys_dir)
