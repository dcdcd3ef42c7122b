"""Addresses of this site that go out by e-mail."""

from __future__ import annotations

from flask import current_app, request

TOKEN = "{token}"  # noqa: S105 - where a token goes, not a token


def site_url() -> str:
    """Give the address of the site without a slash at its end: as set, else as the visitor asked for it."""
    settings = current_app.config["CHARTER"]
    return str(getattr(settings, "site_url", None) or request.host_url).rstrip("/")


def invitation_link() -> str:
    """Give the address of the page that takes an invitation, with a place for its token."""
    return f"{site_url()}/invitations/{TOKEN}"
