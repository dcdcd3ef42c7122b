"""When what is due in a round: the promises of its edition for the awarding body, and its dates for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template, request, url_for

from charter.domain.case_workflow import OPENED, CaseState
from charter.domain.promises import (
    APPEAL,
    AT_RISK,
    BODY,
    INSTITUTION,
    KEPT,
    KEPT_LATE,
    LATE,
    OPEN,
    OUTCOME,
    OUTCOME_AFTER_PANEL,
    REVISIONS,
    SCREENING,
    WAITING,
)
from charter.domain.wording import count_text, date_text
from charter.domain.working_days import day_in_england
from charter.services.round_boards import Board, round_board
from charter.services.round_calendars import CalendarLine, calendar_lines
from charter.services.round_dates import LaterDays, RoundDates, round_dates
from charter.web import clock
from charter.web.addresses import site_url
from charter.web.downloads import attachment
from charter.web.extensions import database
from charter.web.icalendar import MEDIA_TYPE, CalendarDay, calendar_file
from charter.web.people import deed
from charter.web.times import moment_text

blueprint = Blueprint("round_calendars", __name__)

LINES_EACH = 100
ALL = "all"
PROMISES = {
    SCREENING: "Screening",
    OUTCOME: "Outcome",
    OUTCOME_AFTER_PANEL: "Outcome after the panel",
    REVISIONS: "Revisions",
    APPEAL: "Appeal",
}
OWNERS = {"": "Everybody", BODY: "The awarding body", INSTITUTION: "The institution"}
STATES = {
    LATE: ("Late", "nhsuk-tag--red"),
    AT_RISK: ("At risk", "nhsuk-tag--orange"),
    OPEN: ("In time", "nhsuk-tag--blue"),
    WAITING: ("Not begun", "nhsuk-tag--grey"),
    KEPT: ("Kept", "nhsuk-tag--green"),
    KEPT_LATE: ("Kept late", "nhsuk-tag--yellow"),
}


@blueprint.get("/rounds/<round_id>/calendar")
def calendar(round_id: str) -> str:
    """Show the promises of a round, those at risk first."""
    board = round_board(deed(), round_id, with_panels=False)
    owner, shows_all = _owner(), request.args.get("show") == ALL
    lines = [one for one in calendar_lines(board.rows, with_over=shows_all) if owner in ("", one.due.owner)]
    page, pages = _page(len(lines))
    at_risk = sum(one.due.needs_attention for one in lines)
    return render_template(
        "round_calendars/calendar.html",
        board=board,
        today_text=date_text(board.today),
        risk_text=count_text(at_risk, "promise"),
        at_risk=at_risk,
        owners=[(key, words, key == owner) for key, words in OWNERS.items()],
        shows_all=shows_all,
        left_out=sum(row.is_shut for row in board.rows),
        lines=[_line(one) for one in lines[(page - 1) * LINES_EACH : page * LINES_EACH]],
        pages=[
            (words, url_for(".calendar", round_id=round_id, owner=owner or None, show=_shown(shows_all), page=number))
            for words, number in _others(page, pages)
        ],
    )


@blueprint.get("/rounds/<round_id>/calendar.ics")
def calendar_days(round_id: str) -> Response:
    """Give the promises that run, and the meetings, for a calendar program."""
    board = round_board(deed(), round_id, with_panels=False)
    return attachment(calendar_file(board.title, _days(board), clock.now()), "calendar.ics", MEDIA_TYPE)


@blueprint.get("/rounds/<round_id>/dates")
def dates(round_id: str) -> str:
    """Show everybody what happens when in a round."""
    found = round_dates(database(), round_id)
    return render_template(
        "round_calendars/dates.html",
        found=found,
        own=_own_dates(found),
        later=[{"edition": one.edition, "rows": _later_rows(one)} for one in found.later],
        has_two=len(found.later) > 1,
        days_off=[f"{title}, {date_text(day)}" for day, title in found.days_off],
    )


def _days(board: Board) -> Iterator[CalendarDay]:
    place = f"{site_url()}{url_for('.calendar', round_id=board.round_id)}"
    for line in calendar_lines(board.rows):
        if line.due.due_on is not None and line.row.case is not None:
            yield CalendarDay(
                id=f"{line.row.case.id}-{line.due.promise}@charter",
                day=line.due.due_on,
                title=f"{PROMISES[line.due.promise]} due: {line.row.name}",
                text=line.due.text,
                url=place,
            )
    for row in board.rows:
        case = row.case
        if case is not None and case.meets_on is not None and case.state in (CaseState.COMPLETE, CaseState.AGREEING):
            text = f"The panel speaks of the submission of {row.name}."
            yield CalendarDay(f"{case.id}-meeting@charter", case.meets_on, f"Panel meets: {row.name}", text, place)


def _line(one: CalendarLine) -> dict[str, str]:
    tag, tag_class = STATES[one.due.state]
    return {
        "name": one.row.name,
        "scope": one.row.scope_name,
        "is_appeal": "Appeal" if one.row.is_appeal else "",
        "promise": PROMISES[one.due.promise],
        "due": date_text(one.due.due_on) or "No day yet",
        "owner": OWNERS[one.due.owner],
        "tag": tag if one.due.promise != APPEAL or one.due.state != LATE else "Over",
        "tag_class": tag_class if one.due.promise != APPEAL or one.due.state != LATE else "nhsuk-tag--grey",
        "text": one.due.text,
        "href": _place(one),
    }


def _place(one: CalendarLine) -> str:
    """Where the office does what is promised; "" where it has nothing to do."""
    case = one.row.case
    if case is None or one.due.owner != BODY:
        return ""
    after = "decisions.decision" if case.state in OPENED else "panels.panel"
    return url_for("screenings.screening" if one.due.promise == SCREENING else after, case_id=case.id)


def _own_dates(found: RoundDates) -> list[tuple[str, str, str]]:
    """What happens, when, and what it means, of the round's own dates."""
    rows = [
        ("Data snapshot", date_text(found.snapshot_on), "The day that all counts refer to."),
        ("The round opens", moment_text(found.opens_at), "Institutions can register and write."),
        ("Deadline", moment_text(found.closes_at), "Answers lock: by then a submission must be in."),
    ]
    if found.baseline_at is not None:
        words = "Institutions save a labelled copy of where they began."
        rows.insert(2, ("Baseline", f"until {moment_text(found.baseline_at)}", words))
    is_after_opening = found.snapshot_on > day_in_england(found.opens_at)
    return [rows[1], rows[0], *rows[2:]] if is_after_opening else rows


