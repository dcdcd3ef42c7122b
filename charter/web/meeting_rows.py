"""What a meeting's pages show: members, criteria in their order, notes, and figures of agreement in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app, url_for

from charter.domain.agreed_levels import GivenLevel
from charter.domain.agreement import Figure, SubmissionAgreement
from charter.domain.agreement_summaries import DECIMALS
from charter.domain.case_workflow import CaseState, Seat
from charter.domain.meeting import AGREED, DIFFERENCE, MUST_DISCUSS, Item
from charter.domain.wording import count_text, decimal_text, percent_text
from charter.services.cases import Case
from charter.services.meeting_members import ALLOWED, NONE_DECLARED, NOT_ASKED, SHUT_OUT, WAITS, Member
from charter.services.meetings import Meeting
from charter.web.times import moment_text

ASKED_WORDS = {
    NOT_ASKED: "Not yet",
    NONE_DECLARED: "No new interest",
    WAITS: "An interest; the ruling is missing",
    ALLOWED: "An interest, allowed",
    SHUT_OUT: "An interest, not allowed",
}
GROUPS = (
    (MUST_DISCUSS, "To be discussed", "Record each with a reason."),
    (DIFFERENCE, "Small differences", "A level is proposed for each. Confirm it, or record another with a reason."),
    (AGREED, "Agreed", "Nobody differs on these, so they need no discussion."),
)
SPEAKING = (CaseState.AGREEING, CaseState.REVISED)
PERCENT = 100
NO_REASON = "No reason was written."
NO_FIGURES = "No figures indicate a level"


def may_record(meeting: Meeting) -> bool:
    """Whether the asker chairs the meeting, and it is still spoken of the case."""
    return meeting.case.seat == Seat.CHAIR and meeting.case.state in SPEAKING


def member_rows(members: Iterable[Member]) -> list[dict[str, Any]]:
    """Give who sits on the panel, as the table shows it."""
    presence = {None: "Not noted yet", True: "Here", False: "Not here"}
    return [
        {
            "name": one.name,
            "seat": "Chair" if one.seat == Seat.CHAIR else "Reviewer",
            "review": "" if one.seat == Seat.CHAIR else "Locked" if one.has_locked else "Missing",
            "presence": presence[one.is_present],
            "interests": ASKED_WORDS[one.asked_again],
        }
        for one in members
    ]


def facts_text(meeting: Meeting) -> str:
    """Say when the meeting was opened, and whether the edition's quorum is there."""
    quorum, count = meeting.agenda.rules.quorum, len(meeting.reviewers)
    opened = f"Opened on {moment_text(meeting.opened_at)}." if meeting.opened_at is not None else ""
    there = f"{count} {'is' if count == 1 else 'are'} there"
    needed = f"The quorum is {count_text(quorum, 'locked review')}, and {there}." if quorum is not None else ""
    return f"{opened} {needed}".strip()


def is_to_be_asked(meeting: Meeting, person_id: str) -> bool:
    """Whether somebody on the panel has not said again whether they have an interest, while it speaks of the case."""
    own = [one for one in meeting.members if one.person_id == person_id]
    return meeting.case.state in SPEAKING and any(one.asked_again == NOT_ASKED for one in own)


def next_row(meeting: Meeting) -> dict[str, Any] | None:
    """Give the first criterion that has no level; None where each has one."""
    waiting = (item for item in meeting.agenda.items if item.criterion_id not in meeting.agreed)
    return next((item_row(meeting, item) for item in waiting), None)


def near_texts(meeting: Meeting) -> list[str]:
    """Say near which tiers' lines the total lies, or why there is no total."""
    agenda = meeting.agenda
    return [line.text for line in agenda.near_lines] or ([agenda.total_why_not] if agenda.total is None else [])


def departure_texts(meeting: Meeting) -> list[str]:
    """Say how many left since the meeting was opened; why somebody did is told to nobody here."""
    count = sum(one.seat == Seat.REVIEWER for one in meeting.departed)
    chairs = len(meeting.departed) - count
    texts = []
    if count:
        own = "Their review counts" if count == 1 else "Their reviews count"
        texts.append(f"{count_text(count, 'reviewer')} left the panel since the meeting was opened. {own} no more.")
    if chairs:
        texts.append("The chair left the panel since the meeting was opened.")
    return texts


def group_rows(meeting: Meeting) -> list[dict[str, Any]]:
    """Give the criteria in the order of the meeting, those of a kind together."""
    return [
        {
            "kind": kind,
            "title": title,
            "hint": hint,
            "rows": [item_row(meeting, item) for item in meeting.agenda.items if item.kind == kind],
        }
        for kind, title, hint in GROUPS
    ]


