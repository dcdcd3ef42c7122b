"""A criterion's page: its questions, saved with one button or one by one; two people at once; earlier versions."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import DomainError, Fault, InvalidAnswers, StaleAnswer
from charter.domain.permissions import Action
from charter.domain.typed_answers import LONGEST
from charter.domain.wording import plain_text
from charter.domain.workflow import Event
from charter.services.archived_answers import archived_answers
from charter.services.assessments import Outcome, Saved, record_answer, record_each, restore_version
from charter.services.carried_marks import criterion_marks
from charter.services.criterion_work import (
    CriterionWork,
    criterion_of,
    criterion_work,
    question_of,
    typed_fields,
    values_seen,
    versions_of,
)
from charter.services.edition_errata import corrections_of
from charter.services.former_criteria import former_criterion
from charter.services.workspaces import Workspace
from charter.web.answer_fields import (
    Field,
    Sent,
    changes_of,
    html_id,
    posted,
    shown_fields,
    text_of,
    texts_no_longer_asked,
    value_of,
    version_number,
)
from charter.web.answer_views import (
    Choice,
    Conflict,
    conflicts_of,
    criterion_context,
    joined,
    previous_texts,
    version_rows,
)
from charter.web.carried import archived_groups, carried_rows
from charter.web.criteria_entries import place
from charter.web.errors import status_of
from charter.web.evidence_views import question_files
from charter.web.frames import frame, workspace
from charter.web.people import deed, person_id
from charter.web.team_panels import team_context
from charter.web.times import minute_text

blueprint = Blueprint("answers", __name__)

LARGEST_SAVE = 500_000  # bytes of one question, as of a form
CHOICE, TEXT = "choice:", "text:"
NO_CHOICE = "Choose what stays"
LEFT_BEHIND = "You worked on the text below. Choose “The text below”, or empty it to leave it behind"
STALE = "Somebody else saved this while you were writing. Nothing was overwritten: save again to see both texts."


@blueprint.get("/assessments/<assessment_id>/criteria/<criterion_id>")
def criterion(assessment_id: str, criterion_id: str) -> str:
    """Show a criterion with its questions."""
    found = workspace(assessment_id)
    if all(item.id != criterion_id for item in found.edition.criteria):
        return _former_page(found, criterion_id)
    work = criterion_work(deed(), found, criterion_id)
    return _page(found, work, shown_fields(found, work, previous=previous_texts(deed(), found, work.criterion)))


@blueprint.post("/assessments/<assessment_id>/criteria/<criterion_id>")
def save(assessment_id: str, criterion_id: str) -> AnyResponse | tuple[str, int]:
    """Save what can be saved, and show the rest again as it was typed."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    is_asked = any(item.id == criterion_id for item in found.edition.criteria)
    work = criterion_work(deed(), found, criterion_id) if is_asked else None
    texts = texts_no_longer_asked(found, work, request.form)
    if work is None or texts:
        return _left_page(found, criterion_id, texts), 409
    return _saved(found, work, posted(work, request.form))


@blueprint.post("/assessments/<assessment_id>/criteria/<criterion_id>/conflicts")
def resolve(assessment_id: str, criterion_id: str) -> AnyResponse | tuple[str, int]:
    """Save what the person chose of two texts."""
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    work = criterion_work(deed(), found, criterion_id)
    sent = posted(work, request.form)
    choices = _choices(found, work, sent)
    if any(choice.error for choice in choices.values()):
        return _conflict_page(found, work, conflicts_of(found, work, sent, list(choices), choices)), 422
    chosen = {
        name: choice.both if choice.choice == "both" and choice.both is not None else sent.typed[name]
        for name, choice in choices.items()
        if choice.choice != "theirs"
    }
    return _saved(found, work, Sent(chosen, {name: sent.versions[name] for name in chosen}))


def _choices(found: Workspace, work: CriterionWork, sent: Sent) -> dict[str, Choice]:
    """What was chosen of two texts, by field. A text that somebody joined is not left behind by another choice."""
    theirs = values_seen(deed(), found, work, sent.versions)
    choices = {}
    for name, mine in sent.typed.items():
        choice, both = request.form.get(f"{CHOICE}{name}", ""), request.form.get(f"{TEXT}{name}")
        is_left = both is not None and choice != "both" and plain_text(both) not in _offered(theirs.get(name), mine)
        error = LEFT_BEHIND if is_left else "" if choice in ("theirs", "mine", "both") else NO_CHOICE
        choices[name] = Choice(choice, both, error)
    return choices


def _offered(theirs: Any, mine: str) -> tuple[str, str]:
    """The texts that nobody has worked on: none, and both as they were offered."""
    return "", plain_text(joined(text_of(theirs), mine))


