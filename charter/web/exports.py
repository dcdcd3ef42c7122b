"""Everything of an assessment as one ZIP: asked for, watched, downloaded."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.permissions import Action
from charter.jobs.exports import make_export
from charter.jobs.handing_over import hand_over
from charter.services.exports import Export, ask_for_export, export_path, finish_export, last_export
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("exports", __name__)

ZIP, FILE_NAME = "application/zip", "assessment-internal-small-numbers.zip"
MB = 1024**2
TEXTS = {
    "waiting": "Your file is waiting for its turn.",
    "working": "Your file is being written. With many pieces of evidence that takes some minutes.",
    "done": "Your file is ready.",
    "failed": "The file could not be written. Try again. If it fails again, the fault is ours.",
}
ABSENT = "You can take everything of this assessment away as one ZIP file."


@blueprint.get("/assessments/<assessment_id>/export")
def export(assessment_id: str) -> str:
    """Show what an export is, and how far the last one is."""
    found = workspace(assessment_id, Action.EXPORT_ASSESSMENT)
    last = last_export(deed(), assessment_id)
    return render_template(
        "exports/export.html",
        export=last,
        is_pending=last is not None and last.is_pending,
        text=_text(last),
        size_text=_size(last),
        kept_until=moment_text(last.kept_until) if last is not None else "",
        **frame(found),
    )


@blueprint.post("/assessments/<assessment_id>/export")
def create(assessment_id: str) -> AnyResponse:
    """Ask for an export, once however often this is sent."""
    asked, is_new = ask_for_export(deed(), assessment_id)
    if is_new and not hand_over(make_export, asked.id):
        finish_export(deed().session, asked.id, None)
    return redirect(url_for("exports.export", assessment_id=assessment_id), 303)


@blueprint.get("/assessments/<assessment_id>/export/progress")
def progress(assessment_id: str) -> Response:
    """Give how far the export is, for the page's script."""
    last = last_export(deed(), assessment_id)
    return jsonify(
        state=last.state if last is not None else "absent",
        text=_text(last),
        is_pending=last is not None and last.is_pending,
    )


@blueprint.get("/assessments/<assessment_id>/exports/<export_id>/file")
def download(assessment_id: str, export_id: str) -> AnyResponse:
    """Hand the file over."""
    path = export_path(deed(), assessment_id, export_id, current_app.config["CHARTER"].exports_dir)
    return send_file(path, mimetype=ZIP, as_attachment=True, download_name=FILE_NAME, etag=False, max_age=0)


def _text(last: Export | None) -> str:
    return TEXTS[last.state] if last is not None else ABSENT


def _size(last: Export | None) -> str:
    if last is None or last.size_bytes is None:
        return ""
    return f"{last.size_bytes / MB:,.1f} MB" if last.size_bytes >= MB else "less than 1 MB"
