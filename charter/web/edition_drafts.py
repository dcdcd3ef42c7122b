"""Drafts of the next edition: a body's list, one draft whole, its versions, its files, setting it aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.edition import Criterion, Edition
from charter.domain.edition_differences import text_of
from charter.domain.errors import InvalidDraft
from charter.domain.permissions import Action, may
from charter.domain.wording import count_text, date_text
from charter.services.deeds import require_in
from charter.services.draft_checks import draft_findings, is_unsaid
from charter.services.edition_drafts import (
    Draft,
    Source,
    begin_draft,
    begin_sources,
    discard_draft,
    draft_versions,
    draft_zip,
    find_draft,
    list_drafts,
    take_up_version,
)
from charter.web.criteria_pages import theme_word
from charter.web.downloads import attachment
from charter.web.draft_fields import DraftField, Label
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("edition_drafts", __name__)
ZIP = "application/zip"
STATE_TAGS = {
    "draft": "nhsuk-tag nhsuk-tag--blue",
    "published": "nhsuk-tag nhsuk-tag--green",
    "discarded": "nhsuk-tag nhsuk-tag--grey",
}
CHANGE_TAGS = {"new": "New", "reworded": "Reworded", "reweighted": "Reweighted", "split": "Split", "merged": "Merged"}


@blueprint.get("/organisations/<organisation_id>/edition-drafts")
def drafts(organisation_id: str) -> str:
    """Show a body's drafts, and the form that begins one."""
    return _list_page(organisation_id)


