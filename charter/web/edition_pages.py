"""The pages about editions: which there are, which is in force, and what changed from one to the next."""

from __future__ import annotations

from flask import Blueprint, render_template

from charter.services.edition_comparison import compare_editions
from charter.services.editions import changes_text, edition_before, find_edition, list_charters
from charter.web import clock
from charter.web.documents import document_of
from charter.web.edition_changes import changes_context, edition_entry

blueprint = Blueprint("editions", __name__)


@blueprint.get("/editions")
def editions() -> str:
    """Show every public edition and how it stands today, newest first."""
    charters = [
        (
            charter.title,
            [
                edition_entry(
                    item,
                    charter.standings[item.reference].text,
                    charter.standings[item.reference].label,
                    edition_before(item),
                )
                for item in reversed(charter.editions)
            ],
        )
        for charter in list_charters(clock.now().date())
    ]
    return render_template("editions/editions.html", charters=charters)


@blueprint.get("/editions/<charter_id>/<version>/changes")
def changes(charter_id: str, version: str) -> str:
    """Show what changed from the edition before, why, and what it means for whoever holds an award."""
    found = find_edition(charter_id, version)
    before = edition_before(found)
    if before is None:
        return render_template("editions/first.html", edition=found)
    comparison = compare_editions(f"{charter_id}/{before}", found.reference)
    text = changes_text(found.reference)
    return render_template(
        "editions/changes.html",
        edition=found,
        old=comparison.old,
        notes=document_of(text) if text else None,
        **changes_context(comparison),
    )
