"""Somebody's own account: how they sign in."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_security import current_user

from charter.web.people import person_id
from charter.web.times import day_text

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
def account() -> str:
    """Show how somebody signs in, and what they can change of it."""
    person_id()
    codes = current_user.mf_recovery_codes or []
    return render_template(
        "account/account.html",
        name=current_user.name,
        email=current_user.email or "",
        has_password=current_user.password is not None,
        has_app=current_user.tf_primary_method is not None,
        code_count=len(codes),
        passkeys=[
            {"name": key.name, "added": day_text(key.added_at), "used": day_text(key.lastuse_datetime)}
            for key in sorted(current_user.webauthn, key=lambda one: one.added_at)
        ],
    )
