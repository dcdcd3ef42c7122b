"""What the list of tasks says beside each criterion, and what is new to whom."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.errors import NotAllowed, UnknownAssessment, UnknownCriterion
from charter.services.assessments import record_answer
from charter.services.criterion_overview import CriterionOverview, criterion_overview, mark_seen
from charter.services.deeds import new_id
from charter.services.memberships import remove_member
from charter.services.plan_fields import new_key
from charter.services.workspaces import workspace_of
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from tests.support.reference_database import counted_statements
from tests.support.teams import JUNE, TRUST, deed, round_in_progress

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
WORDS = "/criteria/MA-01/answers/MA-01.q3"


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def overview(session, assessment_id, who="lead", now=JUNE):
    by = deed(session, who, now)
    return criterion_overview(by, workspace_of(by, assessment_id))


def comment(session, assessment_id, who, at=JUNE, *, resolved_at=None, criterion_id="MA-01"):
    session.add(
        CommentRow(
            id=new_id(),
            assessment_id=assessment_id,
            criterion_id=criterion_id,
            question_id="",
            text="Who has the figures?",
            person_id=who,
            written_at=at,
            resolved_by_id=who if resolved_at else None,
            resolved_at=resolved_at,
        )
    )
    session.commit()


def assign(session, assessment_id, owner_id, *, criterion_id="MA-01"):
    session.add(
        AssignmentRow(
            assessment_id=assessment_id,
            criterion_id=criterion_id,
            version=3,
            owner_id=owner_id,
            due_on=dt.date(2027, 8, 31),
            is_blocked=True,
            blocked_reason="Human resources has not answered.",
            person_id="lead",
            saved_at=JUNE,
        )
    )
    session.commit()


def test_every_criterion_is_there_in_the_editions_order_with_nothing_said(session, assessment_id):
    found = overview(session, assessment_id)

    assert list(found)[:2] == ["MA-01", "MA-02"]
    assert len(found) == 28
    assert found["MA-01"] == CriterionOverview("MA-01")


def test_an_assigned_criterion_says_who_when_and_what_is_in_the_way(session, assessment_id):
    assign(session, assessment_id, "writer")

    assert overview(session, assessment_id, "viewer")["MA-01"] == CriterionOverview(
        "MA-01",
        version=3,
        owner_id="writer",
        owner_name="Writer",
        owner_has_left=False,
        due_on=dt.date(2027, 8, 31),
        is_blocked=True,
        blocked_reason="Human resources has not answered.",
    )


def test_an_owner_who_left_is_shown_as_such(session, assessment_id):
    assign(session, assessment_id, "writer")
    assign(session, assessment_id, None, criterion_id="MA-02")
    remove_member(deed(session, "lead"), TRUST, "writer")

    found = overview(session, assessment_id)

    assert (found["MA-01"].owner_name, found["MA-01"].owner_has_left) == ("Writer", True)
    assert not found["MA-02"].owner_has_left


def test_open_comments_are_counted_and_resolved_ones_are_not(session, assessment_id):
    comment(session, assessment_id, "lead")
    comment(session, assessment_id, "lead")
    comment(session, assessment_id, "lead", resolved_at=JUNE)
    comment(session, assessment_id, "lead", criterion_id="MA-02")

    found = overview(session, assessment_id)

    assert (found["MA-01"].open_comment_count, found["MA-02"].open_comment_count) == (2, 1)
    assert found["MA-01"].change_count == 0


def test_what_others_wrote_is_new_until_it_was_looked_at(session, assessment_id):
    comment(session, assessment_id, "writer", JUNE)
    record_answer(deed(session, "writer", JUNE), assessment_id, WORDS, "One.", 0)
    before = overview(session, assessment_id)["MA-01"]

    mark_seen(deed(session, "lead", JUNE + MINUTE), assessment_id, ["MA-01"], JUNE + MINUTE)
    looked = overview(session, assessment_id)["MA-01"]

    comment(session, assessment_id, "viewer", JUNE + DAY)
    record_answer(deed(session, "writer", JUNE + DAY), assessment_id, WORDS, "Two.", 1)
    after = overview(session, assessment_id)["MA-01"]

    assert (before.changed_answer_count, before.new_comment_count, before.change_count) == (1, 1, 2)
    assert looked.change_count == 0
    assert (after.changed_answer_count, after.new_comment_count) == (1, 1)


def test_ones_own_work_is_never_new(session, assessment_id):
    record_answer(deed(session, "writer"), assessment_id, WORDS, "Theirs.", 0)
    record_answer(deed(session, "lead"), assessment_id, WORDS, "Mine, on top of theirs.", 1)
    comment(session, assessment_id, "lead")

    assert overview(session, assessment_id, "lead")["MA-01"].change_count == 0
    assert overview(session, assessment_id, "writer")["MA-01"].change_count == 2


def test_looking_at_one_criterion_says_nothing_of_another_nor_of_another_person(session, assessment_id):
    record_answer(deed(session, "writer"), assessment_id, WORDS, "One.", 0)
    record_answer(deed(session, "writer"), assessment_id, "/criteria/MA-02/level", 2, 0)
    mark_seen(deed(session, "lead", JUNE + MINUTE), assessment_id, ["MA-01"], JUNE + MINUTE)

    found = overview(session, assessment_id, "lead")

    assert (found["MA-01"].change_count, found["MA-02"].change_count) == (0, 1)
    assert overview(session, assessment_id, "viewer")["MA-01"].change_count == 1


@pytest.mark.parametrize(
    ("field", "value", "criterion_id"),
    [
        ("/tables/DT-01/year_0", {"A": {"b2": 12}}, "MA-02"),
        ("/inputs/network_leads", 3, "NW-01"),
        (f"/actions/{new_key(JUNE, 1, '0' * 12)}", {"ref": "A1"}, "GV-04"),
    ],
)
def test_a_changed_table_input_or_plan_is_new_at_the_criterion_that_asks_for_it(
    session, assessment_id, field, value, criterion_id
):
    record_answer(deed(session, "writer"), assessment_id, field, value, 0)

    found = overview(session, assessment_id)

    assert [name for name, one in found.items() if one.changed_answer_count] == [criterion_id]


def test_what_was_saved_while_the_page_was_being_made_stays_new(session, assessment_id):
    record_answer(deed(session, "writer", JUNE - dt.timedelta(seconds=5)), assessment_id, WORDS, "Late.", 0)

    mark_seen(deed(session, "lead", JUNE + DAY), assessment_id, ["MA-01"], JUNE)

    assert overview(session, assessment_id)["MA-01"].change_count == 1


def test_an_older_page_never_makes_new_again_what_was_seen(session, assessment_id):
    record_answer(deed(session, "writer", JUNE), assessment_id, WORDS, "One.", 0)
    mark_seen(deed(session, "lead", JUNE + DAY), assessment_id, ["MA-01"], JUNE + DAY)
    mark_seen(deed(session, "lead", JUNE + DAY), assessment_id, ["MA-01"], JUNE - DAY)

    assert overview(session, assessment_id)["MA-01"].change_count == 0


def test_nobody_has_seen_what_is_still_to_come(session, assessment_id):
    mark_seen(deed(session, "lead", JUNE), assessment_id, ["MA-01"], JUNE + 300 * DAY)
    record_answer(deed(session, "writer", JUNE + DAY), assessment_id, WORDS, "One.", 0)

    assert overview(session, assessment_id)["MA-01"].change_count == 1


def test_a_criterion_that_is_not_there_cannot_be_seen(session, assessment_id):
    with pytest.raises(UnknownCriterion, match="no such criterion"):
        mark_seen(deed(session, "lead"), assessment_id, ["XX-99"], JUNE)


def test_strangers_and_the_awarding_body_see_nothing(session, assessment_id):
    with pytest.raises(UnknownAssessment):
        overview(session, assessment_id, "stranger")
    with pytest.raises(NotAllowed):
        overview(session, assessment_id, "officer")
    with pytest.raises(UnknownAssessment):
        mark_seen(deed(session, "stranger"), assessment_id, ["MA-01"], JUNE)


def test_it_takes_as_many_statements_for_many_rows_as_for_none(session, assessment_id):
    with counted_statements(session) as few:
        overview(session, assessment_id)
    for number in range(1, 6):
        record_answer(deed(session, "writer"), assessment_id, f"/criteria/MA-0{number}/level", 2, 0)
        comment(session, assessment_id, "writer", criterion_id=f"MA-0{number}")
        assign(session, assessment_id, "writer", criterion_id=f"MA-0{number}")
    mark_seen(deed(session, "lead"), assessment_id, ["MA-01", "MA-02"], JUNE)
    with counted_statements(session) as many:
        overview(session, assessment_id)

    # four, and two that find the workspace
    assert (len(few), len(many)) == (6, 6)