def item_row(meeting: Meeting, item: Item) -> dict[str, Any]:
    """Give a criterion: what each reviewer gave and why, what its figures indicate, what was agreed."""
    criterion = meeting.edition.criterion(item.criterion_id)
    agreed, earlier = meeting.agreed.get(item.criterion_id), meeting.earlier.get(item.criterion_id)
    given = meeting.before.get(item.criterion_id, {})
    indicated = _indicated(meeting, item.criterion_id)
    return {
        "id": item.criterion_id,
        "title": f"{criterion.id} {criterion.title}",
        "reasons": item.reasons,
        "proposed": item.proposed,
        "proposed_text": item.proposed_text,
        "levels": [
            {"name": one.name, "level": level_text(given.get(one.person_id)), "reason": _reason(given, one)}
            for one in meeting.reviewers
        ],
        "figures": f"Figures indicate {indicated}" if indicated else NO_FIGURES,
        "indicated": indicated or "nothing",
        "given": "does not apply" if item.proposed is None else f"level {item.proposed}",
        "agreed": level_text(agreed) if agreed else "",
        "earlier": level_text(earlier) if earlier else "",
        "number": meeting.newest_number(item.criterion_id),
        "href": url_for("agreed_levels.level", case_id=meeting.case.id, criterion_id=item.criterion_id),
        "answer_href": answer_href(meeting.case.id, item.criterion_id),
    }


def level_text(row: GivenLevel | None) -> str:
    """Give a level in words."""
    if row is None or (row.level is None and not row.is_not_applicable):
        return "No level"
    return "Does not apply" if row.is_not_applicable else f"Level {row.level}"


def _indicated(meeting: Meeting, criterion_id: str) -> str:
    """Say which level the figures indicate, and within which range; "" where they indicate none."""
    level, both = meeting.figures.indicated.get(criterion_id), meeting.figures.ranges.get(criterion_id)
    if level is None:
        return ""
    if both is None or both[0] == both[1]:
        return f"level {level}"
    return f"level {level}, within {both[0]} to {both[1]}"


def answer_href(case_id: str, criterion_id: str) -> str:
    """Give where the answer is read; "" where no page shows it."""
    return _href("case_criteria.criterion", case_id=case_id, criterion_id=criterion_id)


def declaration_href(case: Case) -> str:
    """Give where the asker says again whether they have an interest; "" for whoever has no seat."""
    if case.seat is None:
        return ""
    back = url_for("meetings.meeting", case_id=case.id)
    return url_for("declarations.new", case_id=case.id, next=back)


def rulings_href(case_id: str) -> str:
    """Give where the chair rules on interests, and says why the edition's aim for the panel was not reached."""
    return url_for("rulings.rulings", case_id=case_id)


def note_rows(meeting: Meeting) -> list[dict[str, str]]:
    """Give the rules of eligibility that a note of the panel lets pass."""
    return [
        {
            "text": finding.text,
            "reason": finding.reason,
            "note": meeting.notes[finding.rule_id].text if finding.rule_id in meeting.notes else "",
            "href": url_for("eligibility_notes.note", case_id=meeting.case.id, rule_id=finding.rule_id),
        }
        for finding in meeting.figures.eligibility
        if finding.rule_id in meeting.figures.note_words
    ]


def agreement_texts(found: SubmissionAgreement) -> list[str]:
    """Give the figures of agreement of one submission as sentences."""
    return [
        f"Exact agreement: {share_text(found.exact_share)}.",
        f"Within one level: {share_text(found.adjacent_share)}.",
        f"Weighted kappa, mean of the pairs: {kappa_text(found.mean_kappa)}.",
    ]


def share_text(figure: Figure) -> str:
    """Give a share as a percentage of so many criteria, or why there is none."""
    if figure.value is None:
        return figure.why_not
    return f"{percent_text(figure.value * PERCENT)} of {count_text(figure.count, 'criterion', 'criteria')}"


def kappa_text(figure: Figure) -> str:
    """Give a kappa, or why there is none."""
    return figure.why_not if figure.value is None else decimal_text(figure.value, DECIMALS)


def _reason(given: Mapping[str, GivenLevel], one: Member) -> str:
    row = given.get(one.person_id)
    return (row.reason if row is not None else "") or NO_REASON


def _href(endpoint: str, **where: Any) -> str:
    """Give the address of a page; "" where this site has none."""
    return url_for(endpoint, **where) if endpoint in current_app.view_functions else ""
