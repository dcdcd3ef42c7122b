"""The board of a round as a page and as a file: filters, pages, and each row in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from flask import current_app, request, url_for

from charter.domain.case_attention import DueDecision
from charter.domain.case_workflow import OPENED, CaseState
from charter.domain.wording import count_text, one_line
from charter.domain.workflow import Event, State, transition_of
from charter.services.board_filters import ATTENTION, RISK, BoardFilter, narrowed, states_of
from charter.services.board_rows import BoardRow, ListedRow
from charter.services.round_boards import Board, BoardPage
from charter.web.case_words import CASE_STATE_WORDS
from charter.web.frames import STATE_WORDS
from charter.web.times import day_text, local, moment_text

ROWS_EACH = 50
LONGEST_SEARCH = 200
SHOWN = {"": "Everything", ATTENTION: "What needs a decision", RISK: "What is at risk or late"}
ALL_WORDS = dict[State | CaseState, tuple[str, str]]([*STATE_WORDS.items(), *CASE_STATE_WORDS.items()])
SHUT = "You have an interest in it"
OPEN_STATES = frozenset(CaseState) - {CaseState.CLOSED}
JUDGED = OPEN_STATES - {CaseState.WAITING, CaseState.RETURNED}
# Text, endpoint, in which states it is of use. An endpoint that is not there is left out.
CASE_PAGES = (
    ("Screening", "screenings.screening", OPEN_STATES),
    ("Panel", "panels.panel", OPEN_STATES),
    ("Meeting", "meetings.meeting", JUDGED),
    ("Decision", "decisions.decision", OPENED),
)
APPEAL_PAGE = ("Appeal", "appeals.ruling")
ROUND_PAGES = (
    ("Calendar: what is due when", "round_calendars.calendar"),
    ("Panels: who sits where, and meeting days", "panels.board"),
    ("Practice before the round", "practices.index"),
    ("How far panels agree", "agreements.whole_round"),
    ("Report of the round (PDF)", "matter_papers.report"),
    ("Dates of the round, as everybody sees them", "round_calendars.dates"),
    ("Change the round", "round_changes.new"),
)
HEADINGS = (
    "Institution",
    "Part",
    "Edition",
    "Aims for",
    "State",
    "Submission",
    "Criteria complete",
    "Criteria",
    "Reviewers",
    "Chairs",
    "Reviews locked",
    "Days in this state",
    "Needs a decision",
    "At risk or late",
    "Deadline",
)


def wanted_rows() -> BoardFilter:
    """Give what the address asks for; what cannot be is left out."""
    given = request.args
    show = given.get("show", "")
    return BoardFilter(
        state=next((state for state in ALL_WORDS if state == given.get("state")), None),
        edition=given.get("edition", ""),
        tier_id=given.get("tier", ""),
        show=show if show in SHOWN else "",
        search=one_line(given.get("search", ""))[:LONGEST_SEARCH],
    )


def board_page(found: BoardPage, wanted: BoardFilter) -> dict[str, Any]:
    """Give what the template of a board needs: the filters, a page of rows, and the ways to the others."""
    board = found.board
    return {
        "has_rows": found.row_count > 0,
        "filters": _state_links(found, wanted),
        "choices": _choices(board, wanted),
        "wanted": wanted,
        "rows": [row_words(row, board.body_id) for row in board.rows],
        "found_text": _found_text(found),
        "pages": _page_links(board, wanted, found.page, found.pages),
        "file_href": _address(board, wanted, "rounds.board_file"),
    }


def row_words(row: BoardRow, body_id: str) -> dict[str, Any]:
    """Give a row in words. ``body_id``: the awarding body, which keeps the objections to its awards together."""
    case = row.case
    return {
        "id": row.assessment_id,
        "name": row.name,
        "scope": row.scope_name or "Whole organisation",
        "edition": row.edition.version,
        "aims_for": row.aims_for or "Not said",
        "states": [STATE_WORDS[row.state], *([CASE_STATE_WORDS[case.state]] if case is not None else [])],
        "is_appeal": row.is_appeal,
        "is_shut": row.is_shut,
        "links": _case_links(row, body_id),
        "registered_text": day_text(row.registered_at),
        "progress_text": progress_text(row),
        "panel_text": _panel_text(row),
        "waiting_text": _waiting_text(row),
        "attention": [(due.text, _age_text(row, due)) for due in row.attention],
        "risks": [(due.state, due.text) for due in row.due if due.needs_attention],
        "may_extend": row.state in transition_of(Event.EXTENSION_GRANTED).sources,
        "closes_text": moment_text(row.closes_at) + (", extended" if row.is_extended else ""),
    }


def round_links(round_id: str) -> list[tuple[str, str]]:
    """Give the other pages of a round for whoever runs it."""
    shown = [(text, endpoint) for text, endpoint in ROUND_PAGES if endpoint in current_app.view_functions]
    return [(text, url_for(endpoint, round_id=round_id)) for text, endpoint in shown]


def _case_links(row: BoardRow, body_id: str) -> list[tuple[str, str]]:
    """The pages of a row's case that there are in its state."""
    case = row.case
    if case is None:
        return []
    shown = [(text, endpoint) for text, endpoint, states in CASE_PAGES if case.state in states]
    shown += [APPEAL_PAGE] if case.appealed_at is not None else []
    there = [(text, endpoint) for text, endpoint in shown if endpoint in current_app.view_functions]
    links = [(text, url_for(endpoint, case_id=case.id)) for text, endpoint in there]
    if row.beside.objected_at is not None:
        links.append(("Objections", url_for("objection_desks.objections", organisation_id=body_id)))
    return links