@blueprint.post("/assessments/<assessment_id>/answers")
def save_one(assessment_id: str) -> tuple[Response, int]:
    """Save one question while somebody writes, for the page's script."""
    if (request.content_length or 0) > LARGEST_SAVE:
        return jsonify(message="This is too long to be saved. Shorten it, or add it as a file."), 413
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400)
    name, criterion_id, version = str(body.get("field")), str(body.get("criterion")), body.get("version")
    found = workspace(assessment_id, Action.RECORD_ANSWER)
    item = criterion_of(found.edition, criterion_id)
    if name not in typed_fields(found.edition, item) or not isinstance(version, int):
        abort(400)
    value = value_of(found, item, name, str(body.get("value") or ""))
    if isinstance(value, Fault):
        return jsonify(message=value.message), 422
    return _saved_one(assessment_id, Saved(name, value, version))


@blueprint.get("/assessments/<assessment_id>/versions")
def versions(assessment_id: str) -> str:
    """Show the saves of a field, newest first, a page at a time, with what changed."""
    found = workspace(assessment_id, Action.SEE_HISTORY)
    name, before = request.args.get("field", ""), version_number(request.args.get("before", ""))
    rows = version_rows(deed(), found, name, before)
    if not rows:
        abort(404)
    last = rows[-1].version
    here = partial(url_for, "answers.versions", assessment_id=assessment_id, field=name)
    return render_template(
        "answers/versions.html",
        field=name,
        rows=rows,
        newest=versions_of(deed(), found, [name])[name],
        older=here(before=last) if last > 1 else "",
        newer=here() if before is not None else "",
        is_writing=found.can(Event.ANSWER_RECORDED, _criterion_of(name)),
        **criterion_links(found, name),
        **frame(found),
    )


def _criterion_of(field: str) -> str:
    """The id of the criterion whose field it is; "" where it is of none."""
    parts = field.split("/")
    return parts[2] if field.startswith("/criteria/") and len(parts) > 2 else ""


@blueprint.post("/assessments/<assessment_id>/versions")
def restore(assessment_id: str) -> AnyResponse:
    """Save an earlier version again."""
    name = request.form.get("field", "")
    old, version = (version_number(request.form.get(key, "")) for key in ("old", "version"))
    if old is None or version is None:
        abort(400)
    restore_version(deed(), assessment_id, name, old, version)
    flash(f"Version {old} is the answer again. The one that stood there is kept as an earlier version.")
    return redirect(url_for("answers.versions", assessment_id=assessment_id, field=name), 303)


def criterion_links(found: Workspace, name: str) -> dict[str, str]:
    """Give the way back to the page on which a field is typed."""
    parts = name.split("/")
    criterion_id = parts[2] if name.startswith("/criteria/") else ""
    for item in found.edition.criteria:
        for question in item.questions:
            if question.input_id and name == f"/inputs/{question.input_id}":
                criterion_id = item.id
    for plan, endpoint in (("/actions/", "actions.actions"), ("/previous_actions/", "previous_plans.plan")):
        if name.startswith(plan):
            return {"back_href": url_for(endpoint, assessment_id=found.assessment_id), "about": "Action plan"}
    if not criterion_id:
        return {"back_href": url_for("assessments.assessment", assessment_id=found.assessment_id), "about": name}
    href = url_for(
        "answers.criterion", assessment_id=found.assessment_id, criterion_id=criterion_id, _anchor=html_id(name)
    )
    return {"back_href": href, "about": _title(found, criterion_id, name)}


def _title(found: Workspace, criterion_id: str, name: str) -> str:
    item = criterion_of(found.edition, criterion_id)
    question = question_of(found.edition, item, name)
    return f"{item.id} {item.title}: {question.text if question else 'not applicable'}"


def _saved(found: Workspace, work: CriterionWork, sent: Sent) -> AnyResponse | tuple[str, int]:
    """Save, then lead back to the page; show it again where something could not be saved."""
    seen = values_seen(deed(), found, work, sent.versions)
    changes, faults = changes_of(found, work, sent, seen)
    outcome = Outcome((), (), ())
    if changes:
        try:
            outcome = record_each(deed(), found.assessment_id, changes)
        except DomainError as error:  # such as a deadline that passed meanwhile: what was typed stays on the page
            return _again(found, sent, [Fault("", str(error))], status_of(error))
    faults = [*faults, *outcome.faults]
    if faults:
        faults += [Fault(error.question_id, STALE) for error in outcome.stale]
        return _again(found, sent, faults, 422, work.criterion.id)
    if outcome.stale:
        return _conflict(found, work.criterion.id, outcome, sent)
    flash(f"{work.criterion.id} is saved." if outcome.saved else "There was nothing new to save.")
    address = url_for("answers.criterion", assessment_id=found.assessment_id, criterion_id=work.criterion.id)
    return redirect(address, 303)


