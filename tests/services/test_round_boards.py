"""The board and the calendar of a round, and letters about promises."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import inspect, select

from charter.domain.case_attention import DueDecision
from charter.domain.case_workflow import CaseEvent
from charter.services.board_filters import ATTENTION, RISK, BoardFilter, narrowed, states_of
from charter.services.cases import happen_in
from charter.services.progress_counts import count_progress
from charter.services.promise_letters import tell_of_promises
from charter.services.round_boards import page_of_board, round_board
from charter.services.round_calendars import calendar_lines
from charter.services.round_dates import round_dates
from charter.store.assessments import AssessmentRow
from charter.store.awards import AwardRow
from charter.store.cases import CaseRow
from charter.store.decisions import ConfirmationRow, DecisionRow
from charter.store.outbox import MailRow
from tests.support.awards import CONFERRED, conferred_award
from tests.support.objections import made_objection
from tests.support.panels import OCTOBER, case_of_all_doors, panel_deed, submitted_case
from tests.support.teams import JUNE

# Handed in on 1 June 2027: screened within ten working days, told within twelve weeks.
SCREENED_BY, TOLD_BY = dt.date(2027, 6, 15), dt.date(2027, 8, 24)


def another_case(session, case_id, key):
    """Somebody else's submission in the same round."""
    held = session.get_one(CaseRow, case_id)
    mapped = {one.key: getattr(held, one.key) for one in inspect(CaseRow).column_attrs}
    own = session.scalars(select(AssessmentRow).where(AssessmentRow.id != held.assessment_id)).first()
    return CaseRow(**mapped | {"id": key, "assessment_id": own.id})


def decision(key, case_id, number):
    judged = {"copy_number": 1, "edition_reference": "x/1", "edition_checksum": "0" * 64, "method_version": "1"}
    said = {"outcome": "award", "tier_id": "one", "reached": "one", "no_award_reason": None, "findings": "{}"}
    put = {"conditions": [], "reason": "", "person_id": "officer", "decided_at": OCTOBER, "digest": "0" * 64}
    return DecisionRow(id=key, case_id=case_id, number=number, **judged, **said, **put)


def noon(day):
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def board_of(session, case_id, who="manager", now=OCTOBER):
    return round_board(panel_deed(session, who, now), session.get_one(CaseRow, case_id).round_id)


def ours(board):
    return next(row for row in board.rows if row.name == "Example trust")


def test_a_board_tells_what_of_each_submission_waits_for_a_decision(session):
    case_id = case_of_all_doors(session)
    board = board_of(session, case_id)

    row = ours(board)

    assert (row.seats.reviewers, row.seats.chairs, row.seats.locked) == (6, 1, 0)
    assert row.attention == (DueDecision("An interest waits for the chair’s ruling", OCTOBER.date()),)
    assert row.waiting_days == 0
    assert narrowed(board.rows, BoardFilter(show=ATTENTION)) == [row]
    assert narrowed(board.rows, BoardFilter(show=RISK, search="TRUST")) == [row]
    assert narrowed(board.rows, BoardFilter(tier_id="gold")) == []


def test_whoever_has_an_interest_sees_that_it_takes_part_and_nothing_of_its_case(session):
    case_id = case_of_all_doors(session)

    board = board_of(session, case_id, "insider")

    assert (ours(board).case, ours(board).is_shut, ours(board).attention) == (None, True, ())
    assert calendar_lines(board.rows) == []


@pytest.mark.parametrize("who", ["manager", "insider"])
def test_a_page_of_a_board_tells_of_its_rows_what_the_whole_board_does(session, who):
    case_id = case_of_all_doors(session)
    round_id = session.get_one(CaseRow, case_id).round_id
    rows, doing = board_of(session, case_id, who).rows, panel_deed(session, who)

    first, last = (page_of_board(doing, round_id, BoardFilter(), page, 1) for page in (1, 99))
    attention, risk = (page_of_board(doing, round_id, BoardFilter(show=show), 1, 9) for show in (ATTENTION, RISK))

    assert [*first.board.rows, *last.board.rows] == list(rows)
    assert (first.row_count, first.found_count, first.page, last.page, last.pages) == (2, 2, 1, 2, 2)
    assert attention.board.rows == tuple(narrowed(rows, BoardFilter(show=ATTENTION)))
    assert risk.board.rows == tuple(narrowed(rows, BoardFilter(show=RISK)))
    assert [states_of(row) for row in first.otherwise] == [states_of(row) for row in rows]