def _waiting_text(row: BoardRow) -> str:
    """Since how many days it is in its state."""
    if row.waiting_days is None:
        return ""
    return (
        f"{count_text(row.waiting_days, 'day')} in this state" if row.waiting_days > 0 else "in this state since today"
    )


def _age_text(row: BoardRow, due: DueDecision) -> str:
    """Since how many days something waits."""
    days = (row.today - due.since_on).days
    return f"for {count_text(days, 'day')}" if days > 0 else "since today"


def file_rows(board: Board, wanted: BoardFilter) -> Iterator[Sequence[Any]]:
    """Give the wanted rows for a spreadsheet, under ``HEADINGS``."""
    deadlines: dict[dt.datetime, str] = {}  # nearly all are one
    for row in narrowed(board.rows, wanted):
        if row.closes_at not in deadlines:
            deadlines[row.closes_at] = f"{local(row.closes_at):%Y-%m-%d %H:%M}"
        case = row.case
        state = SHUT if row.is_shut else CASE_STATE_WORDS[case.state][0] if case is not None else ""
        has_panel = case is not None
        yield (
            row.name,
            row.scope_name,
            row.edition.version,
            row.aims_for,
            STATE_WORDS[row.state][0],
            f"Appeal: {state}" if row.is_appeal else state,
            row.done_count,
            row.criterion_count,
            row.seats.reviewers if has_panel else None,
            row.seats.chairs if has_panel else None,
            row.seats.locked if has_panel else None,
            row.waiting_days,
            "; ".join(f"{due.text} ({_age_text(row, due)})" for due in row.attention),
            " ".join(due.text for due in row.due if due.needs_attention),
            deadlines[row.closes_at],
        )


def progress_text(row: BoardRow) -> str:
    """Give how far a team is: as the worker counted last, or that it has handed in."""
    if row.state == State.SUBMITTED:
        return "Handed in"
    if row.state == State.REGISTERED:
        return "Not started"
    if row.done_count is None:
        return "Not counted yet"
    return f"{row.done_count} of {count_text(row.criterion_count, 'criterion', 'criteria')}"


def _panel_text(row: BoardRow) -> str:
    if row.case is None or row.case.state in (CaseState.WAITING, CaseState.RETURNED, CaseState.CLOSED):
        return "" if not row.seats.reviewers + row.seats.chairs else _seats_text(row)
    return _seats_text(row)


def _seats_text(row: BoardRow) -> str:
    parts = [f"{row.seats.reviewers} of {count_text(row.rules.reviewers, 'reviewer')}"]
    if row.rules.chairs:
        parts.append("a chair" if row.seats.chairs else "no chair")
    if row.seats.reviewers:
        parts.append(f"{count_text(row.seats.locked, 'review')} locked")
    return ", ".join(parts)


def _state_links(found: BoardPage, wanted: BoardFilter) -> list[dict[str, Any]]:
    """How many there are of each state, each with the way to them alone."""
    board, rows = found.board, found.otherwise
    counts = Counter(state for row in rows for state in states_of(row))
    choices: list[tuple[State | CaseState | None, str, int]] = [(None, "All", len(rows))]
    choices += [(state, words, counts[state]) for state, (words, _) in ALL_WORDS.items() if counts[state]]
    return [
        {
            "text": f"{words} ({_count_text(board, rows, state, count)})",
            "href": _address(board, wanted, state=state),
            "is_here": state == wanted.state,
        }
        for state, words, count in choices
    ]


def _count_text(board: Board, rows: Sequence[BoardRow | ListedRow], state: State | CaseState | None, count: int) -> str:
    """A count, and of which editions where the round holds two: it is never added up silently."""
    if len(board.editions) == 1:
        return str(count)
    found = Counter(row.edition.version for row in rows if state is None or state in states_of(row))
    return f"{count}: {', '.join(f'{found[one.version]} of {one.version}' for one in board.editions)}"


def _choices(board: Board, wanted: BoardFilter) -> list[dict[str, Any]]:
    tiers = {tier.id: tier.name for edition in board.editions for tier in edition.tiers}
    editions = {edition.reference: f"Edition {edition.version}" for edition in board.editions}
    chosen = [("show", "Show", SHOWN, wanted.show), ("tier", "Aims for", {"": "Any tier", **tiers}, wanted.tier_id)]
    if len(editions) > 1:
        chosen.append(("edition", "Edition", {"": "Any edition", **editions}, wanted.edition))
    return [
        {"name": name, "label": label, "options": [(key, words, key == value) for key, words in options.items()]}
        for name, label, options, value in chosen
    ]


def _found_text(found: BoardPage) -> str:
    all_text, count = count_text(found.row_count, "row"), found.found_count
    if found.pages == 1:
        return all_text if count == found.row_count else f"{count:,} of {all_text}"
    first = (found.page - 1) * ROWS_EACH + 1
    return f"{first:,} to {min(found.page * ROWS_EACH, count):,} of {count_text(count, 'row')}"


def _page_links(board: Board, wanted: BoardFilter, page: int, pages: int) -> list[tuple[str, str]]:
    links = [(f"Page {page - 1}: the rows before", page - 1)] if page > 1 else []
    links += [(f"Page {page + 1} of {pages}: the next rows", page + 1)] if page < pages else []
    return [(words, _address(board, wanted, page=number)) for words, number in links]


def _address(board: Board, wanted: BoardFilter, endpoint: str = "rounds.whole", **other: Any) -> str:
    asked = {
        "state": wanted.state,
        "edition": wanted.edition,
        "tier": wanted.tier_id,
        "show": wanted.show,
        "search": wanted.search,
        **other,
    }
    return url_for(endpoint, round_id=board.round_id, **{name: value for name, value in asked.items() if value})


def page_number() -> int:
    """Give which page the address asks for."""
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
