"""The page on which the network of BME staff writes to the panel."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.differences import differences
from charter.domain.errors import InvalidAnswers, StaleAnswer, WrongState
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.domain.workflow import Event
from charter.services.network_statements import Statement, read_statement, save_statement, statement_versions
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("network_statements", __name__)

LONGEST_VERSION = 9


@blueprint.get("/assessments/<assessment_id>/network-statement")
def statement(assessment_id: str) -> str:
    """Show the statement, to write or to read."""
    return _page(assessment_id, read_statement(deed(), assessment_id))


@blueprint.post("/assessments/<assessment_id>/network-statement")
def save(assessment_id: str) -> AnyResponse | tuple[str, int]:
    """Save the statement; what was typed is shown again where it cannot be saved."""
    here = url_for("network_statements.statement", assessment_id=assessment_id)
    choice = request.form.get("choice", "both")
    if choice == "theirs":
        read_statement(deed(), assessment_id)
        flash("What was saved stays.")
        return redirect(here, 303)
    text = request.form.get("mine" if choice == "mine" else "text", "")
    try:
        save_statement(deed(), assessment_id, text, _version())
    except StaleAnswer as conflict:
        return _conflict_page(assessment_id, conflict), 409
    except InvalidAnswers as error:
        return _page(assessment_id, read_statement(deed(), assessment_id), text, error.faults[0].message), 422
    except WrongState as error:
        return _page(assessment_id, read_statement(deed(), assessment_id), text, str(error)), 409
    flash("The statement is saved.")
    return redirect(here, 303)


def _page(assessment_id: str, saved: Statement, typed: str | None = None, fault: str = "") -> str:
    found = workspace(assessment_id, Action.SEE_NETWORK_STATEMENT)
    return render_template(
        "network_statements/statement.html",
        saved=saved,
        text=saved.text if typed is None else typed,
        fault=fault,
        is_writing=found.can(Event.NETWORK_STATEMENT_SAVED) or typed is not None,
        words_text=_words(saved),
        versions=[
            (row.version, moment_text(row.saved_at), row.text)
            for row in reversed(statement_versions(deed(), assessment_id))
        ],
        **frame(found),
    )


def _conflict_page(assessment_id: str, conflict: StaleAnswer) -> str:
    return render_template(
        "network_statements/conflict.html",
        conflict=conflict,
        pieces=differences(conflict.theirs, conflict.yours),
        both=f"{conflict.theirs}\n\n{conflict.yours}",
        **frame(workspace(assessment_id, Action.SEE_NETWORK_STATEMENT)),
    )


def _words(saved: Statement) -> str:
    count = count_text(saved.word_count, "word")
    limit = saved.rule.word_limit
    return f"{count} of at most {limit}." if limit is not None else f"{count}."


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST_VERSION else 0
