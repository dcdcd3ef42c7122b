"""What went in with a submission beside its criteria: the network's statement and files, for its panel."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from charter.domain.evidence import MEDIA_TYPES
from charter.services.case_files import files_beside, files_named, read_case_file, statement_handed_in
from charter.services.case_submissions import submission_of
from charter.services.evidence import store_of
from charter.web.case_frames import case_frame, case_here
from charter.web.case_views import file_rows
from charter.web.downloads import handed_out
from charter.web.people import deed

blueprint = Blueprint("case_submissions", __name__)


@blueprint.get("/cases/<case_id>/network-statement")
def statement(case_id: str) -> str:
    """Show what the institution's network of BME staff wrote to the panel."""
    case = case_here(case_id)
    return render_template("cases/statement.html", text=statement_handed_in(deed(), case), **case_frame(case))


@blueprint.get("/cases/<case_id>/files")
def files(case_id: str) -> str:
    """Show every file that went in."""
    case = case_here(case_id)
    submission = submission_of(deed(), case)
    names = sorted(submission.named, key=lambda name: (name.casefold(), name))
    return render_template(
        "cases/files.html",
        named=file_rows(case, files_named(deed(), case, submission, names)),
        beside=file_rows(case, files_beside(deed(), case, submission)),
        **case_frame(case),
    )


@blueprint.get("/cases/<case_id>/evidence/<evidence_id>")
def download(case_id: str, evidence_id: str) -> Response:
    """Hand out a file that went in with the submission."""
    row, parts = read_case_file(deed(), case_id, evidence_id, store_of(current_app.config["CHARTER"]))
    return handed_out(parts, row.size_bytes, row.name, MEDIA_TYPES[row.kind])
