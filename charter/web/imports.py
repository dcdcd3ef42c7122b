"""The workbook out of an assessment and in again: download, upload, preview, apply."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import DomainError, Fault, InvalidAnswers, StaleImport
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.domain.workflow import Event
from charter.services.import_reading import open_import
from charter.services.imports import Chosen, apply_import, discard_import, preview_import
from charter.services.visits import Upload
from charter.services.workbook_copies import workbook_copy
from charter.services.workspaces import Workspace
from charter.web.downloads import XLSX, attachment
from charter.web.errors import status_of
from charter.web.forms import UploadForm, upload_context
from charter.web.frames import frame, workspace
from charter.web.import_views import Marks, Ticks, error_links, parts_of, summary_text
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("imports", __name__)

TAKE, GROUP, SEEN = "take", "group", "seen"


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Ask for a smaller file on the page where it is chosen."""
    found = workspace(str((request.view_args or {})["assessment_id"]), Action.RECORD_ANSWER)
    limit = current_app.config["CHARTER"].upload_limit_bytes // 1024**2
    return _upload_page(found, f"The file is bigger than {limit} MB. Take pictures and other sheets out of it"), 413


@blueprint.get("/assessments/<assessment_id>/workbook")
def workbook(assessment_id: str) -> Response:
    """Give the workbook with what there is."""
    edition, content = workbook_copy(deed(), assessment_id)
    return attachment(content, f"{edition.charter_id}-{edition.version}-{deed().now:%Y-%m-%d}.xlsx", XLSX)


@blueprint.get("/assessments/<assessment_id>/imports/new")
def new(assessment_id: str) -> str:
    """Show the way out and the form of the way in."""
    return _upload_page(workspace(assessment_id))


@blueprint.post("/assessments/<assessment_id>/imports")
def create(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Read a file and go to what it would change."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(found, form=form), 422
    upload = Upload(form.file.data.stream.read(), form.file.data.filename or "file")
    try:
        import_id = open_import(deed(), assessment_id, upload)
    except InvalidAnswers as error:
        return _upload_page(found, *(str(fault) for fault in error.faults)), 422
    except DomainError as error:
        return _upload_page(found, str(error)), status_of(error)
    return redirect(url_for("imports.preview", assessment_id=assessment_id, import_id=import_id), 303)


@blueprint.get("/assessments/<assessment_id>/imports/<import_id>")
def preview(assessment_id: str, import_id: str) -> str:
    """Show what a waiting file would change."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    return _preview_page(found, import_id, Ticks(), Marks())


@blueprint.post("/assessments/<assessment_id>/imports/<import_id>")
def apply(assessment_id: str, import_id: str) -> AnyResponse | tuple[str, int]:
    """Save what is ticked; show the page again, ticked as it was, where that cannot be."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    ticks = Ticks(frozenset(request.form.getlist(TAKE)), frozenset(request.form.getlist(GROUP)))
    chosen = Chosen(frozenset(ticks.pointers or ()), frozenset(ticks.groups or ()), _seen())
    try:
        count = apply_import(deed(), assessment_id, import_id, chosen)
    except StaleImport as error:
        marks = Marks(error.fields, (Fault("", str(error)),))
        return _preview_page(found, import_id, ticks, marks), 409
    except InvalidAnswers as error:
        return _preview_page(found, import_id, ticks, Marks(faults=error.faults)), 422
    flash(f"{count_text(count, 'change')} from the file {'is' if count == 1 else 'are'} saved.")
    return redirect(url_for("assessments.assessment", assessment_id=assessment_id), 303)


@blueprint.post("/assessments/<assessment_id>/imports/<import_id>/delete")
def delete(assessment_id: str, import_id: str) -> AnyResponse:
    """Leave the file aside."""
    discard_import(deed(), assessment_id, import_id)
    flash("The file is deleted. Nothing of it was saved.")
    return redirect(url_for("imports.new", assessment_id=assessment_id), 303)


def _seen() -> dict[str, int]:
    """The versions that the person saw; nonsense is none, so that the page comes again."""
    try:
        said = json.loads(request.form.get(SEEN, ""))
    except ValueError:
        return {}
    pairs = said.items() if isinstance(said, dict) else ()
    return {field: version for field, version in pairs if isinstance(version, int)}


def _upload_page(found: Workspace, *messages: str, form: UploadForm | None = None) -> str:
    return render_template(
        "imports/new.html",
        is_writing=found.can(Event.ANSWER_RECORDED),
        **frame(found),
        **upload_context(form, messages),
    )


def _preview_page(found: Workspace, import_id: str, ticks: Ticks, marks: Marks) -> str:
    shown = preview_import(deed(), found, import_id)
    parts = parts_of(found, shown, ticks, marks)
    errors = error_links(parts, marks)
    return render_template(
        "imports/preview.html",
        preview=shown,
        parts=parts,
        errors=errors,
        is_error=bool(errors),
        count_text=summary_text(shown),
        kept_until=moment_text(shown.file.expires_at),
        faults_text=f"{count_text(len(shown.file.faults), 'fault')} in the file" if shown.file.faults else "",
        is_writing=found.can(Event.ANSWER_RECORDED),
        seen=json.dumps(dict(shown.versions)),
        **frame(found),
    )
