"""Whether the site is well, for whoever watches it."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from charter.web.extensions import database

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Say "ok" when the database answers."""
    try:
        database().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Response("The database does not answer.", 503, mimetype="text/plain")
    return Response("ok", mimetype="text/plain")
