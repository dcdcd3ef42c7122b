"""A draft as a workbook: the way out, the way in, and what a file would change."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import DomainError, InvalidAnswers, StaleDraft
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.services.draft_workbooks import (
    CellChange,
    apply_upload,
    discard_upload,
    draft_workbook,
    open_upload,
    preview_upload,
)
from charter.services.edition_drafts import find_draft
from charter.services.visits import Upload
from charter.web.downloads import XLSX, attachment
from charter.web.edition_drafts import draft_frame, sent_number
from charter.web.errors import status_of
from charter.web.forms import UploadForm, upload_context
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("edition_draft_workbooks", __name__)
TAKE = "take"


@blueprint.get("/edition-drafts/<draft_id>/workbook")
def workbook(draft_id: str) -> AnyResponse:
    """Give the draft as a workbook."""
    reference, content = draft_workbook(deed(), draft_id)
    return attachment(content, f"{reference.replace('/', '-')}-draft.xlsx", XLSX)


@blueprint.get("/edition-drafts/<draft_id>/workbook-uploads/new")
def new(draft_id: str) -> str:
    """Show the way out and the form of the way in."""
    return _upload_page(draft_id)


@blueprint.post("/edition-drafts/<draft_id>/workbook-uploads")
def create(draft_id: str) -> AnyResponse | tuple[str, int]:
    """Read a workbook and go to what it would change."""
    find_draft(deed(), draft_id, Action.DRAFT_EDITION)
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(draft_id, form=form), 422
    upload = Upload(form.file.data.stream.read(), form.file.data.filename or "file")
    try:
        upload_id = open_upload(deed(), draft_id, upload)
    except InvalidAnswers as error:
        return _upload_page(draft_id, *(str(fault) for fault in error.faults)), 422
    except DomainError as error:
        return _upload_page(draft_id, str(error)), status_of(error)
    return redirect(url_for("edition_draft_workbooks.preview", draft_id=draft_id, upload_id=upload_id), 303)


@blueprint.get("/edition-drafts/<draft_id>/workbook-uploads/<upload_id>")
def preview(draft_id: str, upload_id: str) -> str:
    """Show what a waiting workbook would change."""
    return _preview_page(draft_id, upload_id)


@blueprint.post("/edition-drafts/<draft_id>/workbook-uploads/<upload_id>")
def apply(draft_id: str, upload_id: str) -> AnyResponse | tuple[str, int]:
    """Save what is ticked as one version."""
    taken = frozenset(request.form.getlist(TAKE))
    try:
        number = apply_upload(deed(), draft_id, upload_id, taken, sent_number("seen"))
    except StaleDraft:
        message = "Somebody saved the draft while you were looking. Nothing was saved. Look at both, and send again."
        return _preview_page(draft_id, upload_id, message, taken), 409
    flash(f"{count_text(len(taken), 'cell')} of the workbook taken. The draft is at version {number}.")
    return redirect(url_for("edition_drafts.draft", draft_id=draft_id), 303)


@blueprint.post("/edition-drafts/<draft_id>/workbook-uploads/<upload_id>/delete")
def delete(draft_id: str, upload_id: str) -> AnyResponse:
    """Leave the workbook aside."""
    discard_upload(deed(), draft_id, upload_id)
    flash("The file is deleted. Nothing of it was saved.")
    return redirect(url_for("edition_draft_workbooks.new", draft_id=draft_id), 303)


def _upload_page(draft_id: str, *messages: str, form: UploadForm | None = None) -> str:
    found = find_draft(deed(), draft_id)
    return render_template(
        "edition_drafts/workbook.html",
        **draft_frame(found, "workbook"),
        **upload_context(form, messages),
    )


def _preview_page(draft_id: str, upload_id: str, message: str = "", taken: frozenset[str] | None = None) -> str:
    shown = preview_upload(deed(), draft_id, upload_id)
    rows = [_row(one, f"change-{place}", taken) for place, one in enumerate(shown.changes)]
    return render_template(
        "edition_drafts/preview.html",
        shown=shown,
        rows=rows,
        is_older=shown.stamp != shown.number,
        count_text=count_text(len(rows), "change"),
        kept_until=moment_text(shown.expires_at),
        errors=[(message, "#apply")] if message else [],
        is_error=bool(message),
        **draft_frame(find_draft(deed(), draft_id), "workbook"),
    )


def _row(one: CellChange, row_id: str, taken: frozenset[str] | None) -> dict[str, Any]:
    return {
        "id": row_id,
        "name": one.name,
        "label": f"{one.about}: {one.label}",
        "old_text": one.old_text,
        "new_text": one.new_text,
        "cell": one.cell,
        "is_later": one.is_later,
        "is_ticked": not one.is_later if taken is None else one.name in taken,
    }
