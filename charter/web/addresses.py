"""Addresses of this site: those that go out by e-mail, and those that somebody may be led to."""

from __future__ import annotations

from flask import current_app, request

TOKEN = "{token}"  # noqa: S105 - where a token goes, not a token


def site_url() -> str:
    """Give the address of the site without a slash at its end: as set, else as the visitor asked for it."""
    settings = current_app.config["CHARTER"]
    return str(getattr(settings, "site_url", None) or request.host_url).rstrip("/")


def letter_site_url() -> str | None:
    """Give the address of the site for links in letters, as it is set; None = the letters say to sign in.

    It is never what the visitor asked for: that could lead others elsewhere.
    """
    url: str | None = current_app.config["CHARTER"].site_url
    return url


def invitation_link() -> str:
    """Give the address of the page that takes an invitation, with a place for its token."""
    return f"{site_url()}/invitations/{TOKEN}"


def own_address(wanted: str) -> str:
    """Give an address where it is one of this site, as a path; nothing for any other, however it is written."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_own and wanted.isprintable() else ""
