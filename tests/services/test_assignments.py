"""Who looks after a criterion: saved with versions, told once, refused in a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.domain.errors import (
    InvalidAssignment,
    NotAllowed,
    StaleAssignment,
    UnknownAssessment,
    UnknownCriterion,
    WrongState,
)
from charter.services.assignments import Assignment, assign_criterion, assignment_of
from charter.services.memberships import remove_member
from charter.services.notices import choose_notices
from charter.services.workspaces import workspace_of
from charter.store.assessments import AssessmentRow
from charter.store.chains import text_digest
from charter.store.history import EventRow, EventTextRow
from charter.store.outbox import MailRow
from tests.support.teams import CLOSES, JUNE, TRUST, deed, round_in_progress

SITE = "https://charter.example"
AUGUST = dt.date(2027, 8, 31)


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def assign(session, assessment_id, wanted, *, who="lead", now=JUNE, criterion_id="MA-01"):
    return assign_criterion(deed(session, who, now), assessment_id, criterion_id, wanted, SITE)


def shown(session, assessment_id, who="viewer"):
    by = deed(session, who)
    return assignment_of(by, workspace_of(by, assessment_id), "MA-01")


def letters(session):
    return session.scalars(select(MailRow).order_by(MailRow.key)).all()


def test_a_criterion_that_was_never_assigned_has_no_owner_and_offers_the_team(session, assessment_id):
    found = shown(session, assessment_id)

    assert found.assignment == Assignment(None, None, "", 0)
    assert found.team == {"lead": "Lead", "signer": "Signer", "viewer": "Viewer", "writer": "Writer"}
    assert (found.owner_name, found.saved_by, found.saved_at) == ("", "", None)


def test_owner_day_and_what_is_in_the_way_are_saved_with_who_and_when(session, assessment_id):
    saved = assign(session, assessment_id, Assignment("writer", AUGUST, " No data yet.\r\n"))

    found = shown(session, assessment_id)
    assert saved == found.assignment == Assignment("writer", AUGUST, "No data yet.", 1)
    assert (found.owner_name, found.saved_by, found.saved_at) == ("Writer", "Lead", JUNE)


def test_history_tells_who_assigned_what_and_keeps_the_reason_beside_the_chain(session, assessment_id):
    assign(session, assessment_id, Assignment("writer", AUGUST, "No data yet."))

    event = session.scalars(select(EventRow).order_by(EventRow.number.desc())).first()
    assert (event.event, event.person_id) == ("criterion_assigned", "lead")
    assert event.details == {
        "criterion": "MA-01",
        "version": 1,
        "owner": "writer",
        "due": "2027-08-31",
        "blocked": True,
        "text": text_digest("No data yet."),
    }
    assert session.get_one(EventTextRow, (assessment_id, event.number)).text == "No data yet."


def test_the_second_of_two_who_assign_is_told_and_nothing_is_overwritten(session, assessment_id):
    assign(session, assessment_id, Assignment("writer"))

    with pytest.raises(StaleAssignment) as conflict:
        assign(session, assessment_id, Assignment("viewer"), who="writer")

    session.rollback()
    assert (conflict.value.criterion_id, conflict.value.version) == ("MA-01", 1)
    assert shown(session, assessment_id).assignment.owner_id == "writer"
    assert assign(session, assessment_id, Assignment("viewer", version=1)).version == 2


def test_the_same_form_sent_twice_is_saved_and_told_once(session, assessment_id):
    first = assign(session, assessment_id, Assignment("writer"))

    assert assign(session, assessment_id, Assignment("writer")) == first
    assert len(letters(session)) == 1


def test_the_new_owner_is_told_what_and_by_when(session, assessment_id):
    assign(session, assessment_id, Assignment("writer", AUGUST))

    [letter] = letters(session)
    assert (letter.address, letter.subject) == ("writer@example.org", "You are to look after MA-01")
    assert "Lead asks you to look after a criterion in the self-assessment of Example trust: MA-01 " in letter.body
    assert "It is to be done by 31 August 2027." in letter.body
    assert f"{SITE}/assessments/{assessment_id}/criteria/MA-01" in letter.body


def test_nobody_is_told_of_their_own_doing_of_what_stays_or_of_what_they_switched_off(session, assessment_id):
    choose_notices(deed(session, "viewer"), set())
    assign(session, assessment_id, Assignment("lead"))
    assign(session, assessment_id, Assignment("lead", AUGUST, version=1))
    assign(session, assessment_id, Assignment("viewer", AUGUST, version=2))
    assign(session, assessment_id, Assignment(None, AUGUST, version=3))

    assert letters(session) == []


@pytest.mark.parametrize(
    ("wanted", "place", "words"),
    [
        (Assignment("stranger"), "owner", "Choose a member of the team"),
        (Assignment("officer"), "owner", "Choose a member of the team"),
        (Assignment("nobody"), "owner", "Choose a member of the team"),
        (Assignment(None, dt.date(2027, 10, 1)), "due_on", "between 1 April 2027 and the deadline, 30 September 2027"),
        (Assignment(None, dt.date(2027, 3, 31)), "due_on", "between 1 April 2027 and the deadline, 30 September 2027"),
        (Assignment(None, None, "x" * 501), "blocked_reason", "The reason is 1 character too long. Shorten it to 500"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(session, assessment_id, wanted, place, words):
    with pytest.raises(InvalidAssignment, match=words) as refused:
        assign(session, assessment_id, wanted)

    session.rollback()
    assert [fault.place for fault in refused.value.faults] == [place]
    assert shown(session, assessment_id).assignment.version == 0


def test_an_owner_who_left_may_stay_until_somebody_else_is_chosen(session, assessment_id):
    assign(session, assessment_id, Assignment("writer"))
    remove_member(deed(session, "lead"), TRUST, "writer")

    assert assign(session, assessment_id, Assignment("writer", AUGUST, version=1)).version == 2
    assert shown(session, assessment_id).owner_name == "Writer"


def test_it_can_be_assigned_after_the_deadline_and_not_once_submitted(session, assessment_id):
    assign(session, assessment_id, Assignment("writer"), now=CLOSES)
    session.get_one(AssessmentRow, assessment_id).state = "submitted"
    session.commit()

    with pytest.raises(WrongState):
        assign(session, assessment_id, Assignment(None, version=1))


@pytest.mark.parametrize(
    ("who", "error"),
    [("viewer", NotAllowed), ("signer", NotAllowed), ("officer", NotAllowed), ("stranger", UnknownAssessment)],
)
def test_only_lead_and_contributors_assign(session, assessment_id, who, error):
    with pytest.raises(error):
        assign(session, assessment_id, Assignment("writer"), who=who)


def test_a_criterion_must_be_the_editions(session, assessment_id):
    with pytest.raises(UnknownCriterion):
        assign(session, assessment_id, Assignment("writer"), criterion_id="XX-99")
