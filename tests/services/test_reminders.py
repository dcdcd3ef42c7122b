"""Reminders: to whom, what they say, once each, and never when they are of no more use."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.domain.notices import Notice
from charter.services.assessments import record_answer
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment, resolve_comment
from charter.services.memberships import remove_member
from charter.services.notices import choose_notices, wanted_notices
from charter.services.reminders import make_reminders
from charter.services.rounds import grant_extension
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.notices import ReminderRow
from charter.store.outbox import MailRow
from tests.support.teams import CLOSES, TRUST, deed, round_in_progress

SITE = "https://charter.example"
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
MONDAY = dt.datetime(2027, 6, 7, 6, 7, tzinfo=dt.UTC)
MEMBERS = ("lead@example.org", "writer@example.org", "viewer@example.org", "signer@example.org")


@pytest.fixture
def assessment_id(session):
    """An assessment of which the contributor looks after one criterion; letters of its making are cleared."""
    ours = round_in_progress(session)
    assign(session, ours, "writer")
    return ours


def assign(session, assessment_id, who, criterion_id="MA-01", due_on=None):
    before = Assignment(who, due_on)
    assign_criterion(deed(session, "lead"), assessment_id, criterion_id, before, SITE)
    clear(session)


def clear(session):
    for row in session.scalars(select(MailRow)):
        session.delete(row)
    session.commit()


def make(session, now):
    return make_reminders(session, now, SITE)


def letters(session, *, ours=True):
    """Give address -> letter, of our team or of the other institution's."""
    rows = session.scalars(select(MailRow)).all()
    return {row.address: row for row in rows if (row.address in MEMBERS) == ours}


def test_four_weeks_before_the_deadline_the_lead_and_owners_are_reminded(session, assessment_id):
    make(session, CLOSES - 28 * DAY)

    found = letters(session)
    assert set(found) == {"lead@example.org", "writer@example.org"}
    lead, writer = found["lead@example.org"], found["writer@example.org"]
    assert lead.subject == writer.subject == "Deadline 30 September 2027: Example trust"
    assert "has to be submitted by 30 September 2027" in lead.body
    assert "The team has 28 criteria to finish: MA-01, MA-02," in lead.body
    assert "You look after 1 criterion still to be finished: MA-01." in writer.body
    assert "The team has" not in writer.body
    assert f"{SITE}/assessments/{assessment_id}\n" in writer.body


def test_nothing_is_due_before_four_weeks_or_after_the_deadline(session, assessment_id):
    assert make(session, CLOSES - 28 * DAY - dt.timedelta(minutes=1)) == 0
    assert make(session, CLOSES) == 0


def test_each_mark_is_told_once_however_often_the_task_runs(session, assessment_id):
    choose_notices(deed(session, "writer"), {Notice.DEADLINE})  # the last mark falls into the week's letter's days
    runs = [CLOSES - days * DAY + hours * HOUR for days in (28, 7, 1) for hours in (0, 1, 2, 3, 4)]

    assert [make(session, now) for now in runs] == [3, 0, 0, 0, 0] * 3
    assert len(session.scalars(select(MailRow)).all()) == 9


def test_a_worker_that_was_down_for_weeks_tells_the_nearest_mark_alone(session, assessment_id):
    make(session, CLOSES - 5 * DAY)

    keys = {row.key.rsplit(":", 1)[0] for row in session.scalars(select(MailRow)) if row.address in MEMBERS}
    assert keys == {f"deadline:{assessment_id}:2027-09-30:7"}


def test_a_reminder_is_of_use_until_the_next_mark(session, assessment_id):
    make(session, CLOSES - 5 * DAY)

    assert letters(session)["lead@example.org"].useful_until == CLOSES - DAY


def test_an_extension_counts_and_has_marks_of_its_own(session, assessment_id):
    make(session, CLOSES - DAY)
    clear(session)
    grant_extension(deed(session, "officer", CLOSES - 3 * HOUR), assessment_id, CLOSES + 31 * DAY, "Flood.")

    assert make(session, CLOSES - 2 * HOUR) == 0
    make(session, CLOSES + 3 * DAY)

    assert "has to be submitted by 31 October 2027" in letters(session)["lead@example.org"].body
    assert letters(session, ours=False) == {}


def test_nobody_is_reminded_of_what_was_submitted(session, assessment_id):
    session.get_one(AssessmentRow, assessment_id).state = "submitted"
    session.commit()

    make(session, CLOSES - DAY)

    assert letters(session) == {}


