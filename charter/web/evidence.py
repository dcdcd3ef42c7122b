"""The files of an assessment: the list, adding one, where each is used, and handing one out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import InputRequired

from charter.domain.errors import DomainError, InvalidEvidence, UnknownAssessment
from charter.domain.evidence import MB, MEDIA_TYPES
from charter.domain.permissions import Action
from charter.domain.workflow import Event
from charter.jobs.handing_over import hand_over
from charter.jobs.scanning import scan_added
from charter.services.carried_marks import offered_uses
from charter.services.evidence import NewFile, add_evidence, read_evidence, store_of, take_out_name, use_evidence
from charter.services.evidence_listing import NamedFile, files_of
from charter.services.evidence_uses import upload_rule
from charter.services.workspaces import Workspace
from charter.web.downloads import handed_out
from charter.web.errors import status_of
from charter.web.evidence_views import KIND_NAMES, choices_of, file_rows, known, tick_groups
from charter.web.frames import frame, workspace
from charter.web.people import deed

blueprint = Blueprint("evidence", __name__)

AGAIN = "Choose the file again: your browser did not keep it. Your ticks are kept"


class FileForm(FlaskForm):
    """A file, what it answers, and what its owner declares."""

    file = FileField("The file", validators=[FileRequired("Choose the file that you mean")])
    questions = SelectMultipleField("Which questions does it answer?")
    declared = BooleanField(
        "I confirm that this file holds no personal data",
        validators=[InputRequired("Confirm that the file holds no personal data, or take them out first")],
    )
    replaces = HiddenField()


class UsesForm(FlaskForm):
    """The questions that name a file."""

    questions = SelectMultipleField("Which questions does it answer?")


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Ask for a smaller file on the page where it is chosen; what was sent was not read."""
    found = workspace(str((request.view_args or {})["assessment_id"]), Action.RECORD_ANSWER)
    form = _empty_form(found)
    form.file.errors = [f"The file is bigger than {_most_mb(found)} MB. Make it smaller, or part it"]
    return _form_page(found, form), 413


@blueprint.get("/assessments/<assessment_id>/evidence")
def files(assessment_id: str) -> str:
    """Show every file with its versions and where it is used."""
    found = workspace(assessment_id)
    listed = files_of(deed(), found)
    return render_template(
        "evidence/files.html",
        rows=file_rows(found, listed, offered_uses(deed(), found)),
        is_adding=found.can(Event.EVIDENCE_ADDED),
        is_scanning=bool(current_app.config["CHARTER"].clamd_url),
        **frame(found),
    )


@blueprint.get("/assessments/<assessment_id>/evidence/new")
def new(assessment_id: str) -> str:
    """Show the form to add a file; the address may tick questions, or name the file of which it is a new version."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    return _form_page(found, _empty_form(found))


@blueprint.post("/assessments/<assessment_id>/evidence")
def create(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Add a file."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    form = FileForm()
    form.questions.choices = choices_of(found)
    if not form.validate_on_submit():
        return _again(found, form), 422
    new_file = NewFile(
        form.file.data.filename or "", form.file.data.stream.read(), form.declared.data, form.replaces.data or ""
    )
    try:
        row = add_evidence(deed(), assessment_id, new_file, form.questions.data, _store())
    except UnknownAssessment:
        abort(404)
    except DomainError as error:
        form.file.errors = [str(error)]
        return _again(found, form), status_of(error)
    if current_app.config["CHARTER"].clamd_url:
        hand_over(scan_added)  # where the queue does not take it, the worker looks by itself within a minute
    flash(f"{row.name} is kept, as version {row.version}.")
    return _back(assessment_id)


@blueprint.get("/assessments/<assessment_id>/evidence/<evidence_id>")
def download(assessment_id: str, evidence_id: str) -> Response:
    """Hand a file out."""
    row, parts = read_evidence(deed(), assessment_id, evidence_id, _store())
    return handed_out(parts, row.size_bytes, row.name, MEDIA_TYPES[row.kind])


@blueprint.get("/assessments/<assessment_id>/evidence/<evidence_id>/questions")
def uses(assessment_id: str, evidence_id: str) -> str:
    """Show the questions that name a file."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    listed = files_of(deed(), found)
    item = _named(listed, evidence_id)
    form = UsesForm(formdata=None)
    form.questions.data = [place.question.id for place in item.places]
    return _uses_page(found, listed, item, form, evidence_id)


