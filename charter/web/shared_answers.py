"""Answers that are the same for everybody: anybody may keep them for a while, and any page elsewhere may read them."""

from __future__ import annotations

import datetime as dt

from flask import Response, request


def shared(response: Response, seconds: int, changed_at: dt.datetime | None = None) -> Response:
    """Give an answer that may be kept and asked for again by its tag; 304 where nothing changed since."""
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if changed_at is not None:  # None would be written as now
        response.last_modified = changed_at
    response.add_etag()
    response.make_conditional(request)
    return response
