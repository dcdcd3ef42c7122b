"""Each action of a plan is a field of its own, and the document keeps its list."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.errors import InvalidAnswers, StaleAnswer
from charter.services.assessments import field_versions, reading_of, record_answer
from charter.services.criterion_work import criterion_work
from charter.services.plan_fields import new_key
from charter.services.workspaces import workspace_of
from charter.store.answer_files import answers_document
from charter.store.assessments import AssessmentRow
from tests.support.teams import JUNE, deed, round_in_progress

FIRST, SECOND = "0" * 26 + "1", "0" * 26 + "2"


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def record(session, assessment_id, field, value, version=0, *, who="writer"):
    return record_answer(deed(session, who), assessment_id, field, value, version)


def plan(session, assessment_id, name="actions"):
    edition, reading = reading_of(deed(session, "writer"), session.get_one(AssessmentRow, assessment_id))
    assert reading.faults == ()
    return answers_document(reading.sheet, edition).get(name)


def test_actions_saved_one_by_one_make_the_list_of_the_document_in_the_order_of_their_keys(session, assessment_id):
    record(session, assessment_id, f"/actions/{SECOND}", {"ref": "A2"})
    record(session, assessment_id, f"/actions/{FIRST}", {"ref": "A1", "due": "2028-03-31"})

    assert plan(session, assessment_id) == [{"ref": "A1", "due": "2028-03-31"}, {"ref": "A2"}]


def test_a_plan_of_the_year_before_is_kept_the_same_way(session, assessment_id):
    record(session, assessment_id, f"/previous_actions/{FIRST}", {"ref": "P1", "rag": "complete"})

    assert plan(session, assessment_id, "previous_actions") == [{"ref": "P1", "rag": "complete"}]


def test_a_removed_action_is_in_no_list_and_all_its_versions_are_kept(session, assessment_id):
    record(session, assessment_id, f"/actions/{FIRST}", {"ref": "A1"})
    record(session, assessment_id, f"/actions/{SECOND}", {"ref": "A2"})

    record(session, assessment_id, f"/actions/{FIRST}", None, 1)

    kept = field_versions(deed(session, "viewer"), assessment_id, f"/actions/{FIRST}")
    assert plan(session, assessment_id) == [{"ref": "A2"}]
    assert [one.value for one in kept] == [{"ref": "A1"}, None]


def test_two_who_change_one_action_are_told_and_two_who_change_two_are_not(session, assessment_id):
    record(session, assessment_id, f"/actions/{FIRST}", {"ref": "A1"})
    record(session, assessment_id, f"/actions/{SECOND}", {"ref": "A2"}, who="lead")

    with pytest.raises(StaleAnswer):
        record(session, assessment_id, f"/actions/{FIRST}", {"ref": "A9"}, 0, who="lead")

    assert plan(session, assessment_id) == [{"ref": "A1"}, {"ref": "A2"}]


def test_a_fault_is_named_at_the_field_of_its_action(session, assessment_id):
    with pytest.raises(InvalidAnswers) as refused:
        record(session, assessment_id, f"/actions/{SECOND}", {"due": "soon", "aimed_at": "everybody"})

    assert [fault.place for fault in refused.value.faults] == [
        f"/actions/{SECOND}/aimed_at",
        f"/actions/{SECOND}/due",
    ]


@pytest.mark.parametrize("field", ["/actions", "/actions/A1", "/actions/../x", f"/actions/{FIRST}/due", "/actions/"])
def test_an_address_that_is_no_action_s_is_refused(session, assessment_id, field):
    with pytest.raises(InvalidAnswers):
        record(session, assessment_id, field, {"ref": "A1"})


def test_keys_sort_by_when_they_were_made_then_by_their_place_and_never_meet():
    later = JUNE + dt.timedelta(milliseconds=1)

    keys = [new_key(JUNE), new_key(JUNE, 1), new_key(JUNE, 10), new_key(later)]

    assert keys == sorted(keys)
    assert new_key(JUNE) != new_key(JUNE)


def test_the_criterion_that_asks_for_the_plan_counts_it_as_answered_and_measures_the_one_before(session, assessment_id):
    record(session, assessment_id, "/inputs/first_plan_accepted_on", "2025-10-01")
    for key, rating in (("1", "complete"), ("2", "complete"), ("3", "red")):
        values = {"ref": f"P{key}", "due": "2027-01-31", "rag": rating}
        record(session, assessment_id, f"/previous_actions/{'0' * 26}{key}", values)
    record(session, assessment_id, f"/actions/{FIRST}", {"ref": "A1"})

    work = criterion_work(deed(session, "writer"), workspace_of(deed(session, "writer"), assessment_id), "GV-04")

    assert "GV-04.q1" not in [question.id for question in work.progress.unanswered]
    assert [(metric.metric_id, metric.status, metric.value_text) for metric in work.metrics] == [
        ("M31", "ok", "66.7\u00a0%")
    ]