@blueprint.post("/assessments/<assessment_id>/evidence/<evidence_id>/questions")
def use(assessment_id: str, evidence_id: str) -> AnyResponse | tuple[str, int]:
    """Name a file under the ticked questions, and under no others."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    form = UsesForm()
    form.questions.choices = choices_of(found)
    try:
        if not form.validate_on_submit():
            raise InvalidEvidence("Choose questions from the list.")
        saved = use_evidence(deed(), assessment_id, evidence_id, form.questions.data)
    except UnknownAssessment:
        abort(404)
    except DomainError as error:
        form.questions.errors = [str(error)]
        form.questions.data = known(found, form.questions.data or [])
        listed = files_of(deed(), found)
        return _uses_page(found, listed, _named(listed, evidence_id), form, evidence_id), status_of(error)
    flash("It is saved where the file is used." if saved else "There was nothing new to save.")
    return _back(assessment_id)


@blueprint.post("/assessments/<assessment_id>/evidence/take-out")
def take_out(assessment_id: str) -> AnyResponse:
    """Take a name out of a question; a file of that name stays on record."""
    name, question = request.form.get("name", ""), request.form.get("question", "")
    take_out_name(deed(), assessment_id, question, name)
    flash(f"{name} is taken out of {question}.")
    return _back(assessment_id)


def _empty_form(found: Workspace) -> FileForm:
    form = FileForm(formdata=None)
    form.questions.data = known(found, request.args.getlist("question"))
    form.replaces.data = request.args.get("replaces", "")
    return form


def _again(found: Workspace, form: FileForm) -> str:
    """The form as it was sent; a file that was chosen has to be chosen again."""
    was_chosen = bool(form.file.data)
    form.file.errors = [*form.file.errors, *([AGAIN] if was_chosen else [])]
    form.questions.data = known(found, form.questions.data or [])
    return _form_page(found, form)


def _form_page(found: Workspace, form: FileForm) -> str:
    listed = files_of(deed(), found)
    replaced = _named(listed, form.replaces.data) if form.replaces.data else None
    most = _most_mb(found)
    kinds = [KIND_NAMES.get(kind, kind) for kind in upload_rule(found.edition)[0]]
    return render_template(
        "evidence/new.html",
        form=form,
        replaced=replaced,
        groups=tick_groups(found, listed),
        most_mb=most,
        kinds_text=", ".join(kinds),
        # a file too large to be read says nothing of its ticks, so the address carries those that it came with
        action=url_for("evidence.create", assessment_id=found.assessment_id, **_carried()),
        **_errors(form),
        **frame(found),
    )


def _carried() -> dict[str, Any]:
    given = {"question": request.args.getlist("question"), "replaces": request.args.get("replaces")}
    return {name: value for name, value in given.items() if value}


def _uses_page(found: Workspace, listed: list[NamedFile], item: NamedFile, form: UsesForm, evidence_id: str) -> str:
    groups = tick_groups(found, listed)
    return render_template(
        "evidence/uses.html",
        form=form,
        item=item,
        evidence_id=evidence_id,
        groups=groups,
        **_errors(form),
        **frame(found),
    )


def _errors(form: FlaskForm) -> dict[str, Any]:
    errors = [(message, f"#{field.id}") for field in form for message in field.errors]
    return {"errors": errors, "is_error": bool(errors)}


def _named(listed: list[NamedFile], evidence_id: str) -> NamedFile:
    """The file of which a version has that id; else 404."""
    found = next((item for item in listed if any(version.id == evidence_id for version in item.versions)), None)
    if found is None:
        abort(404)
    return found


def _most_mb(found: Workspace) -> int:
    return int(min(upload_rule(found.edition)[1], current_app.config["CHARTER"].upload_limit_bytes) // MB)


def _store() -> Any:
    return store_of(current_app.config["CHARTER"])


def _back(assessment_id: str) -> AnyResponse:
    return redirect(url_for("evidence.files", assessment_id=assessment_id), 303)
