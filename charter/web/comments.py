"""Comments on a criterion: threads by question, adding one, resolving one and opening it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField

from charter.domain.edition import Criterion
from charter.domain.errors import InvalidComment
from charter.domain.permissions import Action
from charter.domain.wording import count_text, list_text
from charter.domain.workflow import Event
from charter.services.comments import Comment, NewComment, add_comment, comments_of, reopen_comment, resolve_comment
from charter.services.criterion_work import criterion_of
from charter.services.deeds import new_id
from charter.services.teams import team_names
from charter.services.workspaces import Workspace
from charter.web.addresses import letter_site_url
from charter.web.frames import frame, workspace
from charter.web.people import deed, person_id
from charter.web.times import moment_text

blueprint = Blueprint("comments", __name__)

WHOLE = "The criterion as a whole"
FORGOTTEN = "Somebody who was forgotten"


class CommentForm(FlaskForm):
    """A comment; whom it is about and whom it names is for the service to judge."""

    question = SelectField("What is it about?", validate_choice=False)
    text = TextAreaField("Your comment")
    told = SelectMultipleField("Who should be told?", validate_choice=False)
    key = HiddenField()


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments on one question, or on the criterion as a whole."""

    question_id: str
    title: str
    rows: Sequence[dict[str, Any]]
    count_text: str  # such as "2 open comments, 1 new"


@blueprint.get("/assessments/<assessment_id>/criteria/<criterion_id>/comments")
def comments(assessment_id: str, criterion_id: str) -> str:
    """Show the comments on a criterion and its questions."""
    found = workspace(assessment_id)
    form = CommentForm(formdata=None, question=request.args.get("question", ""), key=new_id())
    return _page(found, criterion_of(found.edition, criterion_id), form)


@blueprint.post("/assessments/<assessment_id>/criteria/<criterion_id>/comments")
def create(assessment_id: str, criterion_id: str) -> AnyResponse | tuple[str, int]:
    """Add a comment; show it again as it was typed where something is wrong with it."""
    found = workspace(assessment_id, Action.COMMENT)
    criterion = criterion_of(found.edition, criterion_id)
    form = CommentForm()
    new = NewComment(
        criterion_id, form.question.data or "", form.text.data or "", tuple(form.told.data or ()), form.key.data or ""
    )
    try:
        kept = add_comment(deed(), assessment_id, new, letter_site_url())
    except InvalidComment as error:
        form.text.errors = [fault.message for fault in error.faults if fault.place == "text"]
        form.told.errors = [fault.message for fault in error.faults if fault.place == "told"]
        return _page(found, criterion, form), 422
    flash("Your comment is added.")
    return _back(assessment_id, criterion_id, kept.id)


@blueprint.post("/assessments/<assessment_id>/comments/<comment_id>/resolve")
def resolve(assessment_id: str, comment_id: str) -> AnyResponse:
    """Mark a comment as resolved."""
    kept = resolve_comment(deed(), assessment_id, comment_id)
    flash("The comment is resolved.")
    return _back(assessment_id, kept.criterion_id, comment_id)


@blueprint.post("/assessments/<assessment_id>/comments/<comment_id>/reopen")
def reopen(assessment_id: str, comment_id: str) -> AnyResponse:
    """Open a resolved comment again."""
    kept = reopen_comment(deed(), assessment_id, comment_id)
    flash("The comment is open again.")
    return _back(assessment_id, kept.criterion_id, comment_id)


def threads_of(found: Workspace, criterion: Criterion) -> dict[str, Thread]:
    """Give the threads of a criterion by question, "" being the criterion as a whole; those without comments too."""
    said = comments_of(deed(), found, criterion.id)
    titles = {"": WHOLE} | {question.id: f"{question.id} {question.text}" for question in criterion.questions}
    return {name: _thread(name, title, said) for name, title in titles.items()}


def _thread(question_id: str, title: str, said: Mapping[str, Sequence[Comment]]) -> Thread:
    comments = said.get(question_id, ())
    open_count, new_count = sum(one.is_open for one in comments), sum(one.is_new for one in comments)
    parts = [count_text(open_count, "open comment") if open_count else "", f"{new_count} new" if new_count else ""]
    words = ", ".join(part for part in parts if part) or (count_text(len(comments), "comment") if comments else "")
    return Thread(question_id, title, [_row(one) for one in comments], words)


def _row(comment: Comment) -> dict[str, Any]:
    resolved = ""
    if comment.resolved_at is not None:
        resolved = f"Resolved by {comment.resolver_name or FORGOTTEN} on {moment_text(comment.resolved_at)}"
    return {
        "id": comment.id,
        "text": comment.text or "This comment was removed.",
        "author": comment.author_name or FORGOTTEN,
        "when": moment_text(comment.written_at),
        "told": list_text([name or FORGOTTEN for name in comment.mentioned_names]),
        "is_new": comment.is_new,
        "is_open": comment.is_open,
        "resolved": resolved,
    }


def _page(found: Workspace, criterion: Criterion, form: CommentForm) -> str:
    threads = threads_of(found, criterion)
    is_writing = found.can(Event.COMMENTED)
    form.question.choices = [(name, thread.title) for name, thread in threads.items()]
    team = team_names(deed(), found.organisation_id) if is_writing else {}
    form.told.choices = [(who, name) for who, name in team.items() if who != person_id()]
    errors = [(message, f"#{field.id}") for field in (form.text, form.told) for message in field.errors]
    return render_template(
        "comments/comments.html",
        criterion=criterion,
        threads=[thread for thread in threads.values() if thread.rows],
        form=form,
        is_writing=is_writing,
        errors=errors,
        is_error=bool(errors),
        **frame(found),
    )


def _back(assessment_id: str, criterion_id: str, comment_id: str) -> AnyResponse:
    address = url_for(
        "comments.comments", assessment_id=assessment_id, criterion_id=criterion_id, _anchor=f"comment-{comment_id}"
    )
    return redirect(address, 303)
