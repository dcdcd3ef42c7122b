"""An awarding body's list of reviewers and chairs, for its office."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.differences import differences
from charter.domain.errors import InvalidPanel, StaleEntry
from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.services.reviewer_employers import Post, deleted_posts
from charter.services.reviewer_lists import (
    Listed,
    ReviewerList,
    Standing,
    reviewer_list,
    save_professions,
    save_standing,
    saved_by,
)
from charter.web import clock
from charter.web.extensions import database
from charter.web.own_entries import post_row
from charter.web.panel_forms import ProfessionsForm, StandingForm
from charter.web.people import deed
from charter.web.team_words import ROLE_NAMES
from charter.web.times import moment_text, saved_text

blueprint = Blueprint("reviewers", __name__)

PAGE_SIZE = 50
NO_NUMBER = -1  # what is written is no number


@blueprint.get("/organisations/<organisation_id>/reviewers")
def reviewers(organisation_id: str) -> str:
    """Show the list."""
    found = reviewer_list(deed(), organisation_id)
    number = request.args.get("page", "1")
    page = max(int(number), 1) if number.isdecimal() and len(number) < 6 else 1
    begin = (page - 1) * PAGE_SIZE
    has_more = len(found.rows) > begin + PAGE_SIZE
    return render_template(
        "reviewers/reviewers.html",
        found=found,
        rows=[_row(one) for one in found.rows[begin : begin + PAGE_SIZE]],
        newer=_page_href(organisation_id, page - 1) if page > 1 else "",
        older=_page_href(organisation_id, page + 1) if has_more else "",
    )


@blueprint.get("/organisations/<organisation_id>/reviewers/<person_id>")
def reviewer(organisation_id: str, person_id: str) -> str:
    """Show when somebody was trained and how much they take on, to change it."""
    _, one = _listed(organisation_id, person_id)
    form = StandingForm(formdata=None, data=_data(one.standing))
    return _page(organisation_id, one, form)


@blueprint.post("/organisations/<organisation_id>/reviewers/<person_id>")
def save(organisation_id: str, person_id: str) -> AnyResponse | tuple[str, int]:
    """Save it."""
    _, one = _listed(organisation_id, person_id)
    form = StandingForm()
    if not form.validate_on_submit():
        return _page(organisation_id, one, form), 422
    try:
        save_standing(deed(), organisation_id, person_id, _standing(form), form.seen.data or "")
    except InvalidPanel as error:
        form[error.place or "load_limit"].errors = [str(error)]
        return _page(organisation_id, one, form), 422
    except StaleEntry as error:
        form.seen.data = one.standing.digest
        return _page(organisation_id, one, form, str(error)), 409
    flash(f"Training and load of {one.person.name} are saved.")
    return redirect(url_for("reviewers.reviewers", organisation_id=organisation_id), 303)


@blueprint.get("/organisations/<organisation_id>/professions")
def professions(organisation_id: str) -> str:
    """Show which professions count as the body's own, to change them."""
    found = reviewer_list(deed(), organisation_id)
    data = {"professions": "\n".join(found.professions), "seen": str(found.professions_seen)}
    return _professions_page(found, ProfessionsForm(formdata=None, data=data))


@blueprint.post("/organisations/<organisation_id>/professions")
def save_list(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Save them."""
    found = reviewer_list(deed(), organisation_id)
    form = ProfessionsForm()
    if not form.validate_on_submit():
        return _professions_page(found, form), 422
    seen = form.seen.data or ""
    try:
        lines = (form.professions.data or "").splitlines()
        save_professions(deed(), organisation_id, lines, int(seen) if seen.isdecimal() and len(seen) < 9 else -1)
    except InvalidPanel as error:
        form.professions.errors = [str(error)]
        return _professions_page(found, form), 422
    except StaleEntry as error:
        form.seen.data = str(found.professions_seen)
        return _professions_page(found, form, str(error)), 409
    flash("The professions are saved.")
    return redirect(url_for("reviewers.reviewers", organisation_id=organisation_id), 303)


def _page_href(organisation_id: str, page: int) -> str:
    return url_for("reviewers.reviewers", organisation_id=organisation_id, page=page)


def _listed(organisation_id: str, person_id: str) -> tuple[ReviewerList, Listed]:
    found = reviewer_list(deed(), organisation_id)
    one = next((row for row in found.rows if row.person.id == person_id), None)
    if one is None:
        abort(404)
    return found, one


def _standing(form: StandingForm) -> Standing:
    text = form.load_limit.data or ""
    limit = (int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else NO_NUMBER) if text else None
    return Standing(form.trained_on.data, form.standardised_on.data, limit)


def _data(standing: Standing) -> dict[str, Any]:
    return {
        "trained_on": standing.trained_on,
        "standardised_on": standing.standardised_on,
        "load_limit": "" if standing.load_limit is None else str(standing.load_limit),
        "seen": standing.digest,
    }


def _page(organisation_id: str, one: Listed, form: StandingForm, stale: str = "") -> str:
    fields = (form.trained_on, form.standardised_on, form.load_limit)
    errors = [(text, f"#{field.id}") for field in fields for text in field.errors]
    errors += [(stale, "#saved-now")] if stale else []
    saved = saved_by(database(), organisation_id, one.person.id)
    return render_template(
        "reviewers/reviewer.html",
        organisation_id=organisation_id,
        one=one,
        row=_row(one),
        deleted=[(name, moment_text(when)) for name, when in deleted_posts(database(), organisation_id, one.person.id)],
        form=form,
        is_stale=bool(stale),
        saved_text=saved_text(*saved, clock.now()) if saved else "",
        errors=errors,
        is_error=bool(errors),
    )


def _professions_page(found: ReviewerList, form: ProfessionsForm, stale: str = "") -> str:
    errors = [(text, "#professions") for text in form.professions.errors] + ([(stale, "#saved-now")] if stale else [])
    now, typed = "\n".join(found.professions), form.professions.data or ""
    return render_template(
        "reviewers/professions.html",
        found=found,
        form=form,
        is_stale=bool(stale),
        now=now,
        pieces=differences(now, typed) if stale else (),
        errors=errors,
        is_error=bool(errors),
    )


def _is_of_now(post: Post) -> bool:
    today = clock.now().date()
    return (post.from_on is None or post.from_on <= today) and (post.until_on is None or post.until_on >= today)


def _row(one: Listed) -> dict[str, Any]:
    standing, person = one.standing, one.person
    limit = f" of {standing.load_limit}" if standing.load_limit is not None else ""
    return {
        "id": person.id,
        "name": person.name,
        "roles": ", ".join(ROLE_NAMES[role] for role in (Role.PANEL_CHAIR, Role.REVIEWER) if role in one.roles),
        "profession": person.profession or "Not said",
        "expertise": ", ".join(quality.replace("_", " ") for quality in sorted(person.expertise)) or "None said",
        "trained": date_text(standing.trained_on) or "Not yet",
        "standardised": date_text(standing.standardised_on) or "Not yet",
        "limit": "None agreed" if standing.load_limit is None else str(standing.load_limit),
        "loads": [f"{count}{limit} in {title}" for title, count in one.loads] or [f"0{limit}"],
        "lacks": one.lacks,
        "employers": ", ".join(dict.fromkeys(post.name for post in one.posts if _is_of_now(post))) or "None said",
        "posts": [post_row(post) for post in one.posts],
    }