def test_what_was_confirmed_of_one_decision_is_not_told_of_another(session):
    case_id, other_id = submitted_case(session), "other-case"
    session.add(another_case(session, case_id, other_id))
    for number, key in enumerate((case_id, other_id), start=1):
        session.get_one(CaseRow, key).state = "deciding"
        session.add(decision(f"decision-{number}", key, number))
    session.flush()
    for capacity in ("chair", "officer"):
        session.add(
            ConfirmationRow(decision_id="decision-2", capacity=capacity, person_id="officer", confirmed_at=OCTOBER)
        )
    session.commit()

    board = board_of(session, case_id)

    waiting = {row.case.id: tuple(due.text for due in row.attention) for row in board.rows if row.case is not None}
    assert waiting == {case_id: ("The decision waits for the chair and the officer",), other_id: ("Send the outcome",)}


def test_an_objection_to_an_award_waits_on_the_board_since_the_day_on_which_it_came(session):
    award_id = conferred_award(session)
    made_objection(session, award_id, now=CONFERRED + dt.timedelta(days=2))
    case_id = session.get_one(AwardRow, award_id).case_id

    board = board_of(session, case_id, now=CONFERRED + dt.timedelta(days=9))

    assert ours(board).attention[-1] == DueDecision("Rule on the objection to its award", dt.date(2027, 11, 10))


def test_how_far_a_team_is_is_counted_again_once_it_has_changed_something(session):
    case_id = submitted_case(session)
    first, second = count_progress(session, JUNE), count_progress(session, JUNE)

    other = next(row for row in board_of(session, case_id).rows if row.name == "Example other")

    assert (first, second) == (1, 0)
    assert (other.done_count, other.criterion_count) == (0, 28)


def test_a_calendar_puts_what_is_at_risk_first_and_leaves_out_what_was_kept(session):
    case_id = submitted_case(session)
    happen_in(panel_deed(session, "manager", JUNE), session.get_one(CaseRow, case_id), CaseEvent.SCREENED, {})
    session.commit()
    board = board_of(session, case_id, now=noon(TOLD_BY - dt.timedelta(days=1)))

    lines = calendar_lines(board.rows)

    assert [(line.due.promise, line.due.state) for line in lines][:2] == [
        ("outcome", "at_risk"),
        ("outcome_after_panel", "waiting"),
    ]
    assert lines[0].due.due_on == TOLD_BY
    assert [line.due.promise for line in calendar_lines(board.rows, with_over=True)][-1] == "screening"


def test_the_office_is_told_once_at_risk_and_once_late_but_nobody_with_an_interest(session):
    case_of_all_doors(session)
    row = session.query(CaseRow).one()
    row.screened_at, row.state = None, "waiting"
    session.commit()
    days = (SCREENED_BY - dt.timedelta(days=1), SCREENED_BY, SCREENED_BY + dt.timedelta(days=1))

    counts = [tell_of_promises(session, noon(day), "https://charter.example") for day in days for _ in range(2)]

    letters = session.scalars(select(MailRow).where(MailRow.key.startswith("promises:")).order_by(MailRow.key)).all()
    assert counts == [2, 0, 0, 0, 2, 0]
    assert {one.address for one in letters} == {"manager@example.org", "officer@example.org"}
    assert "Example trust:\n- The screening is due by 15 June 2027" in letters[0].body


def test_everybody_may_read_until_when_a_round_promises_what(session):
    case_id = submitted_case(session)

    later = round_dates(session, session.get_one(CaseRow, case_id).round_id).later[0]

    # thirty September 2027 and ten working days, twelve weeks; ten working days back from there, and on
    assert later.screened_by == dt.date(2027, 10, 14)
    assert later.outcome_by == dt.date(2027, 12, 23)
    assert later.panels_by == dt.date(2027, 12, 9)
    assert later.appeals_until == dt.date(2028, 1, 11)
