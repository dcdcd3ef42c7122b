"""A case’s criteria as its panel reads them, one screen each, with one’s own level and reason beside the answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import DomainError, InvalidAnswers
from charter.domain.permissions import Action
from charter.domain.typed_answers import LONGEST
from charter.services.case_submissions import submission_of
from charter.services.cases import Case
from charter.services.criterion_work import criterion_of
from charter.services.panel_questions import waiting_in
from charter.services.rating_saves import Given, Rated, save_rating
from charter.services.reviews import LEVEL, REASON, locks_of, may_rate, own_review, ratings_seen
from charter.web.answer_fields import VERSION, version_number
from charter.web.case_frames import case_frame, case_here
from charter.web.case_views import Sides, neighbours, overview_groups, reading_context, seen_rows
from charter.web.errors import status_of
from charter.web.people import deed, person_id
from charter.web.rating_fields import Typed, asked_here, conflicts_here, rating_fields, undecided
from charter.web.reviews import locks_text
from charter.web.times import minute_text

blueprint = Blueprint("case_criteria", __name__)

LARGEST_SAVE = 500_000  # bytes, as of one question of an assessment
STALE = "You changed this in another window or on another device meanwhile."
TOO_LONG = "This is too long to be saved. Shorten it."
NEXT = "next"


@blueprint.get("/cases/<case_id>/criteria")
def criteria(case_id: str) -> str:
    """Show every criterion by theme, with one's own level."""
    case = case_here(case_id)
    submission, review = submission_of(deed(), case), own_review(deed(), case)
    return render_template(
        "cases/criteria.html",
        groups=overview_groups(case, submission, review, waiting_in(deed(), case)),
        rated=sum(own.rating.is_given for own in review.values()),
        total=len(case.edition.criteria),
        is_rating=may_rate(case),
        locks_text=locks_text(locks_of(deed(), case)),
        **case_frame(case),
    )


@blueprint.get("/cases/<case_id>/next")
def next_criterion(case_id: str) -> AnyResponse:
    """Lead to the next criterion without a level, after the one that the address names; to the check where none is."""
    return redirect(_next_address(case_here(case_id, Action.RATE), request.args.get("after", "")), 303)


@blueprint.get("/cases/<case_id>/criteria/<criterion_id>")
def criterion(case_id: str, criterion_id: str) -> str:
    """Show a criterion: the submission beside one's own level and reason."""
    return _page(case_here(case_id), criterion_id, Typed())


@blueprint.post("/cases/<case_id>/criteria/<criterion_id>")
def save(case_id: str, criterion_id: str) -> AnyResponse | tuple[str, int]:
    """Save level and reason; what cannot be saved is shown again as it was typed."""
    return _saved(case_id, criterion_id, _posted())


@blueprint.post("/cases/<case_id>/criteria/<criterion_id>/conflicts")
def resolve(case_id: str, criterion_id: str) -> AnyResponse | tuple[str, int]:
    """Save what the person chose of two texts of their own."""
    case, given = case_here(case_id, Action.RATE), _posted()
    chosen, choices = undecided(own_review(deed(), case).get(criterion_id), given, request.form)
    if any(choice.error for choice in choices.values()):
        return _conflict_page(case, criterion_id, given, choices), 422
    return _saved(case_id, criterion_id, chosen)


@blueprint.post("/cases/<case_id>/ratings")
def save_one(case_id: str) -> tuple[Response, int]:
    """Save a level or a reason while somebody reads and writes, for the page's script."""
    if (request.content_length or 0) > LARGEST_SAVE:
        return jsonify(message=TOO_LONG), 413
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or body.get("field") not in (LEVEL, REASON):
        abort(400)
    name, version = str(body["field"]), body.get("version")
    if not isinstance(version, int):
        abort(400)
    given = Given({name: str(body.get("value") or "")}, {name: version})
    try:
        return _answered(case_id, str(body.get("criterion")), given)
    except InvalidAnswers as error:
        return jsonify(message=" ".join(fault.message for fault in error.faults)), 422
    except DomainError as error:
        return jsonify(message=str(error)), status_of(error)


