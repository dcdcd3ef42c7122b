"""Check where you stand: upload, faults, result, workbook back. Bound to the visitor's session for an hour."""

from __future__ import annotations

import json
from io import BytesIO

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import DomainError, InvalidAnswers
from charter.domain.wording import count_text
from charter.jobs.handing_over import hand_over
from charter.jobs.plans import draw_pictures
from charter.services import visits
from charter.services.answer_sheets import save_workbook
from charter.services.editions import find_edition, newest_edition
from charter.services.visits import PICTURES, Upload
from charter.web import clock, drawings
from charter.web.criteria_entries import place
from charter.web.downloads import XLSX, attachment, empty_workbook, picture_response
from charter.web.extensions import database
from charter.web.forms import UploadForm, upload_context
from charter.web.visitors import NoVisit, kept_until, now, secret_of_browser, visit_of_browser

blueprint = Blueprint("standings", __name__)

SHOWN_IN_SUMMARY = 10


@blueprint.app_errorhandler(NoVisit)
def show_no_visit(_error: NoVisit) -> tuple[str, int]:
    """Say that there is nothing, in the same words whatever the reason."""
    return render_template("standings/gone.html"), 404


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Ask for a smaller file on the page where it is chosen."""
    limit = current_app.config["CHARTER"].upload_limit_bytes // 1024**2
    return _upload_page(f"The file is bigger than {limit} MB. Take pictures and other sheets out of it"), 413


@blueprint.get("/workbooks/<charter_id>/<version>")
def workbook(charter_id: str, version: str) -> Response:
    """Give the empty workbook of an edition."""
    edition = find_edition(charter_id, version)
    return attachment(empty_workbook(edition.reference), f"{charter_id}-{version}-workbook.xlsx", XLSX)


@blueprint.get("/standings/new")
def new() -> str:
    """Show the upload form; ties the visitor's browser to what it will upload."""
    secret_of_browser()
    return _upload_page()


@blueprint.post("/standings")
def create() -> AnyResponse | tuple[str, int]:
    """Read a file and go to what came of it."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(form=form), 422
    upload = Upload(form.file.data.stream.read(), form.file.data.filename or "file")
    try:
        visit = visits.open_visit(database(), secret_of_browser(), upload, drawings.draw, now())
    except InvalidAnswers as error:
        return _upload_page(*(str(fault) for fault in error.faults)), 422
    except DomainError as error:
        return _upload_page(str(error)), 422
    is_new = visits.ask_for_file(database(), visit, PICTURES, now())
    if is_new and not hand_over(draw_pictures, visit.id):
        visits.finish_file(database(), visit.id, PICTURES, None, now())
    endpoint = "standings.faults" if visit.fault_count else "standings.result"
    return redirect(url_for(endpoint, visit_id=visit.id), 303)


@blueprint.get("/standings/<visit_id>")
def result(visit_id: str) -> str:
    """Show where the institution stands."""
    visit = visit_of_browser(visit_id)
    head = json.loads(visits.visit_file(database(), visit, drawings.HEAD) or b"{}")
    body = visits.visit_file(database(), visit, drawings.BODY) or b""
    return render_template(
        "standings/result.html",
        visit=visit,
        head=head,
        # our own template made it at the upload, escaping as always
        body=Markup(body.decode()),  # noqa: S704
        charts_url=url_for("standings.charts", visit_id=visit_id),
        kept_until=kept_until(visit),
        faults_text=f"{count_text(visit.fault_count, 'cell')} could not be read",
    )


@blueprint.get("/standings/<visit_id>/faults")
def faults(visit_id: str) -> str:
    """Show every fault at its cell, with what was read kept."""
    visit = visit_of_browser(visit_id)
    found = json.loads(visits.visit_file(database(), visit, drawings.FAULTS) or b"[]")
    if not found:
        abort(404)
    return render_template(
        "standings/faults.html",
        is_error=True,
        visit=visit,
        title=f"{count_text(len(found), 'cell')} could not be read",
        faults=found,
        errors=_fault_links(found),
        kept_until=kept_until(visit),
    )


@blueprint.get("/standings/<visit_id>/charts")
def charts(visit_id: str) -> Response:
    """Give the charts' data."""
    content = visits.visit_file(database(), visit_of_browser(visit_id), drawings.CHARTS)
    return Response(content or b"{}", mimetype="application/json")


@blueprint.get("/standings/<visit_id>/pictures/<name>")
def picture(visit_id: str, name: str) -> Response:
    """Give a chart as a picture; until the worker has drawn it, a picture that says so."""
    content = visits.visit_file(database(), visit_of_browser(visit_id), PICTURES)
    return picture_response(content, name)


@blueprint.get("/standings/<visit_id>/workbook")
def filled_workbook(visit_id: str) -> Response:
    """Give the workbook back with what was read."""
    edition, sheet = visits.read_sheet(database(), visit_of_browser(visit_id))
    target = BytesIO()
    save_workbook(edition, sheet, target)
    return attachment(target.getvalue(), f"{edition.charter_id}-{edition.version}-what-was-read.xlsx", XLSX)


@blueprint.post("/standings/<visit_id>/delete")
def delete(visit_id: str) -> AnyResponse:
    """Delete everything at the visitor's wish."""
    visits.close_visit(database(), visit_of_browser(visit_id))
    return redirect(url_for("standings.deleted"), 303)


@blueprint.get("/standings/deleted")
def deleted() -> str:
    """Say that everything is gone."""
    return render_template("standings/deleted.html")


def _upload_page(*messages: str, form: UploadForm | None = None) -> str:
    return render_template(
        "standings/new.html",
        place=place(newest_edition(clock.now().date())),
        **upload_context(form, messages),
    )


def _fault_links(found: list[dict[str, str]]) -> list[tuple[str, str]]:
    links = [
        (f"{fault['place']}: {fault['message']}", f"#fault-{number}")
        for number, fault in enumerate(found[:SHOWN_IN_SUMMARY], start=1)
    ]
    rest = len(found) - SHOWN_IN_SUMMARY
    if rest > 0:
        links.append((f"and {count_text(rest, 'other')}", f"#fault-{SHOWN_IN_SUMMARY + 1}"))
    return links
