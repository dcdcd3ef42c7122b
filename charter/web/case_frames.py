"""What stands around every page of a case: whose submission it is, where it stands, and the way to its other pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app, request, url_for

from charter.domain.case_workflow import CaseKind, CaseState, Seat
from charter.domain.errors import UnknownCase
from charter.domain.permissions import Action
from charter.domain.wording import count_text, date_text
from charter.services.cases import NO_CASE, Case, case_for
from charter.web import clock
from charter.web.case_words import CASE_STATE_WORDS
from charter.web.filters import Link
from charter.web.people import deed

# Text, endpoint, the seat that one needs to be shown it; None = any, or none. What is not there is left out.
PAGES = (
    ("Criteria", "case_criteria.criteria", None),
    ("Network’s statement", "case_submissions.statement", None),
    ("Files", "case_submissions.files", None),
    ("On paper", "reading_packs.pack", None),
    ("Questions to the institution", "panel_questions.questions", None),
    ("Check and lock", "reviews.check", Seat.REVIEWER),
    ("Interests", "rulings.rulings", Seat.CHAIR),
    ("Meeting", "meetings.meeting", None),
    ("Agreement", "agreements.submission", None),
    ("Decision", "decisions.decision", None),
    ("Feedback", "feedback.overview", None),
)
# There is nothing to see on these before the meeting; only whoever chairs opens it.
OPEN_PAGES = frozenset({"agreements.submission", "decisions.decision", "feedback.overview"})
# What the awarding body's office has beside them: it needs no seat.
OFFICE_PAGES = (
    ("Screening", "screenings.screening", None),
    ("Panel", "panels.panel", None),
    ("Your interests", "declarations.new", None),
)
# What practice has: endpoints of the above, and the page that only practice has.
PRACTICE_PAGES = (
    ("Criteria", "case_criteria.criteria", None),
    ("On paper", "reading_packs.pack", None),
    ("Check and lock", "reviews.check", Seat.REVIEWER),
    ("Practice", "practice_levels.practice", None),
)
PRACTICE_PARTS = frozenset(
    {"case_criteria", "reviews", "reading_packs", "practice_levels", "practices", "declarations"}
)
PRACTICE_WORDS = {
    CaseState.COMPLETE: ("Open", "nhsuk-tag--blue"),
    CaseState.TOLD: ("Revealed", "nhsuk-tag--green"),
    CaseState.CLOSED: ("Taken back", "nhsuk-tag--grey"),
}


def case_here(case_id: str, action: Action = Action.SEE_CASE) -> Case:
    """Give a case to whoever is signed in. Raises as ``cases.case_for`` and ``deed``."""
    return case_for(deed(), case_id, action)


def case_frame(case: Case) -> dict[str, Any]:
    """Give what the frame's template needs. Raises UnknownCase for practice on a page that practice does not have."""
    is_practice = case.kind == CaseKind.PRACTICE
    if is_practice and request.blueprint not in PRACTICE_PARTS:
        raise UnknownCase(NO_CASE)
    state_text, state_class = (PRACTICE_WORDS if is_practice else CASE_STATE_WORDS)[case.state]
    back = (
        ("Your reviews", url_for("reviews.index"))
        if case.seat and "reviews.index" in current_app.view_functions
        else ("Practice of the round", url_for("practices.index", round_id=case.round_id))
        if is_practice
        else (case.round_title, url_for("rounds.whole", round_id=case.round_id))
    )
    return {
        "case": case,
        "frame": {
            "caption": f"{case.name} · {case.round_title}",
            "back": back,
            "state_text": state_text,
            "state_class": state_class,
            "facts": _facts(case),
            "pages": _pages(case),
        },
    }


def meeting_text(meets_on: dt.date | None) -> str:
    """Give when a panel meets, and how many days are left until then."""
    if meets_on is None:
        return "No day is set yet"
    left = (meets_on - clock.now().date()).days
    if left < 0:
        return f"{date_text(meets_on)}, {count_text(-left, 'day')} ago"
    when = f"in {count_text(left, 'day')}" if left else "today"
    return f"{date_text(meets_on)}, {when}"


def _facts(case: Case) -> str:
    if case.kind == CaseKind.PRACTICE:
        return f"An invented submission to practise on. Edition {case.edition.version}."
    scope = case.scope_name or case.scope.replace("_", " ").capitalize()
    meets = f"Panel meets on {meeting_text(case.meets_on)}" if case.meets_on else "No day is set for the meeting"
    facts = [scope, f"Edition {case.edition.version}", "" if case.is_open else meets]
    return ". ".join(filter(None, facts)) + "."


def _pages(case: Case) -> list[Link]:
    here = request.endpoint or ""
    pages = PRACTICE_PAGES if case.kind == CaseKind.PRACTICE else PAGES if case.seat else (*OFFICE_PAGES, *PAGES)
    return [
        Link(text, url_for(endpoint, case_id=case.id), _is_here(endpoint, here))
        for text, endpoint, seat in pages
        if endpoint in current_app.view_functions
        and seat in (None, case.seat)
        and (case.is_open or not _waits(case, endpoint))
    ]


def _waits(case: Case, endpoint: str) -> bool:
    """Whether a page has nothing to show before the meeting."""
    return endpoint in OPEN_PAGES or (endpoint == "meetings.meeting" and case.seat == Seat.REVIEWER)


def _is_here(endpoint: str, here: str) -> bool:
    """A page of one criterion belongs to the list of all."""
    parts = ("case_criteria.criteria", "feedback.overview", "practice_levels.practice")
    return here == endpoint or (endpoint in parts and here.startswith(f"{endpoint.partition('.')[0]}."))
