"""Becoming one of a demonstration's invented people, without a password; there is no such page anywhere else."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, current_app, redirect, request
from flask_security import login_user
from werkzeug.wrappers import Response

from charter.services.demonstration_people import (
    DemonstrationPerson,
    demonstration_person,
)
from charter.services.demonstration_people import demonstration_people as everybody
from charter.web.account_rows import Account
from charter.web.extensions import database

blueprint = Blueprint("demonstrations", __name__)


def init_app(app: Flask) -> None:
    """Register what templates call."""
    app.jinja_env.globals.update(demonstration_people=demonstration_people)


def demonstration_people() -> list[DemonstrationPerson]:
    """Give the people whom a visitor may become; nobody where this is no demonstration."""
    return everybody(database()) if current_app.config["CHARTER"].is_demonstration else []


@blueprint.post("/demonstration-sign-ins")
def create() -> Response:
    """Sign in as somebody of the demonstration."""
    if not current_app.config["CHARTER"].is_demonstration:
        abort(404)
    row = demonstration_person(database(), request.form.get("person_id", ""))
    if row is None:
        abort(404)
    login_user(Account(row), authn_via=["demonstration"])
    return redirect(current_app.config["SECURITY_POST_LOGIN_VIEW"], 303)
