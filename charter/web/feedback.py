"""What a panel writes to an institution: the list of parts, one part, and the letter once it was sent."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.decision_terms import decision_terms, sentence_count
from charter.domain.differences import differences
from charter.domain.errors import InvalidDecision, StaleAnswer, WrongState
from charter.domain.wording import count_text
from charter.services.cases import Case
from charter.services.feedback import (
    CAN_BE_DISCLOSED,
    NEXT,
    WHOLE,
    FeedbackPart,
    fault_of,
    feedback_parts,
    may_write,
    parts_of,
    require_part,
    save_feedback,
    sentences_wanted,
)
from charter.services.feedback_hints import agreed_hint, next_tier_hints
from charter.services.told_letters import newest_letter
from charter.web.answer_fields import version_number
from charter.web.case_frames import case_frame, case_here
from charter.web.letter_papers import ask_for_letter, letter_file, letter_progress
from charter.web.people import deed
from charter.web.times import saved_text

blueprint = Blueprint("feedback", __name__)
PART = "/cases/<case_id>/feedback/<part>"
NOT_MET = "The panel has not met yet. Feedback is written from its meeting on."


@blueprint.get("/cases/<case_id>/feedback")
def overview(case_id: str) -> str:
    """Show every part with how far it is."""
    case = case_here(case_id)
    parts = feedback_parts(deed(), case) if case.is_open else {}
    rows = [_row(case, part) for part in parts.values()]
    return render_template(
        "feedback/overview.html",
        rows=rows,
        done_text=f"{sum(row['is_done'] for row in rows)} of {len(rows)} parts are ready to be sent.",
        wanted_text=_wanted(case),
        notice="" if case.is_open else NOT_MET,
        disclosure=CAN_BE_DISCLOSED,
        is_writing=may_write(case),
        **case_frame(case),
    )


@blueprint.get(PART)
def part(case_id: str, part: str) -> str:
    """Show one part, to write or to read."""
    case = _open_case(case_id, part)
    return _part_page(case, feedback_parts(deed(), case)[part])


@blueprint.post(PART)
def save(case_id: str, part: str) -> AnyResponse | tuple[str, int]:
    """Save one part; what was typed is shown again where it cannot be saved."""
    case = _open_case(case_id, part)
    if request.form.get("choice") == "theirs":
        flash("What was saved stays.")
        return _back(case_id, part)
    text = request.form.get("mine" if request.form.get("choice") == "mine" else "text", "")
    try:
        save_feedback(deed(), case_id, part, text, version_number(request.form.get("version", "")) or 0)
    except StaleAnswer as conflict:
        return _conflict_page(case, part, conflict), 409
    except InvalidDecision as error:
        return _part_page(case, feedback_parts(deed(), case)[part], text, str(error)), 422
    except WrongState as error:
        return _part_page(case, feedback_parts(deed(), case)[part], text, str(error)), 409
    return _saved(case, part)


@blueprint.post("/cases/<case_id>/letter")
def create_letter(case_id: str) -> AnyResponse:
    """Ask for the letter as a PDF."""
    case = case_here(case_id)
    ask_for_letter(case.id, _digest(case))
    return redirect(url_for("feedback.letter", case_id=case_id), 303)


@blueprint.get("/cases/<case_id>/letter")
def letter(case_id: str) -> str:
    """Show how far the letter's PDF is."""
    case = case_here(case_id)
    sent = newest_letter(deed().session, case.id) if case.is_open else None
    progress = letter_progress(case.id, sent.digest) if sent is not None else {}
    return render_template("feedback/letter.html", progress=progress, is_sent=sent is not None, **case_frame(case))


@blueprint.get("/cases/<case_id>/letter/progress")
def progress(case_id: str) -> Response:
    """Give how far the letter's PDF is, for the page's script."""
    case = case_here(case_id)
    return jsonify(letter_progress(case.id, _digest(case)))


@blueprint.get("/cases/<case_id>/letter/file")
def download(case_id: str) -> AnyResponse:
    """Give the letter's PDF; before it is made, the page that says how far it is."""
    case = case_here(case_id)
    found = letter_file(case.id, _digest(case), f"{case.name} - {case.round_title} - outcome")
    return found or redirect(url_for("feedback.letter", case_id=case_id))


def _open_case(case_id: str, part: str) -> Case:
    """The case, once its panel has met: before, nobody sees what another thinks."""
    case = case_here(case_id)
    require_part(case.edition, part)
    if not case.is_open:
        raise WrongState(NOT_MET)
    return case


def _digest(case: Case) -> str:
    """What tells the letter; 404 where none was sent."""
    sent = newest_letter(deed().session, case.id) if case.is_open else None
    if sent is None:
        abort(409)
    return sent.digest


def _row(case: Case, one: FeedbackPart) -> dict[str, Any]:
    fault = fault_of(case.edition, one.part, one.text)
    return {
        "href": url_for("feedback.part", case_id=case.id, part=one.part),
        "title": _title(case, one.part),
        "is_done": not fault,
        "text": fault or count_text(sentence_count(one.text), "sentence"),
        "saved": saved_text(one.saved_by, one.saved_at, deed().now),
    }


def _title(case: Case, part: str) -> str:
    return WHOLE[part] if part in WHOLE else f"{part} {case.edition.criterion(part).title}"


def _wanted(case: Case) -> str:
    wanted = sentences_wanted(decision_terms(case.edition))
    return f"The edition asks for {wanted} on each criterion." if wanted else ""


def _part_page(case: Case, one: FeedbackPart, typed: str | None = None, problem: str = "") -> str:
    text = one.text if typed is None else typed
    names = parts_of(case.edition)
    place = names.index(one.part)
    return render_template(
        "feedback/part.html",
        part=one,
        title=_title(case, one.part),
        text=text,
        problem=problem,
        is_error=bool(problem),
        hint=_wanted(case) if one.part not in WHOLE else "In sentences or a list, a line each.",
        count=count_text(sentence_count(text), "sentence"),
        fault=fault_of(case.edition, one.part, one.text),
        agreed=agreed_hint(deed().session, case, one.part) if one.part not in WHOLE else ("", ""),
        proposals=next_tier_hints(deed().session, case) if one.part == NEXT else (),
        saved=saved_text(one.saved_by, one.saved_at, deed().now),
        disclosure=CAN_BE_DISCLOSED,
        is_writing=may_write(case) or typed is not None,
        next_part=names[place + 1] if place + 1 < len(names) else "",
        **case_frame(case),
    )


def _conflict_page(case: Case, part: str, conflict: StaleAnswer) -> str:
    return render_template(
        "feedback/conflict.html",
        part=part,
        title=_title(case, part),
        conflict=conflict,
        pieces=differences(conflict.theirs, conflict.yours),
        both=f"{conflict.theirs}\n\n{conflict.yours}",
        **case_frame(case),
    )


def _saved(case: Case, part: str) -> AnyResponse:
    """On to the next part, or back to the list, as was asked for."""
    names = parts_of(case.edition)
    place = names.index(part) + 1
    flash(f"Saved: {_title(case, part)}.")
    if "next" in request.form and place < len(names):
        return _back(case.id, names[place])
    return redirect(url_for("feedback.overview", case_id=case.id), 303)


def _back(case_id: str, part: str) -> AnyResponse:
    return redirect(url_for("feedback.part", case_id=case_id, part=part), 303)
