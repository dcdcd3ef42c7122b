"""What can be known of a draft before it is published: faults, what changes, advice; and its publication."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import InvalidEdition
from charter.services.draft_checks import OVERVIEW, Finding, draft_findings
from charter.services.draft_dry_runs import draft_dry_run
from charter.services.draft_publishing import Proposal, publication_proposal, publish_draft
from charter.services.edition_advising import INDICATORS, Section, advice_sections
from charter.services.edition_comparison import compared
from charter.services.edition_drafts import Draft, applicants_text, find_draft, is_text_unwritten, set_aside_cases
from charter.web.documents import document_of
from charter.web.edition_changes import ChangeEntry, changes_context
from charter.web.edition_drafts import day_text, draft_frame, sent_number
from charter.web.people import deed

blueprint = Blueprint("edition_draft_checks", __name__)


@blueprint.get("/edition-drafts/<draft_id>/check")
def check(draft_id: str) -> str:
    """Show everything that bars a draft from publication, each with the way to where it is mended."""
    found = find_draft(deed(), draft_id)
    rows = [_finding(found, one) for one in draft_findings(found)] if found.is_live else []
    return render_template("edition_drafts/check.html", rows=rows, **draft_frame(found, "check"))


@blueprint.get("/edition-drafts/<draft_id>/differences")
def differences(draft_id: str) -> str:
    """Show what would change for applicants, as the public page of the edition will."""
    found = find_draft(deed(), draft_id)
    works = found.works
    context = changes_context(compared(works.old, works.new, works.crosswalk)) if works.crosswalk else {}
    text = applicants_text(found)
    context["changes"] = [_without_public_links(found, one) for one in context.get("changes", ())]
    return render_template(
        "edition_drafts/differences.html",
        old=works.old,
        notes=document_of(text) if text else None,
        notes_href=_form(found, "notes", ""),
        **context,
        **draft_frame(found, "differences"),
    )


@blueprint.get("/edition-drafts/<draft_id>/advice")
def advice(draft_id: str) -> str:
    """Show what authors should look at."""
    found = find_draft(deed(), draft_id)
    works = found.works
    sections: list[Section] = [
        *advice_sections(works.new, works.old, works.crosswalk, is_short=True),
        _text(found),
        _cases(found),
        _indicators(found),
    ]
    return render_template("edition_drafts/advice.html", sections=sections, **draft_frame(found, "advice"))


@blueprint.get("/edition-drafts/<draft_id>/publication")
def publication(draft_id: str) -> str:
    """Show what publishing would come to, to be confirmed."""
    return _publication_page(publication_proposal(deed(), draft_id))


@blueprint.post("/edition-drafts/<draft_id>/publication")
def publish(draft_id: str) -> AnyResponse | tuple[str, int]:
    """Publish the draft."""
    if request.form.get("confirmed") != "yes":
        error = "Tick that you have read this. A published edition can never be changed."
        return _publication_page(publication_proposal(deed(), draft_id), error), 422
    try:
        reference = publish_draft(deed(), draft_id, sent_number("seen"), request.form.get("checksum", ""))
    except InvalidEdition:
        return _publication_page(publication_proposal(deed(), draft_id)), 422
    flash(f"Edition {reference} is published. It is on the public pages, and can never be changed.")
    return redirect(url_for("edition_drafts.draft", draft_id=draft_id), 303)


def _publication_page(shown: Proposal, error: str = "") -> str:
    edition = shown.draft.works.new
    facts = [
        ("Edition", f"{edition.title}, {edition.version}"),
        ("In force from", day_text(shown.in_force_from) or "its publication"),
        ("First round", f"until {day_text(shown.first_round_until)}" if shown.first_round_until else "not said"),
        ("Follows", f"edition {shown.draft.works.old.version}, which stays as it is for those who opened with it"),
        ("Text for applicants", "not written yet" if is_text_unwritten(shown.draft) else "written"),
        ("Version of the draft", str(shown.draft.number)),
        ("Checksum (SHA-256)", shown.checksum),
    ]
    return render_template(
        "edition_drafts/publication.html",
        facts=facts,
        rows=[_finding(shown.draft, one) for one in shown.findings],
        checksum=shown.checksum,
        error=error,
        is_error=bool(error),
        **draft_frame(shown.draft, "publication"),
    )


def _finding(found: Draft, one: Finding) -> dict[str, Any]:
    is_overview = one.part == OVERVIEW
    href = (
        url_for("edition_drafts.draft", draft_id=found.draft_id) if is_overview else _form(found, one.part, one.about)
    )
    return {"message": one.message, "where": one.where, "href": href}


def _form(found: Draft, part: str, about: str) -> str:
    if not part or not found.is_writing:
        return ""
    return url_for("edition_draft_forms.form", draft_id=found.draft_id, part=part, about=about or None)


def _without_public_links(found: Draft, entry: ChangeEntry) -> ChangeEntry:
    """A change with links to the forms of its criteria: a draft is on no public page."""
    known = {item.id for item in found.works.new.criteria}
    links: Sequence[tuple[str, str]] = [
        (text, _form(found, "criteria", text.split()[0])) for text, _ in entry.links if text.split()[0] in known
    ]
    return dataclasses.replace(entry, links=tuple((text, href) for text, href in links if href))


def _indicators(found: Draft) -> Section:
    """What the submissions so far say; the worker looks at them with the dry run."""
    run = draft_dry_run(deed(), found.draft_id)
    if run is not None and run.indicators is not None:
        return run.indicators
    return Section(INDICATORS, "Run the dry run: the submissions so far are looked at with it.", ())


def _text(found: Draft) -> Section:
    """Whether anybody has written what applicants are told."""
    if is_text_unwritten(found):
        return Section("What applicants are told", "Nobody has written it yet: say what changes, why and for whom.", ())
    return Section("What applicants are told", "It is written.", ())


def _cases(found: Draft) -> Section:
    """Which of the edition's worked cases hold, and which nobody has worked out anew."""
    aside = set_aside_cases(found)
    title = "Worked cases"
    if not aside:
        return Section(
            title, "All worked cases of the edition before are part of the draft, and the check runs them.", ()
        )
    lead = (
        "Worked tier decisions hold for the weights and lowest levels that they were worked out with. Now "
        "these differ, so they are set aside; the check runs everything else. Whoever "
        "keeps the edition’s files can add others:"
    )
    return Section(title, lead, aside)