def _later_rows(one: LaterDays) -> list[tuple[str, str, str]]:
    """What follows the deadline, by which day, and how that is counted."""
    said = one.promises
    rows = [
        (
            "Submissions are screened",
            _by(one.screened_by),
            f"Is everything there? Within {_days_text(said.screening_days)}; an incomplete one is returned once.",
        ),
        (
            "Panels meet",
            _by(one.panels_by),
            f"At the latest: the outcome follows within {_days_text(said.outcome_after_panel_days)} of the meeting.",
        ),
        ("Outcomes are sent", _by(one.outcome_by), f"Within {said.outcome_weeks} weeks of each submission."),
        (
            "Revisions are handed in",
            f"within {_days_text(said.revision_days)}" if said.revision_days else "",
            "Only where an outcome asks for minor revisions: counted from the day on which it does.",
        ),
        (
            "Appeals are possible",
            f"until {date_text(one.appeals_until)}" if one.appeals_until else "",
            f"Within {_days_text(said.appeal_days)} of each outcome, where the outcome came on its last day.",
        ),
    ]
    return [row for row in rows if row[1]]


def _by(day: dt.date | None) -> str:
    return f"by {date_text(day)}" if day is not None else ""


def _days_text(count: int | None) -> str:
    return count_text(count or 0, "working day")


def _owner() -> str:
    wanted = request.args.get("owner", "")
    return wanted if wanted in OWNERS else ""


def _shown(shows_all: bool) -> str | None:
    return ALL if shows_all else None


def _page(count: int) -> tuple[int, int]:
    """Which page is asked for, and how many there are."""
    pages = max(1, -(-count // LINES_EACH))
    text = request.args.get("page", "")
    wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    return min(max(1, wanted), pages), pages


def _others(page: int, pages: int) -> Sequence[tuple[str, int]]:
    links = [(f"Page {page - 1}: the promises before", page - 1)] if page > 1 else []
    return [*links, *([(f"Page {page + 1} of {pages}: the next promises", page + 1)] if page < pages else [])]
