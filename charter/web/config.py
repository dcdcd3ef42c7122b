"""Our settings, as Flask and its extensions want them."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from charter.settings import Settings

__all__ = ["Settings", "init_app"]


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the application; ``app.config["CHARTER"]`` holds the settings themselves."""
    app.config.update(
        CHARTER=settings,
        SECRET_KEY=settings.secret_key,
        # Two more megabytes for the form around the file; the file itself is measured by who reads it.
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes + 2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=500_000,
        TRUSTED_HOSTS=list(settings.hosts) or None,
        # how long a session can be read; who is signed in, and until when, is for web/people.py, and whoever sends a
        # form after that is still known by it
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=7),
        # Browsers take a cookie with this prefix from the very host alone, over https alone.
        SESSION_COOKIE_NAME="__Host-charter" if settings.is_https else "charter",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # the session's end is the token's end
        PREFERRED_URL_SCHEME="https" if settings.is_https else "http",
    )
    if settings.proxy_count:
        count = settings.proxy_count
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask documents this assignment
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
