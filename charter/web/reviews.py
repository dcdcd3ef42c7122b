"""A reviewer's reviews: all of them in a list, and checking and locking one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.errors import Incomplete
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.services.cases import Case
from charter.services.panel_questions import waiting_in
from charter.services.practice_cases import own_practice
from charter.services.review_lists import sittings_of
from charter.services.reviews import Locks, lock_review, locks_of, missing_of, own_review
from charter.web.case_frames import case_frame, case_here
from charter.web.panel_exchanges import waiting_text
from charter.web.people import deed
from charter.web.practice_rows import practice_row
from charter.web.review_rows import shut_texts, sitting_row

blueprint = Blueprint("reviews", __name__)

PAST = "past"
LONGEST_PAGE = 4  # digits


@blueprint.get("/reviews")
def index() -> str:
    """Show every case on whose panel the person sits."""
    with_past, given = request.args.get("show") == PAST, request.args.get("page", "")
    page = int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST_PAGE else 1
    found = sittings_of(deed(), page, with_past=with_past)
    show = PAST if with_past else None
    return render_template(
        "reviews/index.html",
        rows=[sitting_row(one) for one in found.rows if not one.has_conflict],
        shut=shut_texts(found.rows),
        practice=[practice_row(one, is_office=False) for one in own_practice(deed())],
        count_text=count_text(found.count, "submission"),
        page=found.page,
        with_past=with_past,
        before=url_for("reviews.index", show=show, page=found.page - 1) if found.page > 1 else "",
        after="" if found.is_last else url_for("reviews.index", show=show, page=found.page + 1),
    )


@blueprint.get("/cases/<case_id>/review")
def check(case_id: str) -> str:
    """Show what one's review still lacks; where it lacks nothing, the way to lock it."""
    return _check_page(case_here(case_id, Action.RATE))


@blueprint.post("/cases/<case_id>/review")
def lock(case_id: str) -> AnyResponse | tuple[str, int]:
    """Lock one's review."""
    if case_here(case_id, Action.RATE).is_locked:  # the same form, sent twice
        return redirect(url_for("reviews.check", case_id=case_id), 303)
    try:
        lock_review(deed(), case_id)
    except Incomplete:
        return _check_page(case_here(case_id, Action.RATE), is_error=True), 422
    flash("Your review is locked.")
    return redirect(url_for("reviews.check", case_id=case_id), 303)


def locks_text(locks: Locks | None) -> str:
    """Give how many reviews are missing, in words; "" where the person may not know."""
    if locks is None:
        return ""
    if not locks.missing:
        return "Every review is locked."
    is_are = "is" if locks.missing == 1 else "are"
    told = f"{count_text(locks.missing, 'review')} {is_are} not locked yet."
    return f"{told} The quorum needs {locks.short_of_quorum} more." if locks.short_of_quorum else told


def _check_page(case: Case, *, is_error: bool = False) -> str:
    review = own_review(deed(), case)
    missing = missing_of(deed(), case, review)
    titles = {item.id: item.title for item in case.edition.criteria}
    rated = sum(own.rating.is_given for own in review.values())
    return render_template(
        "reviews/check.html",
        missing=[
            (f"{name} {titles[name]}", text, url_for("case_criteria.criterion", case_id=case.id, criterion_id=name))
            for name, text in missing.items()
        ],
        progress_text=f"{rated} of {count_text(len(titles), 'criterion', 'criteria')} rated",
        locks_text=locks_text(locks_of(deed(), case)),
        waiting=[waiting_text(one) for one in waiting_in(deed(), case) if one.is_open],
        is_error=is_error,
        **case_frame(case),
    )