@blueprint.post("/organisations/<organisation_id>/edition-drafts")
def create(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Begin a draft."""
    source, version = request.form.get("source", ""), request.form.get("version", "")
    try:
        draft_id = begin_draft(deed(), organisation_id, source, version)
    except InvalidDraft as error:
        faults = {fault.place: fault.message for fault in error.faults}
        return _list_page(organisation_id, source, version, faults), 422
    flash("The draft is there. It differs in nothing yet.")
    return redirect(url_for("edition_drafts.draft", draft_id=draft_id), 303)


@blueprint.get("/edition-drafts/<draft_id>")
def draft(draft_id: str) -> str:
    """Show a draft whole: its themes with their criteria and weights, and what changed so far."""
    found = find_draft(deed(), draft_id)
    works = found.works
    return render_template(
        "edition_drafts/draft.html",
        themes=[_theme(found, theme.id) for theme in works.new.themes],
        weights=_weights(works.new),
        changes=list(_changes(found)),
        facts=_facts(found),
        **draft_frame(found, "draft"),
    )


@blueprint.get("/edition-drafts/<draft_id>/versions")
def versions(draft_id: str) -> str:
    """Show every save of a draft."""
    found = find_draft(deed(), draft_id)
    rows = [
        {
            "number": one.number,
            "what": one.what,
            "who": f"{one.saved_by or 'Somebody who was forgotten'}, {moment_text(one.saved_at)}",
            "checksum": one.checksum,
            "is_newest": one.number == found.number,
        }
        for one in draft_versions(deed(), draft_id)
    ]
    return render_template("edition_drafts/versions.html", rows=rows, **draft_frame(found, "versions"))


@blueprint.post("/edition-drafts/<draft_id>/versions")
def take_up(draft_id: str) -> AnyResponse:
    """Save an earlier version as the newest."""
    number = take_up_version(deed(), draft_id, sent_number("number"), sent_number("seen"))
    flash(f"Version {number} is what version {sent_number('number')} was.")
    return redirect(url_for("edition_drafts.draft", draft_id=draft_id), 303)


@blueprint.get("/edition-drafts/<draft_id>/files")
def files(draft_id: str) -> AnyResponse:
    """Give a draft's files as a ZIP."""
    reference, content = draft_zip(deed(), draft_id)
    return attachment(content, f"{reference.replace('/', '-')}.zip", ZIP)


@blueprint.get("/edition-drafts/<draft_id>/discarding")
def discarding(draft_id: str) -> str:
    """Ask whether a draft is to be set aside."""
    found = find_draft(deed(), draft_id, Action.DRAFT_EDITION)
    return render_template("edition_drafts/discarding.html", **draft_frame(found, ""))


@blueprint.post("/edition-drafts/<draft_id>/discarding")
def discard(draft_id: str) -> AnyResponse:
    """Set a draft aside."""
    organisation_id = discard_draft(deed(), draft_id)
    flash("The draft is discarded. Its versions are kept.")
    return redirect(url_for("edition_drafts.drafts", organisation_id=organisation_id), 303)


def draft_frame(found: Draft, here: str) -> dict[str, Any]:
    """Give what every page of a draft shows around itself."""
    steps = [
        ("draft", "The draft", "edition_drafts.draft"),
        ("check", f"Check ({_count(found)})", "edition_draft_checks.check"),
        ("differences", "What changes", "edition_draft_checks.differences"),
        ("advice", "Advice", "edition_draft_checks.advice"),
        ("dry_run", "Dry run", "edition_draft_dry_runs.dry_run"),
        ("workbook", "Workbook", "edition_draft_workbooks.new"),
        ("versions", "Versions", "edition_drafts.versions"),
    ]
    if may(found.roles, Action.PUBLISH_EDITION) and found.is_live:
        steps.append(("publication", "Publish", "edition_draft_checks.publication"))
    title = f"{found.works.new.title}, edition {found.works.new.version}"
    return {
        "draft": found,
        "draft_title": title,
        "state": _state(found),
        "steps": [
            {"text": text, "href": url_for(endpoint, draft_id=found.draft_id), "is_here": name == here}
            for name, text, endpoint in steps
        ],
    }


def sent_number(name: str) -> int:
    """Give a number that a form's hidden field holds; -1 where it is none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _count(found: Draft) -> str:
    count = len(draft_findings(found)) if found.is_live else 0
    return count_text(count, "finding") if count else "no findings"


def _state(found: Draft) -> dict[str, str]:
    name = "published" if found.is_published else "discarded" if found.is_discarded else "draft"
    return {"text": name.capitalize(), "tag": STATE_TAGS[name]}


def _facts(found: Draft) -> list[tuple[str, str]]:
    facts = found.works.new.facts
    return [
        ("Follows", f"edition {found.works.old.version}"),
        ("In force from", day_text(facts.get("in_force_from")) or "its publication"),
        ("First round until", day_text(facts.get("first_round_until")) or "not said"),
        ("Words at most", f"{facts['total_word_budget']:,}" if "total_word_budget" in facts else "not said"),
        ("Newest version", f"{found.number}, {moment_text(found.saved_at)}"),
    ]


def day_text(said: object) -> str:
    """Give a day of an edition's files as people read it; "" where it says none."""
    try:
        return date_text(dt.date.fromisoformat(str(said))) if said else ""
    except ValueError:  # the check says so
        return str(said)


def _theme(found: Draft, theme_id: str) -> dict[str, Any]:
    edition = found.works.new
    theme = edition.theme(theme_id)
    return {
        "id": theme_id,
        "title": f"{theme_id} {theme.name}",
        "weight": text_of(theme.weight),
        "rows": [_criterion(found, item) for item in edition.criteria_of(theme_id)],
        "new_href": _form_href(found, "new-criteria", theme_id),
    }


def _criterion(found: Draft, criterion: Criterion) -> dict[str, str]:
    crosswalk = found.works.crosswalk
    change = crosswalk.change_to(criterion.id) if crosswalk else None
    return {
        "id": criterion.id,
        "title": f"{criterion.id} {criterion.title}",
        "weight": text_of(criterion.weight),
        "tag": CHANGE_TAGS[change.kind] if change else "",
        "href": _form_href(found, "criteria", criterion.id),
    }


def _weights(edition: Edition) -> dict[str, Any]:
    """What all weights come to, and what they should."""
    total = sum(item.weight for item in edition.criteria)
    wanted = edition.facts.get("weights_sum")
    said = f"All criteria weigh {text_of(total)} together"
    if wanted is None:
        return {"text": f"{said}.", "is_wrong": False}
    if total == wanted:
        return {"text": f"{said}, as they should.", "is_wrong": False}
    off = text_of(abs(total - wanted))
    way = "too much" if total > wanted else "too little"
    return {"text": f"{said}, and should weigh {wanted}: {off} {way}.", "is_wrong": True}


def _changes(found: Draft) -> Iterator[dict[str, str]]:
    crosswalk = found.works.crosswalk
    for change in crosswalk.changes if crosswalk else ():
        ids = list(dict.fromkeys((*change.old_ids, *change.new_ids)))
        editions = (found.works.new, found.works.old)
        names = [
            f"{one} {next(item.title for edition in editions for item in edition.criteria if item.id == one)}"
            for one in ids
        ]
        words = {"reweighted": "another weight or lowest level"}.get(change.kind, change.kind)
        yield {
            "title": f"{' and '.join(names)}: {words}",
            "why": "" if is_unsaid(change.why) else change.why,
            "href": _form_href(found, "changes", change.id),
        }


def _form_href(found: Draft, part: str, about: str) -> str:
    if not found.is_writing:
        return ""
    return url_for("edition_draft_forms.form", draft_id=found.draft_id, part=part, about=about)


def _list_page(organisation_id: str, source: str = "", version: str = "", faults: dict[str, str] | None = None) -> str:
    roles = require_in(deed(), organisation_id, Action.SEE_EDITION_DRAFT)
    sources = begin_sources()
    choices = tuple((item.reference, _source_text(item)) for item in sources)
    told = faults or {}
    published = [item.reference for item in sources if not item.is_draft]
    fields = (
        _plain(
            "source", "Which edition do you begin with?", source or (published[-1] if published else ""), choices, told
        ),
        _plain("version", "Version of the new edition", version, (), told),
    )
    errors = [(told[one.name], f"#{one.id}") for one in fields if one.name in told]
    lines = [
        {
            "title": f"{line.title}, edition {line.reference.split('/')[1]}",
            "href": url_for("edition_drafts.draft", draft_id=line.draft_id),
            "state": "published" if line.is_published else "draft" if line.is_live else "discarded",
            "text": f"Follows {line.base_reference}. Version {line.number}, saved by "
            f"{line.saved_by or 'somebody who was forgotten'} on {moment_text(line.saved_at)}.",
        }
        for line in list_drafts(deed(), organisation_id)
    ]
    return render_template(
        "edition_drafts/drafts.html",
        organisation_id=organisation_id,
        lines=[{**line, "tag": STATE_TAGS[line["state"]]} for line in lines],
        fields=fields,
        errors=errors,
        is_error=bool(errors),
        is_writing=may(roles, Action.DRAFT_EDITION),
    )


def _source_text(item: Source) -> str:
    charter, version = item.reference.split("/")
    if item.is_draft:
        return f"{item.title}, draft {version} that lies in the folder of criteria ({charter}): go on with it"
    return f"{item.title}, edition {version} ({charter})"


def _plain(name: str, label: str, data: str, choices: tuple[tuple[str, str], ...], told: dict[str, str]) -> DraftField:
    errors = [told[name]] if name in told else []
    return DraftField(name, name, Label(label), data, "", "", choices, 1, is_short=True, errors=errors)


__all__ = ["blueprint", "draft_frame", "sent_number", "theme_word"]
