"""How long somebody is still signed in, and staying so."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from charter.web.people import seconds_left

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/session")
def session() -> Response:
    """Give how many seconds are left, without adding any."""
    return jsonify(seconds_left=seconds_left() or 0)


@blueprint.post("/session")
def stay() -> Response:
    """Stay signed in: the guard has noted that somebody is there. Give how many seconds are left now."""
    return jsonify(seconds_left=seconds_left() or 0)
