"""The keys that sign an awarding body's credentials: shown to its administrator, and replaced."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.wording import count_text, date_text
from charter.services.key_desks import KeyDesk, KeyLine, key_desk, replace_keys
from charter.web.people import deed
from charter.web.times import day_text

blueprint = Blueprint("issuer_keys", __name__)

CONFIRM = "Tick that new keys are to be made"
KINDS = {"EdDSA": "EdDSA (Ed25519)", "RS256": "RS256 (RSA)"}
SIGNS, CHECKS, GIVEN_UP = (
    ("Signs", "nhsuk-tag--green"),
    ("Checks what it signed", "nhsuk-tag--grey"),
    ("Given up", "nhsuk-tag--red"),
)


@blueprint.get("/organisations/<organisation_id>/keys")
def keys(organisation_id: str) -> str:
    """Show the keys."""
    return _page(key_desk(deed(), current_app.config["CHARTER"], organisation_id))


@blueprint.post("/organisations/<organisation_id>/keys")
def replace(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Make new keys, which sign from now on."""
    if request.form.get("sure") != "yes":
        return _page(key_desk(deed(), current_app.config["CHARTER"], organisation_id), CONFIRM), 422
    replace_keys(deed(), current_app.config["CHARTER"], organisation_id, request.form.getlist("signing"))
    flash("New keys sign from now on. What the old ones signed can still be checked.")
    return redirect(url_for("issuer_keys.keys", organisation_id=organisation_id), 303)


def _page(desk: KeyDesk, error: str = "") -> str:
    return render_template(
        "issuer_keys/keys.html",
        desk=desk,
        keys=[_shown(line) for line in desk.lines],
        error=error,
        errors=[(error, "#sure")] if error else [],
        is_error=bool(error),
    )


def _shown(line: KeyLine) -> dict[str, object]:
    key = line.key
    state = SIGNS if key.signs else CHECKS if key.is_published else GIVEN_UP
    facts = [
        ("Kind of signature", KINDS[key.algorithm]),
        ("Made on", day_text(key.made_at)),
        ("Signs no more since", day_text(key.changed_at) if key.changed_at else ""),
        ("Somebody else may have had it since", date_text(key.lost_from) if key.lost_from else ""),
        ("Signed", count_text(line.signed_count, "credential")),
        ("Its private half", _place_of_private(line)),
    ]
    return {
        "id": key.key_id,
        "state": state,
        "facts": [(name, text) for name, text in facts if text],
        "href": url_for("issuers.key", body_id=key.body_id, key_id=key.key_id) if key.is_published else "",
    }


def _place_of_private(line: KeyLine) -> str:
    if line.is_here:
        return "A file on this machine, for its owner alone"
    return "Not on this machine, so nothing can be signed with it here" if line.key.signs else "Destroyed"