def _saved_one(assessment_id: str, change: Saved) -> tuple[Response, int]:
    doing = deed()
    try:
        saved = record_answer(doing, assessment_id, change.field, change.value, change.version)
    except StaleAnswer as error:
        return jsonify(message=str(error), version=error.version), 409
    except InvalidAnswers as error:
        return jsonify(message=" ".join(fault.message for fault in error.faults)), 422
    except DomainError as error:
        return jsonify(message=str(error)), status_of(error)
    return jsonify(version=saved.version, saved=minute_text(doing.now)), 200


def _again(found: Workspace, sent: Sent, faults: list[Fault], status: int, criterion_id: str = "") -> tuple[str, int]:
    """The page as it was typed, with what is wrong; fields that were saved show what is saved."""
    work = criterion_work(deed(), found, criterion_id or _criterion_here())
    errors: dict[str, tuple[str, ...]] = {}
    for fault in faults:
        name = max((name for name in work.entries if fault.place.startswith(name)), key=len, default="")
        errors[name] = (*errors.get(name, ()), fault.message)
    kept = {name: raw for name, raw in sent.typed.items() if name in errors or "" in errors}
    fields = shown_fields(
        found,
        work,
        typed=kept,
        versions={name: sent.versions[name] for name in kept},
        errors=errors,
        previous=previous_texts(deed(), found, work.criterion),
    )
    return _page(found, work, fields, general=errors.get("", ())), status


def _criterion_here() -> str:
    return str((request.view_args or {})["criterion_id"])


def _conflict(found: Workspace, criterion_id: str, outcome: Outcome, sent: Sent) -> tuple[str, int]:
    work = criterion_work(deed(), found, criterion_id)
    conflicts = conflicts_of(found, work, sent, [error.question_id for error in outcome.stale])
    return _conflict_page(found, work, conflicts, is_rest_saved=bool(outcome.saved)), 409


def _conflict_page(
    found: Workspace, work: CriterionWork, conflicts: list[Conflict], *, is_rest_saved: bool = False
) -> str:
    errors = [(item.error, f"#choice-{number}-theirs") for number, item in enumerate(conflicts, 1) if item.error]
    return render_template(
        "answers/conflict.html",
        work=work,
        conflicts=conflicts,
        errors=errors,
        is_rest_saved=is_rest_saved,
        draft=_draft(found),
        **frame(found),
    )


def _page(found: Workspace, work: CriterionWork, fields: list[Field], general: tuple[str, ...] = ()) -> str:
    errors = [(message, "#save") for message in general]
    errors += [(message, f"#{item.id}") for item in fields for message in item.errors]
    context: dict[str, Any] = criterion_context(found, work, fields) | team_context(found, work.criterion)
    context |= {"draft": _draft(found), "longest": LONGEST}
    context["corrections"] = corrections_of(found.edition, work.criterion.id)
    context["question_files"] = question_files(deed(), found, work.criterion)
    context |= _came_over(found, work.criterion.id)
    return render_template("answers/criterion.html", errors=errors, is_error=bool(errors), **context, **frame(found))


def _came_over(found: Workspace, criterion_id: str) -> dict[str, Any]:
    """What came over to a criterion from another edition or year: nothing, where the assessment never moved."""
    marked = criterion_marks(deed(), found, criterion_id)
    return {
        "came_over": carried_rows(found, marked.waiting),
        "carried_fields": {one.place for one in marked.waiting},
        "offered_files": marked.confirmed_files,
        "archived": archived_groups(archived_answers(deed(), found, criterion_id, beside=False))
        if found.has_moved
        else [],
        "may_decide": found.can(Event.CARRIED_DECIDED),
    }


def _left_page(found: Workspace, criterion_id: str, texts: list[tuple[str, str]]) -> str:
    """What somebody typed while the assessment moved to another edition: nothing of it is lost, and nothing saved."""
    criterion = next((item for item in found.edition.criteria if item.id == criterion_id), None)
    former = former_criterion(found.edition, criterion_id, found.held_references) if criterion is None else None
    return render_template(
        "answers/left.html", criterion_id=criterion_id, criterion=criterion, former=former, texts=texts, **frame(found)
    )


def _former_page(found: Workspace, criterion_id: str) -> str:
    """A criterion of an edition before, which an old link still names: what became of it, and what stood there."""
    former = former_criterion(found.edition, criterion_id, found.held_references)
    groups = archived_groups(archived_answers(deed(), found, criterion_id))
    groups = [{**group, "title": "What your team wrote", "whys": []} for group in groups]  # the page has said why
    return render_template(
        "answers/former.html", former=former, place=place(former.edition), groups=groups, **frame(found)
    )


def _draft(found: Workspace) -> str:
    """Under which name a browser keeps what is not saved: nobody else who signs in there is given it as theirs."""
    return f"{found.assessment_id}:{person_id()}"