def test_an_owner_who_has_finished_left_or_switched_it_off_is_not_reminded(session, assessment_id):
    assign(session, assessment_id, "viewer", "MA-02")
    assign(session, assessment_id, "signer", "MA-03")
    record_answer(deed(session, "writer"), assessment_id, "/criteria/NW-04/not_applicable", True, 0)
    assign(session, assessment_id, "lead", "NW-04")
    remove_member(deed(session, "lead"), TRUST, "viewer")
    choose_notices(deed(session, "signer"), set(Notice) - {Notice.DEADLINE})

    make(session, CLOSES - 6 * DAY)

    found = letters(session)
    assert set(found) == {"lead@example.org", "writer@example.org"}
    assert "You look after" not in found["lead@example.org"].body


def test_on_monday_each_member_is_told_their_week(session, assessment_id):
    for criterion_id, due_on in (
        ("MA-02", dt.date(2027, 6, 4)),
        ("MA-03", dt.date(2027, 6, 7)),
        ("MA-04", dt.date(2027, 6, 13)),
        ("MA-05", dt.date(2027, 6, 14)),
    ):
        assign(session, assessment_id, "writer", criterion_id, due_on)
    add_comment(deed(session, "lead"), assessment_id, NewComment("MA-01", "", "@Writer?"), SITE)
    clear(session)

    make(session, MONDAY)

    found = letters(session)
    assert set(found) == {"writer@example.org"}
    body = found["writer@example.org"].body
    overdue, week, later = body.index("Overdue:"), body.index("Due this week:"), body.index("Also yours")
    assert overdue < body.index("- MA-02 ") < week < body.index("- MA-03 ") < body.index("- MA-04 ") < later
    assert later < body.index("- MA-05 ") < body.index("- MA-01 ")
    assert ", by 4 June 2027" in body
    assert "1 open comment mentions you." in body
    assert "The deadline is 30 September 2027, 115 days from 7 June 2027." in body
    assert found["writer@example.org"].subject == "Your week from 7 June 2027: Example trust"


def test_a_comment_that_is_resolved_waits_for_nobody(session, assessment_id):
    kept = add_comment(deed(session, "lead"), assessment_id, NewComment("MA-01", "", "@Viewer?"), SITE)
    resolve_comment(deed(session, "viewer"), assessment_id, kept.id)
    clear(session)

    make(session, MONDAY)

    assert set(letters(session)) == {"writer@example.org"}


def test_the_weeks_letter_comes_once_a_week_and_is_made_up_for_until_wednesday(session, assessment_id):
    runs = [MONDAY - 7 * HOUR, MONDAY + 2 * DAY, MONDAY + 2 * DAY + HOUR, MONDAY + 4 * DAY, MONDAY + 7 * DAY]

    assert [make(session, now) for now in runs] == [0, 1, 0, 0, 1]
    assert [row.name for row in session.scalars(select(ReminderRow).order_by(ReminderRow.name)).all()] == [
        "digest:2027-06-07",
        "digest:2027-06-07",
        "digest:2027-06-14",
        "digest:2027-06-14",
    ]


def test_with_nothing_to_say_there_is_no_letter_not_even_later_in_the_week(session):
    ours = round_in_progress(session)
    assert make(session, MONDAY) == 0
    assign(session, ours, "writer", due_on=dt.date(2027, 6, 9))

    assert make(session, MONDAY + DAY) == 0


def test_a_broken_assessment_holds_up_nobody_else(session, assessment_id):
    broken = session.scalars(select(AssessmentRow).where(AssessmentRow.id != assessment_id)).one()
    whole = session.get_one(RoundRow, broken.round_id)
    copy = RoundRow(
        id="broken",
        organisation_id=whole.organisation_id,
        title="Gone",
        edition_reference="gone/1.0",
        opens_at=whole.opens_at,
        closes_at=whole.closes_at,
        snapshot_on=whole.snapshot_on,
    )
    session.add(copy)
    session.flush()
    broken.round_id, broken.edition_reference = "broken", "gone/1.0"
    session.commit()

    make(session, CLOSES - 6 * DAY)

    assert len(letters(session)) == 2
    assert [row.assessment_id for row in session.scalars(select(ReminderRow))] == [assessment_id]


def test_every_kind_of_letter_comes_until_it_is_switched_off_and_again_when_it_is_switched_on(session, assessment_id):
    assert wanted_notices(deed(session, "lead")) == set(Notice)

    choose_notices(deed(session, "lead"), {Notice.MENTION})
    assert wanted_notices(deed(session, "lead")) == {Notice.MENTION}
    assert wanted_notices(deed(session, "writer")) == set(Notice)

    choose_notices(deed(session, "lead"), set(Notice))
    assert wanted_notices(deed(session, "lead")) == set(Notice)