def _answered(case_id: str, criterion_id: str, given: Given) -> tuple[Response, int]:
    doing = deed()
    rated = save_rating(doing, case_id, criterion_id, given)
    if rated.stale:
        return jsonify(message=STALE, version=rated.stale[0].version), 409
    asked = asked_here(case_here(case_id, Action.RATE), criterion_id, rated.own.rating)
    return jsonify(version=rated.own.version, saved=minute_text(doing.now), asks=asked.text, must=asked.must), 200


def _posted() -> Given:
    """What the form sent; a choice that was left open is sent by nobody but its version."""
    sent = [name for name in (LEVEL, REASON) if name in request.form or f"{VERSION}{name}" in request.form]
    versions = {name: version_number(request.form.get(f"{VERSION}{name}", "")) or 0 for name in sent}
    return Given({name: request.form.get(name, "") for name in sent}, versions)


def _saved(case_id: str, criterion_id: str, given: Given) -> AnyResponse | tuple[str, int]:
    """Save, then lead on; show the page again where something could not be saved."""
    try:
        rated = save_rating(deed(), case_id, criterion_id, given)
    except InvalidAnswers as error:
        errors = {fault.place: fault.message for fault in error.faults}
        return _page(case_here(case_id), criterion_id, Typed(given, errors)), 422
    except DomainError as error:  # such as a review that was locked meanwhile: what was typed stays on the page
        if status_of(error) != 409:
            raise
        return _page(case_here(case_id), criterion_id, Typed(given, {"": str(error)})), 409
    case = case_here(case_id, Action.RATE)
    if rated.stale:
        return _conflict_page(case, criterion_id, given, {}, is_rest_saved=rated.is_saved), 409
    return _led_on(case, criterion_id, rated)


def _led_on(case: Case, criterion_id: str, rated: Rated) -> AnyResponse:
    asked = asked_here(case, criterion_id, rated.own.rating)
    told = f"{criterion_id} is saved." if rated.is_saved else "There was nothing new to save."
    flash(f"{told} {asked.text}" if asked.must else told)
    if request.form.get("go") == NEXT:
        return redirect(_next_address(case, criterion_id), 303)
    return redirect(url_for("case_criteria.criterion", case_id=case.id, criterion_id=criterion_id), 303)


def _next_address(case: Case, after: str) -> str:
    review = own_review(deed(), case)
    names = [item.id for item in case.edition.criteria]
    start = names.index(after) + 1 if after in names else 0
    for name in [*names[start:], *names[:start]]:
        if name not in review or not review[name].rating.is_given:
            return url_for("case_criteria.criterion", case_id=case.id, criterion_id=name)
    return url_for("reviews.check", case_id=case.id)


def _page(case: Case, criterion_id: str, typed: Typed) -> str:
    item = criterion_of(case.edition, criterion_id)
    submission, review = submission_of(deed(), case), own_review(deed(), case)
    own = review.get(item.id)
    is_rating = may_rate(case) or bool(typed.errors)
    fields = rating_fields(case, item, own, typed)
    context: dict[str, Any] = reading_context(deed(), Sides(case, submission, item))
    return render_template(
        "cases/criterion.html",
        fields=fields,
        own=own,
        asked=asked_here(case, item.id, own.rating) if own is not None else None,
        is_rating=is_rating,
        is_error=bool(typed.errors),
        errors=[(message, f"#{name or 'save'}") for name, message in typed.errors.items()],
        draft=f"{case.id}:{item.id}:{person_id()}",
        longest=LONGEST,
        others=seen_rows(case, ratings_seen(deed(), case), item.id),
        progress_text=f"{sum(one.rating.is_given for one in review.values())} of {len(case.edition.criteria)} rated.",
        **neighbours(case, item),
        **context,
        **case_frame(case),
    )


def _conflict_page(
    case: Case, criterion_id: str, given: Given, choices: dict[str, Any], *, is_rest_saved: bool = False
) -> str:
    item = criterion_of(case.edition, criterion_id)
    conflicts = conflicts_here(case, item, own_review(deed(), case).get(item.id), given, choices)
    return render_template(
        "cases/conflict.html",
        criterion=item,
        conflicts=conflicts,
        errors=[(one.error, f"#choice-{number}-theirs") for number, one in enumerate(conflicts, 1) if one.error],
        is_rest_saved=is_rest_saved,
        draft=f"{case.id}:{item.id}:{person_id()}",
        **case_frame(case),
    )
