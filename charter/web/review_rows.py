"""What the list of reviews says of each case: progress, the meeting, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, url_for

from charter.domain.case_workflow import OPENED, CaseState, Seat
from charter.domain.wording import count_text
from charter.services.review_lists import Sitting
from charter.web.case_frames import PRACTICE_WORDS, meeting_text
from charter.web.case_words import CASE_STATE_WORDS

PRACTISES = "You practise"
SEAT_WORDS = {Seat.REVIEWER: "You review", Seat.CHAIR: "You chair"}
WAITS = {
    CaseState.WAITING: "The awarding body screens it first",
    CaseState.RETURNED: "The institution completes it",
    CaseState.AGREEING: "The panel speaks of it",
    CaseState.DECIDING: "The decision waits to be confirmed",
    CaseState.REVISING: "The institution revises it",
    CaseState.REVISED: "Revisions wait to be judged",
    CaseState.TOLD: "Nothing: the outcome was sent",
    CaseState.CLOSED: "Nothing: the institution took it back",
}
# Where these pages are, the list leads there.
PRACTICE = "practice_levels.practice"
PROMISE, DECLARE, MEETING = "declarations.promise", "declarations.new", "meetings.meeting"


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next, and where; "" = there is nothing to open."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A row of the list, in words."""

    name: str
    facts: str
    href: str  # "" = it is not open to the person yet
    meeting: str
    progress: str
    state_text: str
    state_class: str
    todo: Next


def sitting_row(one: Sitting) -> SittingRow:
    """Give a row in words; for cases in which the person has no interest that shuts them out."""
    words = PRACTICE_WORDS if one.is_practice else CASE_STATE_WORDS
    state_text, state_class = words[one.state] if one.state is not None else ("Not opened", "nhsuk-tag--grey")
    edition = f"{one.edition_title}, edition {one.edition_version}"
    return SittingRow(
        name=one.name,
        facts=" · ".join(
            part
            for part in (
                PRACTISES if one.is_practice else SEAT_WORDS[one.seat],
                one.scope_name,
                one.round_title,
                edition,
            )
            if part
        ),
        href=url_for("case_criteria.criteria", case_id=one.case_id) if one.state is not None else "",
        meeting="–" if one.is_practice else meeting_text(one.meets_on),
        progress=_progress(one),
        state_text=state_text,
        state_class=state_class,
        todo=_next(one),
    )


def shut_texts(rows: Iterable[Sitting]) -> list[str]:
    """Give what is said of cases in which the person has an interest: how many in each round, and nothing else."""
    counts = Counter((one.round_title, one.body_name, one.waits_for_chair) for one in rows if one.has_conflict)
    return [
        f"{title}, {body}: you have an interest in {count_text(count, 'submission')}. "
        f"{'The chair decides on it; until then nothing' if waits else 'Nothing'} of it is shown."
        for (title, body, waits), count in sorted(counts.items())
    ]


def _progress(one: Sitting) -> str:
    if one.state is None:
        return "–"
    if one.seat == Seat.CHAIR:
        return "–" if one.missing is None else "Every review is locked" if not one.missing else _missing_text(one)
    locked = ", locked" if one.is_locked else ""
    return f"{one.rated} of {one.criteria} rated{locked}"


def _missing_text(one: Sitting) -> str:
    return f"{count_text(one.missing or 0, 'review')} not locked yet"


def _next(one: Sitting) -> Next:
    """What the person, or somebody else, does next."""
    if not (one.has_declared or one.can_declare):
        return Next("Wait until the awarding body has screened it")
    if not one.has_promised:
        return Next("Promise confidence for the round", _where(PROMISE, one))
    if not one.has_declared:
        return Next("Say whether you have an interest", _where(DECLARE, one))
    if one.state == CaseState.COMPLETE:
        return _next_of_review(one)
    if one.is_practice:
        told = one.state == CaseState.TOLD
        return Next("See how you compare", _where(PRACTICE, one)) if told else Next("Nothing: it was taken back")
    href = _where(MEETING, one) if one.state in OPENED and one.state != CaseState.TOLD else ""
    return Next(WAITS[one.state] if one.state is not None else "", href)


def _next_of_review(one: Sitting) -> Next:
    if one.seat == Seat.CHAIR:
        return Next("Reviews are being written") if one.missing else Next("Open the meeting", _where(MEETING, one))
    if one.is_locked and one.is_practice:
        return Next("Wait until the levels are revealed")
    if one.is_locked:
        return Next(_missing_text(one) if one.missing else "Wait for the meeting")
    if one.rated < one.criteria:
        words = "Go on with your review" if one.rated else "Begin your review"
        return Next(words, url_for("case_criteria.next_criterion", case_id=one.case_id))
    return Next("Check and lock your review", url_for("reviews.check", case_id=one.case_id))


def _where(endpoint: str, one: Sitting) -> str:
    return url_for(endpoint, case_id=one.case_id) if endpoint in current_app.view_functions else ""
