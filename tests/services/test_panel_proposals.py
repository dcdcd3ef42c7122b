"""Panels proposed by the solver for a round as it is kept, and seated as one deed."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from charter.domain.errors import NotAllowed, StaleEntry, WrongState
from charter.services.declarations import declare_interests, promise_confidence
from charter.services.panel_boards import case_panel
from charter.services.panel_problems import problems_of
from charter.services.panel_proposals import (
    NOT_TOLD,
    ask_for_panels,
    begin_panels,
    find_panels,
    keep_panels,
    proposed_panels,
)
from charter.services.panel_seating import ask_for_seats, begin_seating, fail_seating, seat_proposed, seating_of
from charter.services.reviewer_lists import Standing, save_professions, save_standing
from charter.services.verification import differences
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow
from charter.store.outbox import MailRow
from charter.store.panels import SeatRow
from charter.store.reviewers import EmploymentRow
from tests.support.panels import CHAIR, REVIEWERS, add_reviewer, panel_deed, seat_and_promise, submitted_case
from tests.support.reference_database import counted_statements
from tests.support.teams import BODY, KEY, NO_FILES, TRUST


@pytest.fixture
def round_id(session):
    """A round with one submission that nobody judges yet, five reviewers, of whom one works there, and a chair."""
    case_id = submitted_case(session)
    for who in (*REVIEWERS, "dora", "shut"):
        add_reviewer(session, who)
    add_reviewer(session, CHAIR, "panel_chair")
    session.add(EmploymentRow(id="post", person_id="shut", organisation_id=TRUST, name="Example trust"))
    session.commit()
    save_professions(panel_deed(session, "manager"), BODY, ["Occupational therapy"], 0)
    return session.get_one(CaseRow, case_id).round_id


def work_out(session, round_id, seed=7):
    doing = panel_deed(session, "manager")
    run_id = ask_for_panels(doing, round_id, seed)
    begin_panels(session, run_id, doing.now)
    content = find_panels(doing, round_id, seed)
    keep_panels(session, run_id, content, doing.now)
    return json.loads(content)["seats"]


def test_what_is_proposed_is_seated_as_one_deed_with_its_reasons_and_letters(session, round_id):
    work_out(session, round_id)
    shown = proposed_panels(panel_deed(session, "manager"), round_id)

    count = seat_proposed(panel_deed(session, "manager"), round_id, None)

    line = case_panel(panel_deed(session, "manager"), session.query(CaseRow).one().id).line
    assert (count, shown.new_count, line.lacks) == (4, 4, ())
    assert "shut" not in {one.person_id for one in line.sitters}
    assert {one.reason for one in line.sitters} == {one.reason for one in shown.panels[0].lines}
    assert session.query(MailRow).filter(MailRow.subject.startswith("Your submissions")).count() == 4
    assert list(differences(session, KEY, NO_FILES)) == []
    with pytest.raises(WrongState):
        seat_proposed(panel_deed(session, "manager"), round_id, None)


def test_everybody_is_seated_once_however_often_it_is_asked_for(session, round_id):
    work_out(session, round_id)
    doing = panel_deed(session, "manager")

    run_id, again = ask_for_seats(doing, round_id), ask_for_seats(panel_deed(session, "officer"), round_id)
    begun = [begin_seating(session, run_id, doing.now) for _ in range(2)]
    other = ask_for_panels(doing, round_id, 8)
    seat_proposed(doing, round_id, None)

    shown = seating_of(doing, round_id)
    assert (again, begun, other) == ("", [True, False], "")
    assert (shown.state, shown.count, session.query(SeatRow).count()) == ("done", 4, 4)
    assert proposed_panels(doing, round_id) is None
    with pytest.raises(WrongState):
        ask_for_seats(doing, round_id)
    assert ask_for_panels(doing, round_id, 7) != ""


def test_a_seating_that_broke_off_says_why_and_can_be_asked_for_again(session, round_id):
    work_out(session, round_id)
    doing = panel_deed(session, "manager")
    run_id = ask_for_seats(doing, round_id)
    begin_seating(session, run_id, doing.now)

    fail_seating(session, run_id, "Somebody left.")

    shown = seating_of(doing, round_id)
    assert (shown.state, shown.fault, session.query(SeatRow).count()) == ("failed", "Somebody left.", 0)
    assert ask_for_seats(doing, round_id) == run_id


def test_the_same_seed_gives_the_same_panels(session, round_id):
    assert work_out(session, round_id, 3) == work_out(session, round_id, 3)


def test_a_proposal_holds_no_more_once_what_it_rests_on_has_changed(session, round_id):
    work_out(session, round_id)
    seen = Standing(dt.date(2027, 5, 3), None, 20)
    save_standing(panel_deed(session, "officer"), BODY, "anna", Standing(seen.trained_on, None, 0), seen.digest)

    with pytest.raises(StaleEntry, match="has changed since"):
        seat_proposed(panel_deed(session, "manager"), round_id, None)


def test_where_it_cannot_be_done_the_least_that_would_give_is_told(session, round_id):
    for who in (*REVIEWERS, "dora"):
        seen = Standing(dt.date(2027, 5, 3), None, 20)
        save_standing(panel_deed(session, "officer"), BODY, who, Standing(None, None, 20), seen.digest)

    work_out(session, round_id)

    (told,) = proposed_panels(panel_deed(session, "manager"), round_id).impossible
    assert told.startswith("No seating keeps every rule. One would be possible with: ")


def test_with_too_few_reviewers_it_says_how_many_more_would_do(session, round_id):
    for who in ("ben", "cara"):
        session.add(EmploymentRow(id=who, person_id=who, organisation_id=TRUST, name="Example trust"))
    session.commit()

    with counted_statements(session) as statements:
        problems_of(panel_deed(session, "manager"), session.get_one(RoundRow, round_id), "manager")
    work_out(session, round_id)

    assert len(statements) <= 12
    (told,) = proposed_panels(panel_deed(session, "manager"), round_id).impossible
    assert told.endswith("possible with: 1 more reviewer, free of conflicts, with up to 20 submissions.")


def test_only_the_office_asks_for_panels(session, round_id):
    with pytest.raises(NotAllowed):
        ask_for_panels(panel_deed(session, "anna"), round_id, 1)


def test_whoever_has_an_interest_neither_sees_nor_seats_a_panel(session, round_id):
    add_reviewer(session, "officer")
    session.add(EmploymentRow(id="own", person_id="officer", organisation_id=TRUST, name="Example trust"))
    session.commit()
    work_out(session, round_id)

    shown = proposed_panels(panel_deed(session, "officer"), round_id)
    count = seat_proposed(panel_deed(session, "officer"), round_id, None)

    assert (shown.panels, shown.new_count, count) == ((), 0, 0)


def test_what_would_help_is_not_told_to_an_officer_with_an_interest_in_a_submission(session, round_id):
    for who in ("ben", "cara", "officer"):
        session.add(EmploymentRow(id=who, person_id=who, organisation_id=TRUST, name="Example trust"))
    session.commit()
    work_out(session, round_id)

    assert proposed_panels(panel_deed(session, "officer"), round_id).impossible == (NOT_TOLD,)


def test_a_seat_whose_interest_waits_for_a_ruling_stays_and_is_told_as_such(session, round_id):
    case_id = session.query(CaseRow).one().id
    seat_and_promise(session, case_id, "anna")
    declare_interests(panel_deed(session, "anna"), case_id, ["acquaintance"], "We met.")
    work_out(session, round_id)

    (panel,) = proposed_panels(panel_deed(session, "manager"), round_id).panels

    (anna,) = [line for line in panel.lines if line.person_id == "anna"]
    assert (anna.is_held, "waits for a ruling on an interest" in anna.reason) == (True, True)
    assert len(panel.lines) == 4


def test_somebody_seated_by_the_solver_can_declare_an_interest_and_leave(session, round_id):
    work_out(session, round_id)
    seat_proposed(panel_deed(session, "manager"), round_id, None)
    case = session.query(CaseRow).one()
    promise_confidence(panel_deed(session, CHAIR), round_id)

    assert declare_interests(panel_deed(session, CHAIR), case.id, ["paid"], "A lecture.").is_hard
