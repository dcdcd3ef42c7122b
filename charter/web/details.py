"""What an assessment says of the institution itself, and the tier that it aims for."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice

from charter.domain.permissions import Action
from charter.services.assessments import Saved, record_each
from charter.services.criterion_work import versions_of
from charter.services.drafts import draft_sheet
from charter.services.workspaces import Workspace
from charter.web.answer_fields import version_number
from charter.web.frames import frame, workspace
from charter.web.people import deed

blueprint = Blueprint("details", __name__)

FIELDS = {
    "applied_for": "/applied_for",
    "name": "/institution/name",
    "ods_code": "/institution/ods_code",
    "region": "/institution/region",
}


class DetailsForm(FlaskForm):
    """The institution as the register will show it."""

    applied_for = RadioField("Tier aimed for", validate_choice=False)
    name = StringField("Name of the institution")
    ods_code = StringField("Organisation Data Service code (optional)")
    region = StringField("Region (optional)")
    versions = HiddenField()


@blueprint.get("/assessments/<assessment_id>/details")
def details(assessment_id: str) -> str:
    """Show the form."""
    found = workspace(assessment_id)
    sheet = draft_sheet(deed(), found)
    told = sheet.institution
    form = DetailsForm(
        formdata=None,
        applied_for=sheet.applied_for,
        name=told.name,
        ods_code=told.ods_code,
        region=told.region,
        versions=_versions(found),
    )
    return _page(found, form)


@blueprint.post("/assessments/<assessment_id>/details")
def save(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Save what changed."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    form = DetailsForm()
    form.validate_on_submit()
    outcome = record_each(deed(), assessment_id, _changes(found, form))
    for fault in outcome.faults:
        name = next((key for key, field in FIELDS.items() if fault.place.startswith(field)), "name")
        form[name].errors = [*form[name].errors, fault.message]
    for stale in outcome.stale:
        name = next(key for key, field in FIELDS.items() if field == stale.question_id)
        words = f"Somebody else saved “{stale.theirs}” meanwhile. Save again to replace it"
        form[name].errors = [*form[name].errors, words]
    if outcome.faults or outcome.stale:
        form.versions.data = _versions(found)
        return _page(found, form), 409 if outcome.stale else 422
    flash("Saved.")
    return redirect(url_for("details.details", assessment_id=assessment_id), 303)


def _changes(found: Workspace, form: DetailsForm) -> list[Saved]:
    """What differs from what is saved, or from what was registered, with the versions that the person saw."""
    sheet = draft_sheet(deed(), found)
    seen = dict(zip(FIELDS, (form.versions.data or "").split("."), strict=False))
    changes = []
    for name, field in FIELDS.items():
        typed = (form[name].data or "").strip()
        now = (sheet.applied_for or "") if name == "applied_for" else getattr(sheet.institution, name)
        version = seen.get(name, "0")
        if typed != now:
            changes.append(Saved(field, typed or None, version_number(version) or 0))
    return changes


def _versions(found: Workspace) -> str:
    saved = versions_of(deed(), found, FIELDS.values())
    return ".".join(str(saved[field]) for field in FIELDS.values())


def _page(found: Workspace, form: DetailsForm) -> str:
    form.applied_for.choices = [SelectChoice(tier.id, tier.name) for tier in found.edition.tiers]
    errors = [(text, f"#{field.id}") for field in form for text in field.errors]
    return render_template("assessments/details.html", form=form, errors=errors, is_error=bool(errors), **frame(found))
